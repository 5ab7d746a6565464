"""The editions in an output folder: the pages that list them, and what the last of them said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reporter import __version__
from reporter.model.edition import EditionKey
from reporter.model.errors import ReporterError
from reporter.net.atomic import write_atomic
from reporter.newsroom.document import SCHEMA
from reporter.newsroom.fact_sheet import sheet_from_json
from reporter.newsroom.heads import article_home
from reporter.newsroom.site_build import Built, write_around
from reporter.newsroom.site_entry import entry_back, entry_json, entry_of
from reporter.rendering.html import body_html
from reporter.rendering.site_feeds import NEWEST
from reporter.rendering.site_views import Entry, SiteView
from reporter.storage import EditionStore

Document = dict[str, Any]
"""The content of an ``edition.json``."""
CACHE: Final = ".index.json"
"""What was read of each edition, so that the next run need not read it again."""
_DOCUMENT: Final = "edition.json"
_BACK: Final = 20
"""So many editions are looked back on."""
_NOBODY: Final = "Reporter"
"""Whose drafts they are where no edition names a brand."""


def rewrite_index(output: Path, templates: Sequence[Path] = ()) -> None:
    """Write the pages and feeds that list the editions of ``output`` anew; all are drafts.

    ``templates`` are folders of the user's own. A page that is not ours is left alone; ours bear
    a mark, whatever template they were made with. Raises ``OutputError``, ``BadTemplate``.
    """
    drafts = _read_drafts(output)
    entries = tuple(draft.entry for draft in drafts.values())
    brand = next((entry.brand for entry in entries if entry.brand), _NOBODY)
    site = SiteView(brand=brand, url="", entries=entries)
    bodies = {
        entry.key: drafts[entry.key].body or _body(output, entry) for entry in entries[:NEWEST]
    }
    write_around(Built(root=output, view=site, templates=tuple(templates), body=bodies.__getitem__))
    _remember(output, drafts, bodies)


def earlier_documents(
    store: EditionStore, output: Path, key: EditionKey, as_of: datetime
) -> tuple[tuple[datetime, Document], ...]:
    """Time and content of the last editions of this key's desk up to ``as_of``, newest first.

    An edition whose document is gone or damaged is left out.
    """
    editions = store.before(key, as_of, _BACK)
    read = ((one.as_of, read_document(output / one.folder / _DOCUMENT)) for one in editions)
    return tuple((moment, document) for moment, document in read if document is not None)


def read_document(path: Path) -> Document | None:
    """An ``edition.json`` of ours; None for any other or damaged file of that name."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    ours = isinstance(content, dict) and content.get("schema") == SCHEMA
    return content if ours else None


# --- what was read before -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An edition that stands in the folder; ``seen`` are time and size of its document.

    ``body`` is its article as HTML, empty where it is too old for the feeds.
    """

    seen: tuple[int, int]
    entry: Entry
    body: str = ""


def _read_drafts(output: Path) -> dict[str, _Draft]:
    """The editions by folder, the newest prices first; only what has changed is read."""
    known = _remembered(output)
    found: dict[str, _Draft] = {}
    for path in output.glob(f"*/{_DOCUMENT}"):
        status = path.stat()
        seen = (status.st_mtime_ns, status.st_size)
        draft = known.get(path.parent.name)
        if draft is None or draft.seen != seen:
            draft = _read(path, seen)
        if draft is not None:
            found[path.parent.name] = draft
    newest = sorted(found.items(), key=lambda pair: (pair[1].entry.instant, pair[0]), reverse=True)
    return dict(newest)


def _read(path: Path, seen: tuple[int, int]) -> _Draft | None:
    """One edition; None where its document is damaged or lies in a folder of another name."""
    document = read_document(path)
    if document is None:
        return None
    try:
        entry = entry_of(document, sheet_from_json(document, str(path)))
    except (ReporterError, LookupError, TypeError, ValueError):
        return None
    return _Draft(seen=seen, entry=entry) if entry.key == path.parent.name else None


def _body(output: Path, entry: Entry) -> str:
    path = output / entry.key / article_home(entry.slug) / "article.md"
    return body_html(path.read_text("utf-8")) if path.is_file() else ""


def _remembered(output: Path) -> dict[str, _Draft]:
    """What this version of Reporter noted; nothing where there is no such note."""
    try:
        noted = json.loads((output / CACHE).read_bytes())
        if noted["reporter"] != __version__:
            return {}
        return {
            key: _Draft(
                seen=(one["seen"][0], one["seen"][1]),
                entry=entry_back(one["entry"]),
                body=one["body"],
            )
            for key, one in noted["editions"].items()
        }
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _remember(output: Path, drafts: dict[str, _Draft], bodies: dict[str, str]) -> None:
    editions = {
        key: {"seen": draft.seen, "entry": entry_json(draft.entry), "body": bodies.get(key, "")}
        for key, draft in drafts.items()
    }
    noted = {"reporter": __version__, "editions": editions}
    write_atomic(output / CACHE, json.dumps(noted, ensure_ascii=False).encode())
