""" "Trading Implications": claims already made in the body, each with what to watch."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.news import Tier
from reporter.model.setup import Bias
from reporter.model.text import Bullet, Section, SectionKind, Sentence
from reporter.writing.interest import direction
from reporter.writing.levels import nearest
from reporter.writing.ranks import funding_rank
from reporter.writing.readings import Readings, base_windows, inferred
from reporter.writing.speaker import Speaker
from reporter.writing.telling import Telling
from reporter.writing.view import void_slots
from reporter.writing.voice import Voice

HEADING: Final = "Trading Implications"
_SIDES: Final = {Bias.LONG: "long", Bias.SHORT: "short"}


def implications_section(told: Telling, readings: Readings, voice: Voice) -> Section:
    """Catalyst, mechanism, setup, risk on both sides, and what to watch, in this order."""
    speaker = Speaker(readings, voice)
    bullets = (
        _catalyst(told, speaker),
        _mechanism(told, speaker),
        _setup(speaker),
        _risk(speaker),
        _watch(speaker),
    )
    return Section(
        kind=SectionKind.IMPLICATIONS,
        heading=HEADING,
        subject=readings.setup.instrument.symbol,
        bullets=tuple(bullet for bullet in bullets if bullet is not None),
    )


def _catalyst(told: Telling, speaker: Speaker) -> Bullet:
    if told.actor:
        who = told.named(told.actor)
        whose = f"{who}'" if who.endswith("s") else f"{who}'s"
        lead = speaker.inferred("implications.catalyst_actor_lead", actor=who, actors=whose)
    else:
        lead = speaker.inferred("implications.catalyst_plain_lead")
    known = "primary" if told.story.best_tier is Tier.PRIMARY else "unconfirmed"
    return Bullet(
        lead=lead,
        sentences=(
            speaker.inferred(f"implications.catalyst_{known}"),
            speaker.inferred("implications.catalyst_watch", watch=told.rules[-1].watch),
        ),
    )


def _mechanism(told: Telling, speaker: Speaker) -> Bullet:
    rule = told.rules[0]
    sentences = [speaker.inferred("implications.mechanism_channel", channel=rule.channel)]
    if len(told.rules) > 1:
        sentences.append(speaker.inferred("implications.mechanism_test", watch=rule.watch))
    return Bullet(lead=inferred(rule.claim), sentences=tuple(sentences))


def _setup(speaker: Speaker) -> Bullet:
    bias = speaker.readings.setup.bias
    if bias is Bias.NEUTRAL:
        lead = speaker.measured("implications.setup_neutral_lead")
    else:
        lead = speaker.measured("implications.setup_lean_lead", side=_SIDES[bias])
    until = speaker.readings.ref(m.VALID_UNTIL)
    return _bullet(
        lead,
        _funding(speaker),
        _positions(speaker),
        _band(speaker),
        speaker.measured("implications.setup_end", until=until),
    )


def _funding(speaker: Speaker) -> Sentence | None:
    """The settled rate with what it is compared with."""
    readings = speaker.readings
    if not readings.has(m.FUNDING_SETTLED):
        return None
    rank = funding_rank(readings)
    case = {
        (True, True): "ranked_median",
        (True, False): "ranked",
        (False, True): "median",
        (False, False): "annual",
    }[bool(rank), readings.has(m.FUNDING_MEDIAN)]
    return speaker.measured(
        f"implications.setup_{case}",
        rate=readings.ref(m.FUNDING_SETTLED, "short"),
        rank=rank,
        median=readings.ref(m.FUNDING_MEDIAN, "short"),
        annual=readings.ref(m.FUNDING_SETTLED_ANNUAL),
    )


def _positions(speaker: Speaker) -> Sentence | None:
    """Open interest and its change, and the side that top traders hold."""
    readings = speaker.readings
    names = (("interest", m.OPEN_INTEREST), ("share", m.TOP_POSITION_LONG))
    case = "_".join(name for name, metric in names if readings.has(metric))
    if not case:
        return None
    return speaker.measured(
        f"implications.setup_{case}",
        interest=f"{readings.ref(m.OPEN_INTEREST, 'short')}{_change(readings)}",
        share=readings.ref(m.TOP_POSITION_LONG, "short"),
    )


def _change(readings: Readings) -> str:
    if not readings.sign(m.OPEN_INTEREST_CHANGE):
        return ""
    way = direction(readings, m.OPEN_INTEREST_CHANGE)["way"]
    return f" ({way} {readings.ref(m.OPEN_INTEREST_CHANGE, 'size')} day on day)"


def _band(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    below, above = nearest("below"), nearest("above")
    if readings.has(below, above):
        return speaker.measured(
            "implications.setup_band", below=readings.ref(below), above=readings.ref(above)
        )
    for level, side in ((below, "below"), (above, "above")):
        if readings.has(level):
            return speaker.measured("implications.setup_edge", level=readings.ref(level), side=side)
    return None


def _risk(speaker: Speaker) -> Bullet:
    readings, bias = speaker.readings, speaker.readings.setup.bias
    if readings.has(m.INVALIDATION):
        side = "below" if bias is Bias.LONG else "above"
        level = readings.ref(m.INVALIDATION)
        return _bullet(
            speaker.measured("implications.risk_void_lead", side=side, level=level),
            speaker.measured("implications.risk_void", **void_slots(readings)),
            _no_edge(speaker),
        )
    case = "neutral" if bias is Bias.NEUTRAL else "unpriced"
    return _bullet(
        speaker.inferred("implications.risk_open_lead"),
        _no_edge(speaker),
        speaker.framed(f"implications.risk_{case}"),
    )


def _bullet(lead: Sentence, *lines: Sentence | None) -> Bullet:
    return Bullet(lead=lead, sentences=tuple(line for line in lines if line is not None))


def _no_edge(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.BASE_RATE, m.BASE_SAMPLE, m.HORIZON):
        if readings.setup.engine:  # why it gives no base rate is not known
            return None
        return speaker.framed("implications.risk_no_history")
    if readings.has(m.PROBABILITY):
        return None
    return speaker.measured(
        "implications.risk_no_edge",
        rate=readings.ref(m.BASE_RATE),
        sample=readings.ref(m.BASE_SAMPLE),
        horizon=base_windows(readings),
    )


def _watch(speaker: Speaker) -> Bullet | None:
    readings = speaker.readings
    if not readings.has(m.FUNDING_NEXT_TIME):
        return None
    clock = readings.ref(m.FUNDING_NEXT_TIME, "clock")
    moment = readings.ref(m.FUNDING_NEXT_TIME)
    lead = speaker.measured("implications.watch_lead", clock=clock)
    if not readings.has(m.FUNDING_RUNNING, m.FUNDING_SETTLED):
        return Bullet(
            lead=lead, sentences=(speaker.measured("implications.watch_due", moment=moment),)
        )
    same = readings.alike(m.FUNDING_RUNNING, m.FUNDING_SETTLED)
    estimate = speaker.measured(
        "implications.watch_same" if same else "implications.watch_estimate",
        moment=moment,
        running=readings.ref(m.FUNDING_RUNNING, "short"),
        settled=readings.ref(m.FUNDING_SETTLED, "short"),
    )
    return Bullet(lead=lead, sentences=(estimate, speaker.framed("implications.watch_caveat")))
