"""A desk's last view on each contract: remembered, because a change of view is disclosed.

What was looked up is part of the snapshot, so a replay states what the run did; a snapshot
without the record, such as the sample's, knows of no earlier view.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from reporter.ledger import EarlierView
from reporter.model.edition import EditionKey
from reporter.model.setup import Bias
from reporter.newsroom.index import read_document
from reporter.newsroom.memory import ModelMemory
from reporter.storage import EditionStore

_KEY: Final = "views"
_BACK: Final = 20
"""So many editions are looked back on."""


def remember_views(
    memory: ModelMemory, store: EditionStore, output: Path, key: EditionKey, as_of: datetime
) -> None:
    """Keep in the snapshot the newest view on each contract from before ``as_of``."""
    views: dict[str, tuple[str, str]] = {}
    for edition in store.before(key, as_of, _BACK):
        document = read_document(output / edition.folder / "edition.json") or {}
        if edition.as_of < as_of:
            for call in document.get("calls", ()):
                views.setdefault(call["instrument"], (call["as_of"], call["bias"]))
    if views:
        memory.remember(_KEY, json.dumps(views, sort_keys=True).encode())


def earlier_views(memory: ModelMemory) -> tuple[EarlierView, ...]:
    """What was remembered for this edition, by contract."""
    kept = json.loads(memory.recall(_KEY) or b"{}")
    return tuple(
        EarlierView(instrument=instrument, as_of=datetime.fromisoformat(as_of), bias=Bias(bias))
        for instrument, (as_of, bias) in sorted(kept.items())
    )
