"""Which language a headline is in, and when that stays open."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sources.language import language_of
from tests.sources.language_samples import ENGLISH, OTHERS


@pytest.mark.parametrize("headline", ENGLISH)
def test_no_english_headline_is_taken_for_another_language(headline: str) -> None:
    assert language_of(headline) in {"", "en"}


@pytest.mark.parametrize(("language", "headline"), OTHERS)
def test_headlines_in_other_languages_are_known(language: str, headline: str) -> None:
    assert language_of(headline) not in {"", "en"}


def test_most_of_them_are_known_by_name() -> None:
    right = sum(language_of(headline) == language for language, headline in OTHERS)
    assert right >= len(OTHERS) - 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BTC, ETH: $64,000 / $3,100",
        "BTC ETH SOL XRP DOGE AVAX FILUSDT BTCUSDT ETHUSDT",
        "https://news.example/warum-der-markt-fuer-anleihen-unruhig-wird",
        "Bitcoin fällt",
        "Vitalik Buterin, Brian Armstrong",
    ],
)
def test_what_says_too_little_stays_open(text: str) -> None:
    assert language_of(text) == ""


def test_a_teaser_decides_where_the_headline_does_not() -> None:
    headline = "Bitcoin: 64.000 $"
    assert language_of(headline) == ""
    assert language_of(f"{headline} Anleger ziehen Gelder ab, weil die Zinsen steigen.") == "de"
    assert language_of(f"{headline} Investors are told that the fund has closed.") == "en"


def test_english_words_among_others_do_not_make_a_text_english() -> None:
    text = "Der Anbieter The Block meldet, dass die Börse ihre Kunden nicht mehr bedient"
    assert language_of(text) == "de"


def test_plain_english_loads_no_model() -> None:
    program = (
        "import sys; from reporter.sources.language import language_of;"
        "print(language_of('The regulator said that it has opened the register'),"
        " 'py3langid' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout.split() == ["en", "False", "False"]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_code_or_nothing(text: str) -> None:
    language = language_of(text)
    assert language == "" or (language.isascii() and 2 <= len(language) <= 3)
    assert language_of(text) == language
