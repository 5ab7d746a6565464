"""The editions in an output folder: their list, and what the last of them said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reporter.ledger.figures import instant
from reporter.model.edition import EditionKey
from reporter.net.atomic import write_atomic
from reporter.newsroom.document import SCHEMA
from reporter.rendering.html import archive_page
from reporter.rendering.views import ArchiveEntry
from reporter.storage import EditionStore

OURS = b'<meta name="generator" content="Reporter">'
Document = dict[str, Any]
"""The content of an ``edition.json``."""
_BACK: Final = 20
"""So many editions are looked back on."""


def rewrite_index(output: Path, templates: Sequence[Path] = ()) -> None:
    """Write ``output/index.html`` anew from the editions that stand there.

    ``templates`` are folders of the user's own. A page of that name that is not ours is left
    alone; ours bears a mark, whatever template it was made with.
    """
    page = output / "index.html"
    if page.exists() and OURS not in page.read_bytes():
        return
    documents = sorted(output.glob("*/edition.json"), reverse=True)
    entries = [entry for path in documents for entry in _entry(path)]
    content = archive_page(entries, templates).encode()
    mark = b"" if OURS in content else b"<!-- " + OURS + b" -->\n"
    write_atomic(page, content + mark)


def earlier_documents(
    store: EditionStore, output: Path, key: EditionKey, as_of: datetime
) -> tuple[tuple[datetime, Document], ...]:
    """Time and content of the last editions of this key's desk up to ``as_of``, newest first.

    An edition whose document is gone or damaged is left out.
    """
    editions = store.before(key, as_of, _BACK)
    read = ((one.as_of, read_document(output / one.folder / "edition.json")) for one in editions)
    return tuple((moment, document) for moment, document in read if document is not None)


def read_document(path: Path) -> Document | None:
    """An ``edition.json`` of ours; None for any other or damaged file of that name."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    ours = isinstance(content, dict) and content.get("schema") == SCHEMA
    return content if ours else None


def _entry(path: Path) -> Iterator[ArchiveEntry]:
    edition = read_document(path)
    if edition is not None:
        yield ArchiveEntry(
            folder=path.parent.name,
            headline=edition["articles"][0]["headline"]["text"],
            as_of=instant(datetime.fromisoformat(edition["as_of"])),
            sample=edition["sample"],
        )
