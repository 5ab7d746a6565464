"""Which words go with the further measures: their figures beside other words are refused."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.model.record import Record, RecordedSentence
from reporter.model.text import Block, BlockKind, FinishedText, Stance
from tests.checking.conftest import edition, fact, filusdt, finished, sheet_of

KEY = "binance.filusdt"
MEASURES = {
    "funding.market_percentile": ("3.4", "percentile"),
    "funding.market_sample": ("531", "count"),
    "basis.percentile": ("7.3", "percentile"),
    "open_interest.volume_share": ("2.41", "ratio"),
    "open_interest.volume_share_percentile": ("96.1", "percentile"),
    "positioning.top_account": ("1.87", "ratio"),
    "positioning.top_account_long": ("65.157", "percent"),
    "positioning.top_account_percentile": ("72.8", "percentile"),
    "positioning.global_account": ("2.13", "ratio"),
    "positioning.global_account_long": ("68.051", "percent"),
    "positioning.global_account_percentile": ("41.9", "percentile"),
    "positioning.taker_percentile": ("97.7", "percentile"),
    "positioning.taker_window": ("1", "hours"),
    "positioning.taker_buys_24h": ("53.6", "percent"),
    "volatility.realised_24h": ("82.4", "percent"),
    "volatility.parkinson_24h": ("74.1", "percent"),
    "regime.efficiency": ("0.208", "ratio"),
    "regime.adx": ("18.24", "ratio"),
    "regime.variance_ratio": ("0.934", "ratio"),
    "liquidations.gravity": ("-0.274", "ratio"),
    "level.above.1.odds_settlement": ("0.0041", "probability"),
    "level.above.1.odds_24h": ("0.083", "probability"),
    "level.above.1.odds_72h": ("0.236", "probability"),
    "level.below.1": ("0.79", "price_usd"),
    "level.below.1.odds": ("0.144", "probability"),
    "range.low_24h": ("0.8021", "price_usd"),
    "range.high_24h": ("0.8713", "price_usd"),
    "range.coverage": ("0.8", "probability"),
    "horizon.24h": ("24", "hours"),
    "horizon.72h": ("72", "hours"),
}


def _own() -> list[str]:
    return [f"{KEY}.{metric}" for metric in MEASURES]


SHEET = sheet_of(
    edition(),
    [one for one in filusdt() if one.id not in _own()],
    [fact(f"{KEY}.{metric}", value, unit) for metric, (value, unit) in MEASURES.items()],
)
TRUE = {
    "market": "Among 531 contracts, the running rate of FILUSDT ranks at the 3rd percentile.",
    "turnover": "In FILUSDT the ratio of open interest to a day's volume is 2.41, at the 96th "
    "percentile of its own history.",
    "takers": "Over the day, taker buys in FILUSDT were 53.6% of volume.",
    "gravity": "Weighted by nearness, the modelled map of FILUSDT has a gravity of −0.27.",
    "odds": "The modelled level above the price of FILUSDT is $0.92, with calibrated odds of 8.3% "
    "within 24 h.",
    "past": "In FILUSDT a fall that large came in 14.4% of past windows.",
    "range": "FILUSDT is modelled to stand between $0.8021 and $0.8713 after 24 h, with a "
    "probability of 80.0%.",
    "accounts": "Among all accounts in FILUSDT, 68.1% are long; by top accounts 65.2% are long.",
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_measured_may_be_said(name: str) -> None:
    assert [str(one) for one in check(finished(TRUE[name]), SHEET).findings] == []


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("market", "3rd", "30th"),
        ("market", "531 contracts", "531 settlements"),
        ("market", "531", "5,310"),
        ("market", "3rd", "7th"),
        ("turnover", "2.41", "24.1"),
        ("turnover", "2.41", "1.87"),
        ("turnover", "96th", "98th"),
        ("turnover", "open interest to a day's volume", "longs to shorts among top traders"),
        ("takers", "53.6%", "5.36%"),
        ("takers", "taker buys in FILUSDT were 53.6% of volume", "FILUSDT rose 53.6%"),
        ("gravity", "−0.27", "0.27"),
        ("gravity", "−0.27", "−2.7"),
        ("gravity", "−0.27", "0.93"),
        ("odds", "8.3%", "83.0%"),
        ("odds", "8.3%", "23.6%"),
        ("odds", "24 h", "72 h"),
        ("odds", "above the price", "below the price"),
        ("odds", "$0.92", "$0.79"),
        ("odds", "calibrated odds of 8.3%", "a distance of 8.3%"),
        ("odds", "with calibrated odds of 8.3%", "8.3% away, by its odds"),
        ("past", "fall", "rise"),
        ("past", "14.4%", "1.44%"),
        ("range", "24 h", "72 h"),
        ("range", "$0.8713", "$8.713"),
        ("range", "80.0%", "8.0%"),
        ("accounts", "68.1% are long", "68.1% are short"),
    ],
)
def test_another_figure_side_or_time_is_refused(name: str, before: str, after: str) -> None:
    wrong = TRUE[name].replace(before, after)
    assert wrong != TRUE[name]
    assert check(finished(wrong), SHEET).held


@pytest.mark.parametrize("name", TRUE)
def test_another_contract_is_refused(name: str) -> None:
    assert check(finished(TRUE[name].replace("FILUSDT", "BTCUSDT")), SHEET).held


RECORD = Record(
    sentences=(
        RecordedSentence(
            words=f"The upper side of FILUSDT weighs more, with a gravity of "
            f"{{{{{KEY}.liquidations.gravity}}}}; takers bought {{{{{KEY}.positioning."
            f"taker_buys_24h}}}} of the day's volume.",
            stance=Stance.MEASURED,
        ),
    )
)
COPY = (
    "The upper side of FILUSDT weighs more, with a gravity of −0.27; takers bought 53.6% of the "
    "day's volume."
)


def test_a_recorded_sentence_keeps_its_side_and_figures() -> None:
    assert not check(finished(COPY), SHEET, RECORD).held
    for before, after in (
        ("upper", "lower"),
        ("bought", "sold"),
        ("−0.27", "0.93"),
        ("53.6%", "68.1%"),
        ("more", "less"),
    ):
        wrong = finished(COPY.replace(before, after))
        assert check(wrong, SHEET, RECORD).held, after


# --- tables ---------------------------------------------------------------------------------

LEVELS = "Level | Side of price | Distance | Odds to settlement | Within 24 h | Within 72 h"
CARD = "Metric | Reading | Comparison"


def table(*rows: str) -> FinishedText:
    caption = Block(kind=BlockKind.CAPTION, text="Setup card for FILUSDT", place="caption")
    lines = (Block(kind=BlockKind.ROW, text=row, place="row") for row in rows)
    return finished(caption, *lines)


def test_odds_stand_below_their_own_horizon() -> None:
    right = table(LEVELS, "$0.92 | above | +10.0% | 0.4% | 8.3% | 23.6%")
    assert [str(one) for one in check(right, SHEET).findings] == []
    for row in (
        "$0.92 | above | +10.0% | 8.3% | 0.4% | 23.6%",
        "$0.92 | above | +10.0% | 0.4% | 23.6% | 8.3%",
        "$0.92 | above | +10.0% | 0.4% | 8.3% | 2.4%",
        "$0.92 | below | +10.0% | 0.4% | 8.3% | 23.6%",
        "$0.79 | below | −5.5% | 0.4% | 8.3% | 23.6%",
    ):
        assert check(table(LEVELS, row), SHEET).held, row


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Basis | −11.4 bps | 7th percentile", "Basis | −11.4 bps | 96th percentile"),
        (
            "Open interest over a day's volume | 2.41 | 96th percentile",
            "Open interest over a day's volume | 2.41 | 7th percentile",
        ),
        (
            "Top accounts, longs over shorts | 1.87 | 65.2% long, 73rd percentile",
            "Top accounts, longs over shorts | 2.13 | 65.2% long, 73rd percentile",
        ),
        (
            "All accounts, longs over shorts | 2.13 | 68.1% long, 42nd percentile",
            "All accounts, longs over shorts | 2.13 | 65.2% long, 42nd percentile",
        ),
        (
            "All accounts, longs over shorts | 2.13 | 68.1% long",
            "All accounts, longs over shorts | 2.13 | 68.1% short",
        ),
        (
            "Takers, bought over sold | over 1 h, 98th percentile, 53.6% bought in a day",
            "Takers, bought over sold | over 1 h, 42nd percentile, 53.6% bought in a day",
        ),
        (
            "Realised volatility, annualised | 82.4% | 74.1% by highs and lows",
            "Realised volatility, annualised | 74.1% | 82.4% by highs and lows",
        ),
        (
            "Regime | ranging, efficiency 0.21 | ADX 18.24, variance ratio 0.93",
            "Regime | ranging, efficiency 0.93 | ADX 18.24, variance ratio 0.21",
        ),
        (
            "Expected range a day ahead | $0.8021 to $0.8713 | modelled probability 80.0%",
            "Price | $0.8021 to $0.8713 | modelled probability 80.0%",
        ),
    ],
)
def test_rows_hold_their_own_metric(right: str, wrong: str) -> None:
    assert [str(one) for one in check(table(CARD, right), SHEET).findings] == []
    assert check(table(CARD, wrong), SHEET).held
