"""Words for the engine's view: which way it leans, and which signals point where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from reporter.model import metrics as m
from reporter.model.setup import Bias, Setup, Signal
from reporter.writing.readings import listed

LEANS: Final = {
    Bias.LONG: "leans long",
    Bias.SHORT: "leans short",
    Bias.NEUTRAL: "takes no lean",
}
_NAMES: Final = {
    m.REGIME: "the market regime",
    m.OPEN_INTEREST_CHANGE: "the change in open interest",
    m.FUNDING_PERCENTILE: "the rank of settled funding",
    m.FUNDING_SETTLED: "settled funding",
    m.TAKER_RATIO: "taker flow",
    m.BASIS: "the basis",
    m.TOP_POSITION_RATIO: "top-trader positions",
    m.LIQUIDATIONS_ABOVE: "the modelled liquidation map",
    m.LIQUIDATIONS_BELOW: "the modelled liquidation map",
}
_PLURAL: Final = frozenset({"top-trader positions"})


class Directions(NamedTuple):
    """Names of signals by where they point; ``weightless`` ones count for nothing."""

    up: tuple[str, ...]
    down: tuple[str, ...]
    weightless_up: tuple[str, ...]
    weightless_down: tuple[str, ...]


def signal_names(signals: Iterable[Signal]) -> list[str]:
    """What the signals rest on, in words, each once."""
    names = (_NAMES.get(signal.metric, "a further signal") for signal in signals)
    return list(dict.fromkeys(names))


def directions(setup: Setup) -> Directions:
    """Where the signals of a setup without a lean point, the weightiest first."""

    def named(way: int, *, weighty: bool) -> tuple[str, ...]:
        chosen = [
            one for one in setup.opposing if one.direction == way and (one.weight > 0) is weighty
        ]
        return tuple(signal_names(sorted(chosen, key=lambda one: -one.weight)))

    return Directions(
        up=named(1, weighty=True),
        down=named(-1, weighty=True),
        weightless_up=named(1, weighty=False),
        weightless_down=named(-1, weighty=False),
    )


def verb(names: tuple[str, ...], singular: str, plural: str) -> str:
    """``points`` or ``point``: the verb that goes with these names."""
    return plural if len(names) > 1 or names[0] in _PLURAL else singular


def contrast(setup: Setup) -> str:
    """``the basis points down where taker flow points up``; empty without two sides."""
    told = directions(setup)
    if setup.bias is not Bias.NEUTRAL or not (told.up and told.down):
        return ""
    down, up = listed(list(told.down)), listed(list(told.up))
    return (
        f"{down} {verb(told.down, 'points', 'point')} down where "
        f"{up} {verb(told.up, 'points', 'point')} up"
    )
