"""The liquidation heatmap: modelled USD by price and time, with the price over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from reporter.model.setup import Heatmap
from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import FINE, Axis, Scale, Ticks, value_axis
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
    tick,
    tick_room,
    ticks,
    value_ticks,
)
from reporter.rendering.charts_svg import Point
from reporter.rendering.failures import RenderFailed
from reporter.rendering.tokens import HEAT_STEPS

_HEIGHT = 380.0
_PLOT = 240.0
_ABOVE, _BELOW = 4.0, 68.0
"""The height of a wide drawing and of a narrow plot, and what stands above and below a plot."""
_NOW = 14.0
"""The width of the last column, which is the map of now."""
_KEY = 30.0
_MOST = 16_000
"""Characters that the cells may take, so that the drawing stays small."""

_Masks = list[list[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatView(Told):
    """Modelled liquidations by time and price bin, the closes over them, the price of now."""

    heat: Heatmap
    closes: tuple[tuple[datetime, float], ...]
    price: Tag


def heat_chart(view: HeatView) -> Chart:
    """The map as cells of one hue, darker (in the dark: brighter) where more is modelled.

    A column is drawn from its time to the next one's; that of now stands behind the price.
    Fails where there is nothing in the map.
    """
    most = max((usd for column in view.heat.usd for usd in column), default=0.0)
    if len(view.heat.times) < 2 or not most > 0:
        raise RenderFailed("a heatmap needs two columns and something in them.", view.name)
    dollars = Ticks(prefix="$", scaled=True)
    key = value_axis([0.0, most], wanted=HEAT_STEPS, printed=dollars, steps=FINE)
    return replace(
        _drawn(view, key, WIDTH, _HEIGHT), narrow=_drawn(narrowed(view), key, HALF, None)
    )


def _drawn(view: HeatView, key: Axis, width: float, height: float | None) -> Chart:
    """The drawing in that width, and in that height or as high as its parts need."""
    head, top = heading(view, width)
    height = height or top + _ABOVE + _PLOT + _BELOW + foot_height(view, width)
    foot, above = source_lines(view, width, height)
    frame = _frame(view, width, top + _ABOVE, above - _BELOW)
    corner, edge = (frame.right, frame.bottom), (frame.right + _NOW, frame.bottom)
    body = [
        *head,
        *_cells(view, frame, key),
        *value_ticks(frame),
        *day_ticks(frame),
        svg.line(corner, edge, **frame.paint.stroke("ink")),
        *_price(view, frame),
        *_key(key, frame, (width, above - 34)),
        foot,
    ]
    return finished(view, body, (width, height))


def _frame(view: HeatView, width: float, top: float, bottom: float) -> Frame:
    closes = [close for _, close in view.closes]
    values = [*view.heat.edges, *closes, view.price.value]
    axis = value_axis(values, wanted=8).within(min(values), max(values))
    gutter = svg.width_of(view.price.text, 12) + 22 + _NOW
    first, now = view.heat.times[0].timestamp(), view.heat.times[-1].timestamp()
    x = Scale(first, now, tick_room(axis), width - gutter)
    return Frame(x, Scale(axis.low, axis.high, bottom, top), axis, view.paint)


# --- cells ---------------------------------------------------------------------------------


def _cells(view: HeatView, frame: Frame, key: Axis) -> list[str]:
    """A shape for every step of the scale, each over that of the step below it."""
    xs = [round(frame.x(time.timestamp())) for time in view.heat.times]
    xs.append(round(frame.right + _NOW))
    ys = [round(frame.y(edge)) for edge in view.heat.edges]
    starts = [value for value, _ in key.ticks[:-1]]
    columns: Sequence[Sequence[float]] = view.heat.usd
    shapes = _shapes(columns, xs, ys, starts)
    while sum(map(len, shapes)) > _MOST:
        columns, xs = _halved(columns), [*xs[:-1:2], xs[-1]]
        shapes = _shapes(columns, xs, ys, starts)
    return [
        svg.element("path", d=shape, shape_rendering="crispEdges", **frame.paint.fill(role))
        for shape, role in zip(shapes, _roles(len(starts)), strict=True)
        if shape
    ]


def _roles(count: int) -> list[str]:
    """That many colours over the whole of the scale."""
    return [f"heat-{1 + round(n * (HEAT_STEPS - 1) / max(count - 1, 1))}" for n in range(count)]


def _halved(columns: Sequence[Sequence[float]]) -> list[list[float]]:
    """Every two columns as one, with the larger of both values."""
    pairs = zip(columns[::2], [*columns[1::2], *columns[-1:]], strict=False)
    return [[max(pair) for pair in zip(*two, strict=True)] for two in pairs]


def _shapes(
    columns: Sequence[Sequence[float]],
    xs: Sequence[int],
    ys: Sequence[int],
    starts: Sequence[float],
) -> list[str]:
    """For each start of a step the cells above it, as one path of rectangles."""
    return [
        "".join(
            f"M{xs[a]} {ys[b + 1]}h{xs[stop] - xs[a]}v{ys[b] - ys[b + 1]}h{xs[a] - xs[stop]}z"
            for b in range(len(ys) - 1)
            for a, stop in _runs([column[b] > start for column in columns])
        )
        for start in starts
    ]


def _runs(mask: Sequence[bool]) -> list[tuple[int, int]]:
    """Start and end of each run of marked places."""
    edges = [n for n, (a, b) in enumerate(pairwise([False, *mask, False])) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


# --- price and key -------------------------------------------------------------------------


def _price(view: HeatView, frame: Frame) -> list[str]:
    """The closes as a line with a rim of paper, so that it shows on every colour."""
    first = view.heat.times[0]
    points = [frame.at(time, close) for time, close in view.closes if time >= first]
    now = frame.at(view.heat.times[-1], view.price.value)
    line = svg.path([*points, now])
    paint, x = frame.paint, frame.right + _NOW
    label = (x + 12, now[1] + 4)
    return [
        svg.element("path", d=line, stroke_linejoin="round", stroke_opacity="0.8",
                    **paint.stroke("paper", 3.6)),
        svg.element("path", d=line, stroke_linejoin="round", **paint.stroke("ink", 1.5)),
        svg.element("circle", cx=now[0], cy=now[1], r=3.4, **paint.dot("ink", 1.4)),
        svg.line((x + 2, now[1]), (x + 9, now[1]), **paint.stroke("muted", 0.8)),
        svg.label(view.price.text, label, **paint.text("ink", size=12, bold=True)),
    ]  # fmt: skip


def _key(key: Axis, frame: Frame, place: Point) -> list[str]:
    """The scale of the colours as far as the right edge, with as many ticks below it as fit."""
    (edge, y), paint, roles = place, frame.paint, _roles(len(key.ticks) - 1)
    label = max(svg.width_of(text, 11) for _, text in key.ticks)
    width = min(label + 10, (edge - label / 2 - frame.left) / len(roles))
    labels = [
        tick(text, (frame.left + n * width, y + 22), paint, "middle")
        for n, (_, text) in enumerate(key.ticks)
    ]
    every = math.ceil((label + 6) / width)
    return [
        *(
            svg.rect((frame.left + n * width, y), width, 8, **paint.fill(role))
            for n, role in enumerate(roles)
        ),
        ticks(labels[::every], key.low, key.high),
    ]
