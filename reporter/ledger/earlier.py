"""Earlier views as facts: their time, lean and price, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.ledger.arithmetic import compute
from reporter.ledger.assemble import edition_fact
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactKind, FactSheet, Source
from reporter.model.formulas import Formula
from reporter.model.setup import Bias
from reporter.model.units import Count, Price, Quantity

LEANS: Final = {Bias.LONG: "a long lean", Bias.SHORT: "a short lean", Bias.NEUTRAL: "no lean"}
"""How a lean is printed after ``took``."""

_DESK: Final = Source(name="Desk", url="")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierView:
    """The desk's last view on a contract (``binance.filusdt``) before this edition.

    ``price`` and the modelled ``levels`` (rising) are those of its time.
    """

    instrument: str
    as_of: datetime
    bias: Bias
    price: Decimal | None = None
    levels: tuple[Decimal, ...] = ()


def earlier_facts(
    views: Iterable[EarlierView],
    sheet: FactSheet,
    as_of: datetime,
    traded: Mapping[str, tuple[Decimal, ...]],
) -> tuple[Fact, ...]:
    """``edition.earlier.<instrument>`` (the view's time) and ``….lean``, for each view.

    For contracts of the sheet also ``<instrument>.earlier.price``, its change since then
    (``.earlier.change``) and, where ``traded`` tells, how many levels there were
    (``.earlier.levels``) and those that traded since (``.earlier.level.1``, …). To be added to
    the sheet (``FactSheet.with_facts``); ``as_of`` is the edition's own time.
    """
    found: list[Fact] = []
    for view in views:
        found += (
            edition_fact(f"earlier.{view.instrument}", view.as_of, as_of),
            edition_fact(f"earlier.{view.instrument}.lean", LEANS[view.bias], as_of),
        )
        now = sheet.get(f"{view.instrument}.{m.PRICE}")
        if now is not None and view.price is not None:
            found += _since(view, now, Price(view.price), traded.get(view.instrument))
    return tuple(found)


def _since(
    view: EarlierView, now: Fact, price: Price, traded: tuple[Decimal, ...] | None
) -> Iterator[Fact]:
    def fact(metric: str, value: Quantity, kind: FactKind = FactKind.OBSERVED) -> Fact:
        return Fact(
            id=f"{view.instrument}.{metric}",
            kind=kind,
            subject=now.subject,
            metric=metric,
            value=value,
            as_of=view.as_of,
            source=_DESK,
        )

    before = fact(m.EARLIER_PRICE, price)
    yield before
    yield Fact(
        id=f"{view.instrument}.{m.EARLIER_CHANGE}",
        kind=FactKind.DERIVED,
        subject=now.subject,
        metric=m.EARLIER_CHANGE,
        value=compute(Formula.PERCENT_CHANGE, (now.value, price)),
        as_of=now.as_of,
        source=_DESK,
        nature=now.nature,
        formula=Formula.PERCENT_CHANGE,
        inputs=(now.id, before.id),
    )
    if traded is not None and view.levels:
        yield fact(m.EARLIER_LEVELS, Count(Decimal(len(view.levels))))
    for number, level in enumerate(traded or (), start=1):
        yield fact(f"{m.EARLIER_LEVEL}.{number}", Price(level), FactKind.MODELLED)
