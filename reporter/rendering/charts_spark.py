"""Sparklines: the course of a measure as small as a word, for tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import Scale
from reporter.rendering.charts_frame import Chart
from reporter.rendering.charts_svg import Paint
from reporter.rendering.failures import RenderFailed
from reporter.rendering.tokens import Palette, palette

_WIDTH, _HEIGHT = 96.0, 24.0
_MARGIN = 3.0
_MOST = 120
"""Points; of more, some are left out evenly, the newest never."""


def sparkline(
    values: Sequence[float], name: str, alt: str, colours: Palette | None = None
) -> Chart:
    """A line through the values, oldest first, and a dot at the newest; no text is drawn.

    ``name`` is unique in its page; ``alt`` says the claim in words. Fails on fewer than two
    values and on values that are no numbers.
    """
    if len(values) < 2 or not all(math.isfinite(value) for value in values):
        raise RenderFailed("a sparkline needs two finite values.", name)
    paint = Paint(colours or palette())
    step = math.ceil(len(values) / _MOST)
    kept = list(values[::-1][::step][::-1])
    low, high = min(kept), max(kept)
    x = Scale(0, len(kept) - 1, _MARGIN, _WIDTH - _MARGIN)
    y = Scale(low, high, _HEIGHT - _MARGIN, _MARGIN) if high > low else None
    drawn = paint.stroke("ink", 1.4)
    points = [(x(n), y(value) if y else _HEIGHT / 2) for n, value in enumerate(kept)]
    body = [
        svg.element("path", d=svg.path(points), stroke_linejoin="round", **drawn),
        svg.element("circle", cx=points[-1][0], cy=points[-1][1], r=2.4, **paint.fill("accent")),
    ]
    size = (_WIDTH, _HEIGHT)
    drawing = svg.document(name, size, (alt,), body, paint)
    return Chart(name=name, svg=drawing, alt=alt, width="spark")
