"""Markup as plain text."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sources.plain_text import plain_text, shorten


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One two three"),
        ("<b>bo</b>ld", "bold"),
        ("<script>alert(1)</script>T", "T"),
        ("<style>p{}</style><svg><text>no</text></svg>yes", "yes"),
        ("<template>no</template><noscript>no</noscript>yes", "yes"),
        ("a<!-- no --> b", "a b"),
        ("a <!-- no", "a"),
        ("x<div hidden><p>no</p><br>no</div>y", "x y"),
        ("<span style='DISPLAY : none'>no</span>yes", "yes"),
        ("<span style='font-size:0.9em'>yes</span>", "yes"),
        ("<p aria-hidden='true'>no</p>yes", "yes"),
        ("&lt;p&gt;deep&lt;/p&gt;", "deep"),
        ("&amp;lt;script&amp;gt;", "&lt;script&gt;"),
        ("AT&amp;T&nbsp;&#x20AC;5", "AT&T €5"),
        ("BTC < $70k > $60k", "BTC < $70k > $60k"),
        ("a<b then c", "a< b then c"),
        ("<\u200bscript>no</\u200bscript>yes", "yes"),
        ("&lt;\u200bscript&gt;no&lt;/script&gt;yes", "yes"),
        ("&lt;&#x200b;b then c", "< b then c"),
        ("<td>3</td><td>4</td>", "3 4"),
        ("$5<sup>1</sup>", "$5 1"),
        ("zero\u200bwidth\u202e end\ue000\ufeff\x07\ufe0f\u3164", "zerowidth end"),
        ("one\r\n\ttwo\u2028three", "one two three"),
        ("<p>open <div>nest <span hidden>no</p>yes", "open nest"),
    ],
)
def test_what_a_reader_would_see(markup: str, text: str) -> None:
    assert plain_text(markup, 100) == text


def test_markup_escaped_many_times_stays_text() -> None:
    markup = "<b>x"
    for _ in range(6):
        markup = "<b>" + html.escape(markup)
    assert re.search(r"<[a-zA-Z/!?]", plain_text(markup, 100)) is None


UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
PIECES = [
    "<p>", "</p>", "<script>", "</script>", "<!--", "-->", "&lt;", "&gt;", "&amp;", "<b hidden>",
    "</b>", "<a b='", ">", "<", "<td>", "\u202e", "\U000e0041", "&#0;", "&#x202e;",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=10) | st.sampled_from(PIECES), max_size=15).map("".join))
def test_no_markup_and_nothing_invisible_is_left(markup: str) -> None:
    text = plain_text(markup, 2000)
    assert re.search(r"<[a-zA-Z/!?]", text) is None
    assert not UNSEEN & {unicodedata.category(mark) for mark in text}
    assert text == " ".join(text.split())
    assert len(text) <= 2000


@pytest.mark.parametrize(
    "soup",
    ["<!--" * 10_000, "<a b='" * 6_000, "<a" * 20_000, "<div hidden>" * 3_000, "</" * 20_000],
)
def test_tag_soup_ends(soup: str) -> None:
    assert len(plain_text(soup, 100)) <= 100


def test_a_cut_text_ends_with_a_sentence() -> None:
    text = "The first sentence is here. The second one is longer and goes on."
    assert shorten(text, 40) == "The first sentence is here."
    assert shorten(text, 100) == text


def test_a_cut_never_runs_through_a_figure() -> None:
    assert shorten("The company raised about $36.2 million in new money", 33) == (
        "The company raised about…"
    )
    assert shorten("12345678901234567890", 10) == "…"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(5, 50))
def test_a_cut_text_is_a_beginning(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut) <= limit
    assert text.startswith(cut.removesuffix("…"))
