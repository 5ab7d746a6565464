"""What the marks of a chart mean, in words below its plot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_svg import Paint

ROW: Final = 17.0
"""From one row of the key to the next, in pixels."""
_SWATCH, _GAP = 18.0, 11.0


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark, its colour, and what it means."""

    shape: Literal["line", "dash", "box", "dot"]
    role: str
    text: str

    @property
    def width(self) -> float:
        """The room that mark and words need."""
        return _SWATCH + svg.width_of(self.text, 11)


def rows_of(signs: Iterable[Sign], width: float) -> tuple[tuple[Sign, ...], ...]:
    """Each sign in the first row that has room for it."""
    rows: list[list[Sign]] = []
    for sign in signs:
        for row in rows:
            if sum(one.width + _GAP for one in row) + sign.width <= width:
                row.append(sign)
                break
        else:
            rows.append([sign])
    return tuple(map(tuple, rows))


def key(rows: Iterable[Iterable[Sign]], paint: Paint, y: float) -> list[str]:
    """The rows of signs; ``y`` is where the words of the first one stand."""
    parts = []
    for place, row in enumerate(rows):
        x, line = 0.0, y + ROW * place
        for sign in row:
            words = svg.label(sign.text, (_SWATCH, line), **paint.text())
            shift = f"translate({svg.number(x)} 0)"
            parts.append(svg.element("g", _mark(sign, paint, line), words, transform=shift))
            x += sign.width + _GAP
    return parts


def _mark(sign: Sign, paint: Paint, y: float) -> str:
    match sign.shape:
        case "box":
            return svg.rect((0, y - 8), 12, 8, **paint.fill(sign.role))
        case "dot":
            return svg.element("circle", cx=6, cy=y - 4, r=2.6, **paint.fill(sign.role))
        case "dash":
            dashes = {"stroke_dasharray": "4 3"}
            return svg.line((0, y - 4), (12, y - 4), **paint.stroke(sign.role, 1.6), **dashes)
        case "line":
            return svg.line((0, y - 4), (12, y - 4), **paint.stroke(sign.role, 1.6))
