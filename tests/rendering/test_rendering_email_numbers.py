from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter import numerals
from reporter.model.text import FinishedText
from reporter.newsroom.run import Done
from reporter.reading.email import read_email
from reporter.rendering.email import (
    LARGEST_HTML,
    LARGEST_MESSAGE,
    Newsletter,
    Picture,
    newsletter_eml,
    text_of_markdown,
)
from reporter.rendering.html import body_html
from reporter.rendering.markdown import escape

Number = tuple[object, ...]


def numbers(text: FinishedText) -> set[Number]:
    """Every figure of a part: value, unit, interval, and what was named of a time."""
    return {
        (n.value, n.unit, n.per, n.day, n.clock, n.moment, n.month, n.day_of_month)
        for block in text.blocks
        for n in numerals.read(block.text)
    }


def both(data: bytes) -> tuple[set[Number], set[Number]]:
    """The figures of the text part and of the HTML part, alternative texts included."""
    text, page = read_email(data, "newsletter.eml")
    assert (text.format, page.format) == ("email-text", "email-html")
    return numbers(text), numbers(page)


FIGURES = st.one_of(
    st.sampled_from(
        [
            *("$0.836", "−0.0406% per 8 h", "28 March 2026, 00:00 UTC", "43.1 million FIL"),
            *("2 h 39 min", "11.4 bps", "3rd percentile", "$10.4 billion", "16:00 UTC", "2.19"),
            *("−44.5% a year", "$0.8085 to $0.865", "1000PEPEUSDT", "229,731", "five outlets"),
        ]
    ),
    st.decimals(0, 99_999, places=2, allow_nan=False).map(lambda value: f"${value:,}"),
    st.integers(0, 10_000).map(lambda value: f"{value / 100}%"),
)
SENTENCES = st.lists(FIGURES, min_size=1, max_size=6).map(
    lambda found: "The reading of " + ", then of ".join(found) + " was seen."
)
TABLES = st.integers(2, 6).flatmap(
    lambda width: st.lists(
        st.lists(FIGURES, min_size=width, max_size=width), min_size=2, max_size=5
    )
)


@settings(max_examples=50, deadline=None)
@given(said=st.lists(SENTENCES, min_size=4, max_size=8), points=st.lists(SENTENCES), table=TABLES)
def test_the_text_carries_every_number_of_any_letter(
    said: list[str], points: list[str], table: list[list[str]]
) -> None:
    rows = ["| " + " | ".join(map(escape, row)) + " |" for row in table]
    rows.insert(1, "| " + " | ".join("---" for _ in table[0]) + " |")
    blocks = [*map(escape, said[3:]), f"![{escape(said[1])}](a.svg)", "\n".join(rows)]
    blocks += ["\n".join(f"- {escape(point)}" for point in points)] if points else []
    body = "\n\n".join(blocks)
    data = newsletter_eml(
        Newsletter(
            subject=said[0],
            preheader=said[0],
            brand="Meridian Desk",
            as_of="27 March 2026, 21:21 UTC",
            sample=False,
            url="",
            takeaways=(("A claim", said[2]),),
            body_html=body_html(body),
            body_text=text_of_markdown(body),
            lead=Picture(name="lead", png=b"", alt=said[2], width=592),
            figures=(Picture(name="next", png=b"", alt=said[1], width=284),),
            contact="",
        )
    )
    in_text, in_page = both(data)
    assert in_page
    assert in_page <= in_text


@pytest.fixture(scope="module")
def letter(demo_made: Done) -> bytes:
    return (demo_made.folder / "newsletter.eml").read_bytes()


def test_the_text_carries_every_number_of_the_demo(letter: bytes) -> None:
    in_text, in_page = both(letter)
    assert len(in_page) > 100
    assert in_page <= in_text


def test_the_demo_opens_cleanly_and_stays_within_its_limits(letter: bytes) -> None:
    message = message_from_bytes(letter, policy=default)
    assert not any(part.defects for part in message.walk())
    [page] = [part for part in message.walk() if part.get_content_type() == "text/html"]
    assert len(page.as_bytes()) <= LARGEST_HTML
    assert len(letter) <= LARGEST_MESSAGE
    assert max(len(line) for line in letter.splitlines()) <= 78
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert 2 <= len(pictures) <= 4
