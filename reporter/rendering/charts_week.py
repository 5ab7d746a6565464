"""Small charts of a measure over the past days: bars around zero, or a line.

Labels stand in a gutter at the right, each beside its value, so that none lies on the data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import PLAIN, Scale, Ticks, spread, value_axis
from reporter.rendering.charts_frame import (
    HALF,
    HALF_HEIGHT,
    Chart,
    Frame,
    Tag,
    Told,
    day_ticks,
    finished,
    heading,
    source_lines,
    tick_room,
    value_ticks,
)
from reporter.rendering.charts_svg import Paint, Point
from reporter.rendering.failures import RenderFailed

Points = tuple[tuple[datetime, float], ...]

_LINE = 13.0
"""From one line of a label to the next."""
_FINEST = 3.0
"""Bars are drawn one by one where so many pixels lie between their middles."""
_OVERLAP = 0.05
"""Pixels by which neighbours in an area overlap, as venues stamp some settlements late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView(Told):
    """A measure over time, oldest first, in the unit of its ticks.

    ``last`` labels the newest value and ``median``, where there is one, a line across.
    ``zero`` brings zero into the axis, ``printed`` is how its ticks are.
    """

    points: Points
    last: Tag
    median: Tag | None = None
    zero: bool = False
    printed: Ticks = PLAIN


def bar_chart(view: WeekView) -> Chart:
    """A bar for each value, up or down from zero. Fails on fewer than two."""
    return _drawn(view, _bars)


def line_chart(view: WeekView) -> Chart:
    """A line through the values to a dot at the newest. Fails on fewer than two."""
    return _drawn(view, _line)


def _drawn(view: WeekView, marks: Callable[[WeekView, Frame], list[str]]) -> Chart:
    if len(view.points) < 2:
        raise RenderFailed("a chart of past days needs at least two values.", view.name)
    head, top = heading(view, HALF)
    foot, above = source_lines(view, HALF, HALF_HEIGHT)
    frame = _frame(view, top + 4, above - 26)
    body = [
        *head,
        *value_ticks(frame),
        *day_ticks(frame),
        *_zero(frame),
        *marks(view, frame),
        *_median(view, frame),
        *_gutter(view, frame),
        foot,
    ]
    return finished(view, body, (HALF, HALF_HEIGHT))


def _tags(view: WeekView) -> list[Tag]:
    return [view.last, *([view.median] if view.median else [])]


def _frame(view: WeekView, top: float, bottom: float) -> Frame:
    values = [value for _, value in view.points] + [tag.value for tag in _tags(view)]
    axis = value_axis(values + ([0.0] if view.zero else []), wanted=3, printed=view.printed)
    right = HALF - max(_width(tag) for tag in _tags(view)) - _LEAD
    first, last = view.points[0][0].timestamp(), view.points[-1][0].timestamp()
    # Half a step at both ends, so that the outer bars stand within the plot.
    half = (last - first) / (len(view.points) - 1) / 2
    x = Scale(first - half, last + half, tick_room(axis), right)
    return Frame(x, Scale(axis.low, axis.high, bottom, top), axis, view.paint)


_LEAD = 16.0
"""Room for the line that leads from the plot to a label."""


def _width(tag: Tag) -> float:
    return max(svg.width_of(tag.text, 12), *(svg.width_of(line, 11) for line in _notes(tag)))


def _notes(tag: Tag) -> tuple[str, ...]:
    return svg.wrapped(tag.note, 11, _NOTE)


_NOTE = 84.0


def _zero(frame: Frame) -> list[str]:
    """The line of zero, where it lies within the plot."""
    if not frame.axis.low < 0 < frame.axis.high:
        return []
    y = frame.y(0.0)
    return [svg.line((frame.left, y), (frame.right, y), **frame.paint.stroke("muted"))]


def _median(view: WeekView, frame: Frame) -> list[str]:
    """The line of the median, over the marks: areas would hide it."""
    if not view.median:
        return []
    y, dashed = frame.y(view.median.value), frame.paint.stroke("ink", 1.2)
    return [svg.line((frame.left, y), (frame.right, y), stroke_dasharray="4 3", **dashed)]


def _bars(view: WeekView, frame: Frame) -> list[str]:
    """Bars, or where they are too many to stand apart, the areas that they make together."""
    times = [moment.timestamp() for moment, _ in view.points]
    step = min(frame.x(b) - frame.x(a) for a, b in pairwise(times))
    if step < _FINEST:
        return _areas(view, frame, step / 2 + _OVERLAP)
    width, zero = 0.72 * step, frame.y(0.0)
    parts = []
    for moment, value in view.points:
        y, x = frame.y(value), frame.x(moment.timestamp()) - width / 2
        colour = frame.paint.fill("up" if value > 0 else "down")
        parts.append(svg.rect((x, min(y, zero)), width, max(abs(y - zero), 0.6), **colour))
    return parts


def _areas(view: WeekView, frame: Frame, half: float) -> list[str]:
    """Each sign's bars as one shape: bars of their own would show seams where they meet."""
    zero = frame.y(0.0)
    shapes = {"up": "", "down": ""}
    for moment, value in view.points:
        x, y = frame.x(moment.timestamp()), frame.y(value)
        corners = ((x - half, zero), (x - half, y), (x + half, y), (x + half, zero))
        shapes["up" if value > 0 else "down"] += svg.path(corners, closed=True)
    return [
        svg.element("path", d=shape, **frame.paint.fill(role))
        for role, shape in shapes.items()
        if shape
    ]


def _line(view: WeekView, frame: Frame) -> list[str]:
    points = [frame.at(moment, value) for moment, value in view.points]
    drawn = frame.paint.stroke("ink", 1.6)
    now = points[-1]
    return [
        svg.element("path", d=svg.path(points), stroke_linejoin="round", **drawn),
        svg.element("circle", cx=now[0], cy=now[1], r=3.2, **frame.paint.dot("ink")),
    ]


def _gutter(view: WeekView, frame: Frame) -> list[str]:
    """The labels, moved apart where they would touch, each led to its value."""
    tags = _tags(view)
    heights = [_LINE * (1 + len(_notes(tag))) for tag in tags]
    wanted = [frame.y(tag.value) for tag in tags]
    low, high = frame.top + max(heights) / 2 - _LINE / 2, frame.bottom - max(heights) / 2 + _LINE
    places = spread(wanted, gap=max(heights) + 4, low=low, high=high)
    parts = []
    for tag, y, place, height in zip(tags, wanted, places, heights, strict=True):
        x = frame.right + _LEAD
        lead = svg.path([(frame.right + 2, y), (frame.right + 5, y), (x - 4, place)])
        parts.append(svg.element("path", d=lead, **frame.paint.stroke("muted", 0.8)))
        parts += _label(tag, (x, place - height / 2 + 10), frame.paint)
    return parts


def _label(tag: Tag, at: Point, paint: Paint) -> list[str]:
    """The figure and its note. Each is a text of its own, as a reader of a PDF finds them."""
    x, y = at
    notes = svg.lines(_notes(tag), (x, y + _LINE), _LINE, **paint.text())
    bold = paint.text("ink", size=12, bold=True)
    return [svg.label(tag.text, at, **bold), *([notes] if tag.note else [])]
