""" "Trading Implications": claims already made in the body, each with what to watch."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.news import Tier
from reporter.model.setup import Bias
from reporter.model.text import Bullet, Section, SectionKind, Sentence
from reporter.writing.ranks import funding_rank
from reporter.writing.readings import Readings, framed, inferred, listed, measured
from reporter.writing.telling import Telling

HEADING: Final = "Trading Implications"


def implications_section(told: Telling, readings: Readings) -> Section:
    """Catalyst, mechanism, setup, risk on both sides, and what to watch, in this order."""
    bullets = (
        _catalyst(told),
        _mechanism(told),
        _setup(readings),
        _risk(readings),
        _watch(readings),
    )
    return Section(
        kind=SectionKind.IMPLICATIONS,
        heading=HEADING,
        subject=readings.setup.instrument.symbol,
        bullets=tuple(bullet for bullet in bullets if bullet is not None),
    )


def _catalyst(told: Telling) -> Bullet:
    known = (
        "The act is on record with a primary source; what it changes for perpetual markets is open."
        if told.story.best_tier is Tier.PRIMARY
        else "What it changes for perpetual markets is open until a primary source confirms it."
    )
    who = f"{told.subject}'s next step" if told.actor else "The next report"
    return Bullet(
        lead=inferred(f"{who} could be the catalyst"),
        sentences=(
            inferred(known),
            inferred(f"Worth watching is {told.rules[-1].watch}."),
        ),
    )


def _mechanism(told: Telling) -> Bullet:
    rule = told.rules[0]
    sentences = [
        inferred(f"This inference rests on {rule.channel}, and the opposite may hold as well.")
    ]
    if len(told.rules) > 1:
        sentences.append(inferred(f"A test is {rule.watch}."))
    return Bullet(lead=inferred(rule.claim), sentences=tuple(sentences))


def _setup(readings: Readings) -> Bullet:
    leads = {
        Bias.LONG: f"{readings.symbol} carries a measured long lean",
        Bias.SHORT: f"{readings.symbol} carries a measured short lean",
        Bias.NEUTRAL: f"{readings.symbol} shows no measured lean",
    }
    lines = (_funding(readings), _positions(readings), _band(readings))
    end = measured(f"At {readings.ref(m.VALID_UNTIL)} this view lapses.")
    return Bullet(
        lead=measured(leads[readings.setup.bias]),
        sentences=(*(line for line in lines if line is not None), end),
    )


def _funding(readings: Readings) -> Sentence | None:
    """The settled rate with what it is compared with."""
    if not readings.has(m.FUNDING_SETTLED):
        return None
    rank = funding_rank(readings)
    text = f"Settled funding of {readings.ref(m.FUNDING_SETTLED, 'short')}"
    if readings.has(m.FUNDING_MEDIAN):
        median = readings.ref(m.FUNDING_MEDIAN, "short")
        compared = (
            f"is {rank}, whose median is {median}"
            if rank
            else f"compares with a median of {median}"
        )
        return measured(f"{text} {compared}.")
    if rank:
        return measured(f"{text} is {rank}.")
    return measured(f"{text} is {readings.ref(m.FUNDING_SETTLED_ANNUAL)} without compounding.")


def _positions(readings: Readings) -> Sentence | None:
    """Open interest and its change, and the side that top traders hold."""
    parts = []
    if readings.has(m.OPEN_INTEREST):
        parts.append(
            f"open interest of {readings.ref(m.OPEN_INTEREST, 'short')}{_change(readings)}"
        )
    if readings.has(m.TOP_POSITION_LONG):
        share = readings.ref(m.TOP_POSITION_LONG, "short")
        parts.append(f"a long share of {share} among top traders' positions")
    return (
        measured(f"Beside it {'stand' if len(parts) > 1 else 'stands'} {listed(parts)}.")
        if parts
        else None
    )


def _change(readings: Readings) -> str:
    sign = readings.sign(m.OPEN_INTEREST_CHANGE)
    if not sign:
        return ""
    size = readings.ref(m.OPEN_INTEREST_CHANGE, "size")
    return f" ({'up' if sign > 0 else 'down'} {size} day on day)"


def _band(readings: Readings) -> Sentence | None:
    below, above = f"{m.LEVEL_BELOW}.1", f"{m.LEVEL_ABOVE}.1"
    if readings.has(below, above):
        return measured(
            f"The nearest modelled levels are {readings.ref(below)} below and "
            f"{readings.ref(above)} above price."
        )
    for level, side in ((below, "below"), (above, "above")):
        if readings.has(level):
            return measured(f"The only modelled level near is {readings.ref(level)}, {side} price.")
    return None


def _risk(readings: Readings) -> Bullet:
    if not readings.has(m.INVALIDATION):
        return Bullet(
            lead=inferred("Risk may run in both directions"),
            sentences=tuple(line for line in (_no_edge(readings), _unpriced(readings)) if line),
        )
    side = "below" if readings.setup.bias is Bias.LONG else "above"
    lines = (_void(readings), _no_edge(readings))
    return Bullet(
        lead=measured(f"The lean fails {side} {readings.ref(m.INVALIDATION)}"),
        sentences=tuple(line for line in lines if line),
    )


def _void(readings: Readings) -> Sentence:
    text = f"A trade through {readings.ref(m.INVALIDATION)}"
    if readings.has(m.INVALIDATION_DISTANCE):
        side = "above" if readings.sign(m.INVALIDATION_DISTANCE) > 0 else "below"
        text += f", {readings.ref(m.INVALIDATION_DISTANCE, 'size')} {side} price,"
    return measured(f"{text} voids the view at once.")


def _unpriced(readings: Readings) -> Sentence:
    if readings.setup.bias is Bias.NEUTRAL:
        return framed("With no lean there is no price that would prove it wrong.")
    return framed("No price can be named that would void the view before it lapses.")


def _no_edge(readings: Readings) -> Sentence | None:
    if not readings.has(m.BASE_RATE, m.BASE_SAMPLE, m.HORIZON):
        return framed("The price history is too short for a base rate.")
    if readings.has(m.PROBABILITY):
        return None
    return measured(
        f"Price was higher in {readings.ref(m.BASE_RATE)} of {readings.ref(m.BASE_SAMPLE)} past "
        f"windows of {readings.ref(m.HORIZON)}, and the engine measures no edge over that."
    )


def _watch(readings: Readings) -> Bullet | None:
    if not readings.has(m.FUNDING_NEXT_TIME):
        return None
    moment = readings.ref(m.FUNDING_NEXT_TIME)
    lines = [measured(f"The settlement is due at {moment}.")]
    if readings.has(m.FUNDING_RUNNING, m.FUNDING_SETTLED):
        running = readings.ref(m.FUNDING_RUNNING, "short")
        settled = readings.ref(m.FUNDING_SETTLED, "short")
        against = f"against {settled} at the last settlement"
        if readings.alike(m.FUNDING_RUNNING, m.FUNDING_SETTLED):
            against = "the same as the last settled rate"
        lines = [
            measured(f"For {moment} the running estimate is {running}, {against}."),
            framed("Until the rate settles, that estimate may still move."),
        ]
    return Bullet(
        lead=measured(f"Funding settles next at {readings.ref(m.FUNDING_NEXT_TIME, 'clock')}"),
        sentences=tuple(lines),
    )
