""" "What {Brand}'s Engine Shows": state, funding, positions, levels, and what speaks against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from reporter.model import metrics as m
from reporter.model.setup import Bias, Regime, VolatilityClass
from reporter.model.text import Paragraph, Section, SectionKind, Sentence
from reporter.writing.cards import levels_table, others_table, setup_card
from reporter.writing.funding import funding_lines
from reporter.writing.interest import direction, interest_lines
from reporter.writing.leans import signal_names
from reporter.writing.levels import level_lines, map_lines
from reporter.writing.ranks import percentile, place
from reporter.writing.readings import AS_OF, BRAND, Readings, base_windows, listed, ref
from reporter.writing.salience import interest_leads
from reporter.writing.since import since_lines
from reporter.writing.speaker import Speaker
from reporter.writing.venues import overview_table, venue_lines, venues_table
from reporter.writing.view import view_lines
from reporter.writing.voice import Voice

_REGIMES: Final = {
    Regime.RANGING: "a ranging market{}",
    Regime.UP: "a market{} that is trending up",
    Regime.DOWN: "a market{} that is trending down",
    Regime.UNCERTAIN: "a market{} with no clear regime",
}
_SIDES: Final = {Bias.LONG: "long", Bias.SHORT: "short"}
_LEANS: Final = {
    Bias.LONG: "leans long",
    Bias.SHORT: "leans short",
    Bias.NEUTRAL: "takes no side",
}
_NAMED: Final = 3
"""At most so many signals are named as what a lean rests on."""

Lines = Iterable[Sentence | None]


def engine_section(
    readings: Readings, others: tuple[Readings, ...], voice: Voice, overview: Sequence[str] = ()
) -> Section:
    """The section on the featured symbol, with the tables that hold what it leaves out."""
    speaker = Speaker(readings, voice)
    groups: tuple[Lines, ...] = (
        (_price(speaker), _state(speaker), _volatility(speaker), _odds(speaker), _driver(speaker)),
        *_measurements(speaker, others),
        venue_lines(speaker),
        map_lines(speaker),
        level_lines(speaker),
        since_lines(speaker),
        view_lines(speaker),
    )
    tables = (
        setup_card(readings),
        levels_table(readings),
        venues_table(readings),
        others_table(readings, others),
        overview_table(readings, overview),
    )
    return Section(
        kind=SectionKind.ENGINE,
        heading=f"What {ref(BRAND)}'s Engine Shows",
        subject=readings.setup.instrument.symbol,
        paragraphs=_paragraphs(groups),
        tables=tuple(table for table in tables if table is not None),
    )


def _measurements(speaker: Speaker, others: tuple[Readings, ...]) -> Iterator[Lines]:
    """Funding and positions, what stands out first; in the order of speaking."""
    if interest_leads(speaker.readings):
        yield interest_lines(speaker)
        yield funding_lines(speaker, others)
    else:
        yield funding_lines(speaker, others)
        yield interest_lines(speaker)


def _paragraphs(groups: Iterable[Lines]) -> tuple[Paragraph, ...]:
    kept = (tuple(line for line in group if line is not None) for group in groups)
    return tuple(Paragraph(sentences=lines) for lines in kept if lines)


def _price(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.PRICE):
        return None
    slots = {
        "price": readings.ref(m.PRICE),
        "venue": readings.ref(m.VENUE),
        "as_of": ref(AS_OF),
    }
    if not readings.has(m.PRICE_CHANGE):
        return speaker.measured("engine.price_alone", **slots)
    if readings.sign(m.PRICE_CHANGE) == 0:
        return speaker.measured("engine.price_level", **slots)
    size = readings.ref(m.PRICE_CHANGE, "size")
    moved = "gained" if readings.sign(m.PRICE_CHANGE) > 0 else "lost"
    words = direction(readings, m.PRICE_CHANGE) | {"moved": moved}
    return speaker.measured("engine.price_moved", size=size, **slots, **words)


def _state(speaker: Speaker) -> Sentence:
    setup = speaker.readings.setup
    medium = setup.volatility is VolatilityClass.MEDIUM
    market = _REGIMES[setup.regime].format(" of medium volatility" if medium else "")
    if setup.engine:
        # Its signals are not known here, nor whether it looked for a regime where it names none.
        known = "" if setup.regime is Regime.UNCERTAIN else f", in {market}"
        return speaker.measured("engine.state_handed", leans=_LEANS[setup.bias], market=known)
    if setup.bias is Bias.NEUTRAL:
        return speaker.measured("engine.state_neutral", market=market)
    return speaker.measured("engine.state_lean", market=market, side=_SIDES[setup.bias])


def _volatility(speaker: Speaker) -> Sentence | None:
    """Volatility where its class is not the usual one, with the rank that makes it so."""
    readings, label = speaker.readings, speaker.readings.setup.volatility
    if label is None or label is VolatilityClass.MEDIUM:
        return None
    if not readings.has(m.VOLATILITY, m.VOLATILITY_PERCENTILE):
        return None
    rank = percentile(readings, m.VOLATILITY_PERCENTILE)
    where = f"at the {rank}" if rank else place(readings.number(m.VOLATILITY_PERCENTILE) or 0.0)
    return speaker.measured(
        "engine.volatility_ranked",
        volatility=readings.ref(m.VOLATILITY),
        label=label.value,
        where=f"{where} of its own history",
    )


def _odds(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.BASE_RATE, m.BASE_SAMPLE, m.HORIZON):
        return None
    return speaker.measured(
        "engine.odds_edge" if readings.has(m.PROBABILITY) else "engine.odds_none",
        rate=readings.ref(m.BASE_RATE),
        sample=readings.ref(m.BASE_SAMPLE),
        horizon=base_windows(readings),
        probability=readings.ref(m.PROBABILITY),
    )


def _driver(speaker: Speaker) -> Sentence | None:
    """What the lean rests on, the weightiest first."""
    setup = speaker.readings.setup
    names = signal_names(signal for signal in setup.supporting if signal.weight > 0)
    if setup.bias is Bias.NEUTRAL or not names:
        return None
    case = "single" if len(names) == 1 else "several"
    return speaker.framed(f"engine.driver_{case}", names=listed(names[:_NAMED]))
