from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.news.words import all_words, ascii_slug, cased_words, content_words, stems, terms


def test_terms_fold_plurals_and_possessives_but_keep_words_that_only_end_in_s() -> None:
    assert terms("Kalshi's contracts, policies and losses") == (
        "kalshi",
        "contract",
        "policy",
        "loss",
    )
    assert terms("crisis status across gas") == ("crisis", "status", "across", "gas")


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("freeze freezes freezing", "freez"),
        ("list lists listed listing", "list"),
        ("ship shipping shipped ships", "ship"),
        ("bill billed bills", "bill"),
        ("raise raised raises", "rais"),
        ("king red bed", None),
        ("pblusdt25 61", None),
    ],
)
def test_stems_fold_the_commonest_endings(forms: str, stem: str | None) -> None:
    assert stems(forms) == tuple(stem or form for form in forms.split())


def test_cased_words_are_as_written() -> None:
    assert cased_words("Orchid’s $5M: UP 3%") == ("Orchid's", "5M", "UP", "3")


def test_content_words_leave_out_what_every_headline_has() -> None:
    assert content_words("The SEC says it will be in the U.S. report") == ("sec",)


def test_a_slug_is_plain_ascii_without_digits() -> None:
    assert ascii_slug(all_words("Ualá reaches $3.2 billion in Q3")) == "uala-reaches-billion-in"


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_gives_a_slug_that_fits_a_fact_id(text: str) -> None:
    slug = ascii_slug(all_words(text))
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz-")
    assert not slug.startswith("-")
