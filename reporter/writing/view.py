"""Sentences on the view's limits: opposing evidence, invalidation and validity."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.model import metrics as m
from reporter.model.setup import Bias
from reporter.model.text import Sentence
from reporter.writing.leans import directions, signal_names, verb
from reporter.writing.readings import ENGINE, Readings, listed, ref
from reporter.writing.salience import is_dull
from reporter.writing.speaker import Speaker

Lines = tuple[Sentence, ...]


def view_lines(speaker: Speaker) -> Lines:
    """What speaks against the view, the price that voids it, and when it lapses."""
    return (*_against(speaker), _invalidation(speaker), _validity(speaker))


def _against(speaker: Speaker) -> Iterator[Sentence]:
    """The signals against the view; one that was handed over comes without signals."""
    setup = speaker.readings.setup
    if setup.engine:
        yield speaker.framed("view.handed_over", engine=ref(ENGINE))
    elif setup.bias is Bias.NEUTRAL:
        yield from _undecided(speaker)
    else:
        yield _objection(speaker)


def _objection(speaker: Speaker) -> Sentence:
    """What speaks against the lean that a setup has."""
    names = tuple(signal_names(speaker.readings.setup.opposing))
    if not names:
        return speaker.measured("view.objection_none")
    return speaker.measured("view.objection_some", **_subject(names))


def _undecided(speaker: Speaker) -> Iterator[Sentence]:
    """Why there is no lean: what points up, what points down, what only shows."""
    told = directions(speaker.readings.setup)
    if told.up and told.down:
        yield speaker.measured("view.undecided_sides", **_sides(told.up, told.down))
    elif told.up or told.down:
        way = "higher" if told.up else "lower"
        yield speaker.measured("view.undecided_slight", way=way, **_subject(told.up or told.down))
    else:
        yield speaker.measured("view.undecided_silent")
    if is_dull(speaker.readings):
        return
    for names, way in ((told.weightless_up, "higher"), (told.weightless_down, "lower")):
        if names:
            carry = "they carry" if verb(names, "", "s") else "it carries"
            yield speaker.measured(
                "view.undecided_weightless", way=way, carry=carry, **_subject(names)
            )


def _subject(names: tuple[str, ...]) -> dict[str, str]:
    """Names of signals as slots, with the verbs that go with them."""
    return {
        "names": listed(list(names)),
        "point": verb(names, "points", "point"),
        "speak": verb(names, "speaks", "speak"),
        "stand": verb(names, "stands", "stand"),
    }


def _sides(up: tuple[str, ...], down: tuple[str, ...]) -> dict[str, str]:
    first, second = _subject(up), _subject(down)
    return {
        "up": first["names"],
        "up_point": first["point"],
        "up_speak": first["speak"],
        "down": second["names"],
        "down_point": second["point"],
    }


def _invalidation(speaker: Speaker) -> Sentence:
    """The price that voids the view, or why there is none."""
    readings = speaker.readings
    if readings.has(m.INVALIDATION):
        return speaker.measured("view.invalidation_price", **void_slots(readings))
    neutral = readings.setup.bias is Bias.NEUTRAL
    return speaker.framed("view.invalidation_neutral" if neutral else "view.invalidation_unnamed")


def void_slots(readings: Readings) -> dict[str, str]:
    """The invalidation price as slots: ``away`` ends a sentence, ``aside`` stands within one."""
    slots = {"level": readings.ref(m.INVALIDATION), "away": "", "aside": ""}
    if not readings.has(m.INVALIDATION_DISTANCE):
        return slots
    side = "above" if readings.sign(m.INVALIDATION_DISTANCE) > 0 else "below"
    away = f", {readings.ref(m.INVALIDATION_DISTANCE, 'size')} {side} the price"
    return slots | {"away": away, "aside": f"{away},"}


def _validity(speaker: Speaker) -> Sentence:
    """When the view lapses at the latest, and whether funding settles then."""
    readings = speaker.readings
    until = readings.ref(m.VALID_UNTIL)
    coming = readings.instant(m.FUNDING_NEXT_TIME)
    if coming != readings.setup.valid_until or not readings.has(m.FUNDING_NEXT_IN):
        return speaker.measured("view.validity_plain", until=until)
    return speaker.measured(
        "view.validity_settlement", until=until, **{"in": readings.ref(m.FUNDING_NEXT_IN)}
    )
