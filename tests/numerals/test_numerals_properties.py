"""What holds for any text, and the way back from every printed form."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.numerals import Numeral, read

quick = settings(max_examples=60, deadline=None)

_PIECES = re.split(
    " ",
    "$ € £ % − - – — + ~ . , : / ( ) 1 2 5 9 000 0.5 1,234 2026 21:21 UTC March May 27 Q1 H100 "
    "one two twenty hundred thousand million billion a an and half third double percent bps x h "
    "hour per every year BTC FIL USD K M B to between about § Section v 10-K https://x.y/1 2nd "
    "percentile ½ × é 中 \u00a0 \u2009 \u200b annualised 24/7 1000PEPEUSDT e5 ³ ⁄ ₄ | & point "
    "several couple of out in ₹ Rs lakh crore kg MW °C '90s noon o'clock FY25 １ ， ٫ ^ ** ² "
    "10 or million, ‰",
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


counts = st.integers(1000, 10**12)


@quick
@given(counts, st.sampled_from([",", "'", "’", "\u2009", "\u00a0", "\u202f"]))
def test_separators_of_thousands(count: int, separator: str) -> None:
    assert alone(f"{count:,}".replace(",", separator)).value == count


@quick
@given(counts)
def test_indian_grouping(count: int) -> None:
    head, tail = divmod(count, 1000)
    pairs = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", str(head))
    assert alone(f"{pairs},{tail:03}").value == count


@quick
@given(st.decimals(min_value=1000, max_value=10**9, places=2))
def test_european_manner(value: Decimal) -> None:
    printed = f"{value:,}".translate(str.maketrans(",.", ".,"))
    assert alone(printed).value == value
    assert alone(f"€{printed}").unit == "eur"


@quick
@given(counts, st.sampled_from(["०१२३४५६७८९", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"]))
def test_digits_of_other_scripts(count: int, digits: str) -> None:
    printed = str(count).translate(str.maketrans("0123456789", digits))
    assert alone(printed).value == count or 1900 <= count <= 2099


@quick
@given(
    amounts,
    st.sampled_from(["$", "€", "£", "¥", "₹", "₽", "₺", "HK$", "A$", "R$", "EUR ", "CHF ", "SEK "]),
    st.sampled_from([("bn", 9), ("m", 6), (" million", 6), ("tn", 12), ("k", 3), (" crore", 7)]),
)
def test_money_of_the_world(amount: Decimal, sign: str, scale: tuple[str, int]) -> None:
    numeral = alone(f"{sign}{amount}{scale[0]}")
    assert numeral.value == amount * 10 ** scale[1]
    assert len(numeral.unit) == 3


@quick
@given(st.integers(0, 99), st.integers(1, 9), st.integers(2, 12))
def test_mixed_fractions(whole: int, top: int, bottom: int) -> None:
    if top >= bottom:
        return
    expected = whole + Decimal(top) / bottom
    if whole:
        assert alone(f"{whole} {top}/{bottom}").value == expected
    raised = str(top).translate(str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹"))
    lowered = str(bottom).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    assert alone(f"{raised}⁄{lowered}").value == Decimal(top) / bottom


@quick
@given(
    st.integers(1, 400),
    st.integers(401, 999),
    st.sampled_from(["%", " bps", " million", "bn", " hours", " MW", " kg"]),
)
def test_range_shares_what_stands_behind_it(low: int, high: int, behind: str) -> None:
    for joint in ("–", " to ", "-to-"):
        first, second = read(f"from {low}{joint}{high}{behind}")
        power = {" million": 6, "bn": 9}.get(behind, 0)
        assert (first.value, second.value) == (low * 10**power, high * 10**power)
        assert (first.unit, first.measure) == (second.unit, second.measure)
        assert first.group == second.group == 1


@quick
@given(st.integers(2, 999), st.sampled_from(["thousand", "million", "billion", "trillion"]))
def test_number_words_with_scales(number: int, scale: str) -> None:
    power = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}[scale]
    assert alone(f"{in_words(number)} {scale}").value == number * 10**power
    half = alone(f"{in_words(number % 20 + 2)} and a half {scale}")
    assert half.value == (number % 20 + 2 + Decimal("0.5")) * 10**power


@quick
@given(st.integers(0, 99), st.integers(0, 9), st.integers(0, 9))
def test_spoken_decimals(whole: int, first: int, second: int) -> None:
    spoken = f"{in_words(whole)} point {_SMALL[first]} {_SMALL[second]} percent"
    assert alone(spoken).value == Decimal(f"{whole}.{first}{second}")


@quick
@given(st.decimals(min_value="0.1", max_value=9999, places=1))
def test_accounts(value: Decimal) -> None:
    for printed in (f"| ({value:,}) |", f"x | (${value:,}) | 1", f"({value:,})"):
        numeral = read(printed)[0]
        assert (numeral.value, numeral.signed) == (-value, True)
    assert read(f"cash ({value:,}) and more")[0].value == value


@quick
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_forms_of_a_date(day: date) -> None:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day // 10 != 1 else 0, "th")
    for printed in (
        f"{day:%B} {day.day}{suffix}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day.day}{suffix} of {day:%B} {day.year}",
        f"{day.day:02}-{day:%b}-{day.year}",
        f"{day:%Y-%m-%d}",
        f"{day:%d.%m.%Y}",
    ):
        assert alone(printed).day == day


@pytest.mark.parametrize(
    "piece",
    ["1", ",", "1,", "1,1", "one hundred and ", "1/", "½", "$(", "1 000 ", "2x10^", "several ",
     "one in ", "March 2 to ", "²", "12 ", "| ( 1 ", "1'1", "twenty-", "a@", "9:", "5% ", "a",
     "minus ", "Q ", "(", "https://", "1-", "one point one "],
)  # fmt: skip
def test_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    def calls(length: int) -> int:
        text = (piece * length)[:length]
        made = 0

        def count(*_: object) -> None:
            nonlocal made
            made += 1

        sys.setprofile(count)
        try:
            found = read(text)
        finally:
            sys.setprofile(None)
        assert all(numeral.value.is_finite() for numeral in found)
        return made

    assert calls(1600) <= 2.2 * calls(800) + 200
