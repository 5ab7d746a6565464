"""What the engine measured, in sentences: one function a sentence, none without its facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reporter.model import metrics as m
from reporter.model.setup import Bias, Regime
from reporter.model.text import Paragraph, Section, SectionKind, Sentence
from reporter.writing.cards import levels_table, others_table, setup_card
from reporter.writing.leans import LEANS, objection, signal_names, undecided
from reporter.writing.ranks import extreme, percentile, place
from reporter.writing.readings import AS_OF, BRAND, Readings, framed, listed, measured, ref

_REGIMES: Final = {
    Regime.RANGING: "a ranging market",
    Regime.UP: "a market that trends up",
    Regime.DOWN: "a market that trends down",
    Regime.UNCERTAIN: "a market without a clear regime",
}

Lines = Iterable[Sentence | None]


def engine_section(readings: Readings, others: tuple[Readings, ...]) -> Section:
    """ "What {Brand}'s Engine Shows": state, funding, positions, levels, what speaks against."""
    groups: tuple[Lines, ...] = (
        (_price(readings), _state(readings), _odds(readings)),
        (
            _driver(readings),
            _settled(readings),
            _rank(readings),
            _running(readings),
            _basis(readings),
        ),
        (
            _open_interest(readings),
            _top_positions(readings),
            _accounts(readings),
            _takers(readings),
        ),
        (
            _liquidations(readings),
            _share(readings),
            _below(readings),
            _above(readings),
            _no_levels(readings),
        ),
        (*_against(readings), _invalidation(readings), _validity(readings)),
    )
    tables = (setup_card(readings), levels_table(readings), others_table(others))
    return Section(
        kind=SectionKind.ENGINE,
        heading=f"What {ref(BRAND)}'s Engine Shows",
        subject=readings.setup.instrument.symbol,
        paragraphs=_paragraphs(groups),
        tables=tuple(table for table in tables if table is not None),
    )


def _paragraphs(groups: Iterable[Lines]) -> tuple[Paragraph, ...]:
    kept = (tuple(line for line in group if line is not None) for group in groups)
    return tuple(Paragraph(sentences=lines) for lines in kept if lines)


def day_change(readings: Readings) -> str:
    """``, up 3.2% day on day``, by reference; empty where unknown."""
    if not readings.has(m.PRICE_CHANGE):
        return ""
    sign = readings.sign(m.PRICE_CHANGE)
    if sign == 0:
        return ", level with the day before"
    return f", {'up' if sign > 0 else 'down'} {readings.ref(m.PRICE_CHANGE, 'size')} day on day"


def _price(readings: Readings) -> Sentence | None:
    if not readings.has(m.PRICE):
        return None
    return measured(
        f"{readings.symbol} trades at {readings.ref(m.PRICE)} on {readings.ref(m.VENUE)}"
        f"{day_change(readings)}, as read at {ref(AS_OF)}."
    )


def _state(readings: Readings) -> Sentence:
    lean = LEANS[readings.setup.bias]
    regime = _REGIMES[readings.setup.regime]
    return measured(f"The engine {lean} in {regime}{_volatility(readings)}.")


def _volatility(readings: Readings) -> str:
    if readings.setup.volatility is None or not readings.has(m.VOLATILITY):
        return ""
    label = readings.setup.volatility.value
    text = f"; annualised volatility of {readings.ref(m.VOLATILITY)} is {label}"
    rank = percentile(readings, m.VOLATILITY_PERCENTILE)
    return f"{text} for this contract, at the {rank}" if rank else text


def _odds(readings: Readings) -> Sentence | None:
    if not readings.has(m.BASE_RATE, m.BASE_SAMPLE, m.HORIZON):
        return None
    rate, sample = readings.ref(m.BASE_RATE), readings.ref(m.BASE_SAMPLE)
    horizon = readings.ref(m.HORIZON)
    if readings.has(m.PROBABILITY):
        return measured(
            f"Over {horizon}, its calibrated chance of a higher price is "
            f"{readings.ref(m.PROBABILITY)}, against a base rate of {rate} in {sample} "
            "past windows."
        )
    return measured(
        f"In {sample} past windows of {horizon}, price was higher {rate} of the time; "
        "no edge over that base rate is measured."
    )


def _driver(readings: Readings) -> Sentence | None:
    weighty = [signal for signal in readings.setup.supporting if signal.weight > 0]
    if readings.setup.bias is Bias.NEUTRAL or not weighty:
        return None
    names = signal_names(weighty)
    if len(names) == 1:
        return framed(f"The lean rests on {names[0]} alone.")
    return framed(f"The lean rests on {listed(names[:3])}, the weightiest named before the rest.")


def _settled(readings: Readings) -> Sentence | None:
    if not readings.has(m.FUNDING_SETTLED, m.FUNDING_SETTLED_ANNUAL):
        return None
    clock = ""
    if readings.has(m.FUNDING_SETTLED_TIME):
        clock = f" at {readings.ref(m.FUNDING_SETTLED_TIME, 'clock')}"
    return measured(
        f"Funding last settled{clock} at {readings.ref(m.FUNDING_SETTLED)}, which is "
        f"{readings.ref(m.FUNDING_SETTLED_ANNUAL)} without compounding; "
        f"{payers(readings, m.FUNDING_SETTLED)}."
    )


def payers(readings: Readings, metric: str) -> str:
    """Who pays whom under that rate, by the sign that is printed."""
    words = {
        1: "at a positive rate longs pay shorts",
        -1: "at a negative rate shorts pay longs",
        0: "at that rate neither side pays",
    }
    return words[readings.sign(metric)]


def _rank(readings: Readings) -> Sentence | None:
    if not readings.has(m.FUNDING_PERCENTILE, m.FUNDING_SAMPLE):
        return None
    median = ""
    if readings.has(m.FUNDING_MEDIAN):
        median = f"; the median is {readings.ref(m.FUNDING_MEDIAN)}"
    return measured(
        f"Among {readings.ref(m.FUNDING_SAMPLE)} settlements of this contract that rate "
        f"{_standing(readings)}{median}."
    )


def _standing(readings: Readings) -> str:
    if end := extreme(readings):
        return f"is the {end}"
    where = place(readings.number(m.FUNDING_PERCENTILE) or 0.0)
    rank = percentile(readings, m.FUNDING_PERCENTILE)
    return f"stands at the {rank}, {where}" if rank else f"stands {where}"


def _running(readings: Readings) -> Sentence | None:
    if not readings.has(m.FUNDING_RUNNING, m.FUNDING_RUNNING_ANNUAL):
        return None
    due = ""
    if readings.has(m.FUNDING_NEXT_TIME):
        due = f" for {readings.ref(m.FUNDING_NEXT_TIME, 'clock')}"
    return measured(
        f"The running estimate{due}, which can change until it settles, is "
        f"{readings.ref(m.FUNDING_RUNNING)}, or {readings.ref(m.FUNDING_RUNNING_ANNUAL)}"
        f"{_against_settled(readings)}."
    )


def _against_settled(readings: Readings) -> str:
    now = readings.number(m.FUNDING_RUNNING_ANNUAL)
    last = readings.number(m.FUNDING_SETTLED_ANNUAL)
    if now is None or last is None:
        return ""
    if readings.sign(m.FUNDING_RUNNING) * readings.sign(m.FUNDING_SETTLED) < 0:
        return ", of the opposite sign to the settled rate"
    if readings.alike(m.FUNDING_RUNNING, m.FUNDING_SETTLED):
        return ", the same as the settled rate"
    size = "smaller" if abs(now) < abs(last) else "larger"
    return f", {size} in size than the settled rate"


def _basis(readings: Readings) -> Sentence | None:
    if not readings.has(m.BASIS):
        return None
    sign, size = readings.sign(m.BASIS), readings.ref(m.BASIS, "size")
    if sign == 0:
        return measured("As for the basis, the mark price stands level with the index.")
    side = "above" if sign > 0 else "below"
    funding = readings.sign(m.FUNDING_SETTLED)
    agrees = ""
    if funding:
        verb = "agrees with" if funding == sign else "cuts against"
        agrees = f", which {verb} the sign of the settled rate"
    return measured(f"As for the basis, the mark price stands {size} {side} the index{agrees}.")


def _open_interest(readings: Readings) -> Sentence | None:
    if not readings.has(m.OPEN_INTEREST):
        return None
    text = f"Open interest is worth {readings.ref(m.OPEN_INTEREST)}"
    if readings.has(m.OPEN_INTEREST_COINS):
        text += f", or {readings.ref(m.OPEN_INTEREST_COINS)}"
    return measured(f"{text}; {_interest_change(readings)}.")


def _interest_change(readings: Readings) -> str:
    if not readings.has(m.OPEN_INTEREST_CHANGE):
        return "no reading of the day before is there to compare it with"
    sign = readings.sign(m.OPEN_INTEREST_CHANGE)
    if sign == 0:
        return "the number of contracts is level with the day before"
    verb = "grew" if sign > 0 else "fell"
    size = readings.ref(m.OPEN_INTEREST_CHANGE, "size")
    return f"the number of contracts {verb} by {size} day on day"


def _top_positions(readings: Readings) -> Sentence | None:
    if not readings.has(m.TOP_POSITION_RATIO, m.TOP_POSITION_LONG, m.TOP_POSITION_SHORT):
        return None
    return measured(
        f"Top traders hold {readings.ref(m.TOP_POSITION_LONG)} of their positions long and "
        f"{readings.ref(m.TOP_POSITION_SHORT)} short, a ratio of "
        f"{readings.ref(m.TOP_POSITION_RATIO)}."
    )


def _accounts(readings: Readings) -> Sentence | None:
    parts = [
        f"{readings.ref(metric)} for {whose}"
        for metric, whose in (
            (m.TOP_ACCOUNT_RATIO, "top traders"),
            (m.GLOBAL_ACCOUNT_RATIO, "all traders"),
        )
        if readings.has(metric)
    ]
    if not parts:
        return None
    return measured(
        f"Counted by account, longs over shorts come to {listed(parts)}; "
        "the populations differ and need not agree."
    )


def _takers(readings: Readings) -> Sentence | None:
    ratio = readings.number(m.TAKER_RATIO)
    if ratio is None:
        return None
    side = "buyers were the more active side" if ratio > 1 else "sellers were the more active side"
    if round(ratio, 2) == 1:
        side = "buyers and sellers were in balance"
    return measured(f"Takers bought and sold at a ratio of {readings.ref(m.TAKER_RATIO)}; {side}.")


def _liquidations(readings: Readings) -> Sentence | None:
    if not readings.has(m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW):
        return None
    return measured(
        "The liquidation map is modelled, not observed: it puts "
        f"{readings.ref(m.LIQUIDATIONS_ABOVE)} of short liquidations above price and "
        f"{readings.ref(m.LIQUIDATIONS_BELOW)} of long liquidations below price."
    )


def _share(readings: Readings) -> Sentence | None:
    if not readings.has(m.LIQUIDATIONS_SHARE):
        return None
    return measured(
        f"Together they equal {readings.ref(m.LIQUIDATIONS_SHARE)} of open interest, in which "
        "every contract has a long and a short side."
    )


def _below(readings: Readings) -> Sentence | None:
    level = f"{m.LEVEL_BELOW}.1"
    if not readings.has(level, f"{level}.distance"):
        return None
    odds = ""
    if readings.has(f"{level}.odds", f"{level}.hours"):
        odds = (
            f"; price moved that far in {readings.ref(f'{level}.odds')} of past windows of "
            f"{readings.ref(f'{level}.hours')}"
        )
    return measured(
        f"The nearest modelled level below price is {readings.ref(level)}, "
        f"{readings.ref(f'{level}.distance', 'size')} below{odds}."
    )


def _above(readings: Readings) -> Sentence | None:
    level = f"{m.LEVEL_ABOVE}.1"
    if not readings.has(level, f"{level}.distance"):
        return None
    odds = ""
    if readings.has(f"{level}.odds", f"{level}.hours"):
        odds = (
            f", a distance that {readings.ref(f'{level}.odds')} of past windows of "
            f"{readings.ref(f'{level}.hours')} covered"
        )
    return measured(
        f"Above price the model puts its nearest level at {readings.ref(level)}, "
        f"{readings.ref(f'{level}.distance', 'size')} higher{odds}."
    )


def _no_levels(readings: Readings) -> Sentence | None:
    if readings.has(f"{m.LEVEL_ABOVE}.1") or readings.has(f"{m.LEVEL_BELOW}.1"):
        return None
    return measured("The model gives no level on either side of price.")


def _against(readings: Readings) -> Lines:
    setup = readings.setup
    texts = undecided(setup) if setup.bias is Bias.NEUTRAL else (objection(setup),)
    return (measured(text) for text in texts)


def _invalidation(readings: Readings) -> Sentence | None:
    if not readings.has(m.INVALIDATION):
        if readings.setup.bias is Bias.NEUTRAL:
            return framed("Without a lean there is no invalidation price.")
        return framed("An invalidation price cannot be named, so the view ends with its validity.")
    text = f"The view is void if {readings.symbol} trades through {readings.ref(m.INVALIDATION)}"
    if readings.has(m.INVALIDATION_DISTANCE):
        side = "above" if readings.sign(m.INVALIDATION_DISTANCE) > 0 else "below"
        text += f", {readings.ref(m.INVALIDATION_DISTANCE, 'size')} {side} price"
    return measured(f"{text}.")


def _validity(readings: Readings) -> Sentence:
    text = f"At the latest the view lapses at {readings.ref(m.VALID_UNTIL)}"
    if settles_at_expiry(readings):
        text += (
            f", when funding settles next, {readings.ref(m.FUNDING_NEXT_IN)} after the prices "
            "were read"
        )
    return measured(f"{text}.")


def settles_at_expiry(readings: Readings) -> bool:
    """Whether the view ends with the next settlement."""
    coming = readings.instant(m.FUNDING_NEXT_TIME)
    return coming == readings.setup.valid_until
