"""Sentences on the modelled liquidation map and its levels: both sides, always called a model."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.text import Sentence
from reporter.writing.readings import Readings
from reporter.writing.salience import is_dull
from reporter.writing.speaker import Speaker

_EVEN: Final = 1.1
"""Sides within this ratio of each other count as even."""

_TILT: Final = 0.2
"""From this gravity on, up or down, the map counts as tilted."""

Lines = tuple[Sentence | None, ...]


def map_lines(speaker: Speaker) -> Lines:
    """What the liquidation map holds on both sides, and whether nearness changes that."""
    return _map(speaker), _share(speaker), _gravity(speaker)


def level_lines(speaker: Speaker) -> Lines:
    """The nearest level below and above price with its odds, and the expected range."""
    if not _has_level(speaker.readings, "below") and not _has_level(speaker.readings, "above"):
        return speaker.measured("levels.levels_none"), _range(speaker)
    return (
        _nearest(speaker, "below"),
        _nearest(speaker, "above"),
        _past(speaker),
        _range(speaker),
    )


def nearest(side: str) -> str:
    """The metric of the level nearest to price on that side, ``below`` or ``above``."""
    return f"{m.LEVEL_BELOW if side == 'below' else m.LEVEL_ABOVE}.1"


def _has_level(readings: Readings, side: str) -> bool:
    return readings.has(nearest(side), f"{nearest(side)}.distance")


def _map(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    case = _heavier(readings)
    if case is None:
        return None
    return speaker.measured(
        "levels.liquidations_map",
        f"levels.liquidations_{case}",
        above=readings.ref(m.LIQUIDATIONS_ABOVE),
        below=readings.ref(m.LIQUIDATIONS_BELOW),
    )


def _heavier(readings: Readings) -> str | None:
    """The side of the map with the larger sum: ``up``, ``down`` or ``even``; None if unknown."""
    above, below = (readings.number(one) for one in (m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW))
    if above is None or below is None:
        return None
    return "up" if above > _EVEN * below else "down" if below > _EVEN * above else "even"


def _share(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    needed = (m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW, m.LIQUIDATIONS_SHARE)
    if not readings.has(*needed) or is_dull(readings):
        return None
    return speaker.measured("levels.liquidations_share", share=readings.ref(m.LIQUIDATIONS_SHARE))


def _gravity(speaker: Speaker) -> Sentence | None:
    """Where the map's weight lies once near contracts count more, if the sums do not say so."""
    readings = speaker.readings
    gravity, case = readings.number(m.LIQUIDATIONS_GRAVITY), _heavier(readings)
    if gravity is None or case is None or abs(gravity) < _TILT or is_dull(readings):
        return None
    side = "upper" if gravity > 0 else "lower"
    if case == ("up" if gravity > 0 else "down"):
        return None
    return speaker.measured(
        "levels.gravity_tilt", side=side, gravity=readings.ref(m.LIQUIDATIONS_GRAVITY)
    )


def _nearest(speaker: Speaker, side: str) -> Sentence:
    readings, metric = speaker.readings, nearest(side)
    if not _has_level(readings, side):
        return speaker.measured(f"levels.{side}_none")
    odds, hours, ending = f"{metric}.odds", f"{metric}.hours", "levels.levels_stop"
    if readings.has(f"{metric}.odds_24h", m.HORIZON_DAY):
        odds, hours, ending = f"{metric}.odds_24h", m.HORIZON_DAY, f"levels.{side}_odds"
    elif readings.has(odds, hours):
        ending = f"levels.{side}_reached"
    return speaker.measured(
        f"levels.{side}_level",
        ending,
        level=readings.ref(metric),
        distance=readings.ref(f"{metric}.distance", "size"),
        odds=readings.ref(odds),
        hours=readings.ref(hours),
    )


def _past(speaker: Speaker) -> Sentence | None:
    """How often past windows reached the levels whose odds were told."""
    readings = speaker.readings
    shares = {
        side: readings.ref(f"{nearest(side)}.odds")
        for side in ("below", "above")
        if readings.has(*(f"{nearest(side)}.{one}" for one in ("odds", "hours", "odds_24h")))
    }
    if not shares:
        return None
    case = "both" if len(shares) == 2 else next(iter(shares))
    hours = next(readings.ref(f"{nearest(side)}.hours") for side in shares)
    return speaker.measured(f"levels.past_{case}", hours=hours, **shares)


def _range(speaker: Speaker) -> Sentence | None:
    """Where the price is expected to stand a day later, with the probability of that."""
    readings = speaker.readings
    needed = (m.RANGE_LOW_DAY, m.RANGE_HIGH_DAY, m.RANGE_COVERAGE, m.HORIZON_DAY)
    if not readings.has(*needed) or is_dull(readings):
        return None
    low, high, coverage, hours = (readings.ref(metric) for metric in needed)
    return speaker.measured(
        "levels.range_expected",
        f"levels.range_{_levels_inside(readings)}",
        low=low,
        high=high,
        coverage=coverage,
        hours=hours,
    )


def _levels_inside(readings: Readings) -> str:
    """Which of the nearest levels lie within the expected range: the case of its ending."""
    low, high = readings.number(m.RANGE_LOW_DAY), readings.number(m.RANGE_HIGH_DAY)
    levels = {side: readings.number(nearest(side)) for side in ("below", "above")}
    inside = [
        side
        for side, level in levels.items()
        if level is not None and low is not None and high is not None and low <= level <= high
    ]
    if None in levels.values():
        return "stop"
    return "both" if len(inside) == 2 else inside[0] if inside else "neither"
