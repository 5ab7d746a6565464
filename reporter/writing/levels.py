"""Sentences on the modelled liquidation map: both sides, always called a model."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.text import Sentence
from reporter.writing.readings import Readings
from reporter.writing.salience import is_dull
from reporter.writing.speaker import Speaker

_EVEN: Final = 1.1
"""Sides within this ratio of each other count as even."""

Lines = tuple[Sentence | None, ...]


def level_lines(speaker: Speaker) -> Lines:
    """What the map holds on both sides, and the nearest level below and above price."""
    if not _has_level(speaker.readings, "below") and not _has_level(speaker.readings, "above"):
        return _map(speaker), _share(speaker), speaker.measured("levels.levels_none")
    return (
        _map(speaker),
        _share(speaker),
        _nearest(speaker, "below"),
        _nearest(speaker, "above"),
    )


def nearest(side: str) -> str:
    """The metric of the level nearest to price on that side, ``below`` or ``above``."""
    return f"{m.LEVEL_BELOW if side == 'below' else m.LEVEL_ABOVE}.1"


def _has_level(readings: Readings, side: str) -> bool:
    return readings.has(nearest(side), f"{nearest(side)}.distance")


def _map(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    above, below = (readings.number(one) for one in (m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW))
    if above is None or below is None:
        return None
    case = "up" if above > _EVEN * below else "down" if below > _EVEN * above else "even"
    return speaker.measured(
        "levels.liquidations_map",
        f"levels.liquidations_{case}",
        above=readings.ref(m.LIQUIDATIONS_ABOVE),
        below=readings.ref(m.LIQUIDATIONS_BELOW),
    )


def _share(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    needed = (m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW, m.LIQUIDATIONS_SHARE)
    if not readings.has(*needed) or is_dull(readings):
        return None
    return speaker.measured("levels.liquidations_share", share=readings.ref(m.LIQUIDATIONS_SHARE))


def _nearest(speaker: Speaker, side: str) -> Sentence:
    readings, metric = speaker.readings, nearest(side)
    if not _has_level(readings, side):
        return speaker.measured(f"levels.{side}_none")
    odds, hours = f"{metric}.odds", f"{metric}.hours"
    ending = f"levels.{side}_reached" if readings.has(odds, hours) else "levels.levels_stop"
    return speaker.measured(
        f"levels.{side}_level",
        ending,
        level=readings.ref(metric),
        distance=readings.ref(f"{metric}.distance", "size"),
        odds=readings.ref(odds),
        hours=readings.ref(hours),
    )
