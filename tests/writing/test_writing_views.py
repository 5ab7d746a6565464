"""What the engine's view says: signals by direction, ranks, and bullets that stand alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reporter.model import metrics as m
from reporter.model.setup import Signal
from reporter.model.text import Article
from tests.writing.cases import CASES, FIL
from tests.writing.conftest import bullets, engine_paragraphs, market_series, series, signal

NEUTRAL = CASES["no lean"]


@pytest.mark.parametrize(
    ("signals", "told"),
    [
        (
            (signal(m.FUNDING_PERCENTILE, 1), signal(m.BASIS, -1, 0.25)),
            ("the rank of settled funding", "the basis"),
        ),
        (
            (signal(m.TOP_POSITION_RATIO, 1, 0.25), signal(m.REGIME, 1, 1.0)),
            ("the market regime and top-trader positions", "higher prices"),
        ),
        (
            (signal(m.LIQUIDATIONS_BELOW, -1, 0.0),),
            ("weighted signal", "the modelled liquidation map", "lower prices", "weight"),
        ),
        (
            (signal(m.REGIME, 1, 0.0), signal(m.TOP_POSITION_RATIO, 1, 0.0)),
            ("weighted signal", "the market regime and top-trader positions", "higher prices"),
        ),
    ],
)
def test_a_neutral_view_says_which_signals_point_where(
    signals: tuple[Signal, ...], told: tuple[str, ...]
) -> None:
    for _, article in market_series(replace(NEUTRAL, opposing=signals)):
        text = last_paragraph(article).lower()
        for part in told:
            assert part in text or part == "weight"
        assert not re.search(r"positions (?:points|speaks|carries)|\b(?:basis|rank) point\b", text)


def last_paragraph(article: Article) -> str:
    """The paragraph of the engine section on what speaks against the view."""
    return " ".join(line.text for line in engine_paragraphs(article)[-1].sentences)


def test_the_summary_line_of_a_neutral_view_carries_the_contrast() -> None:
    sides = (signal(m.TOP_POSITION_RATIO, 1), signal(m.BASIS, -1, 0.25))
    for _, article in series(replace(NEUTRAL, opposing=sides)):
        dek = article.dek.text
        assert "the basis points down where top-trader positions point up" in dek
        assert "−44.5% a year" in dek
        assert re.search("no lean|neither", dek)
        assert "27 March 2026, 21:21 UTC" in dek


def test_each_bullet_stands_alone_with_figure_and_comparison() -> None:
    for _, article in market_series(FIL):
        setup, risk, watch = bullets(article)[-3:]
        for part in ("−0.0406%", "2nd percentile of 200 settlements", "+0.0050%"):
            assert part in setup.sentences[0].text
        for part in ("$36.0M (up 3.2% day on day)", "68.7%"):
            assert part in setup.sentences[1].text
        assert ", 5.4% below the price" in risk.sentences[0].text
        for part in ("28 March 2026, 00:00 UTC", "−0.0161%", "−0.0406%"):
            assert part in watch.sentences[0].text


@pytest.mark.parametrize(
    ("case", "parts", "missing"),
    [
        ("lowest", ("−0.0406%", "the lowest of 200 settlements", "+0.0050%"), "percentile"),
        ("no percentile", ("−0.0406%", "−44.5% a year"), "percentile"),
        ("no median", ("−0.0406%", "2nd percentile of 200 settlements"), "median"),
        ("end of the ranks", ("−0.0406%", "+0.0050%", "median"), "percentile"),
        ("no sample", ("−0.0406%", "+0.0050%", "median"), "percentile"),
        ("no settled rate", ("$36.0M",), "funding"),
    ],
)
def test_the_setup_bullet_opens_with_what_is_known(
    case: str, parts: tuple[str, ...], missing: str
) -> None:
    for _, article in market_series(CASES[case]):
        text = bullets(article)[2].sentences[0].text
        assert all(part in text for part in parts), text
        assert missing not in text


def test_equal_rates_are_said_to_be_equal() -> None:
    for _, article in market_series(CASES["estimate as settled"]):
        watch = bullets(article)[-1].sentences[0].text
        assert "−0.0406%" in watch
        assert re.search("same|no different|equal|unchanged|as last|As at the last", watch)
