"""Earlier views as facts: their time and their lean, so that a change of view can be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reporter.ledger.assemble import edition_fact
from reporter.model.facts import Fact
from reporter.model.setup import Bias

LEANS: Final = {Bias.LONG: "a long lean", Bias.SHORT: "a short lean", Bias.NEUTRAL: "no lean"}
"""How a lean is printed after ``took``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierView:
    """The desk's last view on a contract (``binance.filusdt``) before this edition."""

    instrument: str
    as_of: datetime
    bias: Bias


def earlier_facts(views: Iterable[EarlierView], as_of: datetime) -> tuple[Fact, ...]:
    """``edition.earlier.<instrument>`` (the view's time) and ``….lean``, for each view.

    To be added to the sheet (``FactSheet.with_facts``); ``as_of`` is the edition's own time.
    """
    return tuple(
        edition_fact(metric, value, as_of)
        for view in views
        for metric, value in (
            (f"earlier.{view.instrument}", view.as_of),
            (f"earlier.{view.instrument}.lean", LEANS[view.bias]),
        )
    )
