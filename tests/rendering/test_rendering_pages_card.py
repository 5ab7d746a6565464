"""The card of an article: nothing leaves it, nothing runs into its neighbour, whatever it says."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.reading import read_svg
from reporter.rendering.card import MARGIN, Card, card_png, card_svg
from reporter.rendering.charts_svg import width_of
from reporter.rendering.failures import RenderFailed
from reporter.rendering.head import CARD_HEIGHT, CARD_WIDTH

NAMESPACE = "{http://www.w3.org/2000/svg}"
CARD = Card(
    brand="Meridian Desk",
    kicker="FILUSDT",
    headline="Kalshi Leads Derivatives News as FIL Funding Is Set at −0.0406%",
    as_of="As of 27 March 2026, 21:21 UTC",
    sample=True,
    figures=(
        ("Price", "$0.836"),
        ("Funding, settled", "−0.0406% per 8 h"),
        ("Open interest", "$36.0 million"),
    ),
)
Box = tuple[float, float, float, float]


def boxes(svg: str) -> list[Box]:
    """Left, top, right and bottom of each line of text, never too small."""
    found = []
    for text in ElementTree.fromstring(svg).iter(f"{NAMESPACE}text"):
        for part in [text, *text.iter(f"{NAMESPACE}tspan")]:
            if "x" not in part.attrib or not (part.text or "").strip():
                continue
            size = float(part.get("font-size") or text.get("font-size") or 0)
            width, x, y = (
                width_of(part.text or "", size),
                float(part.get("x", 0)),
                float(part.get("y", 0)),
            )
            left = x - width if part.get("text-anchor") == "end" else x
            found.append((left, y - 0.78 * size, left + width, y + 0.24 * size))
    return found


def assert_sound(svg: str) -> None:
    placed = boxes(svg)
    for left, top, right, bottom in placed:
        assert left >= MARGIN - 1
        assert right <= CARD_WIDTH - MARGIN + 1
        assert top >= 0
        assert bottom <= CARD_HEIGHT
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)


def words(svg: str) -> list[str]:
    return [block.text for block in read_svg(svg.encode(), "card.svg").blocks]


def test_the_card_says_what_it_is_given() -> None:
    svg = card_svg(CARD)
    assert_sound(svg)
    assert words(svg) == [
        CARD.headline,
        "FILUSDT",
        "Meridian Desk",
        "As of 27 March 2026, 21:21 UTC",
        "SAMPLE DATA",
        "Price $0.836",
        "Funding, settled −0.0406% per 8 h",
        "Open interest $36.0 million",
        CARD.headline,
    ]


def test_the_mark_stands_on_samples_only() -> None:
    assert "SAMPLE" not in card_svg(replace(CARD, sample=False))


@pytest.mark.parametrize(
    "headline",
    [
        "Short",
        "word " * 60,
        "Antidisestablishmentarianism" * 9,
        "W" * 400,
        "</text><script>alert(1)</script> & “quoted” " * 4,
    ],
)
def test_a_headline_never_overflows(headline: str) -> None:
    svg = card_svg(replace(CARD, headline=headline))
    assert_sound(svg)
    assert "<script" not in svg


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_no_words_leave_their_place(headline: str, brand: str, value: str) -> None:
    figures = (("A name that is rather long", value), (brand, "$1"), ("c", value))
    card = replace(CARD, headline=headline, brand=brand, kicker=value, as_of=brand, figures=figures)
    assert_sound(card_svg(card))


def test_a_headline_that_fits_is_whole_and_its_lines_are_even() -> None:
    [headline] = [
        text for text in ElementTree.fromstring(card_svg(CARD)).iter(f"{NAMESPACE}text")
        if "Serif" in text.get("font-family", "")
    ]  # fmt: skip
    lines = [line.text or "" for line in headline]
    assert " ".join(lines) == CARD.headline
    widths = [width_of(line, 1) for line in lines]
    assert min(widths) > 0.6 * max(widths)


def test_the_picture_has_its_size_and_the_same_bytes() -> None:
    svg = card_svg(CARD)
    data = card_png(svg)
    assert struct.unpack(">II", data[16:24]) == (CARD_WIDTH, CARD_HEIGHT)
    assert len(data) <= 80_000
    assert data == card_png(svg)
    with pytest.raises(RenderFailed, match=r"card\.svg"):
        card_png("<svg")


def test_a_brand_may_draw_it_in_its_own_way(tmp_path: Path) -> None:
    (tmp_path / "tokens.toml").write_text('[light]\naccent = "#112233"\n')
    assert "#112233" in card_svg(CARD, [tmp_path])
    (tmp_path / "card.svg.j2").write_text("<svg>{{ view.card.brand }}</svg>")
    assert card_svg(replace(CARD, brand="<b>"), [tmp_path]) == "<svg>&lt;b&gt;</svg>"
