"""What the charts of half width, the heatmap and sparklines draw, and what they refuse."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from reporter.model.setup import Heatmap, Side
from reporter.rendering.charts import png
from reporter.rendering.charts_axis import Ticks
from reporter.rendering.charts_frame import HALF, Chart, Tag
from reporter.rendering.charts_heat import HeatView, heat_chart
from reporter.rendering.charts_rows import (
    Odds,
    OddsView,
    Share,
    SharesView,
    odds_chart,
    shares_chart,
)
from reporter.rendering.charts_spark import sparkline
from reporter.rendering.charts_week import WeekView, bar_chart, line_chart
from reporter.rendering.failures import RenderFailed
from reporter.rendering.figures import with_figures
from reporter.rendering.tokens import palette

SVG = "{http://www.w3.org/2000/svg}"
AS_OF = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
COLOURS = palette()


def told(kind: str) -> dict[str, Any]:
    return {
        "name": f"filusdt-{kind}",
        "title": "FILUSDT funding settles below its median",
        "subtitle": "Settled rates of the past week",
        "source": "Binance, settled 27 March 2026, 16:00 UTC",
        "alt": "FILUSDT funding last settled at −0.0406% per 8 h.",
    }


@pytest.fixture
def week() -> WeekView:
    rates = (0.01, -0.002, 0.01, 0.005, -0.0406)
    return WeekView(
        **told("funding"),
        points=tuple((AS_OF - n * timedelta(hours=8), r) for n, r in enumerate(rates[::-1]))[::-1],
        last=Tag(value=-0.0406, text="−0.0406%", note="−44.5% a year"),
        median=Tag(value=0.01, text="+0.0100%", note="median"),
        zero=True,
        printed=Ticks(suffix="%"),
    )


@pytest.fixture
def shares() -> SharesView:
    told_shares = (
        Share(name="Top traders by position", percent=68.7, long="68.7% long", short="31.3% short"),
        Share(name="Takers", percent=50.3, long="50.3% bought"),
    )
    return SharesView(**told("positioning"), shares=told_shares)


@pytest.fixture
def levels() -> OddsView:
    return OddsView(
        **told("odds"),
        horizons=("by 00:00 UTC", "24 h", "72 h"),
        levels=(
            Odds(side=Side.ABOVE, price="$0.914", odds=(None, (0.016, "1.6%"), (0.104, "10.4%"))),
            Odds(
                side=Side.BELOW,
                price="$0.779",
                odds=((0.003, "0.3%"), (0.043, "4.3%"), (0.19, "19.0%")),
            ),
        ),
    )


@pytest.fixture
def heat() -> HeatView:
    times = tuple(AS_OF - n * timedelta(hours=4) for n in range(4))[::-1]
    return HeatView(
        **told("liquidations"),
        heat=Heatmap(
            times=times,
            edges=(0.7, 0.8, 0.9),
            usd=((1e6, 0.0), (2e6, 0.0), (2e6, 0.0), (0.0, 3e6)),
        ),
        closes=tuple((time, 0.85) for time in times),
        price=Tag(value=0.85, text="$0.850"),
    )


def shapes(chart: Chart, tag: str, kind: str) -> list[ET.Element]:
    root = ET.fromstring(chart.svg)
    return [e for e in root.iter(f"{SVG}{tag}") if kind in e.get("class", "").split()]


def test_bars_stand_on_zero_in_the_colour_of_their_sign(week: WeekView) -> None:
    chart = bar_chart(week)
    up, down = shapes(chart, "rect", "f-up"), shapes(chart, "rect", "f-down")
    assert (len(up), len(down)) == (3, 2)
    zero = float(down[0].get("y", ""))
    assert all(
        float(bar.get("y", "")) + float(bar.get("height", "")) == pytest.approx(zero, abs=0.2)
        for bar in up
    )
    assert {bar.get("fill") for bar in up} == {COLOURS.up}


def test_bars_of_every_hour_are_an_area_of_each_sign(week: WeekView) -> None:
    rates = [0.01 if n % 24 else -0.02 for n in range(7 * 24)]
    stamps = [AS_OF - timedelta(hours=n) + timedelta(seconds=n % 3) for n in range(len(rates))]
    points = tuple(zip(stamps, rates, strict=True))[::-1]
    chart = bar_chart(replace(week, points=points))
    assert not shapes(chart, "rect", "f-up")
    [up], [down] = shapes(chart, "path", "f-up"), shapes(chart, "path", "f-down")
    steps = [corners(shape) for shape in (up.get("d", "") + down.get("d", "")).split("M")[1:]]
    assert len(steps) == len(rates)
    edges = sorted((step[0], step[-1]) for step in steps)
    assert all(0 <= end - start <= 0.21 for (_, end), (start, _) in pairwise(edges))


def test_the_median_is_drawn_over_the_bars(week: WeekView) -> None:
    drawing = bar_chart(week).svg
    assert drawing.index('stroke-dasharray="4 3"') > drawing.rindex("f-up")


def corners(shape: str) -> list[float]:
    """How far right each corner of a step stands."""
    return [float(point.split()[0]) for point in shape.rstrip("Z").split("L")]


def test_the_axis_of_bars_holds_zero_and_every_value(week: WeekView) -> None:
    root = ET.fromstring(bar_chart(week).svg)
    axis = next(g for g in root.iter(f"{SVG}g") if g.get("data-min"))
    assert float(axis.get("data-min", "")) <= -0.0406
    assert float(axis.get("data-max", "")) >= 0.01
    assert "0%" in [tick.text for tick in axis]


def test_each_line_of_a_label_is_a_text_of_its_own(week: WeekView) -> None:
    drawn = [t.text for t in ET.fromstring(line_chart(week).svg).iter(f"{SVG}text")]
    figures = drawn[drawn.index("−0.0406%") :]
    assert figures[:4] == ["−0.0406%", "−44.5% a year", "+0.0100%", "median"]


def test_a_bar_of_shares_is_whole(shares: SharesView) -> None:
    chart = shares_chart(shares)
    long, short = shapes(chart, "rect", "f-up")[0], shapes(chart, "rect", "f-down")[0]
    widths = [float(bar.get("width", "")) for bar in (long, short)]
    assert sum(widths) == pytest.approx(HALF, abs=0.2)
    assert widths[0] == pytest.approx(HALF * 0.687, abs=0.1)
    assert float(short.get("x", "")) == pytest.approx(widths[0], abs=0.1)


def test_odds_stand_below_their_horizon_and_what_is_missing_is_left_out(levels: OddsView) -> None:
    chart = odds_chart(levels)
    root = ET.fromstring(chart.svg)
    rows = {t.text: (t.get("x"), t.get("y")) for t in root.iter(f"{SVG}text")}
    assert rows["24 h"][0] == rows["1.6%"][0] == rows["4.3%"][0]
    assert rows["$0.914"][1] == rows["1.6%"][1] == rows["10.4%"][1]
    assert rows["by 00:00 UTC"][0] == rows["0.3%"][0]
    assert len(shapes(chart, "rect", "f-up")) == 2
    assert len(shapes(chart, "rect", "f-down")) == 3


def test_a_cell_of_the_heatmap_lasts_until_the_next_column(heat: HeatView) -> None:
    chart = heat_chart(heat)
    [most] = shapes(chart, "path", "f-heat-7")
    x, width = map(int, re.findall(r"M(\d+) \d+h(\d+)", most.get("d", ""))[0])
    [dot] = shapes(chart, "circle", "f-ink")
    assert x == round(float(dot.get("cx", "")))  # what is modelled now begins now
    assert width == 14
    assert sum(path.get("d", "").count("M") for path in shapes(chart, "path", "f-heat-1")) == 2


def test_a_key_says_what_the_colours_stand_for(heat: HeatView) -> None:
    root = ET.fromstring(heat_chart(heat).svg)
    key = [g for g in root.iter(f"{SVG}g") if g.get("data-min") == "0"][-1]
    assert [tick.text for tick in key][:2] == ["$0", "$0.5M"]
    assert float(key.get("data-max", "")) >= 3e6


def test_a_sparkline_has_a_name_and_no_drawn_text() -> None:
    chart = sparkline([1.0, 3.0, 2.0], "filusdt-spark", "FILUSDT over a week")
    root = ET.fromstring(chart.svg)
    assert root.get("aria-labelledby") == "chart-filusdt-spark-title"
    assert root.findtext(f"{SVG}title") == "FILUSDT over a week"
    assert not list(root.iter(f"{SVG}text"))
    assert len(chart.svg) < 2_000
    assert len(sparkline([float(n % 7) for n in range(5_000)], "x", "y").svg) < 3_000
    assert "12" in sparkline([2.0, 2.0], "flat", "as before").svg  # in the middle of its height


@pytest.mark.parametrize("values", [[1.0], [1.0, float("nan")]])
def test_a_sparkline_needs_values(values: list[float]) -> None:
    with pytest.raises(RenderFailed, match="two finite values"):
        sparkline(values, "x", "y")


def test_too_little_to_draw_is_said(
    week: WeekView, shares: SharesView, levels: OddsView, heat: HeatView
) -> None:
    empty: list[tuple[Callable[[], Chart], str]] = [
        (lambda: line_chart(replace(week, points=week.points[:1])), "two values"),
        (lambda: shares_chart(replace(shares, shares=())), "population"),
        (lambda: odds_chart(replace(levels, levels=())), "levels"),
        (lambda: heat_chart(replace(heat, heat=replace(heat.heat, usd=((0.0, 0.0),) * 4))), "heat"),
    ]
    for draw, what in empty:
        with pytest.raises(RenderFailed, match=what):
            draw()


def test_colours_are_those_that_were_asked_for(week: WeekView) -> None:
    own = replace(COLOURS, up="#123456")
    assert "#123456" in bar_chart(replace(week, palette=own)).svg
    assert "#123456" in sparkline([1, 2], "x", "y", replace(COLOURS, accent="#123456")).svg


def test_the_same_data_gives_the_same_bytes_and_a_light_picture(
    week: WeekView, heat: HeatView
) -> None:
    assert bar_chart(week) == bar_chart(week)
    assert heat_chart(heat) == heat_chart(heat)
    assert len(png(heat_chart(heat))) <= 80_000


def test_halves_that_follow_each_other_stand_in_a_pair(
    week: WeekView, shares: SharesView, heat: HeatView
) -> None:
    charts = [bar_chart(week), shares_chart(shares), heat_chart(heat)]
    images = [f'<p><img alt="x" src="../../charts/{chart.name}.svg"></p>' for chart in charts]
    page = with_figures("\n".join(["<p>a</p>", *images, '<p><img src="b.svg" alt=""></p>']), charts)
    assert page.count('<div class="pair">') == 1
    pair, rest = page.split("</figure></div>", 1)
    assert pair.count("<svg") == 2
    assert "chart-filusdt-liquidations-title" in rest
    assert '<img src="b.svg" alt="">' in rest
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 8
