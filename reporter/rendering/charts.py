"""The price chart with modelled liquidations, and charts as PNG.

Every figure in a chart comes in as a finished string, except the ticks of its axes; those stand
in a group that names the axis's domain, so that a checker can hold them against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from reporter.model.market import Bar
from reporter.model.setup import Side
from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import Axis, Scale, value_axis
from reporter.rendering.charts_frame import (
    HALF,
    WIDTH,
    Chart,
    Frame,
    Tag,
    Told,
    day_ticks,
    finished,
    foot_height,
    heading,
    narrowed,
    source_lines,
    tick_room,
    value_ticks,
)
from reporter.rendering.charts_gutter import Gutter, Label
from reporter.rendering.charts_key import ROW, Sign, key, rows_of
from reporter.rendering.failures import RenderFailed
from reporter.rendering.resources import fonts_dir
from reporter.rendering.signs import in_sans

__all__ = ["Bin", "Chart", "ChartView", "LevelMark", "Tag", "png", "price_chart"]

_PLOT: Final = 220.0
_ABOVE, _BELOW, _KEY = 20.0, 52.0, 11.0
"""The height of a narrow plot at least, and of what stands between head and plot, between plot
and foot, and between key and foot.
"""
_NO_LANE: Final = 12.0
_APART: Final = 3.0
"""Marks of settlements are at least so many pixels apart, from middle to middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """How wide the drawing is, its height (None: as its parts need), and the lane for the bars of
    modelled liquidations, where there are any; all in pixels. ``fine``: thickness of its marks.
    """

    width: float
    height: float | None
    lane: float
    fine: float = 1.0
    stacked: bool = False

    def reach(self, weight: float) -> float:
        """The length of the bar of that weight."""
        return 4 + (self.lane - 12) * weight


_WIDE: Final = _Sheet(width=WIDTH, height=410.0, lane=84.0)
_NARROW: Final = _Sheet(width=HALF, height=None, lane=48.0, fine=0.75, stacked=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMark:
    """A modelled liquidation level. ``weight`` (0 to 1) is its size beside the largest."""

    side: Side
    price: float
    weight: float
    text: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Modelled liquidations between two prices, ``weight`` (above 0, up to 1) of the fullest."""

    side: Side
    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView(Told):
    """A price chart. Bars are oldest first; the next settlement comes with its printed time.

    The ``profile`` is drawn as far as the price axis shows.
    """

    bars: tuple[Bar, ...]
    as_of: datetime
    price: Tag
    levels: tuple[LevelMark, ...] = ()
    profile: tuple[Bin, ...] = ()
    invalidation: Tag | None = None
    settlements: tuple[datetime, ...] = ()
    next_settlement: tuple[datetime, str] | None = None


def price_chart(view: ChartView) -> Chart:
    """Line of hourly closes in the band of hourly ranges, with levels, price and settlements;
    beside the plot the profile of modelled liquidations on the same axis.

    Fails on fewer than two bars.
    """
    if len(view.bars) < 2:
        raise RenderFailed("a price chart needs at least two bars.", view.name)
    return replace(_drawn(view, _WIDE), narrow=_drawn(narrowed(view), _NARROW))


def _drawn(view: ChartView, sheet: _Sheet) -> Chart:
    gutter, axis = _gutter(view, sheet), _price_axis(view)
    x = _time_scale(view, sheet, gutter, axis)
    settled = _settled(view, x)
    signs = rows_of(_signs(view, settled=bool(settled)), sheet.width)
    head, top = heading(view, sheet.width)
    below = _BELOW + ROW * (len(signs) - 1)
    plot = max(_PLOT, gutter.height)
    height = sheet.height or top + _ABOVE + plot + below + foot_height(view, sheet.width)
    foot, above = source_lines(view, sheet.width, height)
    frame = Frame(x, Scale(axis.low, axis.high, above - below, top + _ABOVE), axis, view.paint)
    body = [
        *head,
        *value_ticks(frame),
        *day_ticks(frame),
        *_profile(view, frame, sheet),
        *_levels(view, frame, sheet),
        *_price_line(view, frame, sheet.fine),
        *_settlements(settled, frame, sheet.fine),
        *_next_settlement(view, frame),
        *gutter.drawn(frame, sheet.width - gutter.width),
        *key(signs, view.paint, above - _KEY - ROW * (len(signs) - 1)),
        foot,
    ]
    return finished(view, body, (sheet.width, height))


def png(chart: Chart, *, limit: int = 80_000) -> bytes:
    """The chart as PNG in light colours, drawn with the bundled fonts only; a square stands for
    signs that they lack.

    It is drawn as sharp as ``limit`` bytes allow, and at the least in its own size.
    """
    for zoom in (1.75, 1.5, 1.25):
        drawn = _raster(chart, zoom)
        if len(drawn) <= limit:
            return drawn
    return _raster(chart, 1.0)


def _raster(chart: Chart, zoom: float) -> bytes:
    import resvg_py

    fonts = [str(path) for path in sorted(fonts_dir().glob("reporter-sans-*.ttf"))]
    try:
        return resvg_py.svg_to_bytes(
            svg_string=in_sans(chart.svg),
            zoom=zoom,
            skip_system_fonts=True,
            font_files=fonts,
            font_family="Reporter Sans",
            sans_serif_family="Reporter Sans",
        )
    except ValueError as error:
        raise RenderFailed(f"the chart cannot be drawn: {error}.", chart.name) from error


def _price_axis(view: ChartView) -> Axis:
    values = [view.price.value, *(level.price for level in view.levels)]
    values += [price for bar in view.bars for price in (bar.low, bar.high)]
    if view.invalidation:
        values.append(view.invalidation.value)
    return value_axis(values)


def _time_scale(view: ChartView, sheet: _Sheet, gutter: Gutter, axis: Axis) -> Scale:
    """From the first bar to the next settlement, with room for lane and gutter at its right."""
    lane = sheet.lane if view.levels or view.profile else _NO_LANE
    left, right = tick_room(axis), sheet.width - gutter.width - lane
    last = max([view.as_of, *([view.next_settlement[0]] if view.next_settlement else [])])
    return Scale(view.bars[0].start.timestamp(), last.timestamp(), left, right)


def _price_line(view: ChartView, frame: Frame, fine: float) -> list[str]:
    """The band between hourly lows and highs, and over it the line of closes to the price."""
    step, paint = view.bars[1].start - view.bars[0].start, frame.paint
    closes = [frame.at(bar.start + step, bar.close) for bar in view.bars]
    opened = frame.at(view.bars[0].start, view.bars[0].open)
    now = frame.at(view.as_of, view.price.value)
    highs = [frame.at(bar.start + step / 2, bar.high) for bar in view.bars]
    lows = [frame.at(bar.start + step / 2, bar.low) for bar in view.bars]
    band, line = svg.path([*highs, *reversed(lows)], closed=True), svg.path([opened, *closes, now])
    return [
        svg.element("path", d=band, **paint.fill("range")),
        svg.element("path", d=line, stroke_linejoin="round", **paint.stroke("ink", 1.6 * fine)),
        svg.element("circle", cx=now[0], cy=now[1], r=3.4, **paint.dot("ink", 1.4)),
    ]


def _profile(view: ChartView, frame: Frame, sheet: _Sheet) -> list[str]:
    """Modelled liquidations by price, beside the plot and on its axis."""
    parts = []
    for part in view.profile:
        low, high = max(part.low, frame.axis.low), min(part.high, frame.axis.high)
        if low >= high:
            continue
        top, bottom = frame.y(high), frame.y(low)
        colour = frame.paint.fill(_ROLES[part.side])
        length = sheet.reach(part.weight)
        parts.append(
            svg.rect((frame.right + 4, top), length, bottom - top, fill_opacity="0.35", **colour)
        )
    return parts


def _levels(view: ChartView, frame: Frame, sheet: _Sheet) -> list[str]:
    """Each level as a hair line over the plot, and beside it a bar whose length is its size."""
    parts = []
    for level in view.levels:
        role, y = _ROLES[level.side], frame.y(level.price)
        line = frame.paint.stroke(role, 0.8)
        parts.append(svg.line((frame.left, y), (frame.right, y), stroke_opacity="0.6", **line))
        bar = frame.paint.fill(role)
        parts.append(svg.rect((frame.right + 4, y - 2), sheet.reach(level.weight), 4, **bar))
    if view.invalidation:
        y = frame.y(view.invalidation.value)
        dashed = frame.paint.stroke("ink", 1.2)
        parts.append(svg.line((frame.left, y), (frame.right, y), stroke_dasharray="5 4", **dashed))
    return parts


def _settled(view: ChartView, x: Scale) -> tuple[float, ...]:
    """Where on the time axis funding was settled; nothing where marks would run together."""
    moments = (moment.timestamp() for moment in view.settlements)
    places = tuple(sorted(x(moment) for moment in moments if x.low <= moment <= x.high))
    return places if _closest(places) >= _APART else ()


def _closest(places: Sequence[float]) -> float:
    return min((after - before for before, after in pairwise(places)), default=math.inf)


def _settlements(places: Sequence[float], frame: Frame, fine: float) -> list[str]:
    """Dots on the time axis where funding was settled, small enough to stay apart."""
    radius = min(2.6 * fine, _closest(places) / 3)
    dot = frame.paint.dot("muted", 0.8 * fine)
    return [svg.element("circle", cx=x, cy=frame.bottom, r=radius, **dot) for x in places]


def _next_settlement(view: ChartView, frame: Frame) -> list[str]:
    """A line where funding will be settled next."""
    if not view.next_settlement:
        return []
    moment, text = view.next_settlement
    x, paint = frame.x(moment.timestamp()), frame.paint
    dotted = {"stroke_dasharray": "1.5 3", **paint.stroke("muted")}
    return [
        svg.line((x, frame.top - 6), (x, frame.bottom), **dotted),
        svg.label(f"Next funding {text}", (x, frame.top - 10), text_anchor="end", **paint.text()),
    ]


def _gutter(view: ChartView, sheet: _Sheet) -> Gutter:
    """Levels, price and the price that makes the view void, at the right of the plot."""
    price, void = view.price, view.invalidation
    labels = [
        Label(
            value=level.price,
            role=_ROLES[level.side],
            text=level.text,
            note=level.size,
            reach=sheet.reach(level.weight),
        )
        for level in view.levels
    ]
    labels.append(Label(value=price.value, role="ink", text=price.text, note="last"))
    if void:
        labels.append(Label(value=void.value, role="ink", text=void.text, note="void"))
    return Gutter.of(labels, stacked=sheet.stacked)


def _signs(view: ChartView, *, settled: bool) -> list[Sign]:
    """What the key explains: the marks that are drawn."""
    sides = {level.side for level in view.levels} | {part.side for part in view.profile}
    told = (
        (Sign("line", "ink", "Close"), True),
        (Sign("box", "range", "Hourly range"), True),
        (Sign("box", "up", "Modelled short liquidations"), Side.ABOVE in sides),
        (Sign("box", "down", "Modelled long liquidations"), Side.BELOW in sides),
        (Sign("dash", "ink", "Void"), bool(view.invalidation)),
        (Sign("dot", "muted", "Settlement"), settled),
    )
    return [sign for sign, drawn in told if drawn]


_ROLES = {Side.ABOVE: "up", Side.BELOW: "down"}
