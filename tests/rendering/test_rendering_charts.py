from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.setup import Side
from reporter.rendering.charts import Bin, ChartView, png, price_chart
from reporter.rendering.charts_axis import FINE, Scale, Ticks, spread, tick_label, value_axis
from reporter.rendering.charts_frame import WIDTH, Chart
from reporter.rendering.charts_svg import element, number, width_of, wrapped
from reporter.rendering.failures import RenderFailed
from reporter.rendering.resources import fonts_dir
from tests.rendering.drawing import collisions

SVG = "{http://www.w3.org/2000/svg}"
AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
PRICES = st.floats(min_value=1e-6, max_value=1e6, allow_nan=False)


def texts(root: ET.Element, kind: str) -> list[ET.Element]:
    return [t for t in root.iter(f"{SVG}text") if kind in t.get("class", "").split()]


def drawn_width(text: str, size: float, *, bold: bool) -> float:
    """The width in the bundled font itself."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # no stubs exist

    name = "semibold" if bold else "regular"
    with TTFont(fonts_dir() / f"reporter-sans-{name}.ttf") as font:
        glyphs, widths = font.getBestCmap(), font["hmtx"]
        units = sum(int(widths[glyphs[ord(c)]][0]) for c in text)
        return units * size / int(font["head"].unitsPerEm)


def test_the_same_view_gives_the_same_bytes(chart_view: ChartView) -> None:
    assert price_chart(chart_view) == price_chart(chart_view)


def test_its_drawing_for_a_phone_is_a_chart_of_its_own(chart_view: ChartView) -> None:
    chart = price_chart(chart_view)
    assert chart.narrow
    wide, narrow = ET.fromstring(chart.svg), ET.fromstring(chart.narrow.svg)
    assert chart.narrow.alt == chart.alt
    assert len(png(chart.narrow)) <= 80_000
    assert not ids(wide) & ids(narrow)
    heights = sorted(float(text.get("y", "")) for text in texts(narrow, "gutter"))
    assert len(heights) == 7
    assert all(b - a >= 29 for a, b in pairwise(heights))


def ids(root: ET.Element) -> set[str]:
    return {name for node in root.iter() if (name := node.get("id"))}


def test_many_levels_make_the_drawing_for_a_phone_higher(chart_view: ChartView) -> None:
    crowd = replace(chart_view, levels=chart_view.levels * 4)
    few, many = price_chart(chart_view).narrow, price_chart(crowd).narrow
    assert few
    assert many
    assert height(many) > height(few) + 100
    assert collisions(many.svg) == []


def height(chart: Chart) -> float:
    return float(ET.fromstring(chart.svg).get("height", ""))


def test_title_description_and_axis_are_there_for_readers_who_cannot_see(
    chart_view: ChartView,
) -> None:
    chart = price_chart(chart_view)
    root = ET.fromstring(chart.svg)
    assert root.findtext(f"{SVG}title") == chart_view.title
    assert root.findtext(f"{SVG}desc") == chart_view.alt
    assert root.get("aria-labelledby") == "chart-filusdt-price-title chart-filusdt-price-desc"
    [axis] = [g for g in root.iter(f"{SVG}g") if g.get("data-min")]
    ticks = [text.text or "" for text in axis.iter(f"{SVG}text")]
    assert len(ticks) >= 2
    low, high = float(axis.get("data-min", "")), float(axis.get("data-max", ""))
    assert all(low <= float(tick) <= high for tick in ticks)
    assert all("tick" in t.get("class", "").split() for t in axis.iter(f"{SVG}text"))


def test_only_ticks_and_given_strings_hold_digits(chart_view: ChartView) -> None:
    root = ET.fromstring(price_chart(chart_view).svg)
    given_text = " ".join(
        [chart_view.title, chart_view.subtitle, chart_view.source, "$0.836 $0.801"]
        + [f"{mark.text} {mark.size}" for mark in chart_view.levels]
        + ["00:00 UTC"]
    )
    for text in root.iter(f"{SVG}text"):
        if "tick" not in text.get("class", "").split():
            figures = [w for w in "".join(text.itertext()).split() if any(map(str.isdigit, w))]
            assert all(figure in given_text for figure in figures)


def test_the_labels_of_the_gutter_never_touch_and_stay_inside(chart_view: ChartView) -> None:
    gutter = texts(ET.fromstring(price_chart(chart_view).svg), "gutter")
    heights = sorted(float(text.get("y", "")) for text in gutter)
    assert len(gutter) == 7
    assert all(b - a >= 16 - 0.11 for a, b in pairwise(heights))
    ends = []
    for text in gutter:
        bold, plain = list(text)
        width = drawn_width(bold.text or "", 12, bold=True) + drawn_width(
            f" {plain.text}", 12, bold=False
        )
        ends.append(float(text.get("x", "")) + width + 4)
    assert WIDTH - 20 < max(ends) <= WIDTH


def test_the_plot_holds_every_bar_and_level(chart_view: ChartView) -> None:
    ticks = texts(ET.fromstring(price_chart(chart_view).svg), "tick")
    low, *_, high = (float(tick.text or "") for tick in ticks)
    values = [bar.low for bar in chart_view.bars] + [mark.price for mark in chart_view.levels]
    assert low <= min(values)
    assert high >= max(*values, *(bar.high for bar in chart_view.bars))


def test_a_key_names_only_what_is_drawn(chart_view: ChartView) -> None:
    bare = replace(chart_view, levels=(), invalidation=None, settlements=(), next_settlement=None)
    assert "Modelled" in price_chart(chart_view).svg
    drawing = price_chart(bare).svg
    assert all(word not in drawing for word in ("Modelled short", "Void", "Settlement", "Next"))


@pytest.mark.parametrize("every", [8, 4])
def test_a_dot_for_each_settlement_of_the_week_touches_no_other(
    chart_view: ChartView, every: int
) -> None:
    chart = price_chart(settled_every(chart_view, every))
    assert chart.narrow
    for drawing in (chart.svg, chart.narrow.svg):
        dots = settlement_dots(drawing)
        assert len(dots) == 7 * 24 // every
        assert all(a + r < b - s for (a, r), (b, s) in pairwise(dots))
        assert "Settlement" in drawing


def test_hourly_settlements_are_not_marked(chart_view: ChartView) -> None:
    chart = price_chart(settled_every(chart_view, 1))
    assert chart.narrow
    for drawing in (chart.svg, chart.narrow.svg):
        assert settlement_dots(drawing) == []
        assert "Settlement" not in drawing
        assert "Next funding" in drawing


def settled_every(view: ChartView, hours: int) -> ChartView:
    """The view of a contract that settles so often, with the whole week's settlements."""
    last = AS_OF.replace(hour=20, minute=0)
    count = 7 * 24 // hours
    moments = tuple(last - timedelta(hours=hours * n) for n in range(count))
    return replace(view, settlements=moments[::-1])


def settlement_dots(drawing: str) -> list[tuple[float, float]]:
    """Place and size of the dots on the time axis, ringed in paper as the last price is not."""
    dots = [
        (float(dot.get("cx", "")), float(dot.get("r", "")))
        for dot in ET.fromstring(drawing).iter(f"{SVG}circle")
        if dot.get("class") == "f-muted s-paper"
    ]
    return sorted(dots)


def test_the_profile_stands_on_the_axis_of_the_price_as_far_as_it_shows(
    chart_view: ChartView,
) -> None:
    bins = (
        Bin(side=Side.BELOW, low=0.60, high=0.65, weight=1.0),
        Bin(side=Side.BELOW, low=0.775, high=0.80, weight=0.5),
        Bin(side=Side.ABOVE, low=1.10, high=5.00, weight=1.0),
    )
    bare, drawn = price_chart(chart_view), price_chart(replace(chart_view, profile=bins))
    new = [r for r in rects(drawn) if r not in rects(bare)]
    ticks = [t for t in texts(ET.fromstring(drawn.svg), "tick") if t.text in {"0.75", "0.80"}]
    low, high = (float(t.get("y", "")) - 4 for t in ticks)
    assert len(new) == 1
    assert new[0]["y"] == pytest.approx(high, abs=0.1)
    assert new[0]["height"] == pytest.approx((low - high) / 2, abs=0.1)


def rects(chart: Chart) -> list[dict[str, float]]:
    root = ET.fromstring(chart.svg)
    return [
        {name: float(r.get(name, "")) for name in ("x", "y", "width", "height")}
        for r in root.iter(f"{SVG}rect")
    ]


def test_hostile_words_stay_words(chart_view: ChartView) -> None:
    hostile = replace(chart_view, title='</svg><script>x("\x00")</script>', source="a & b < c")
    root = ET.fromstring(price_chart(hostile).svg)
    assert root.findtext(f"{SVG}title") == '</svg><script>x("")</script>'
    assert not list(root.iter(f"{SVG}script"))


def test_too_little_to_draw_is_said(chart_view: ChartView) -> None:
    with pytest.raises(RenderFailed, match="two bars"):
        price_chart(replace(chart_view, bars=chart_view.bars[:1]))
    with pytest.raises(RenderFailed, match="finite"):
        value_axis([float("nan")])


def test_png_is_stable_light_enough_and_drawn_at_least_in_its_own_size(
    chart_view: ChartView,
) -> None:
    chart = price_chart(chart_view)
    data = png(chart)
    width, height = struct.unpack(">II", data[16:24])
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data == png(chart)
    assert len(data) <= 80_000
    assert width >= WIDTH
    assert png(chart, limit=1)[16:24] == struct.pack(">II", 680, 410)
    assert height < width


def test_a_broken_drawing_is_an_error_of_ours() -> None:
    with pytest.raises(RenderFailed, match="cannot be drawn"):
        png(Chart(name="x", svg="<svg", alt=""))


def test_a_sign_that_the_font_lacks_is_drawn_as_a_square(chart_view: ChartView) -> None:
    foreign = price_chart(replace(chart_view, title="🚀 币安人生USDT → ٤٢ at $0.836"))
    square = price_chart(replace(chart_view, title="□ □USDT □ □ at $0.836"))
    bare = price_chart(replace(chart_view, title="USDT at $0.836"))
    assert "币安人生USDT" in foreign.svg
    assert png(foreign, limit=1) == png(square, limit=1) != png(bare, limit=1)


def test_numbers_in_the_drawing_are_short() -> None:
    assert [number(x) for x in (1.0, 1.25, -0.01, 0.95)] == ["1", "1.2", "0", "0.9"]
    assert element("g", class_="a", stroke_width=2) == '<g class="a" stroke-width="2"/>'


def test_long_titles_are_wrapped_and_long_words_kept() -> None:
    assert wrapped("one two three", 10, 60) == ("one two", "three")
    assert wrapped("a" * 60, 10, 60) == ("a" * 60,)


def test_lines_of_a_wrapped_text_are_of_much_the_same_length() -> None:
    first, second = wrapped("Funding settles below its median and stays there", 15, 330)
    assert abs(width_of(first, 15) - width_of(second, 15)) < 60


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("FILUSDT funding settles −0.0406% $127.1M,'’“”()/&gjpqy"), max_size=40)
)
def test_a_text_is_never_wider_than_it_is_taken_for(text: str) -> None:
    shown = " ".join(text.split())
    for bold in (True, False):
        assert drawn_width(shown, 12, bold=bold) <= width_of(shown, 12) + 1e-6


@settings(max_examples=100, deadline=None)
@given(st.lists(PRICES, min_size=1, max_size=8))
def test_an_axis_holds_its_values_between_round_ticks(values: list[float]) -> None:
    axis = value_axis(values)
    assert axis.low <= min(values) + 1e-9 * abs(min(values))
    assert axis.high >= max(values) - 1e-9 * abs(max(values))
    assert 2 <= len(axis.ticks) <= 9
    labels = [label for _, label in axis.ticks]
    assert len(set(labels)) == len(labels)


def test_tick_labels_have_the_decimals_of_their_step() -> None:
    assert tick_label(-0.025, 0.025) == "−0.025"
    assert tick_label(65000.0, 500.0) == "65,000"
    assert tick_label(-1e-18, 0.5) == "0.0"


def test_ticks_of_amounts_take_a_letter_and_zero_takes_none() -> None:
    dollars = value_axis([0.0, 1.6e6], wanted=7, steps=FINE, printed=Ticks(prefix="$", scaled=True))
    assert [text for _, text in dollars.ticks][:3] == ["$0", "$0.25M", "$0.50M"]
    rates = value_axis([-0.04, 0.01], wanted=3, printed=Ticks(suffix="%"))
    assert [text for _, text in rates.ticks] == ["−0.04%", "−0.02%", "0%", "0.02%"]


def test_an_axis_can_be_cut_to_its_data() -> None:
    cut = value_axis([0.71, 0.96], wanted=5).within(0.71, 0.96)
    assert (cut.low, cut.high) == (0.71, 0.96)
    assert [text for _, text in cut.ticks] == ["0.75", "0.80", "0.85", "0.90", "0.95"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 300), max_size=14))
def test_labels_spread_without_touching_or_leaving(wanted: list[float]) -> None:
    places = spread(wanted, gap=16, low=0, high=300)
    order = sorted(places)
    assert all(b - a >= 16 - 1e-6 for a, b in pairwise(order))
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in places)
    by_wish = [place for _, place in sorted(zip(wanted, places, strict=True))]
    assert by_wish == sorted(by_wish)


def test_a_crowd_of_labels_shares_the_room() -> None:
    places = spread([5.0] * 50, gap=16, low=0, high=98)
    assert min(places) >= -1e-9
    assert max(places) <= 98 + 1e-9


def test_a_scale_is_a_straight_line() -> None:
    scale = Scale(0, 10, 100, 0)
    assert [scale(0), scale(5), scale(10)] == [100, 50, 0]
