"""Sentences on funding and basis: settled against running, each with what it compares with."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.text import Sentence
from reporter.writing.ranks import extreme, percentile, place
from reporter.writing.readings import Readings
from reporter.writing.salience import at_the_edge, basis_tells, estimate_tells
from reporter.writing.speaker import Speaker

_USUAL_HOURS: Final = 8.0
"""The interval that readers expect; any other one is said."""

_SIDES: Final = {1: ("positive", "longs", "shorts"), -1: ("negative", "shorts", "longs")}

Lines = tuple[Sentence | None, ...]


def funding_lines(speaker: Speaker, others: tuple[Readings, ...]) -> Lines:
    """What settled, its rank, how it compares elsewhere, what runs, its rank, and the basis."""
    return (
        _settled(speaker),
        _interval(speaker),
        _rank(speaker),
        _elsewhere(speaker, others),
        _running(speaker),
        _market(speaker),
        _basis(speaker),
    )


def _settled(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.FUNDING_SETTLED, m.FUNDING_SETTLED_ANNUAL):
        return None
    clock = readings.ref(m.FUNDING_SETTLED_TIME, "clock")
    known = readings.has(m.FUNDING_SETTLED_TIME)
    slots = {
        "at": f" at {clock}" if known else "",
        "settlement": f"{clock} settlement" if known else "last settlement",
        "rate": readings.ref(m.FUNDING_SETTLED),
        "annual": readings.ref(m.FUNDING_SETTLED_ANNUAL),
    }
    sign = readings.sign(m.FUNDING_SETTLED)
    if sign == 0:
        return speaker.measured("funding.settled_free", **slots)
    word, payer, payee = _SIDES[sign]
    return speaker.measured("funding.settled_paid", sign=word, payer=payer, payee=payee, **slots)


def _interval(speaker: Speaker) -> Sentence | None:
    hours = speaker.readings.number(m.FUNDING_INTERVAL)
    if hours is None or hours == _USUAL_HOURS or not speaker.readings.has(m.FUNDING_SETTLED):
        return None
    return speaker.measured(
        "funding.interval_other", interval=speaker.readings.ref(m.FUNDING_INTERVAL)
    )


def _rank(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.FUNDING_SETTLED, m.FUNDING_PERCENTILE, m.FUNDING_SAMPLE):
        return None
    median = readings.ref(m.FUNDING_MEDIAN)
    slots = {
        "sample": readings.ref(m.FUNDING_SAMPLE),
        "median": f"; the median is {median}" if readings.has(m.FUNDING_MEDIAN) else "",
    }
    if end := extreme(readings):
        beyond = "lower" if end == "lowest" else "higher"
        return speaker.measured("funding.rank_end", end=end, beyond=beyond, **slots)
    where = place(readings.number(m.FUNDING_PERCENTILE) or 0.0)
    rank = percentile(readings, m.FUNDING_PERCENTILE)
    return speaker.measured(
        "funding.rank_placed", where=f"at the {rank}, {where}" if rank else where, **slots
    )


def _elsewhere(speaker: Speaker, others: tuple[Readings, ...]) -> Sentence | None:
    """The same asset's funding on another venue, by the year: intervals may differ."""
    readings, here = speaker.readings, speaker.readings.setup.instrument
    needed = (m.FUNDING_SETTLED, m.FUNDING_SETTLED_ANNUAL)
    other = next(
        (
            one
            for one in others
            if one.setup.instrument.base == here.base
            and one.setup.instrument.venue != here.venue
            and one.has(*needed)
        ),
        None,
    )
    if other is None or not readings.has(*needed):
        return None
    return speaker.measured(
        "funding.elsewhere_rates",
        venue=readings.ref(m.VENUE),
        annual=readings.ref(m.FUNDING_SETTLED_ANNUAL),
        other=other.symbol,
        other_venue=other.ref(m.VENUE),
        other_rate=other.ref(m.FUNDING_SETTLED),
        other_annual=other.ref(m.FUNDING_SETTLED_ANNUAL),
    )


def _running(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.FUNDING_RUNNING, m.FUNDING_RUNNING_ANNUAL):
        return None
    if not estimate_tells(readings):
        return None
    due = ""
    if readings.has(m.FUNDING_NEXT_TIME):
        due = f" for {readings.ref(m.FUNDING_NEXT_TIME, 'clock')}"
    return speaker.measured(
        "funding.running_estimate",
        f"funding.running_{_against_settled(readings)}",
        due=due,
        rate=readings.ref(m.FUNDING_RUNNING),
        annual=readings.ref(m.FUNDING_RUNNING_ANNUAL),
    )


def _market(speaker: Speaker) -> Sentence | None:
    """Where the running rate stands among all contracts of the venue, if far from its middle."""
    readings = speaker.readings
    number = readings.number(m.FUNDING_MARKET_PERCENTILE)
    if number is None or not readings.has(m.FUNDING_MARKET_SAMPLE, m.FUNDING_RUNNING):
        return None
    if not at_the_edge(readings, m.FUNDING_MARKET_PERCENTILE):
        return None
    rank = percentile(readings, m.FUNDING_MARKET_PERCENTILE)
    return speaker.measured(
        "funding.market_ranked",
        sample=readings.ref(m.FUNDING_MARKET_SAMPLE),
        venue=readings.ref(m.VENUE),
        where=f"at the {rank}, {place(number)}" if rank else place(number),
    )


def _against_settled(readings: Readings) -> str:
    """The case of the running rate, by what is printed."""
    now = readings.number(m.FUNDING_RUNNING_ANNUAL)
    last = readings.number(m.FUNDING_SETTLED_ANNUAL)
    if now is None or last is None:
        return "alone"
    if readings.sign(m.FUNDING_RUNNING) * readings.sign(m.FUNDING_SETTLED) < 0:
        return "opposite"
    return "smaller" if abs(now) < abs(last) else "larger"


def _basis(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.BASIS) or not basis_tells(readings):
        return None
    sign, funding = readings.sign(m.BASIS), readings.sign(m.FUNDING_SETTLED)
    if sign == 0:
        return speaker.measured("funding.basis_flat")
    case = "alone" if funding == 0 else "agrees" if funding == sign else "cuts"
    return speaker.measured(
        "funding.basis_gap",
        f"funding.basis_{case}",
        size=readings.ref(m.BASIS, "size"),
        side="above" if sign > 0 else "below",
    )
