"""Sentences on open interest and positions; each population is named."""

from __future__ import annotations

from reporter.model import metrics as m
from reporter.model.text import Sentence
from reporter.writing.ranks import percentile
from reporter.writing.readings import Readings
from reporter.writing.salience import crowd_differs, is_dull, stands_out
from reporter.writing.speaker import Speaker

Lines = tuple[Sentence | None, ...]


def interest_lines(speaker: Speaker) -> Lines:
    """Open interest and its change, who holds what, and in a dull market that it is dull."""
    if is_dull(speaker.readings):
        return _dull(speaker), _positions(speaker)
    return _interest(speaker), _positions(speaker), _accounts(speaker), _takers(speaker)


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
    printed = speaker.readings.ref(m.TAKER_RATIO)
    if round(ratio, 2) == 1:
        return speaker.measured("interest.takers_balance", ratio=printed)
    side = "buyers" if ratio > 1 else "sellers"
    return speaker.measured("interest.takers_side", ratio=printed, side=side)
