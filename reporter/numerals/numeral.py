"""What the numeral grammar finds in a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """One figure as a reader meets it.

    ``start``/``end`` delimit ``surface`` in the text. ``value`` is the figure in ``unit``,
    scale words multiplied in (``$127M`` is 127000000 usd). ``step`` is one unit of the last
    printed digit on the same scale: a fact is printed truly if it lies within half a step.
    Words that print no digit have a fixed step: 0.1 for multiples (``double``), 0.01 for
    fractions (``a third``).

    ``unit``: ``percent``, ``pp``, ``bps``, ``x``, a currency (``usd``, ``eur`` …; stablecoin
    amounts are ``usd``), ``seconds``, ``minutes``, ``hours``, ``days``, ``weeks``, ``months``,
    ``years``, ``count`` for a bare number, ``ordinal``, ``percentile``, ``fraction`` (a third),
    ``coins`` where an asset's ticker follows, ``date``, ``time`` (a clock time), ``instant``
    (date and clock time), ``month``, ``quarter``, ``half-year`` and ``year`` (calendar periods;
    the last three have their number as value). A length of two units is in the smaller one:
    ``2 h 39 min`` is 159 minutes.

    ``per`` is the interval a rate belongs to (``8h``, ``1h``, ``year``, ``day``) where the text
    names it. ``signed`` tells whether a sign was printed. ``approx`` is the printed hedge
    (``about``, ``over`` …; ``many`` for a bare ``millions`` or ``a couple of``). A range gives two
    numerals that share ``group`` (0: no range). ``ticker`` is the asset that follows an amount;
    ``measure`` the physical unit of a count (``megawatts`` for ``100 MW``).

    For dates and times ``day``, ``clock`` and ``moment`` hold what was named in full (``zone``
    is ``UTC`` or what stood there), ``year``, ``month`` and ``day_of_month`` the parts that were
    named, so that ``March 24`` can be compared although no year was printed; ``value`` is 0.
    """

    start: int
    end: int
    surface: str
    value: Decimal
    unit: str
    step: Decimal = Decimal(0)
    signed: bool = False
    per: str = ""
    approx: str = ""
    group: int = 0
    ticker: str = ""
    measure: str = ""
    day: date | None = None
    clock: time | None = None
    moment: datetime | None = None
    zone: str = ""
    year: int | None = None
    month: int | None = None
    day_of_month: int | None = None
