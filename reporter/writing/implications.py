""" "Trading Implications": claims already made in the body, each with what to watch."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.news import Tier
from reporter.model.setup import Bias
from reporter.model.text import Bullet, Section, SectionKind, Sentence
from reporter.writing.lede import Telling
from reporter.writing.readings import Readings, framed, inferred, listed, measured

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
            inferred(f"The sign to look for is {told.rules[-1].watch}."),
        ),
    )


def _mechanism(told: Telling) -> Bullet:
    rule = told.rules[0]
    sentences = [inferred(f"The path could run through {rule.channel}."), inferred(rule.counter)]
    if len(told.rules) > 1:
        sentences.append(inferred(f"A test is {rule.watch}."))
    return Bullet(lead=inferred(rule.claim), sentences=tuple(sentences))


def _setup(readings: Readings) -> Bullet:
    leads = {
        Bias.LONG: f"{readings.symbol} carries a measured long lean",
        Bias.SHORT: f"{readings.symbol} carries a measured short lean",
        Bias.NEUTRAL: f"{readings.symbol} shows no measured lean",
    }
    lines = [_facts(readings), _band(readings)]
    end = measured(f"The view lapses at {readings.ref(m.VALID_UNTIL)}.")
    return Bullet(
        lead=measured(leads[readings.setup.bias]),
        sentences=(*(line for line in lines if line is not None), end),
    )


def _facts(readings: Readings) -> Sentence | None:
    parts = [
        words.format(readings.ref(metric, "short"))
        for metric, words in (
            (m.FUNDING_SETTLED, "settled funding of {}"),
            (m.OPEN_INTEREST, "open interest of {}"),
            (m.TOP_POSITION_LONG, "a long share of {} among top traders' positions"),
        )
        if readings.has(metric)
    ]
    return measured(f"It shows {listed(parts)}.") if parts else None


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
            sentences=tuple(line for line in (_unpriced(readings), _no_edge(readings)) if line),
        )
    side = "below" if readings.setup.bias is Bias.LONG else "above"
    void = measured(f"A trade through {readings.ref(m.INVALIDATION)} voids the view at once.")
    lines = (void, _no_edge(readings))
    return Bullet(
        lead=measured(f"The lean fails {side} {readings.ref(m.INVALIDATION)}"),
        sentences=tuple(line for line in lines if line),
    )


def _unpriced(readings: Readings) -> Sentence:
    if readings.setup.bias is Bias.NEUTRAL:
        return framed("With no lean there is no price that would prove it wrong.")
    return framed("No price can be named that would void the view before it lapses.")


def _no_edge(readings: Readings) -> Sentence | None:
    if not readings.has(m.BASE_RATE, m.HORIZON):
        return framed("The price history is too short for a base rate.")
    if readings.has(m.PROBABILITY):
        return None
    return measured(
        f"Price was higher in {readings.ref(m.BASE_RATE)} of past windows of "
        f"{readings.ref(m.HORIZON)}, and the engine measures no edge over that."
    )


def _watch(readings: Readings) -> Bullet | None:
    if not readings.has(m.FUNDING_NEXT_TIME):
        return None
    lines = [measured(f"The settlement is due at {readings.ref(m.FUNDING_NEXT_TIME)}.")]
    if readings.has(m.FUNDING_RUNNING, m.FUNDING_SETTLED):
        lines.append(
            measured(
                f"The running estimate of {readings.ref(m.FUNDING_RUNNING, 'short')} may still "
                f"move; the last settled rate was {readings.ref(m.FUNDING_SETTLED, 'short')}."
            )
        )
    return Bullet(
        lead=measured(f"Funding settles next at {readings.ref(m.FUNDING_NEXT_TIME, 'clock')}"),
        sentences=tuple(lines),
    )
