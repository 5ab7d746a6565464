"""What holds for any text, and the way back from every printed form."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.numerals import Numeral, read

quick = settings(max_examples=60, deadline=None)

_PIECES = re.split(
    " ",
    "$ € £ % − - – — + ~ . , : / ( ) 1 2 5 9 000 0.5 1,234 2026 21:21 UTC March May 27 Q1 H100 "
    "one two twenty hundred thousand million billion a an and half third double percent bps x h "
    "hour per every year BTC FIL USD K M B to between about § Section v 10-K https://x.y/1 2nd "
    "percentile ½ × é 中 \u00a0 \u2009 \u200b annualised 24/7 1000PEPEUSDT e5",
)
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([*_PIECES, " ", "  ", "\n"]), max_size=30).map("".join),
)


@quick
@given(texts)
def test_any_text_gives_valid_ordered_spans(text: str) -> None:
    last = 0
    for numeral in read(text):
        assert last <= numeral.start < numeral.end <= len(text)
        assert numeral.surface == text[numeral.start : numeral.end]
        assert numeral.value.is_finite()
        assert numeral.step >= 0
        last = numeral.end


@quick
@given(texts)
def test_reading_is_repeatable(text: str) -> None:
    assert read(text) == read(text)


def alone(printed: str) -> Numeral:
    """The one numeral of this text, also where it stands in a sentence."""
    (numeral,) = read(printed)
    (within,) = read(f"The reading was {printed}, traders said.")
    assert (numeral.value, numeral.unit, numeral.per) == (within.value, within.unit, within.per)
    assert numeral.surface == within.surface == printed
    return numeral


def minus(text: str) -> str:
    return text.replace("-", "−")


rates = st.decimals(min_value="-3", max_value="3", places=4)
shares = st.decimals(min_value=0, max_value=100, places=1)
amounts = st.decimals(min_value="0.1", max_value="999.9", places=1)


@quick
@given(rates, st.sampled_from(["1", "2", "4", "8"]))
def test_funding_rate(rate: Decimal, hours: str) -> None:
    numeral = alone(minus(f"{rate:+f}% per {hours} h"))
    assert (numeral.value, numeral.unit, numeral.per) == (rate, "percent", f"{hours}h")
    assert (numeral.step, numeral.signed) == (Decimal("0.0001"), True)
    short = alone(minus(f"{rate:+f}%"))
    assert (short.value, short.per) == (rate, "")


@quick
@given(st.decimals(min_value=-900, max_value=900, places=1))
def test_annual_rate_and_basis_points(value: Decimal) -> None:
    annual = alone(minus(f"{value:+f}% a year"))
    assert (annual.value, annual.unit, annual.per) == (value, "percent", "year")
    bps = alone(minus(f"{value:f} bps"))
    assert (bps.value, bps.unit, bps.step) == (value, "bps", Decimal("0.1"))


@quick
@given(shares)
def test_percent(share: Decimal) -> None:
    numeral = alone(f"{share}%")
    assert (numeral.value, numeral.unit, numeral.signed) == (share, "percent", False)


@quick
@given(st.decimals(min_value="0.0001", max_value=100_000, places=4))
def test_price(price: Decimal) -> None:
    numeral = alone(f"${price:,f}")
    assert (numeral.value, numeral.unit, numeral.step) == (price, "usd", Decimal("0.0001"))


@quick
@given(amounts, st.sampled_from([("million", "M", 6), ("billion", "B", 9), ("thousand", "K", 3)]))
def test_money(amount: Decimal, scale: tuple[str, str, int]) -> None:
    word, letter, power = scale
    for printed in (f"${amount} {word}", f"${amount}{letter}"):
        numeral = alone(printed)
        assert (numeral.value, numeral.unit) == (amount * 10**power, "usd")
        assert numeral.step == Decimal(10) ** (power - 1)


@quick
@given(st.integers(0, 10**12))
def test_count(count: int) -> None:
    numeral = alone(f"{count:,}")
    assert (numeral.value, numeral.step) == (Decimal(count), Decimal(1))
    assert numeral.unit == "count"


@quick
@given(st.decimals(min_value=0, max_value=99, places=2))
def test_ratio(ratio: Decimal) -> None:
    numeral = alone(str(ratio))
    assert (numeral.value, numeral.unit, numeral.step) == (ratio, "count", Decimal("0.01"))


@quick
@given(st.integers(0, 100))
def test_percentile(rank: int) -> None:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10 if rank // 10 != 1 else 0, "th")
    numeral = alone(f"{rank}{suffix} percentile")
    assert (numeral.value, numeral.unit) == (Decimal(rank), "percentile")


@quick
@given(st.integers(1, 99), st.integers(1, 59))
def test_hours(hours: int, minutes: int) -> None:
    assert alone(f"{hours} h").value == hours
    assert (alone(f"{minutes} min").value, alone(f"{minutes} min").unit) == (
        Decimal(minutes),
        "minutes",
    )
    both = alone(f"{hours} h {minutes} min")
    assert (both.value, both.unit, both.step) == (
        Decimal(hours * 60 + minutes),
        "minutes",
        Decimal(1),
    )


@quick
@given(amounts, st.sampled_from(["FIL", "BTC", "ETH", "PEPE", "SOL"]))
def test_coins(amount: Decimal, ticker: str) -> None:
    numeral = alone(f"{amount} million {ticker}")
    assert (numeral.value, numeral.unit, numeral.ticker) == (amount * 10**6, "coins", ticker)


@quick
@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - zone below
def test_instant(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    day = f"{moment.day} {moment:%B} {moment.year}"
    full = alone(f"{day}, {moment:%H:%M} UTC")
    assert (full.unit, full.moment, full.zone) == ("instant", moment, "UTC")
    assert alone(day).day == date(moment.year, moment.month, moment.day)
    assert alone(f"{moment:%H:%M} UTC").clock == moment.time()


_SMALL: list[str] = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
)
_TENS: list[str] = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")


def in_words(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        rest = f"-{_SMALL[number % 10]}" if number % 10 else ""
        return _TENS[number // 10 - 2] + rest
    if number < 1000:
        rest = f" and {in_words(number % 100)}" if number % 100 else ""
        return f"{_SMALL[number // 100]} hundred{rest}"
    rest = f" {in_words(number % 1000)}" if number % 1000 else ""
    return f"{in_words(number // 1000)} thousand{rest}"


@quick
@given(st.integers(2, 999_999))
def test_number_words(number: int) -> None:
    assert alone(in_words(number)).value == number


def test_long_hostile_texts_are_read() -> None:
    for text in ("1" * 50_000, "1," * 20_000, "one hundred and " * 5_000, "1/" * 5_000):
        assert all(n.value.is_finite() for n in read(text))
