"""The test pairs of gofeed, another feed parser: what it says is in a feed, and what we say.

Data: mmcdole/gofeed, ``testdata`` (MIT). Each feed has the expected result beside it, as that
parser gives it; titles are compared as plain text. A file of the corpus that is a page, a note or
nothing must be refused; any other error is an exception, and counts as one.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from reporter.model.errors import SourceRefused
from reporter.sources.feed_entries import Contents, read_contents
from reporter.sources.plain_text import plain_text
from tests.measure.corpora import ROOT, say, table

_PAIRS = ROOT.parent / "shared" / "data" / "feeds" / "gofeed-pairs.zip"
_BASE = "https://news.example/feed.xml"
_LONGEST = 300


def main() -> None:
    """Print the share of pairs that agree by folder."""
    if not _PAIRS.exists():
        say(f"skipped: {_PAIRS} is not there")
        return
    tally: Counter[tuple[str, str]] = Counter()
    with ZipFile(_PAIRS) as pairs:
        files = {name: pairs.read(name) for name in pairs.namelist() if not name.endswith("/")}
    misses = [miss for path in files for miss in _judge(path, files, tally)]
    columns = ("files", "refused", "exceptions", "pairs", "items equal", "titles equal")
    groups = list(dict.fromkeys(group for group, _ in tally))
    rows = [[group, *(tally[group, column] for column in columns)] for group in groups]
    rows.append(["all", *(sum(tally[group, column] for group in groups) for column in columns)])
    table("gofeed pairs", ("folder", *columns), rows)
    if "-v" in sys.argv:
        say("\n".join(misses))


def _judge(path: str, files: dict[str, bytes], tally: Counter[tuple[str, str]]) -> Iterator[str]:
    place = PurePosixPath(path)
    if place.suffix not in {".xml", ".json"} or place.stem.endswith("_expected"):
        return
    if place.suffix == ".json" and path.removesuffix(".json") + ".xml" in files:
        return  # what is expected of the feed beside it
    group = "/".join(place.parts[1:3])
    tally[group, "files"] += 1
    expected = _expected(path, files)
    try:
        held = read_contents(files[path], base=_BASE, content_type="application/xml")
    except SourceRefused as error:
        tally[group, "refused"] += 1
        tally[group, "pairs"] += expected is not None
        yield f"{path}: {error}"
        return
    except Exception as error:  # noqa: BLE001 - it is what is counted here
        tally[group, "exceptions"] += 1
        yield f"{path}: {error!r}"
        return
    if expected is not None:
        yield from _compare(path, held, expected, tally)


def _compare(
    path: str, held: Contents, expected: dict[str, Any], tally: Counter[tuple[str, str]]
) -> Iterator[str]:
    group = "/".join(PurePosixPath(path).parts[1:3])
    count = len(expected.get("items") or expected.get("entries") or ())
    title = plain_text(expected.get("title") or "", _LONGEST)
    tally[group, "pairs"] += 1
    tally[group, "items equal"] += len(held.entries) == count
    tally[group, "titles equal"] += held.title == title
    if len(held.entries) != count:
        yield f"{path}: {len(held.entries)} entries, {count} expected"
    if held.title != title:
        yield f"{path}: title {held.title!r}, {title!r} expected"


def _expected(path: str, files: dict[str, bytes]) -> dict[str, Any] | None:
    """What the other parser says, or None for a file that has no such thing beside it."""
    if path.endswith(".xml"):
        found = files.get(path.removesuffix(".xml") + ".json")
    else:
        found = files.get(path.removesuffix(".json") + "_expected.json")
    value = json.loads(found) if found else None
    return value if isinstance(value, dict) else None


if __name__ == "__main__":
    main()
