"""One symbol measured: all parts joined into a setup, with every gap named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from reporter.model import metrics
from reporter.model.market import Gap, Nature
from reporter.model.setup import Confidence, Level, Setup, Side, Signal
from reporter.signals import bias
from reporter.signals.basis import Basis, measure_basis
from reporter.signals.calibration import Calibration
from reporter.signals.candles import Candles, price_day_ago, read_candles
from reporter.signals.funding import Funding, measure_funding
from reporter.signals.levels import invalidation, levels, measure_invalidation
from reporter.signals.liquidations import LiquidationMap, liquidation_map, measure_liquidations
from reporter.signals.market import Market
from reporter.signals.odds import confidence, past_moves, pooled_confidence
from reporter.signals.open_interest import OpenInterest, measure_open_interest, measure_turnover
from reporter.signals.outlook import look_out
from reporter.signals.parts import Maker, Part, gap, known_at, observed, reading
from reporter.signals.positioning import Positioning, measure_positioning, measure_taker_day
from reporter.signals.regime import RegimeReading, measure_regime
from reporter.signals.series import SymbolData
from reporter.signals.volatility import Volatility, measure_volatility

FALLBACK_HOURS: Final = 8
"""How long a view holds where neither the next settlement nor the interval is known."""

_COVERED: Final = {
    "mark, index and funding estimate": (
        "mark price", "index price", "funding estimate", "next settlement",
    ),
}  # fmt: skip
"""One answer of a venue carries several readings: its gap names them all at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readings:
    """What the modules measured, before it is weighed."""

    candles: Candles | None
    before: float | None
    funding: Funding
    basis: Basis | None
    interest: OpenInterest
    positioning: Positioning
    volatility: Volatility
    regime: RegimeReading
    chart: LiquidationMap | None
    levels: tuple[Level, ...]
    confidence: Confidence | None
    rest: Part


def measure(
    data: SymbolData,
    as_of: datetime,
    market: Market | None = None,
    calibration: Calibration | None = None,
) -> Setup:
    """All that can be said about one symbol at ``as_of``; rows after it change nothing.

    ``market`` is that of the symbol's venue (``market_of`` its tickers), made once for all its
    symbols; without it funding is not compared across the market. ``calibration`` gives levels
    their odds, the expected range and the base rate of the direction; without it there are
    shares of the symbol's own past only. Never raises for what a
    venue sent: what is missing, old or impossible is a gap. Nothing measured is ever NaN or
    infinite.
    """
    known = known_at(data, as_of)
    got = _read(known, as_of, market, calibration)
    lean = bias.weigh(_signals(known, got))
    price = reading(known, metrics.PRICE)
    void = invalidation(lean.bias, price, got.candles, got.levels)
    until, validity = _valid_until(known, got.funding, as_of)
    expected = Part()
    found = got.levels
    if calibration is not None:
        due = None if validity.gaps else until - as_of
        outlook, expected = look_out(known, got.candles, price, calibration, due)
        found = outlook.with_odds(found) if outlook else found
    judged = Maker(as_of=as_of, nature=Nature.MODELLED)
    words = "vote of evidence by fixed weights (a score, no probability)"
    part = got.rest + judged(metrics.BIAS, lean.bias.value, "", words) + validity + expected
    part += measure_invalidation(known, lean.bias, got.candles, void)
    return Setup(
        instrument=data.instrument,
        as_of=as_of,
        bias=lean.bias,
        regime=got.regime.regime,
        volatility=got.volatility.label,
        confidence=got.confidence,
        supporting=lean.supporting,
        opposing=lean.opposing,
        levels=found,
        invalidation=void,
        valid_until=until,
        measures=part.measures,
        gaps=_all_gaps(known.gaps, part.gaps),
    )


def _read(
    data: SymbolData, as_of: datetime, market: Market | None, calibration: Calibration | None
) -> _Readings:
    candles, bars = read_candles(data, as_of)
    before, day_ago = price_day_ago(data, candles, as_of)
    funding = measure_funding(data, as_of, market)
    basis = measure_basis(data)
    interest = measure_open_interest(data, as_of)
    positioning = measure_positioning(data, as_of)
    volatility = measure_volatility(data, candles)
    regime = measure_regime(data, candles)
    chart = liquidation_map(data, candles, interest.history)
    moves = past_moves(candles)
    pooled = pooled_confidence(calibration, as_of) if calibration else None
    odds, base = pooled or confidence(data, candles, moves, as_of)
    rest = observed(data) + bars + day_ago + funding.part + interest.part + positioning.part
    rest += Part() if basis is None else basis.part
    rest += measure_turnover(data, candles, interest.history) + measure_taker_day(candles)
    rest += volatility.part + regime.part + base
    rest += measure_liquidations(data, chart, interest.history, volatility.percent, as_of)
    return _Readings(
        candles=candles,
        before=before,
        funding=funding,
        basis=basis,
        interest=interest,
        positioning=positioning,
        volatility=volatility,
        regime=regime,
        chart=chart,
        levels=levels(chart, moves),
        confidence=odds,
        rest=rest,
    )


def _signals(data: SymbolData, got: _Readings) -> list[Signal]:
    found = []
    if got.regime.part.measures:
        found.append(bias.regime_signal(got.regime.regime, got.regime.percentile))
    if got.funding.percentile is not None and got.funding.annual is not None:
        found.append(bias.funding_signal(got.funding.percentile, got.funding.annual))
    if got.basis is not None:
        found.append(bias.basis_signal(got.basis))
    found += _flow_signals(data, got)
    for metric in (metrics.TOP_POSITION_RATIO, metrics.TAKER_RATIO):
        percentile = got.positioning.percentiles.get(metric)
        if percentile is not None:
            found.append(bias.ratio_signal(metric, percentile))
    if got.chart is not None:
        above, below = got.chart.total(Side.ABOVE), got.chart.total(Side.BELOW)
        found.append(bias.liquidation_signal(above, below))
    return found


def _flow_signals(data: SymbolData, got: _Readings) -> list[Signal]:
    price = reading(data, metrics.PRICE)
    if price is None or got.interest.change is None or got.before is None:
        return []
    moved = price / got.before - 1.0
    return [bias.open_interest_signal(got.interest.change, moved, got.interest.percentile)]


def _valid_until(data: SymbolData, funding: Funding, as_of: datetime) -> tuple[datetime, Part]:
    """The next settlement, as named or as the last one and the interval give it.

    Without either, one interval from now, or eight hours and a gap.
    """
    coming = data.next_settlement
    part = Part()
    if coming is None or coming <= as_of:
        step = timedelta(hours=funding.interval or FALLBACK_HOURS)
        passed = (as_of - funding.settled) // step if funding.settled else 0
        coming = (funding.settled or as_of) + (passed + 1) * step
        if funding.interval is None:
            detail = "The view ends by default, as no settlement is known to end it."
            part = gap(data, "validity", "empty", detail)
    words = "the next settlement, as named or by the interval"
    return coming, part + Maker(as_of=as_of)(metrics.VALID_UNTIL, coming, "", words)


def _all_gaps(given: tuple[Gap, ...], own: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """The given gaps, then our own except those that merely repeat that nothing came in."""
    named = {gap.part for gap in given}
    for whole, parts in _COVERED.items():
        named.update(parts if whole in named else ())
    return (*given, *(gap for gap in own if not (gap.reason == "empty" and gap.part in named)))
