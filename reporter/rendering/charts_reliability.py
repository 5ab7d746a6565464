"""The reliability chart: what was forecast against what happened, a panel a horizon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_svg import Paint, Point
from reporter.rendering.tokens import palette

SIDE: Final = 200.0
GAP: Final = 44.0
LEFT: Final = 40.0
TOP: Final = 92.0
FOOT: Final = 48.0
_TICKS: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One horizon. ``points``: mean forecast, frequency, and how many forecasts they stand for."""

    title: str
    points: tuple[tuple[float, float, int], ...]


def reliability_chart(panels: Sequence[Panel]) -> str:
    """The panels side by side; on the diagonal, forecasts came true as often as they said."""
    title = "Forecast against what happened"
    width = LEFT + max(1, len(panels)) * (SIDE + GAP)
    alt = "; ".join(f"{panel.title}: {_told(panel)}" for panel in panels)
    paint = Paint(palette())
    told = "Percent of levels touched, by tenths of the forecast; dots by number of forecasts"
    body = [
        svg.label(title, (0, 24), **paint.text("ink", size=17, bold=True)),
        svg.label(told, (0, 46), **paint.text(size=12)),
    ]
    for number, panel in enumerate(panels):
        body += _panel(panel, LEFT + number * (SIDE + GAP), paint)
    size = (width, TOP + SIDE + FOOT)
    return svg.document("reliability", size, (title, alt), body, paint) + "\n"


def _panel(panel: Panel, left: float, paint: Paint) -> list[str]:
    def at(forecast: float, happened: float) -> Point:
        return left + forecast * SIDE, TOP + (1.0 - happened) * SIDE

    name = paint.text("ink", size=13, bold=True)
    parts = [svg.label(panel.title, (left, TOP - 14), **name)]
    for share in (tick / 100 for tick in _TICKS):
        parts.append(svg.line(at(0, share), at(1, share), **paint.stroke("line")))
        (x, y), text = at(0, share), f"{100 * share:.0f}"
        parts.append(svg.label(text, (x - 6, y + 4), text_anchor="end", **paint.text()))
        x, y = at(share, 0)
        parts.append(svg.label(text, (x, y + 16), text_anchor="middle", **paint.text()))
    parts.append(svg.line(at(0, 0), at(1, 1), stroke_dasharray="4 3", **paint.stroke("muted")))
    most = max((count for *_, count in panel.points), default=1)
    for forecast, happened, count in panel.points:
        x, y = at(forecast, happened)
        radius = 2.5 + 5.0 * math.sqrt(count / most)
        dot = paint.fill("accent")
        parts.append(svg.element("circle", cx=x, cy=y, r=radius, fill_opacity="0.75", **dot))
    return parts


def _told(panel: Panel) -> str:
    return ", ".join(
        f"{100 * forecast:.0f} % forecast, {100 * happened:.0f} % happened"
        for forecast, happened, _ in panel.points
    )
