"""The wider grammar: words, parts, separators, currencies, measures, accounts and ranges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporter.numerals import Numeral, read


def only(text: str) -> Numeral:
    (numeral,) = read(text)
    return numeral


def figures(text: str) -> list[tuple[str, str]]:
    return [(format(n.value.normalize(), "f"), n.measure or n.unit) for n in read(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("one point five percent", "1.5", "percent"),
        ("three point two million", "3200000", "count"),
        ("a million and a half", "1500000", "count"),
        ("3 and a half million", "3500000", "count"),
        ("two and three quarters", "2.75", "count"),
        ("three million, two hundred and forty", "3000240", "count"),
        ("two hundred & forty", "240", "count"),
        ("twenty-five hundred", "2500", "count"),
        ("nine hundred and ninety-nine thousand", "999000", "count"),
        ("a year and a half", "1.5", "years"),
        ("an hour and a quarter", "1.25", "hours"),
        ("two decades", "20", "years"),
        ("a 3-decade low", "30", "years"),
        ("250 ms", "0.25", "seconds"),
        ("half a percent", "0.5", "percent"),
        ("half a percentage point", "0.5", "pp"),
        ("three-quarters of a point", "0.75", "pp"),
        ("a tenth of a percent", "0.1", "percent"),
        ("a basis point", "1", "bps"),
        ("a percentage point", "1", "pp"),
        ("½ a million", "500000", "count"),
        ("³⁄₄ of it", "0.75", "fraction"),
        ("5⅛", "5.125", "count"),
        ("three halves", "1.5", "fraction"),
        ("nine out of ten", "0.9", "fraction"),
        ("9 out of every 10", "0.9", "fraction"),
        ("three in four", "0.75", "fraction"),
        ("one in a million", "0.000001", "fraction"),
        ("2-to-1", "2", "x"),
        ("two-to-one", "2", "x"),
        ("hundredfold", "100", "x"),
        ("a pair of steals", "2", "count"),
    ],
)
def test_words_and_parts(text: str, value: str, unit: str) -> None:
    assert figures(text) == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one million, two million and three", ["1000000", "2000003"]),
        ("of one million, two failed", ["1000000", "2"]),
        ("at one point two traders left", ["2"]),
        ("5 and a third exchange", ["5", "3"]),
        ("1 in 2005", ["1", "2005"]),
        ("three in four hours", ["3", "4"]),
        ("1 in 5%", ["1", "5"]),
        ("two hundred, five", ["200", "5"]),
        ("5 million trillion", ["5000000"]),
    ],
)
def test_figures_that_only_stand_beside_each_other(text: str, values: list[str]) -> None:
    assert [value for value, _ in figures(text)] == values


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 000", "5000", "count"),
        ("10 000 dollars", "10000", "usd"),
        ("5, 000 people", "5000", "count"),
        ("1'234'567", "1234567", "count"),
        ("12,34,567", "1234567", "count"),
        ("1,23,456.78", "123456.78", "count"),
        ("2.5 lakh crore", "2500000000000", "count"),
        ("3 crore", "30000000", "count"),
        ("5 thousand million", "5000000000", "count"),
        ("1.234,56", "1234.56", "count"),
        ("1 234,56", "1234.56", "count"),
        ("0,05 %", "0.05", "percent"),
        ("1,5 %", "1.5", "percent"),
        ("€1,5", "1.5", "eur"),
        ("€1.234.567", "1234567", "eur"),
        ("€12345,67", "12345.67", "eur"),
        ("１，２３４", "1234", "count"),
        ("٣٫٥", "3.5", "count"),
        ("२७ %", "27", "percent"),
        ("10^6", "1000000", "count"),
        ("10²", "100", "count"),
        ("2.48×10−5", "0.0000248", "count"),
        ("2.48×10⁻⁵", "0.0000248", "count"),
        ("2 x 10^5", "200000", "count"),
        ("5‰", "0.5", "percent"),
        ("5‱", "5", "bps"),
        ("$.50", "0.5", "usd"),
        ("5MM", "5000000", "count"),
        ("$5 mil", "5000000", "usd"),
        ("5 quadrillion", "5000000000000000", "count"),
    ],
)
def test_separators_scales_and_signs(text: str, value: str, unit: str) -> None:
    assert figures(text) == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,5", ["1", "5"]),
        ("levels 1,2 and 3", ["1", "2", "3"]),
        ("245 23 yen", ["245", "23"]),
        ("3 120 480", ["3", "120", "480"]),
        ("5² is a note", ["5"]),
    ],
)
def test_separators_that_could_be_lists_are_lists(text: str, values: list[str]) -> None:
    assert [value for value, _ in figures(text)] == values


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("₹1,23,456 crore", "1234560000000", "inr"),
        ("Rs. 50 lakh", "5000000", "inr"),
        ("₹500 Cr", "5000000000", "inr"),
        ("R$5", "5", "brl"),
        ("NT$5bn", "5000000000", "twd"),
        ("SEK 100", "100", "sek"),
        ("RMB 5m", "5000000", "cny"),
        ("5m euros", "5000000", "eur"),
        ("5 Hong Kong dollars", "5", "hkd"),
        ("5 Australian dollars", "5", "aud"),
        ("5 Swiss francs", "5", "chf"),
        ("99 pence", "0.99", "gbp"),
        ("5 euro cents", "0.05", "eur"),
        ("5 ₽", "5", "rub"),
        ("$(5.2) million", "-5200000", "usd"),
    ],
)
def test_currencies(text: str, value: str, unit: str) -> None:
    assert figures(text) == [(value, unit)]


@pytest.mark.parametrize(("text", "ticker"), [("₿5", "BTC"), ("5 ₿", "BTC"), ("Ξ2.5", "ETH")])
def test_signs_of_coins(text: str, ticker: str) -> None:
    numeral = only(text)
    assert (numeral.unit, numeral.ticker) == ("coins", ticker)


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("100 MW", "100", "megawatts"),
        ("600 EH/s", "600", "exahashes per second"),
        ("10kg", "10", "kilograms"),
        ("3 million barrels", "3000000", "barrels"),
        ("an 8-foot fence", "8", "feet"),
        ("301,338 km2", "301338", "square kilometres"),
        ("4 cubic metres", "4", "cubic metres"),
        ("4 km cubed", "4", "cubic kilometres"),
        ("-18 °C", "-18", "degrees Celsius"),
        ("32 degrees Fahrenheit", "32", "degrees Fahrenheit"),
        ("45 degrees Celsius", "45", "degrees Celsius"),
    ],
)
def test_a_measure_is_what_a_count_counts(text: str, value: str, measure: str) -> None:
    numeral = only(text)
    assert (numeral.value, numeral.unit, numeral.measure) == (Decimal(value), "count", measure)


@pytest.mark.parametrize("text", ["5 contracts", "12 venues", "5 G", "8 mi5"])
def test_other_words_are_no_measures(text: str) -> None:
    assert read(text)[0].measure == ""


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("(1,234)", "-1234", "count"),
        ("| (5.2%) |", "-5.2", "percent"),
        ("Cash | (71) | 5", "-71", "count"),
        ("Cash\t($99.99)\t5", "-99.99", "usd"),
        ("a margin of (48.3)% then", "-48.3", "percent"),
        ("| (2019) |", "-2019", "count"),
    ],
)
def test_brackets_of_accounts(text: str, value: str, unit: str) -> None:
    numeral = read(text)[0]
    assert (numeral.value, numeral.unit, numeral.signed) == (Decimal(value), unit, True)
    assert numeral.surface.lstrip("$")[0] == "("


@pytest.mark.parametrize(
    "text", ["(3)", "(2019)", "the sum ($99.99).", "(5.2%) of it", "| 5 (1,234) |", "(24 h)", "$(5"]
)
def test_brackets_of_prose(text: str) -> None:
    assert all(numeral.value >= 0 for numeral in read(text))


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("$5-7m", "5000000", "7000000", "usd"),
        ("$3-5m", "3000000", "5000000", "usd"),
        ("€5-7bn", "5000000000", "7000000000", "eur"),
        ("five to seven million", "5000000", "7000000", "count"),
        ("5-to-7 percent", "5", "7", "percent"),
        ("5 or 6 percent", "5", "6", "percent"),
        ("5 to 10 cents", "0.05", "0.1", "usd"),
        ("8- to 16-meter", "8", "16", "metres"),
        ("two- or three-month", "2", "3", "months"),
        ("44 mg to 50 mg", "44", "50", "milligrams"),
        ("10–20 MW", "10", "20", "megawatts"),
        ("2025/26", "2025", "2026", "year"),
    ],
)
def test_ranges(text: str, low: str, high: str, unit: str) -> None:
    assert figures(text) == [(low, unit), (high, unit)]
    assert {numeral.group for numeral in read(text)} == {1}


@pytest.mark.parametrize("text", ["−90% or +1,000%", "5 or 6", "$2 billion or 15%", "2019/12"])
def test_no_ranges(text: str) -> None:
    assert {numeral.group for numeral in read(text)} == {0}


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("several hundred", "100", "count"),
        ("a few thousand", "1000", "count"),
        ("a couple of days", "2", "count"),
        ("tens of thousands", "10000", "count"),
        ("hundreds of millions of dollars", "100000000", "usd"),
        ("a few billion dollars", "1000000000", "count"),
    ],
)
def test_sizes_without_a_figure_are_hedged(text: str, value: str, unit: str) -> None:
    numeral = only(text)
    assert (numeral.value, numeral.unit, numeral.approx) == (Decimal(value), unit, "many")


@pytest.mark.parametrize(
    "text", ["tens", "several", "scores of people", "a few", "UTC+8", "7-Eleven", "Phase II", "nil"]
)
def test_no_figures(text: str) -> None:
    assert read(text) == ()


def test_a_capital_prefix_hides_no_figure() -> None:
    assert figures("Top-10, Pre-2020, Sub-5 and F-16") == [
        ("10", "count"),
        ("2020", "year"),
        ("5", "count"),
    ]


@pytest.mark.parametrize("text", ["5% pa", "5% p.a.", "5% per annum"])
def test_per_annum(text: str) -> None:
    assert only(text).per == "year"
