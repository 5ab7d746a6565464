"""What the engine's view says: signals by direction, ranks, and bullets that stand alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporter.model import metrics as m
from reporter.model.setup import Signal
from reporter.model.text import SectionKind
from tests.writing.cases import CASES, FIL
from tests.writing.conftest import prose, signal, with_measure, written

NEUTRAL = CASES["no lean"]


@pytest.mark.parametrize(
    ("signals", "told"),
    [
        (
            (signal(m.FUNDING_PERCENTILE, 1), signal(m.BASIS, -1, 0.25)),
            (
                "The rank of settled funding points to higher prices, the basis to lower ones; "
                "together they make no lean."
            ),
        ),
        (
            (signal(m.TOP_POSITION_RATIO, 1, 0.25), signal(m.REGIME, 1, 1.0)),
            (
                "The market regime and top-trader positions point to higher prices, but not far "
                "enough for a lean."
            ),
        ),
        (
            (signal(m.LIQUIDATIONS_BELOW, -1, 0.0),),
            (
                "No weighted signal points far enough in either direction for a lean. Lower prices "
                "are where the modelled liquidation map points, but it carries no weight in the "
                "score."
            ),
        ),
        (
            (signal(m.REGIME, 1, 0.0), signal(m.TOP_POSITION_RATIO, 1, 0.0)),
            (
                "Higher prices are where the market regime and top-trader positions point, but "
                "they carry no weight in the score."
            ),
        ),
    ],
)
def test_a_neutral_view_says_which_signals_point_where(
    signals: tuple[Signal, ...], told: str
) -> None:
    assert told in prose(written(replace(NEUTRAL, opposing=signals))[1], SectionKind.ENGINE)


def test_the_summary_line_of_a_neutral_view_carries_the_contrast() -> None:
    sides = (signal(m.TOP_POSITION_RATIO, 1), signal(m.BASIS, -1, 0.25))
    _, article = written(replace(NEUTRAL, opposing=sides))
    assert article.dek.text == (
        "Shorts pay longs on FILUSDT at −44.5% a year, yet the basis points down where "
        "top-trader positions point up, so the engine takes no lean; prices as of 27 March "
        "2026, 21:21 UTC."
    )


def test_the_first_words_of_each_bullet_stand_alone_with_figure_and_comparison() -> None:
    _, article = written()
    setup, risk, watch = article.sections[4].bullets[-3:]
    assert setup.sentences[0].text == (
        "Settled funding of −0.0406% is at the 2nd percentile among 200 settlements, whose median "
        "is +0.0050%."
    )
    assert setup.sentences[1].text == (
        "Beside it stand open interest of $36.0M (up 3.2% day on day) and a long share of 68.7% "
        "among top traders' positions."
    )
    assert risk.sentences[0].text == (
        "A trade through $0.7905, 5.4% below price, voids the view at once."
    )
    assert watch.sentences[0].text == (
        "For 28 March 2026, 00:00 UTC the running estimate is −0.0161%, against −0.0406% at the "
        "last settlement."
    )


@pytest.mark.parametrize(
    ("case", "first"),
    [
        ("lowest", "is the lowest of 200 settlements, whose median is +0.0050%."),
        ("no percentile", "Settled funding of −0.0406% is −44.5% a year without compounding."),
        (
            "no median",
            "Settled funding of −0.0406% is at the 2nd percentile among 200 settlements.",
        ),
        ("end of the ranks", "−0.0406% compares with a median of +0.0050%."),
        ("no sample", "−0.0406% compares with a median of +0.0050%."),
        ("no settled rate", "Beside it stand open interest"),
    ],
)
def test_the_setup_bullet_opens_with_what_is_known(case: str, first: str) -> None:
    assert first in written(CASES[case])[1].sections[4].bullets[2].sentences[0].text


def test_equal_rates_are_said_to_be_equal() -> None:
    same = with_measure(FIL, m.FUNDING_RUNNING, Decimal("-0.00040599"), "fraction_per_8h")
    text = prose(written(same)[1])
    assert "the running estimate is −0.0406%, the same as the last settled rate." in text
    assert "a year, the same as the settled rate" in text
