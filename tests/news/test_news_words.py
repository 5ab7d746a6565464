from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.news.words import all_words, ascii_slug, content_words, terms


def test_terms_fold_plurals_and_possessives_but_keep_words_that_only_end_in_s() -> None:
    assert terms("Kalshi's contracts, policies and losses") == (
        "kalshi",
        "contract",
        "policy",
        "loss",
    )
    assert terms("crisis status across gas") == ("crisis", "status", "across", "gas")


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
