"""What the charts share: sizes, frame, title block, ticks and foot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, Literal, TypeVar

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import Axis, Scale
from reporter.rendering.charts_svg import Paint, Point
from reporter.rendering.tokens import Palette, palette

WIDTH: Final = 680.0
HALF: Final = 330.0
HALF_HEIGHT: Final = 250.0
"""A chart over the whole measure, and one of two beside each other (or alone on a phone)."""

DAY: Final = 86_400.0
SOURCE_LINE: Final = 14.0
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

Width = Literal["full", "half", "spark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A finished chart and what it says in words.

    ``width``: over the whole measure, half of it, or as small as a word. ``narrow`` is the same
    chart drawn for a phone, where it is too wide for one.
    """

    name: str
    svg: str
    alt: str
    width: Width = "full"
    narrow: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What every chart is told. ``name`` is unique in its page; ``title`` states the finding.

    ``subtitle`` names unit and period, ``source`` venue and time of reading, ``alt`` the claim
    with its figures. All figures come in printed.
    """

    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    palette: Palette = field(default_factory=palette)

    @property
    def paint(self) -> Paint:
        """The brush with its colours."""
        return Paint(self.palette)


_Told = TypeVar("_Told", bound=Told)


def narrowed(told: _Told) -> _Told:
    """The same for its drawing for a phone, which may stand in the same page."""
    return replace(told, name=f"{told.name}-narrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A value on an axis and how it is printed; ``note`` says below it what it is."""

    value: float
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot lies, its two scales (seconds since 1970 and values), and its colours."""

    x: Scale
    y: Scale
    axis: Axis
    paint: Paint

    @property
    def left(self) -> float:
        """The left edge of the plot."""
        return self.x.start

    @property
    def right(self) -> float:
        """The right edge of the plot."""
        return self.x.end

    @property
    def top(self) -> float:
        """The upper edge of the plot."""
        return self.y.end

    @property
    def bottom(self) -> float:
        """The lower edge of the plot."""
        return self.y.start

    def at(self, moment: datetime, value: float) -> Point:
        """A point of the plot; what lies beyond the last moment stands at the right edge."""
        return min(self.x(moment.timestamp()), self.right), self.y(value)


def heading(told: Told, width: float) -> tuple[list[str], float]:
    """The title block, and the y below it."""
    paint, full = told.paint, width == WIDTH
    size, step = (17.0, 21.0) if full else (15.0, 19.0)
    small = 12.0 if full else 11.5
    title = svg.wrapped(told.title, size, width)
    subtitle = svg.wrapped(told.subtitle, small, width)
    below = 10 + step * len(title)
    parts = [
        svg.rect((0, 0), 34, 4, **paint.fill("accent")),
        svg.lines(title, (0, 10 + step), step, **paint.text("ink", size=size, bold=True)),
        svg.lines(subtitle, (0, below + step - 3), step - 3, **paint.text(size=small)),
    ]
    return parts, below + (step - 3) * len(subtitle) + 12


def source_lines(told: Told, width: float, height: float) -> tuple[str, float]:
    """Where the figures come from, at the foot of the drawing, and the y above it."""
    texts = svg.wrapped(told.source, 11, width)
    first = height - 6 - SOURCE_LINE * (len(texts) - 1)
    return svg.lines(texts, (0, first), SOURCE_LINE, **told.paint.text()), first - 11


def foot_height(told: Told, width: float) -> float:
    """The room that ``source_lines`` need at the foot of a drawing."""
    return -source_lines(told, width, 0.0)[1]


def finished(told: Told, body: Sequence[str], size: Point) -> Chart:
    """The drawing with its title and description, as a chart."""
    drawing = svg.document(told.name, size, (told.title, told.alt), body, told.paint)
    return Chart(
        name=told.name, svg=drawing, alt=told.alt, width="full" if size[0] == WIDTH else "half"
    )


def ticks(labels: Sequence[str], low: float, high: float) -> str:
    """Tick labels in a group that names their domain, so that a checker can hold them to it."""
    domain = {"data_min": f"{low:.10g}", "data_max": f"{high:.10g}"}
    return svg.element("g", *labels, class_="axis", **domain)


def tick(text: str, at: Point, paint: Paint, anchor: str) -> str:
    """One tick label; it may stand in a group of ``ticks`` only."""
    drawn = paint.text()
    return svg.label(text, at, text_anchor=anchor, **drawn | {"class_": f"tick {drawn['class_']}"})


def value_ticks(frame: Frame) -> list[str]:
    """Grid lines with their labels to the left, in a group that names the domain."""
    lines, labels = [], []
    for value, text in frame.axis.ticks:
        y = frame.y(value)
        lines.append(svg.line((frame.left, y), (frame.right, y), **frame.paint.stroke("line")))
        labels.append(tick(text, (frame.left - 8, y + 4), frame.paint, "end"))
    return [*lines, ticks(labels, frame.axis.low, frame.axis.high)]


def tick_room(axis: Axis) -> float:
    """The room that the labels of an axis need at the left of a plot."""
    return max(svg.width_of(text, 11) for _, text in axis.ticks) + 8


def day_ticks(frame: Frame) -> list[str]:
    """The time axis: a stroke at each midnight (UTC), the weekday's name between two of them.

    Where days are too narrow for that, dates stand at some of the strokes.
    """
    ink = frame.paint.stroke("ink")
    parts = [svg.line((frame.left, frame.bottom), (frame.right, frame.bottom), **ink)]
    strokes = [frame.x(midnight) for midnight in _midnights(frame)]
    parts += [svg.line((x, frame.bottom), (x, frame.bottom + 5), **ink) for x in strokes]
    day = frame.x(DAY) - frame.x(0.0)
    named = day > _NAMED and len(strokes) <= len(_DAYS)
    return parts + (_weekdays(frame) if named else _dates(frame))


_NAMED: Final = 28.0
"""The least width of a day whose name is printed below it."""


def _midnights(frame: Frame) -> Iterator[float]:
    midnight = frame.x.low - frame.x.low % DAY + DAY
    while midnight < frame.x.high:
        yield midnight
        midnight += DAY


def _weekdays(frame: Frame) -> list[str]:
    parts = []
    edges = [frame.x.low, *_midnights(frame), frame.x.high]
    for start, end in pairwise(edges):
        if frame.x(end) - frame.x(start) > _NAMED:
            name = _DAYS[(int(start // DAY) + 3) % 7]
            middle = ((frame.x(start) + frame.x(end)) / 2, frame.bottom + 18)
            parts.append(svg.label(name, middle, text_anchor="middle", **frame.paint.text()))
    return parts


def _dates(frame: Frame) -> list[str]:
    """Dates at every so manieth midnight as has room, counted back from the last."""
    midnights = list(_midnights(frame))
    texts = [_date(midnight) for midnight in midnights]
    widest = max((svg.width_of(text, 11) for text in texts), default=0.0)
    every = math.ceil((widest + 10) / (frame.x(DAY) - frame.x(0.0)))
    labels = [
        tick(text, (x, frame.bottom + 18), frame.paint, "middle")
        for text, x in zip(texts[::-every], map(frame.x, midnights[::-every]), strict=True)
        if frame.left <= x - widest / 2 and x + widest / 2 <= frame.right + 12
    ]
    return [ticks(labels, frame.x.low, frame.x.high)] if labels else []


def _date(midnight: float) -> str:
    day = datetime.fromtimestamp(midnight, UTC)
    return f"{day.day} {_MONTHS[day.month - 1]}"
