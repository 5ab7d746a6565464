"""Charts of a bar a row: long and short shares by population, odds by level."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reporter.model.setup import Side
from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_frame import (
    HALF,
    HALF_HEIGHT,
    WIDTH,
    Chart,
    Told,
    finished,
    foot_height,
    heading,
    narrowed,
    source_lines,
)
from reporter.rendering.charts_svg import Paint
from reporter.rendering.failures import RenderFailed

_BAR = 13.0
_ROW = 26.0
"""The height of a bar, and from one row of odds to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A population: how much of it is long (0 to 100), and both shares as printed.

    ``short`` is empty where only one side is a figure.
    """

    name: str
    percent: float
    long: str
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesView(Told):
    """Populations, each as one whole bar."""

    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """A level's odds, one for each horizon: share of one and as printed, or None."""

    side: Side
    price: str
    odds: tuple[tuple[float, str] | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsView(Told):
    """Levels from the highest price to the lowest; ``horizons`` head the columns of odds.

    Horizons grow from left to right: each bar is drawn over that of the next longer one.
    ``wide`` draws it over the whole measure.
    """

    horizons: tuple[str, ...]
    levels: tuple[Odds, ...]
    wide: bool = False

    @property
    def width(self) -> float:
        """The width of the drawing."""
        return WIDTH if self.wide else HALF


def shares_chart(view: SharesView) -> Chart:
    """A bar of longs and shorts for each population. Fails without any."""
    if not view.shares:
        raise RenderFailed("a chart of shares needs a population.", view.name)
    head, top = heading(view, HALF)
    foot, above = source_lines(view, HALF, HALF_HEIGHT)
    step = min((above - top) / len(view.shares), 44.0)
    body = [*head, foot]
    for row, share in enumerate(view.shares):
        body += _share(share, top + row * step, view.paint)
    return finished(view, body, (HALF, HALF_HEIGHT))


def _share(share: Share, top: float, paint: Paint) -> list[str]:
    y, bar = top + 12, top + 17
    long = HALF * share.percent / 100
    short = svg.label(
        share.short, (HALF, y), text_anchor="end", **paint.text("down", size=11.5, bold=True)
    )
    end = HALF - (svg.width_of(share.short, 11.5) + 12 if share.short else 0)
    return [
        svg.label(share.name, (0, y), **paint.text("ink", size=11.5)),
        svg.label(
            share.long, (end, y), text_anchor="end", **paint.text("up", size=11.5, bold=True)
        ),
        *([short] if share.short else []),
        svg.rect((0, bar), long, _BAR, **paint.fill("up")),
        svg.rect((long, bar), HALF - long, _BAR, **paint.fill("down")),
        svg.line((long, bar), (long, bar + _BAR), **paint.stroke("paper", 1.6)),
        svg.line((HALF / 2, bar - 2), (HALF / 2, bar + _BAR + 2), **paint.stroke("ink", 1.0)),
    ]


def odds_chart(view: OddsView) -> Chart:
    """Bars of the odds of each level, with every figure in its column. Fails without levels."""
    if not view.levels or not view.horizons:
        raise RenderFailed("a chart of odds needs levels and horizons.", view.name)
    if not view.wide:
        return _odds(view, HALF_HEIGHT)
    return replace(_odds(view, None), narrow=_odds(narrowed(replace(view, wide=False)), None))


def _odds(view: OddsView, height: float | None) -> Chart:
    """The drawing in that height, or as high as its rows need."""
    head, top = heading(view, view.width)
    height = height or top + 25 + _ROW * len(view.levels) + foot_height(view, view.width)
    foot, above = source_lines(view, view.width, height)
    columns = _Columns.of(view)
    step = min((above - top - 16) / len(view.levels), _ROW)
    body = [*head, foot, *_column_heads(view, columns, top + 8)]
    most = max((odds[0] for level in view.levels for odds in level.odds if odds), default=0.0)
    for row, level in enumerate(view.levels):
        body += _level(level, columns, (top + 16 + row * step, step), most, view.paint)
    return finished(view, body, (view.width, height))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the bars begin and end, and the right edges of the columns of figures."""

    start: float
    end: float
    edges: tuple[float, ...]

    @classmethod
    def of(cls, view: OddsView) -> _Columns:
        widths = [
            max(
                svg.width_of(horizon, 11),
                *(svg.width_of(o[1], 11) for level in view.levels if (o := level.odds[column])),
                0.0,
            )
            + 10
            for column, horizon in enumerate(view.horizons)
        ]
        edges = tuple(view.width - sum(widths[column + 1 :]) for column in range(len(widths)))
        start = max(svg.width_of(level.price, 11.5) for level in view.levels) + 8
        return cls(start, view.width - sum(widths) - 2, edges)


def _column_heads(view: OddsView, columns: _Columns, y: float) -> list[str]:
    """The horizons, each over a stroke in the shade of its bars."""
    parts = []
    for number, (text, edge) in enumerate(zip(view.horizons, columns.edges, strict=True)):
        width, shade = svg.width_of(text, 11), _shade(number, len(view.horizons))
        parts.append(svg.label(text, (edge, y), text_anchor="end", **view.paint.text()))
        colour = view.paint.fill("ink")
        parts.append(svg.rect((edge - width, y + 4), width, 3, fill_opacity=shade, **colour))
    return parts


def _shade(number: int, count: int) -> str:
    """How dense the bars of a horizon are: the nearest is full."""
    return f"{1.0 - 0.62 * number / max(count - 1, 1):.2f}"


def _level(
    level: Odds, columns: _Columns, place: tuple[float, float], most: float, paint: Paint
) -> list[str]:
    """One row: price, bars of all horizons over each other, and their figures."""
    top, step = place
    role = "up" if level.side is Side.ABOVE else "down"
    height = min(_BAR, step - 6)
    y, bar = top + step / 2 + 4, top + (step - height) / 2
    x, ink = columns.start, paint.stroke("ink")
    parts = [svg.line((x, top + 2), (x, top + step - 2), **ink)]
    found = [(number, odds) for number, odds in enumerate(level.odds) if odds]
    for number, (share, _) in reversed(found):
        width = (columns.end - columns.start) * share / most if most else 0.0
        shade, colour = _shade(number, len(level.odds)), paint.fill(role)
        parts.append(svg.rect((columns.start, bar), width, height, fill_opacity=shade, **colour))
    parts.append(svg.label(level.price, (0, y), **paint.text(role, size=11.5, bold=True)))
    parts += [
        svg.label(text, (columns.edges[number], y), text_anchor="end", **paint.text("ink"))
        for number, (_, text) in found
    ]
    return parts
