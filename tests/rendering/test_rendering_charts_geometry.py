"""No label of any chart lies over another or leaves its drawing, whatever the data."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.market import Bar
from reporter.model.setup import Heatmap, Side
from reporter.rendering.charts import Bin, ChartView, LevelMark, price_chart
from reporter.rendering.charts_axis import Ticks
from reporter.rendering.charts_frame import Chart, Tag
from reporter.rendering.charts_heat import HeatView, heat_chart
from reporter.rendering.charts_rows import (
    Odds,
    OddsView,
    Share,
    SharesView,
    odds_chart,
    shares_chart,
)
from reporter.rendering.charts_week import WeekView, bar_chart, line_chart
from tests.rendering.drawing import SVG, collisions, strays

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = st.lists(
    st.text(st.sampled_from("abcdefgmwFILUSDT0123456789%$.−"), min_size=1, max_size=14),
    min_size=1,
    max_size=9,
).map(" ".join)
TOLD: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "name": st.just("chart"),
        "title": WORDS,
        "subtitle": WORDS,
        "source": st.just("Hyperliquid, as of 27 September 2026, 21:21 UTC"),
        "alt": WORDS,
    }
)
PRICES = st.floats(min_value=1e-4, max_value=2e5)
WEIGHTS = st.floats(0.01, 1.0)
PRINTED = st.sampled_from(["$0.836", "$104,250", "$0.00001234", "$9.165"])
SIDES = st.sampled_from(list(Side))
DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}


def sound(chart: Chart) -> None:
    """Labels apart, inside and large enough, nothing too large, ticks within their domain; and
    what a phone has no room for is drawn for it as well.
    """
    root = ET.fromstring(chart.svg)
    assert collisions(chart.svg) == []
    assert strays(chart.svg) == []
    assert len(chart.svg) <= 25_000
    assert min(float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text")) >= 11
    for group in root.iter(f"{SVG}g"):
        if group.get("data-min"):
            assert float(group.get("data-min", "")) < float(group.get("data-max", ""))
            assert len(group) >= 1
    assert (chart.width == "full") == (chart.narrow is not None)
    if chart.narrow:
        assert ET.fromstring(chart.narrow.svg).get("width") == "330"
        assert said(chart.narrow) == said(chart)
        sound(chart.narrow)


def said(chart: Chart) -> list[str]:
    """Its texts in words, but for those of the axes, which depend on the room that there is."""
    texts = []
    for node in ET.fromstring(chart.svg).iter():
        known = node.tag in (f"{SVG}title", f"{SVG}desc", f"{SVG}text")
        if known and "tick" not in node.get("class", ""):
            words = " ".join(" ".join(node.itertext()).split())
            texts += [words] if words not in DAYS else []
    return sorted(texts)


@st.composite
def price_views(draw: st.DrawFn) -> ChartView:
    closes = draw(st.lists(st.floats(0.8, 1.25), min_size=2, max_size=168))
    scale = draw(PRICES)
    start = AS_OF.replace(minute=0) - len(closes) * HOUR
    bars = tuple(
        Bar(start + n * HOUR, c * scale, c * scale * 1.01, c * scale * 0.99, c * scale)
        for n, c in enumerate(closes)
    )
    marks = draw(st.lists(st.tuples(SIDES, st.floats(0.85, 1.15), WEIGHTS, PRINTED), max_size=6))
    ahead = draw(st.integers(1, 480))
    return ChartView(
        **draw(TOLD),
        bars=bars,
        as_of=AS_OF,
        price=Tag(value=closes[-1] * scale, text=draw(PRINTED)),
        levels=tuple(
            LevelMark(side=side, price=at * scale, weight=weight, text=text, size="$127.1M")
            for side, at, weight, text in marks
        ),
        profile=tuple(
            Bin(side=side, low=at * scale, high=at * scale * 1.01, weight=weight)
            for side, at, weight, _ in marks
        ),
        invalidation=draw(st.none() | st.builds(Tag, value=st.just(scale * 0.9), text=PRINTED)),
        settlements=tuple(AS_OF - n * 8 * HOUR for n in range(21)),
        next_settlement=(AS_OF + timedelta(minutes=ahead), "00:00 UTC"),
    )


@settings(max_examples=60, deadline=None)
@given(price_views())
def test_price(view: ChartView) -> None:
    sound(price_chart(view))


@st.composite
def week_views(draw: st.DrawFn) -> WeekView:
    size = draw(st.sampled_from([1e-4, 0.05, 12.0, 4.2e7, 9e12]))
    values = draw(st.lists(st.floats(-1, 1), min_size=2, max_size=60))
    step = draw(st.sampled_from([HOUR, 4 * HOUR, 8 * HOUR]))
    times = [AS_OF - n * step for n in range(len(values))][::-1]
    note = st.sampled_from(["median", "−44.5% a year", "$36.0M", "last settled"])
    tags = st.builds(
        Tag,
        value=st.floats(-1, 1).map(lambda share: share * size),
        text=st.sampled_from(["−0.0406%", "43.1M FIL", "−11.4 bps", "9,999.9B 1000PEPE"]),
        note=note,
    )
    return WeekView(
        **draw(TOLD),
        points=tuple((time, size * value) for time, value in zip(times, values, strict=True)),
        last=draw(tags),
        median=draw(st.none() | tags),
        zero=draw(st.booleans()),
        printed=draw(st.sampled_from([Ticks(), Ticks(suffix="%"), Ticks(scaled=True)])),
    )


@settings(max_examples=60, deadline=None)
@given(week_views())
def test_bars_of_a_week(view: WeekView) -> None:
    sound(bar_chart(view))


@settings(max_examples=60, deadline=None)
@given(week_views())
def test_the_line_of_a_week(view: WeekView) -> None:
    chart = line_chart(view)
    sound(chart)
    groups = ET.fromstring(chart.svg).iter(f"{SVG}g")
    axis = next(group for group in groups if group.get("data-min"))
    values = [value for _, value in view.points]
    domain = float(axis.get("data-min", "")), float(axis.get("data-max", ""))
    slack = 1e-9 * (domain[1] - domain[0])
    assert domain[0] - slack <= min(values)
    assert max(values) <= domain[1] + slack


@settings(max_examples=40, deadline=None)
@given(TOLD, st.lists(st.tuples(st.floats(0, 100), st.booleans()), min_size=1, max_size=4))
def test_shares(told: dict[str, Any], rows: list[tuple[float, bool]]) -> None:
    names = ("Top traders by position", "Top traders by account", "All accounts", "Takers")
    shares = tuple(
        Share(name=name, percent=p, long="100.0% bought", short="100.0% short" if both else "")
        for name, (p, both) in zip(names, rows, strict=False)
    )
    sound(shares_chart(SharesView(**told, shares=shares)))


@settings(max_examples=40, deadline=None)
@given(
    TOLD,
    st.lists(
        st.tuples(SIDES, PRINTED, st.lists(st.none() | WEIGHTS, min_size=3, max_size=3)),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_odds(
    told: dict[str, Any], rows: list[tuple[Side, str, list[float | None]]], wide: bool
) -> None:
    levels = tuple(
        Odds(
            side=side,
            price=price,
            odds=tuple(None if one is None else (one, f"{100 * one:.1f}%") for one in odds),
        )
        for side, price, odds in rows
    )
    horizons = ("by 00:00 UTC", "24 h", "72 h")
    sound(odds_chart(OddsView(**told, horizons=horizons, levels=levels, wide=wide)))


def _noise(seed: int, column: int, row: int) -> float:
    """A number from 0 to 1 that has nothing to do with its neighbours'; often 0."""
    return max(0, (seed * 7919 + column * 104_729 + row * 611_953) % 997 - 300) / 697


@st.composite
def heat_views(draw: st.DrawFn) -> HeatView:
    columns, price = draw(st.integers(2, 80)), draw(PRICES)
    seed = draw(st.integers(1, 10_000))
    full = draw(st.sampled_from([2e3, 1.6e6, 8e9]))
    usd = tuple(tuple(full * _noise(seed, c, b) for b in range(60)) for c in range(columns))
    times = tuple(AS_OF - 4 * n * HOUR for n in range(columns))[::-1]
    edges = tuple(price * (0.85 + 0.3 * n / 60) for n in range(61))
    closes = tuple((time, price * (0.8 + 0.4 * _noise(seed, n, 0))) for n, time in enumerate(times))
    return HeatView(
        **draw(TOLD),
        heat=Heatmap(times=times, edges=edges, usd=usd),
        closes=closes,
        price=Tag(value=price, text=draw(PRINTED)),
    )


@settings(max_examples=20, deadline=None)
@given(heat_views())
def test_the_heatmap_even_where_every_cell_differs(view: HeatView) -> None:
    sound(heat_chart(view))
