"""The list of editions in an output folder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from reporter.ledger.figures import instant
from reporter.net.atomic import write_atomic
from reporter.rendering.html import archive_page
from reporter.rendering.views import ArchiveEntry


def rewrite_index(output: Path) -> None:
    """Write ``output/index.html`` anew from the editions that stand there."""
    documents = sorted(output.glob("*/edition.json"), reverse=True)
    entries = [_entry(path) for path in documents]
    write_atomic(output / "index.html", archive_page(entries).encode())


def _entry(path: Path) -> ArchiveEntry:
    edition: dict[str, Any] = json.loads(path.read_bytes())
    return ArchiveEntry(
        folder=path.parent.name,
        headline=edition["articles"][0]["headline"]["text"],
        as_of=instant(datetime.fromisoformat(edition["as_of"])),
        sample=edition["sample"],
    )
