"""Sentences on open interest and positions; each population is named."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.text import Sentence
from reporter.writing.ranks import percentile, place
from reporter.writing.readings import Readings
from reporter.writing.salience import at_the_edge, crowd_differs, is_dull, stands_out
from reporter.writing.speaker import Speaker

_MIDDLE: Final = 50.0
"""The middle percentile."""
_EVEN: Final = 50.0
"""Percent of volume that takers bought where neither side was the more active."""
_ONE_SIDED: Final = 3.0
"""From so many points off even, a day's taker flow is told by itself."""

Lines = tuple[Sentence | None, ...]


def interest_lines(speaker: Speaker) -> Lines:
    """Open interest and its change, who holds what, and in a dull market that it is dull."""
    if is_dull(speaker.readings):
        return _dull(speaker), _positions(speaker)
    takers = _takers(speaker)
    return (
        _interest(speaker),
        _turnover(speaker),
        _positions(speaker),
        _accounts(speaker),
        takers,
        _takers_day(speaker, told=takers is not None),
    )


def direction(readings: Readings, metric: str) -> dict[str, str]:
    """Words for a change of that sign, as slots."""
    if readings.sign(metric) > 0:
        return {"way": "up", "moved": "rose", "move": "rise", "higher": "higher"}
    return {"way": "down", "moved": "fell", "move": "fall", "higher": "lower"}


def _dull(speaker: Speaker) -> Sentence:
    readings = speaker.readings
    change = "is level"
    if readings.sign(m.OPEN_INTEREST_CHANGE):
        way = direction(readings, m.OPEN_INTEREST_CHANGE)["way"]
        change = f"is {way} {readings.ref(m.OPEN_INTEREST_CHANGE, 'size')}"
    rank = percentile(readings, m.FUNDING_PERCENTILE)
    return speaker.measured("interest.dull_market", rank=rank, change=change)


def _interest(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.OPEN_INTEREST):
        return None
    worth = readings.ref(m.OPEN_INTEREST)
    if not readings.has(m.OPEN_INTEREST_CHANGE):
        return speaker.measured("interest.interest_alone", worth=worth)
    unit = "coins" if readings.has(m.OPEN_INTEREST_COINS) else "dollars"
    if readings.sign(m.OPEN_INTEREST_CHANGE) == 0:
        return speaker.measured("interest.interest_level", worth=worth, unit=unit)
    return speaker.measured(
        "interest.interest_moved",
        worth=worth,
        unit=unit,
        size=readings.ref(m.OPEN_INTEREST_CHANGE, "size"),
        beside=_beside_price(readings),
        **direction(readings, m.OPEN_INTEREST_CHANGE),
    )


def _beside_price(readings: Readings) -> str:
    """Whether price went the same way; empty where it went nowhere or is not known."""
    price, interest = readings.sign(m.PRICE_CHANGE), readings.sign(m.OPEN_INTEREST_CHANGE)
    if price == 0:
        return ""
    moved = direction(readings, m.PRICE_CHANGE)["moved"]
    return f", and the price {moved} too" if price == interest else f", while the price {moved}"


def _turnover(speaker: Speaker) -> Sentence | None:
    """Open interest over a day's volume, where that is unusual for the contract."""
    readings = speaker.readings
    number = readings.number(m.OPEN_INTEREST_TURNOVER_PERCENTILE)
    if number is None or not readings.has(m.OPEN_INTEREST_TURNOVER):
        return None
    if not at_the_edge(readings, m.OPEN_INTEREST_TURNOVER_PERCENTILE):
        return None
    rank = percentile(readings, m.OPEN_INTEREST_TURNOVER_PERCENTILE)
    return speaker.measured(
        f"interest.turnover_{'crowded' if number > _MIDDLE else 'thin'}",
        ratio=readings.ref(m.OPEN_INTEREST_TURNOVER),
        where=f"at the {rank} of its own history" if rank else f"{place(number)} of its history",
    )


def _positions(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.TOP_POSITION_RATIO, m.TOP_POSITION_LONG, m.TOP_POSITION_SHORT):
        return None
    return speaker.measured(
        "interest.top_positions",
        long=readings.ref(m.TOP_POSITION_LONG),
        short=readings.ref(m.TOP_POSITION_SHORT),
        ratio=readings.ref(m.TOP_POSITION_RATIO),
        funding=_side_of_funding(readings),
    )


def _side_of_funding(readings: Readings) -> str:
    """On which side of the settled rate most of the positions are; empty where unsure."""
    ratio, sign = readings.number(m.TOP_POSITION_RATIO), readings.sign(m.FUNDING_SETTLED)
    if ratio is None or round(ratio, 2) == 1 or sign == 0:
        return ""
    receives = (ratio > 1) == (sign < 0)
    return f"; the larger side {'receives' if receives else 'pays'} funding at the settled rate"


def _accounts(speaker: Speaker) -> Sentence | None:
    """Ratios by account, where they contradict the positions or stand in for them."""
    readings = speaker.readings
    top, everyone = readings.ref(m.TOP_ACCOUNT_RATIO), readings.ref(m.GLOBAL_ACCOUNT_RATIO)
    if readings.has(m.TOP_POSITION_RATIO):
        if crowd_differs(readings):
            return speaker.measured("interest.accounts_contrary", all=everyone)
        return None
    case = {
        (True, True): "both",
        (True, False): "top",
        (False, True): "all",
    }.get((readings.has(m.TOP_ACCOUNT_RATIO), readings.has(m.GLOBAL_ACCOUNT_RATIO)))
    return speaker.measured(f"interest.accounts_{case}", top=top, all=everyone) if case else None


def _takers(speaker: Speaker) -> Sentence | None:
    ratio = speaker.readings.number(m.TAKER_RATIO)
    if ratio is None or not stands_out(speaker.readings, m.TAKER_RATIO):
        return None
    printed = f"{speaker.readings.ref(m.TAKER_RATIO)}{_taker_rank(speaker.readings)}"
    if round(ratio, 2) == 1:
        return speaker.measured("interest.takers_balance", ratio=printed)
    side = "buyers" if ratio > 1 else "sellers"
    return speaker.measured("interest.takers_side", ratio=printed, side=side)


def _taker_rank(readings: Readings) -> str:
    """The hours that the ratio covers and its rank, in brackets; empty where neither is known."""
    rank = percentile(readings, m.TAKER_PERCENTILE)
    window = readings.ref(m.TAKER_WINDOW)
    told = [f"over {window}"] if readings.has(m.TAKER_WINDOW) else []
    told += [f"at the {rank} of its own history"] if rank else []
    return f" ({', '.join(told)})" if told else ""


def _takers_day(speaker: Speaker, *, told: bool) -> Sentence | None:
    """Taker flow over the day: beside the ratio that was ``told``, or where it is one-sided."""
    readings = speaker.readings
    share, ratio = readings.number(m.TAKER_BUYS_DAY), readings.number(m.TAKER_RATIO)
    if share is None or round(share, 1) == _EVEN or not (told or abs(share - _EVEN) >= _ONE_SIDED):
        return None
    side = "buyers" if share > _EVEN else "sellers"
    case = "alone"
    if told and ratio is not None and round(ratio, 2) != 1:
        case = "agrees" if (share > _EVEN) == (ratio > 1) else "contrary"
    return speaker.measured(
        f"interest.takers_day_{case}", share=readings.ref(m.TAKER_BUYS_DAY), side=side
    )
