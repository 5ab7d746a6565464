"""What the charts share: their size, their frame, their title block and their ticks."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import Axis, Scale
from reporter.rendering.charts_svg import INK, MUTED, TEAL

WIDTH, HEIGHT = 680.0, 410.0
LEFT, LANE, GUTTER = 48.0, 64.0, 148.0
"""Room for the ticks, for the bars of modelled liquidations, and for the labels at the right."""

SMALL: dict[str, svg.Attribute] = {"font_size": 11, "fill": MUTED, "class_": "c-muted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A finished chart and what it says in words."""

    name: str
    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot lies, and its two scales."""

    x: Scale
    y: Scale
    axis: Axis
    top: float
    bottom: float
    right: float


def heading(title: str, subtitle: str) -> tuple[list[str], float]:
    """The title block, and the y below it."""
    parts = [svg.rect((0, 0), 34, 4, fill=TEAL, class_="c-above")]
    y = 10.0
    for text in svg.wrapped(title, 17, WIDTH * 1.15):
        y += 21
        parts.append(
            svg.label(text, (0, y), font_size=17, font_weight="600", fill=INK, class_="c-ink")
        )
    for text in svg.wrapped(subtitle, 12, WIDTH * 1.15):
        y += 18
        parts.append(svg.label(text, (0, y), font_size=12, fill=MUTED, class_="c-muted"))
    return parts, y + 12


def value_ticks(frame: Frame) -> list[str]:
    """Grid lines with their labels to the left, in a group that names the domain."""
    lines, labels = [], []
    for value, text in frame.axis.ticks:
        y = frame.y(value)
        lines.append(
            svg.line((LEFT, y), (frame.right, y), stroke=svg.GRID, stroke_width=1, class_="c-grid")
        )
        labels.append(
            svg.label(
                text, (LEFT - 8, y + 4), class_="tick c-muted", text_anchor="end", font_size=11,
                fill=MUTED,
            )
        )  # fmt: skip
    domain = {"data_min": f"{frame.axis.low:.10g}", "data_max": f"{frame.axis.high:.10g}"}
    return [*lines, svg.element("g", *labels, class_="axis", **domain)]


def source_line(text: str, height: float) -> str:
    """Where the figures come from, at the foot of the drawing."""
    return svg.label(text, (0, height - 6), **SMALL)
