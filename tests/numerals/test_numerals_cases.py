"""Tables of figures as they are printed, and what must be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporter.numerals import Numeral, read


def only(text: str) -> Numeral:
    (numeral,) = read(text)
    return numeral


@pytest.mark.parametrize(
    ("text", "value", "unit", "step"),
    [
        ("−0.0406%", "-0.0406", "percent", "0.0001"),
        ("-4.0602%", "-4.0602", "percent", "0.0001"),
        ("–5%", "-5", "percent", "1"),
        ("+3.2%", "3.2", "percent", "0.1"),
        ("minus 4 percent", "-4", "percent", "1"),
        ("negative 0.5 per cent", "-0.5", "percent", "0.1"),
        ("sixty-four percent", "64", "percent", "1"),
        (".5%", "0.5", "percent", "0.1"),
        ("0.5 pp", "0.5", "pp", "0.1"),
        ("3 percentage points", "3", "pp", "1"),
        ("a quarter-point cut", "0.25", "pp", "0.01"),
        ("−11.4 bps", "-11.4", "bps", "0.1"),
        ("25 basis points", "25", "bps", "1"),
        ("1bp", "1", "bps", "1"),
        ("$0.836", "0.836", "usd", "0.001"),
        ("$65,231.50", "65231.50", "usd", "0.01"),
        ("$36.2 million", "36200000", "usd", "100000"),
        ("$36.2M", "36200000", "usd", "100000"),
        ("$1.3 billion", "1300000000", "usd", "100000000"),
        ("$5bn", "5000000000", "usd", "1000000000"),
        ("$2m", "2000000", "usd", "1000000"),
        ("$3.4tn", "3400000000000", "usd", "100000000000"),
        ("$127 M", "127000000", "usd", "1000000"),
        ("$10k", "10000", "usd", "1000"),
        ("US$5", "5", "usd", "1"),
        ("-$5", "-5", "usd", "1"),
        ("$-5", "-5", "usd", "1"),
        ("$+5", "5", "usd", "1"),
        ("+$5", "5", "usd", "1"),
        ("−$36.2 million", "-36200000", "usd", "100000"),
        ("USD 5", "5", "usd", "1"),
        ("12 USDT", "12", "usd", "1"),
        ("$5 USD", "5", "usd", "1"),
        ("$5 US dollars", "5", "usd", "1"),
        ("5 dollars", "5", "usd", "1"),
        ("5 U.S. dollars", "5", "usd", "1"),
        ("25 cents", "0.25", "usd", "0.01"),
        ("€2.5 million", "2500000", "eur", "100000"),
        ("5 €", "5", "eur", "1"),
        ("£9", "9", "gbp", "1"),
        ("¥1,000", "1000", "jpy", "1"),
        ("A$7", "7", "aud", "1"),
        ("twenty-two billion dollars", "22000000000", "usd", "1000000000"),
        ("millions of dollars", "1000000", "usd", "1000000"),
        ("2x", "2", "x", "1"),
        ("2.5×", "2.5", "x", "0.1"),
        ("7.5:1", "7.5", "x", "0.1"),
        ("three times", "3", "x", "1"),
        ("a 3-fold rise", "3", "x", "1"),
        ("doubled", "2", "x", "0.1"),
        ("twice", "2", "x", "0.1"),
        ("a third of it", "0.3333333333333333333333333333", "fraction", "0.01"),
        ("two-thirds", "0.6666666666666666666666666667", "fraction", "0.01"),
        ("three quarters of it", "0.75", "fraction", "0.01"),
        ("half of it", "0.5", "fraction", "0.01"),
        ("cut by half", "0.5", "fraction", "0.01"),
        ("1/3", "0.3333333333333333333333333333", "fraction", "0.01"),
        ("½", "0.5", "fraction", "0.01"),
        ("one in five", "0.2", "fraction", "0.01"),
        ("2nd percentile", "2", "percentile", "1"),
        ("98.5th percentile", "98.5", "percentile", "0.1"),
        ("second percentile", "2", "percentile", "1"),
        ("percentile 2", "2", "percentile", "1"),
        ("a percentile of 35.", "35", "percentile", "1"),
        ("a percentile of 35 is low", "35", "percentile", "1"),
        ("the percentile of 35 settlements", "35", "count", "1"),
        ("its percentile of 2000 FILUSDT settlements", "2000", "count", "1"),
        ("the lowest percentile of 35 earlier readings", "35", "count", "1"),
        ("the 21st day", "21", "ordinal", "1"),
        ("the third exchange", "3", "ordinal", "1"),
        ("a third exchange", "3", "ordinal", "1"),
        ("the twenty-first", "21", "ordinal", "1"),
        ("8 h", "8", "hours", "1"),
        ("24h", "24", "hours", "1"),
        ("8-hour", "8", "hours", "1"),
        ("2.65 hours", "2.65", "hours", "0.01"),
        ("2 h 39 min", "159", "minutes", "1"),
        ("2h39m", "159", "minutes", "1"),
        ("2 hours and 39 minutes", "159", "minutes", "1"),
        ("1 day 3 hours", "27", "hours", "1"),
        ("half an hour", "30", "minutes", "1"),
        ("15 minutes", "15", "minutes", "1"),
        ("15m", "15", "minutes", "1"),
        ("30-day", "30", "days", "1"),
        ("three months", "3", "months", "1"),
        ("30 seconds", "30", "seconds", "1"),
        ("35-year-old", "35", "years", "1"),
        ("1,234", "1234", "count", "1"),
        ("5, 000 people", "5000", "count", "1"),
        ("5\u2009000", "5000", "count", "1"),
        ("36.2m", "36200000", "count", "100000"),
        ("10K", "10000", "count", "1000"),
        ("2 1/2", "2.5", "count", "0.01"),
        ("2½", "2.5", "count", "0.01"),
        ("2-1/2", "2.5", "count", "0.01"),
        ("$179.2 bln", "179200000000", "usd", "100000000"),
        ("would double.", "2", "x", "0.1"),
        ("roughly double the size", "2", "x", "0.1"),
        ("1e-3", "0.001", "count", "0.001"),
        ("a hundred and five", "105", "count", "1"),
        ("two and a half million", "2500000", "count", "100000"),
        ("five hundred thousand", "500000", "count", "1000"),
        ("5 hundred", "500", "count", "100"),
        ("two dozen", "24", "count", "1"),
        ("half a million", "500000", "count", "100000"),
        ("half a dozen", "6", "count", "1"),
        ("thousands of traders", "1000", "count", "1000"),
        ("two thousand and five", "2005", "count", "1"),
        ("１２％", "12", "percent", "1"),
    ],
)
def test_value_and_unit(text: str, value: str, unit: str, step: str) -> None:
    numeral = only(text)
    assert (numeral.value, numeral.unit, numeral.step) == (Decimal(value), unit, Decimal(step))


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("−0.0406% per 8 h", "8h"),
        ("0.01%/8h", "8h"),
        ("0.01% every eight hours", "8h"),
        ("0.01% per hour", "1h"),
        ("0.01% hourly", "1h"),
        ("−44.5% a year", "year"),
        ("3% per annum", "year"),
        ("4% annualized", "year"),
        ("4% (annualised)", "year"),
        ("12% APR", "year"),
        ("annualised to approximately −4,446%", "year"),
        ("annualised: −44.5%", "year"),
        ("an annual rate of −44.5%", "year"),
        ("$3 billion a day", "day"),
        ("$3 billion daily", "day"),
        ("$3 billion per 2 days", "2 days"),
        ("$10.4 billion monthly", "month"),
        ("three times a week", "week"),
        ("3% a year ago", ""),
        ("3% annualised to five", ""),
        ("−0.0406%", ""),
    ],
)
def test_interval_of_a_rate(text: str, per: str) -> None:
    assert read(text)[0].per == per


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("~2.65 hours", "~"),
        ("about $36 million", "about"),
        ("nearly a third of it", "nearly"),
        ("more than 5%", "more than"),
        ("just over 5%", "just over"),
        ("at least 3", "at least"),
        ("10+ venues", "or more"),
        ("$1 billion or more", "or more"),
        ("millions", "many"),
        ("over 24 hours", ""),
        ("above $0.92", ""),
    ],
)
def test_hedge(text: str, hedge: str) -> None:
    assert read(text)[0].approx == hedge


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("$0.92–$0.94", "0.92", "0.94", "usd"),
        ("$0.92–0.94", "0.92", "0.94", "usd"),
        ("5-6%", "5", "6", "percent"),
        ("5 – 6%", "5", "6", "percent"),
        ("5%-6%", "5", "6", "percent"),
        ("−5 to −4%", "-5", "-4", "percent"),
        ("−0.05%–−0.04%", "-0.05", "-0.04", "percent"),
        ("−5%–+4%", "-5", "4", "percent"),
        ("$1 to $2 billion", "1000000000", "2000000000", "usd"),
        ("−$2 to −$5 million", "-2000000", "-5000000", "usd"),
        ("$900 to $1.2 million", "900", "1200000", "usd"),
        ("between 5 and 6 percent", "5", "6", "percent"),
        ("between about 5 and 6%", "5", "6", "percent"),
        ("5 to 8 hours", "5", "8", "hours"),
        ("3 to 4 million dollars", "3000000", "4000000", "usd"),
        ("5 to 6 BTC", "5", "6", "coins"),
        ("68.7/31.3%", "68.7", "31.3", "percent"),
        ("2024–25", "2024", "2025", "year"),
        ("2025-2026", "2025", "2026", "year"),
        ("10 to 12 traders", "10", "12", "count"),
    ],
)
def test_range(text: str, low: str, high: str, unit: str) -> None:
    first, second = read(text)
    assert (first.value, second.value) == (Decimal(low), Decimal(high))
    assert first.unit == second.unit == unit
    assert first.group == second.group == 1


@pytest.mark.parametrize("text", ["5 and 6%", "3 hours to 5%", "5 − 6%", "5% to grow", "a 5/3/2"])
def test_no_range(text: str) -> None:
    assert all(numeral.group == 0 for numeral in read(text))


def test_two_ranges_have_two_groups() -> None:
    assert [n.group for n in read("5–6% or 7–8%")] == [1, 1, 2, 2]


def test_interval_and_hedge_hold_for_both_ends() -> None:
    first, second = read("about 5 to 6% a year")
    assert (first.per, second.per) == ("year", "year")
    assert (first.approx, second.approx) == ("about", "about")


@pytest.mark.parametrize("text", ["2 5/3", "2 3/0", "1 in 1", "one in zero", "5/3", "2024–5"])
def test_odd_fractions_and_spans_are_read_as_they_stand(text: str) -> None:
    assert all(n.unit in {"count", "year"} and n.value == int(n.value) for n in read(text))


@pytest.mark.parametrize(
    ("text", "ticker"),
    [
        ("43.1 million FIL", "FIL"),
        ("5 BTC", "BTC"),
        ("1.5 ETH", "ETH"),
        ("100BTC", "BTC"),
        ("5.2 million 1000PEPE", "1000PEPE"),
        ("7 1INCH", "1INCH"),
        ("15 ETF filings", ""),
        ("9 LLC", ""),
        ("2 FILUSDT contracts", ""),
        ("10 COMPANIES IN", ""),
        ("5 BTC-margined contracts", ""),
    ],
)
def test_ticker(text: str, ticker: str) -> None:
    numeral = read(text)[0]
    assert numeral.ticker == ticker
    assert numeral.unit == ("coins" if ticker else "count")


@pytest.mark.parametrize(
    "text",
    [
        "1000PEPEUSDT", "1MBABYDOGE", "H100", "COVID-19", "Web3", "F-16", "G20", "Layer 2",
        "layer-2", "Rev. 3", "v2.1", "1.2.3", "Form 8-K", "a 10-Q/A", "S-1", "Section 5",
        "Section 2(a)(1)", "Rule 10b-5", "Article 50(4)", "Tier one", "24/7", "9/11", "401(k)",
        "S&P 500", "Nasdaq 100", "T+1", "double top", "Day one", "net zero", "a double standard",
            "+1 212-555-0100", "212-555-0100", "ISIN US0378331005", "CIK 0001679788",
        "0001679788", "File No. 333-278797", "No. 1", "https://example.org/2026/5?x=3",
        "desk5@example.org", "0xdeadbeef12", "level.above.1", "price_24h", "5G", "3D",
        "one of them", "no one", "one another", "the one", "one-sided", "two-way", "at first",
        "first,", "a second look", "second half", "zero-sum", "double-digit", "third-party",
        "Fifth Avenue", "Magnificent Seven", "may", "March on", "a quarter ago", "halfway",
        "half time", "a day", "an order", "",
    ],
)  # fmt: skip
def test_names_and_idioms_are_no_figures(text: str) -> None:
    assert read(text) == ()


def test_glued_tokens_are_still_read() -> None:
    found = read("at -4.0602%,$127Min shorts, leaning68.7%long, to the$0.92–$0.94resistance")
    assert [(n.surface, n.unit) for n in found] == [
        ("-4.0602%", "percent"),
        ("$127M", "usd"),
        ("68.7%", "percent"),
        ("$0.92", "usd"),
        ("$0.94", "usd"),
    ]
    assert found[1].value == 127_000_000


def test_a_dash_behind_a_word_is_no_sign() -> None:
    assert only("sub-5%").value == 5
    assert only("at-4.0602%").signed is False


def test_sign_is_told_apart_from_its_absence() -> None:
    assert only("+3.2%").signed is True
    assert only("3.2%").signed is False


def test_display_of_the_specimen_in_one_sentence() -> None:
    text = (
        "Funding settled at −0.0406% per 8 h at 16:00 UTC (−44.5% a year); 2.19 longs to shorts, "
        "68.7% / 31.3%, basis −11.4 bps, open interest about $36 million as of "
        "27 March 2026, 21:21 UTC."
    )
    found = read(text)
    assert [(str(n.value), n.unit, n.per) for n in found] == [
        ("-0.0406", "percent", "8h"),
        ("0", "time", ""),
        ("-44.5", "percent", "year"),
        ("2.19", "count", ""),
        ("68.7", "percent", ""),
        ("31.3", "percent", ""),
        ("-11.4", "bps", ""),
        ("36000000", "usd", ""),
        ("0", "instant", ""),
    ]


@pytest.mark.parametrize("things", ["35", "35 settlements", "35 of them"])
def test_what_a_percentile_was_taken_over_is_a_count(things: str) -> None:
    rank, sample = read(f"the 3rd percentile of {things}")
    assert (rank.unit, sample.unit) == ("percentile", "count")
