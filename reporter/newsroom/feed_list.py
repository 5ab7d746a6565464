"""The list of feeds as text: new ones are written into ``reporter.toml`` and nothing else moves.

The file is the user's own, with comments and an order of his choice, so it is edited as text.
The result is read back and compared with what was meant before it takes the file's place.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from reporter.model.errors import ConfigError, UsageError
from reporter.net.atomic import write_atomic
from reporter.news.urls import canonical_url, clean_url
from reporter.newsroom.config import FeedConfig, build_config, load_config
from reporter.newsroom.opml import Outline, host

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_FEEDS = re.compile(r"^[ \t]*\[\[[ \t]*feeds[ \t]*\]\]", re.MULTILINE)
_MARK = "\ufeff"
"""With which some editors begin a file; no part of its text."""
_BY_HAND = "Add it to the file by hand; see docs/feeds.md."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What becomes of a list of feeds: new ones, known ones by name, others with the reason."""

    added: tuple[FeedConfig, ...]
    known: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def address_key(url: str) -> str:
    """What two addresses of one feed share: the canonical address without its scheme."""
    return canonical_url(url).partition("://")[2]


def sort_out(outlines: Iterable[Outline], present: Sequence[FeedConfig]) -> Sorted:
    """Which feeds of a list are new beside those present; nobody is asked anything.

    A name that is taken gets the feed's host beside it, and a number if need be.
    """
    added: list[FeedConfig] = []
    known: list[str] = []
    refused: list[tuple[str, str]] = []
    keys = {address_key(feed.url) for feed in present}
    names = {feed.name for feed in present}
    for outline in outlines:
        objection, key = _objection(outline.url), address_key(outline.url)
        if objection:
            refused.append((outline.name, objection))
        elif key in keys:
            known.append(outline.name)
        else:
            feed = _feed(outline, names)
            added.append(feed)
            keys.add(key)
            names.add(feed.name)
    return Sorted(added=tuple(added), known=tuple(known), refused=tuple(refused))


def check_address(url: str) -> None:
    """Raises UsageError for what cannot be the address of a feed."""
    if objection := _objection(url):
        raise UsageError(f"the address {objection}.", url, "Copy it from a browser.")


def with_plain_scheme(url: str) -> str:
    """The address with its scheme in small letters; https where it names none."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme.lower()}{mark}{rest}" if mark else f"https://{url}"


def _objection(url: str) -> str:
    if not clean_url(url) or not url.isprintable() or " " in url:
        return "is no http or https address"
    if "@" in url.partition("://")[2].partition("/")[0]:
        return "holds a user name or password"
    return ""


def free_name(name: str, url: str, taken: Collection[str]) -> str:
    """The name, or the same with the feed's host or a number where another feed has it."""
    if name not in taken:
        return name
    longer = f"{name} ({host(url)})"
    numbered = (f"{longer} {number}" for number in count(2))
    return next(one for one in chain([longer], numbered) if one not in taken)


def _feed(outline: Outline, names: Collection[str]) -> FeedConfig:
    raw: dict[str, Any] = {
        "name": free_name(outline.name, outline.url, names),
        "url": with_plain_scheme(outline.url),
    }
    if outline.tier in {"1", "2", "3"}:
        raw["tier"] = int(outline.tier)
    if outline.use in {"headline", "summary", "full"}:
        raw["use"] = outline.use
    return FeedConfig.model_validate(raw)


def with_feeds(text: str, feeds: Sequence[FeedConfig], where: str) -> str:
    """The configuration with these feeds after its last one; every other byte stays.

    Raises ConfigError, naming the block to add by hand, where the file spells its feeds in a
    way that cannot be added to (``feeds = […]``).
    """
    wanted = tomllib.loads(text)
    wanted["feeds"] = [*wanted["feeds"], *(_values(feed) for feed in feeds)]
    build_config(wanted, where)
    newline = "\r\n" if "\r\n" in text else "\n"
    blocks = "\n".join(feed_block(feed) for feed in feeds).replace("\n", newline)
    for place in (_after_last_feed(text), len(text)):
        longer = _inserted(text, place, blocks, newline)
        if _reads_as(longer, wanted):
            return longer
    raise ConfigError(
        "the feeds of this file are not written as [[feeds]] tables.",
        where,
        f"{_BY_HAND}\n{blocks}",
    )


def feed_block(feed: FeedConfig) -> str:
    """The feed as it stands in ``reporter.toml``."""
    lines = (f"{key} = {_toml(value)}\n" for key, value in _values(feed).items())
    return f"[[feeds]]\n{''.join(lines)}"


def add_to_file(path: Path, feeds: Sequence[FeedConfig]) -> None:
    """Write the feeds into this ``reporter.toml``; without any it is not touched.

    Raises ConfigError where the result would not be what was meant, and OutputError where it
    cannot be written; the file is as before then.
    """
    if not feeds:
        return
    load_config(path)  # whatever is wrong with the file is said in the usual words
    real = path.resolve()  # a link stays a link
    text = real.read_bytes().decode("utf-8")
    mark = _MARK if text.startswith(_MARK) else ""
    longer = with_feeds(text.removeprefix(mark), feeds, str(path))
    write_atomic(real, (mark + longer).encode("utf-8"))


def _values(feed: FeedConfig) -> dict[str, Any]:
    written = {"name": feed.name, "url": feed.url, "tier": feed.tier}
    return written if feed.use == "summary" else {**written, "use": feed.use}


def _toml(value: str | int) -> str:
    # JSON's escapes are among TOML's; DEL alone may stand raw in the one and not in the other.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _after_last_feed(text: str) -> int:
    """Where the last feed's table ends; what stands right above the next one belongs to that."""
    last = list(_FEEDS.finditer(text))
    if not last:
        return len(text)
    following = _TABLE.search(text, last[-1].end())
    if following is None:
        return len(text)
    lines = text[: following.start()].splitlines(keepends=True)
    while not lines[-1].strip() or lines[-1].lstrip().startswith("#"):
        lines.pop()
    return len("".join(lines))


def _inserted(text: str, place: int, blocks: str, newline: str) -> str:
    before, after = text[:place], text[place:]
    above = newline if before.endswith("\n") else newline * 2
    below = "" if not after or after.startswith(newline) else newline
    return f"{before}{above}{blocks}{below}{after}"


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False
