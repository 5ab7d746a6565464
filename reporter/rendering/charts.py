"""The price chart with modelled liquidation levels, and charts as PNG.

Every figure in a chart comes in as a finished string, except the ticks of its axes; those stand
in a group that names the axis's domain, so that a checker can hold them against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporter.model.market import Bar
from reporter.model.setup import Side
from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import Scale, spread, value_axis
from reporter.rendering.charts_frame import (
    GUTTER,
    HEIGHT,
    LANE,
    LEFT,
    SMALL,
    WIDTH,
    Chart,
    Frame,
    heading,
    source_line,
    value_ticks,
)
from reporter.rendering.charts_svg import INK, MUTED, ORANGE, TEAL, Point
from reporter.rendering.failures import RenderFailed
from reporter.rendering.resources import fonts_dir
from reporter.rendering.signs import in_sans

__all__ = ["Chart", "ChartView", "LevelMark", "Tag", "png", "price_chart"]

LABEL_GAP = 16.0
"""The least distance of two labels of the gutter in pixels."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A value on the price axis and how it is printed."""

    value: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMark:
    """A modelled liquidation level. ``weight`` (0 to 1) is its size beside the largest."""

    side: Side
    price: float
    weight: float
    text: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """A price chart. ``name`` is unique in its page; ``title`` states the finding.

    ``subtitle`` names unit and period, ``source`` venue and time of reading, ``alt`` the claim
    with its figures. Bars are oldest first; the next settlement comes with its printed time.
    """

    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    bars: tuple[Bar, ...]
    as_of: datetime
    price: Tag
    levels: tuple[LevelMark, ...] = ()
    invalidation: Tag | None = None
    settlements: tuple[datetime, ...] = ()
    next_settlement: tuple[datetime, str] | None = None


def price_chart(view: ChartView) -> Chart:
    """Line of hourly closes in the band of hourly ranges, with levels, price and settlements.

    Fails on fewer than two bars.
    """
    if len(view.bars) < 2:
        raise RenderFailed("a price chart needs at least two bars.", view.name)
    head, top = heading(view.title, view.subtitle)
    frame = _price_frame(view, top + 20)
    body = [
        *head,
        *value_ticks(frame),
        *_day_ticks(frame),
        *_levels(view, frame),
        *_price_line(view, frame),
        *_settlements(view, frame),
        *_gutter(view, frame),
        *_key(view, frame.bottom + 44),
        source_line(view.source, HEIGHT),
    ]
    drawing = svg.document(view.name, (WIDTH, HEIGHT), (view.title, view.alt), body)
    return Chart(name=view.name, svg=drawing, alt=view.alt)


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


def _price_frame(view: ChartView, top: float) -> Frame:
    values = [view.price.value, *(level.price for level in view.levels)]
    values += [price for bar in view.bars for price in (bar.low, bar.high)]
    if view.invalidation:
        values.append(view.invalidation.value)
    axis = value_axis(values)
    bottom, right = HEIGHT - 76, WIDTH - GUTTER - LANE
    last = max([view.as_of, *([view.next_settlement[0]] if view.next_settlement else [])])
    x = Scale(view.bars[0].start.timestamp(), last.timestamp(), LEFT, right)
    return Frame(x, Scale(axis.low, axis.high, bottom, top), axis, top, bottom, right)


def _day_ticks(frame: Frame) -> list[str]:
    """The time axis: a stroke at each midnight (UTC), the weekday's name between two of them."""
    parts = [
        svg.line((LEFT, frame.bottom), (frame.right, frame.bottom), stroke=INK, class_="c-ink-line")
    ]
    day = 86_400.0
    midnight = frame.x.low - frame.x.low % day
    while midnight < frame.x.high:
        start, end = max(midnight, frame.x.low), min(midnight + day, frame.x.high)
        if start > frame.x.low:
            x = frame.x(start)
            parts.append(
                svg.line((x, frame.bottom), (x, frame.bottom + 5), stroke=INK, class_="c-ink-line")
            )
        if frame.x(end) - frame.x(start) > 26:
            name = _DAYS[(int(midnight // day) + 3) % 7]
            middle = ((frame.x(start) + frame.x(end)) / 2, frame.bottom + 20)
            parts.append(svg.label(name, middle, text_anchor="middle", **SMALL))
        midnight += day
    return parts


def _price_line(view: ChartView, frame: Frame) -> list[str]:
    """The band between hourly lows and highs, and over it the line of closes to the price."""
    step = view.bars[1].start - view.bars[0].start
    closes = [_clip(frame, bar.start + step, bar.close) for bar in view.bars]
    opened = (frame.x(view.bars[0].start.timestamp()), frame.y(view.bars[0].open))
    now = _clip(frame, view.as_of, view.price.value)
    highs = [_clip(frame, bar.start + step / 2, bar.high) for bar in view.bars]
    lows = [_clip(frame, bar.start + step / 2, bar.low) for bar in view.bars]
    return [
        svg.element("path", d=svg.path([*highs, *reversed(lows)], closed=True), fill=svg.RANGE,
                    class_="c-range"),
        svg.element("path", d=svg.path([opened, *closes, now]), fill="none", stroke=INK,
                    stroke_width=1.6, stroke_linejoin="round", class_="c-ink-line"),
        svg.element("circle", cx=now[0], cy=now[1], r=3.4, fill=INK, stroke=svg.PAPER,
                    stroke_width=1.4, class_="c-dot"),
    ]  # fmt: skip


def _clip(frame: Frame, moment: datetime, value: float) -> Point:
    """A point of the plot; the bar that is still open ends at the right edge."""
    return (min(frame.x(moment.timestamp()), frame.right), frame.y(value))


def _levels(view: ChartView, frame: Frame) -> list[str]:
    """Each level as a hair line over the plot, and beside it a bar whose length is its size."""
    parts = []
    for level in view.levels:
        colour, name = _colour(level.side)
        y, length = frame.y(level.price), _bar_length(level)
        parts += [
            svg.line((LEFT, y), (frame.right, y), stroke=colour, stroke_width=0.8,
                     stroke_opacity="0.6", class_=f"{name}-line"),
            svg.rect((frame.right + 4, y - 3.5), length, 7, fill=colour, class_=name),
        ]  # fmt: skip
    if view.invalidation:
        y = frame.y(view.invalidation.value)
        parts.append(
            svg.line((LEFT, y), (frame.right, y), stroke=INK, stroke_width=1.2,
                     stroke_dasharray="5 4", class_="c-ink-line")
        )  # fmt: skip
    return parts


def _settlements(view: ChartView, frame: Frame) -> list[str]:
    """Dots on the time axis where funding was settled, and a line where it will be next."""
    inside = [m for m in view.settlements if frame.x.low <= m.timestamp() <= frame.x.high]
    parts = [
        svg.element("circle", cx=frame.x(moment.timestamp()), cy=frame.bottom, r=2.6, fill=MUTED,
                    stroke=svg.PAPER, stroke_width=0.8, class_="c-settled")
        for moment in inside
    ]  # fmt: skip
    if view.next_settlement:
        moment, text = view.next_settlement
        x = frame.x(moment.timestamp())
        parts += [
            svg.line((x, frame.top - 6), (x, frame.bottom), stroke=MUTED, stroke_width=1,
                     stroke_dasharray="1.5 3", class_="c-muted-line"),
            svg.label(f"Next funding {text}", (x, frame.top - 10), text_anchor="end", **SMALL),
        ]  # fmt: skip
    return parts


def _gutter(view: ChartView, frame: Frame) -> list[str]:
    """The right-hand labels, moved apart where they would touch, each led to its value."""
    entries = _gutter_entries(view)
    wanted = [frame.y(entry[0]) for entry in entries]
    places = spread(wanted, gap=LABEL_GAP, low=frame.top, high=frame.bottom)
    parts, edge = [], WIDTH - GUTTER
    for (_, kind, drawn, reach), y, place in zip(entries, wanted, places, strict=True):
        start = frame.right + 4 + reach
        leader = [(start, y), (edge - 2, y), (edge + 8, place)]
        parts.append(
            svg.element("path", d=svg.path(leader), fill="none", stroke=MUTED, stroke_width=0.8,
                        class_="c-muted-line")
        )  # fmt: skip
        parts.append(_gutter_label(kind, drawn, (edge + 12, place + 4)))
    return parts


def _gutter_entries(view: ChartView) -> list[tuple[float, str, tuple[str, str], float]]:
    """What the gutter shows, top to bottom: value, class, both texts, length of its bar."""
    entries = [
        (level.price, _colour(level.side)[1], (level.text, level.size), _bar_length(level))
        for level in view.levels
    ]
    entries.append((view.price.value, "c-ink", (view.price.text, "last"), 0.0))
    if view.invalidation:
        entries.append((view.invalidation.value, "c-ink", (view.invalidation.text, "void"), 0.0))
    return sorted(entries, key=lambda entry: -entry[0])


def _bar_length(level: LevelMark) -> float:
    return 4 + (LANE - 12) * level.weight


def _gutter_label(kind: str, drawn: tuple[str, str], at: Point) -> str:
    colour = {"c-above": TEAL, "c-below": ORANGE}.get(kind, INK)
    bold = svg.element("tspan", svg.words(drawn[0]), font_weight="600", fill=colour, class_=kind)
    rest = svg.element("tspan", svg.words(drawn[1]), dx=2, fill=MUTED, class_="c-muted")
    return svg.element("text", bold, " ", rest, x=at[0], y=at[1], font_size=12, class_="gutter")


def _key(view: ChartView, y: float) -> list[str]:
    """What the marks mean, in words, in one row below the plot."""
    entries: list[tuple[str, str]] = [
        (_swatch("line", INK, "c-ink-line", y), "Close"),
        (_swatch("box", svg.RANGE, "c-range", y), "Hourly range"),
    ]
    if any(level.side is Side.ABOVE for level in view.levels):
        entries.append((_swatch("box", TEAL, "c-above", y), "Modelled short liquidations"))
    if any(level.side is Side.BELOW for level in view.levels):
        entries.append((_swatch("box", ORANGE, "c-below", y), "Modelled long liquidations"))
    if view.invalidation:
        entries.append((_swatch("dash", INK, "c-ink-line", y), "Void"))
    if view.settlements:
        entries.append((_swatch("dot", MUTED, "c-settled", y), "Settlement"))
    parts, x = [], 0.0
    for drawing, text in entries:
        words = svg.label(text, (18, y), **SMALL)
        parts.append(svg.element("g", drawing, words, transform=f"translate({svg.number(x)} 0)"))
        x += 30 + svg.width_of(text, 11) * 0.86
    return parts


def _swatch(shape: str, colour: str, kind: str, y: float) -> str:
    if shape == "box":
        return svg.rect((0, y - 8), 12, 8, fill=colour, class_=kind)
    if shape == "dot":
        return svg.element("circle", cx=6, cy=y - 4, r=2.6, fill=colour, class_=kind)
    dashes: dict[str, svg.Attribute] = {"stroke_dasharray": "4 3"} if shape == "dash" else {}
    return svg.line((0, y - 4), (12, y - 4), stroke=colour, stroke_width=1.6, class_=kind, **dashes)


def _colour(side: Side) -> tuple[str, str]:
    return (TEAL, "c-above") if side is Side.ABOVE else (ORANGE, "c-below")
