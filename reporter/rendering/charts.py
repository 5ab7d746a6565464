"""The price chart with modelled liquidations, and charts as PNG.

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
    WIDTH,
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
from reporter.rendering.resources import fonts_dir
from reporter.rendering.signs import in_sans

__all__ = ["Bin", "Chart", "ChartView", "LevelMark", "Tag", "png", "price_chart"]

HEIGHT = 410.0
LANE = 84.0
"""Room for the bars of modelled liquidations, where there are any."""

LABEL_GAP = 16.0
"""The least distance of two labels of the gutter in pixels."""


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
    head, top = heading(view, WIDTH)
    foot, above = source_lines(view, WIDTH, HEIGHT)
    frame = _price_frame(view, top + 20, above - 52)
    body = [
        *head,
        *value_ticks(frame),
        *day_ticks(frame),
        *_profile(view, frame),
        *_levels(view, frame),
        *_price_line(view, frame),
        *_settlements(view, frame),
        *_gutter(view, frame),
        *_key(view, above - 11),
        foot,
    ]
    return finished(view, body, (WIDTH, HEIGHT))


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


def _price_frame(view: ChartView, top: float, bottom: float) -> Frame:
    values = [view.price.value, *(level.price for level in view.levels)]
    values += [price for bar in view.bars for price in (bar.low, bar.high)]
    if view.invalidation:
        values.append(view.invalidation.value)
    axis = value_axis(values)
    left, right = tick_room(axis), WIDTH - _gutter_width(view) - _lane(view)
    last = max([view.as_of, *([view.next_settlement[0]] if view.next_settlement else [])])
    x = Scale(view.bars[0].start.timestamp(), last.timestamp(), left, right)
    return Frame(x, Scale(axis.low, axis.high, bottom, top), axis, view.paint)


def _price_line(view: ChartView, frame: Frame) -> list[str]:
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
        svg.element("path", d=line, stroke_linejoin="round", **paint.stroke("ink", 1.6)),
        svg.element("circle", cx=now[0], cy=now[1], r=3.4, **paint.dot("ink", 1.4)),
    ]


def _profile(view: ChartView, frame: Frame) -> list[str]:
    """Modelled liquidations by price, beside the plot and on its axis."""
    parts = []
    for part in view.profile:
        low, high = max(part.low, frame.axis.low), min(part.high, frame.axis.high)
        if low >= high:
            continue
        top, bottom = frame.y(high), frame.y(low)
        colour = frame.paint.fill(_ROLES[part.side])
        length = _length(part.weight)
        parts.append(
            svg.rect((frame.right + 4, top), length, bottom - top, fill_opacity="0.35", **colour)
        )
    return parts


def _levels(view: ChartView, frame: Frame) -> list[str]:
    """Each level as a hair line over the plot, and beside it a bar whose length is its size."""
    parts = []
    for level in view.levels:
        role, y = _ROLES[level.side], frame.y(level.price)
        line = frame.paint.stroke(role, 0.8)
        parts.append(svg.line((frame.left, y), (frame.right, y), stroke_opacity="0.6", **line))
        bar = frame.paint.fill(role)
        parts.append(svg.rect((frame.right + 4, y - 2), _length(level.weight), 4, **bar))
    if view.invalidation:
        y = frame.y(view.invalidation.value)
        dashed = frame.paint.stroke("ink", 1.2)
        parts.append(svg.line((frame.left, y), (frame.right, y), stroke_dasharray="5 4", **dashed))
    return parts


def _settlements(view: ChartView, frame: Frame) -> list[str]:
    """Dots on the time axis where funding was settled, and a line where it will be next."""
    paint = frame.paint
    inside = [m for m in view.settlements if frame.x.low <= m.timestamp() <= frame.x.high]
    parts = [
        svg.element(
            "circle", cx=frame.x(m.timestamp()), cy=frame.bottom, r=2.6, **paint.dot("muted", 0.8)
        )
        for m in inside
    ]
    if view.next_settlement:
        moment, text = view.next_settlement
        x, line = frame.x(moment.timestamp()), paint.stroke("muted")
        at = (x, frame.top - 10)
        parts.append(
            svg.line((x, frame.top - 6), (x, frame.bottom), stroke_dasharray="1.5 3", **line)
        )
        parts.append(svg.label(f"Next funding {text}", at, text_anchor="end", **paint.text()))
    return parts


def _gutter(view: ChartView, frame: Frame) -> list[str]:
    """The right-hand labels, moved apart where they would touch, each led to its value."""
    entries = _gutter_entries(view)
    wanted = [frame.y(entry[0]) for entry in entries]
    places = spread(wanted, gap=LABEL_GAP, low=frame.top, high=frame.bottom)
    parts, edge = [], WIDTH - _gutter_width(view)
    for (_, role, drawn, reach), y, place in zip(entries, wanted, places, strict=True):
        leader = svg.path([(frame.right + 4 + reach, y), (edge - 2, y), (edge + 8, place)])
        parts.append(svg.element("path", d=leader, **frame.paint.stroke("muted", 0.8)))
        parts.append(_gutter_label(frame.paint, role, drawn, (edge + 12, place + 4)))
    return parts


def _gutter_width(view: ChartView) -> float:
    """The room in pixels that the labels at the right need, with the lines that lead to them."""
    texts = (entry[2] for entry in _gutter_entries(view))
    return 16 + max(svg.width_of(text, 12.5) + 6 + svg.width_of(note, 12) for text, note in texts)


def _lane(view: ChartView) -> float:
    return LANE if view.levels or view.profile else 12.0


def _gutter_entries(view: ChartView) -> list[tuple[float, str, tuple[str, str], float]]:
    """What the gutter shows, top to bottom: value, colour, both texts, length of its bar."""
    entries = [
        (level.price, _ROLES[level.side], (level.text, level.size), _length(level.weight))
        for level in view.levels
    ]
    entries.append((view.price.value, "ink", (view.price.text, "last"), 0.0))
    if view.invalidation:
        entries.append((view.invalidation.value, "ink", (view.invalidation.text, "void"), 0.0))
    return sorted(entries, key=lambda entry: -entry[0])


def _length(weight: float) -> float:
    return 4 + (LANE - 12) * weight


def _gutter_label(paint: Paint, role: str, drawn: tuple[str, str], at: Point) -> str:
    bold = svg.element("tspan", svg.words(drawn[0]), font_weight="600", **paint.fill(role))
    rest = svg.element("tspan", svg.words(drawn[1]), dx=2, **paint.fill("muted"))
    return svg.element("text", bold, " ", rest, x=at[0], y=at[1], font_size=12, class_="gutter")


def _key(view: ChartView, y: float) -> list[str]:
    """What the marks mean, in words, in one row below the plot."""
    sides = {level.side for level in view.levels} | {part.side for part in view.profile}
    told = (
        ("line", "ink", "Close", True),
        ("box", "range", "Hourly range", True),
        ("box", "up", "Modelled short liquidations", Side.ABOVE in sides),
        ("box", "down", "Modelled long liquidations", Side.BELOW in sides),
        ("dash", "ink", "Void", bool(view.invalidation)),
        ("dot", "muted", "Settlement", bool(view.settlements)),
    )
    parts, x = [], 0.0
    for shape, role, text, _ in (entry for entry in told if entry[-1]):
        words = svg.label(text, (18, y), **view.paint.text())
        shift = f"translate({svg.number(x)} 0)"
        parts.append(svg.element("g", _swatch(shape, role, view.paint, y), words, transform=shift))
        x += 29 + svg.width_of(text, 11)
    return parts


def _swatch(shape: str, role: str, paint: Paint, y: float) -> str:
    if shape == "box":
        return svg.rect((0, y - 8), 12, 8, **paint.fill(role))
    if shape == "dot":
        return svg.element("circle", cx=6, cy=y - 4, r=2.6, **paint.fill(role))
    dashes: dict[str, svg.Attribute] = {"stroke_dasharray": "4 3"} if shape == "dash" else {}
    return svg.line((0, y - 4), (12, y - 4), **paint.stroke(role, 1.6), **dashes)


_ROLES = {Side.ABOVE: "up", Side.BELOW: "down"}
