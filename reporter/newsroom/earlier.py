"""A desk's last view on each contract: remembered, because a change of view is disclosed.

What was looked up is part of the snapshot, so a replay states what the run did; a snapshot
without the record, such as the sample's, knows of no earlier view.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from reporter import signals
from reporter.ledger import EarlierView
from reporter.model.setup import Bias
from reporter.newsroom.index import Document
from reporter.newsroom.memory import RunMemory
from reporter.signals.series import SymbolData

_KEY: Final = "views"


def remember_views(
    memory: RunMemory, earlier: Iterable[tuple[datetime, Document]], as_of: datetime
) -> None:
    """Keep in the snapshot the newest view on each contract from before ``as_of``.

    ``earlier`` are time and content of the desk's last editions, newest first.
    """
    views: dict[str, dict[str, Any]] = {}
    for moment, document in earlier:
        if moment < as_of:
            for call in document.get("calls", ()):
                views.setdefault(call["instrument"], _view(call, document))
    if views:
        memory.remember(_KEY, json.dumps(views, sort_keys=True).encode())


def _view(call: dict[str, Any], document: Document) -> dict[str, Any]:
    """What is remembered of a call: its lean, its price, and the levels of its contract."""
    key = call["instrument"]
    levels = [
        fact["value"]
        for fact in document.get("facts", ())
        if re.fullmatch(rf"{re.escape(key)}\.level\.(?:above|below)\.\d+", fact["id"])
    ]
    return {
        "as_of": call["as_of"],
        "bias": call["bias"],
        "price": call.get("price"),
        "levels": levels,
    }


def earlier_views(memory: RunMemory) -> tuple[EarlierView, ...]:
    """What was remembered for this edition, by contract."""
    kept = json.loads(memory.recall(_KEY) or b"{}")
    return tuple(
        EarlierView(
            instrument=instrument,
            as_of=datetime.fromisoformat(view["as_of"]),
            bias=Bias(view["bias"]),
            price=Decimal(view["price"]) if view["price"] else None,
            levels=tuple(sorted(Decimal(level) for level in view["levels"])),
        )
        for instrument, view in sorted(kept.items())
    )


def traded_levels(
    views: Iterable[EarlierView], data: Iterable[SymbolData], as_of: datetime
) -> dict[str, tuple[Decimal, ...]]:
    """The levels of each earlier view that have traded since, by contract.

    A contract whose candles do not reach back to its earlier view is left out.
    """
    by_key = {one.instrument.key: one for one in data}
    found = {}
    for view in views:
        one = by_key.get(view.instrument)
        span = signals.traded_span(one, view.as_of, as_of) if one else None
        if span is not None:
            low, high = span
            found[view.instrument] = tuple(level for level in view.levels if low <= level <= high)
    return found
