"""A desk's last view on each contract: remembered, because a change of view is disclosed.

What was looked up is part of the snapshot, so a replay states what the run did; a snapshot
without the record, such as the sample's, knows of no earlier view.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from reporter.ledger import EarlierView
from reporter.model.setup import Bias
from reporter.newsroom.index import Document
from reporter.newsroom.memory import RunMemory

_KEY: Final = "views"


def remember_views(
    memory: RunMemory, earlier: Iterable[tuple[datetime, Document]], as_of: datetime
) -> None:
    """Keep in the snapshot the newest view on each contract from before ``as_of``.

    ``earlier`` are time and content of the desk's last editions, newest first.
    """
    views: dict[str, tuple[str, str]] = {}
    for moment, document in earlier:
        if moment < as_of:
            for call in document.get("calls", ()):
                views.setdefault(call["instrument"], (call["as_of"], call["bias"]))
    if views:
        memory.remember(_KEY, json.dumps(views, sort_keys=True).encode())


def earlier_views(memory: RunMemory) -> tuple[EarlierView, ...]:
    """What was remembered for this edition, by contract."""
    kept = json.loads(memory.recall(_KEY) or b"{}")
    return tuple(
        EarlierView(instrument=instrument, as_of=datetime.fromisoformat(as_of), bias=Bias(bias))
        for instrument, (as_of, bias) in sorted(kept.items())
    )
