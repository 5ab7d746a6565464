"""Labels at the right of a plot, moved apart where they would touch, each led to its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import spread
from reporter.rendering.charts_frame import Frame
from reporter.rendering.charts_svg import Paint, Point

_LEADER: Final = 12.0
"""The room for the lines that lead from the values to their labels."""
_SLACK: Final = 4.0
_BOLD, _SIZE, _BELOW = 12.5, 12, 12.5
"""Semibold is counted a little wider than it is set; a second line stands below the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A value with its colour, how it is printed and what it is; ``reach`` is how far the bar
    beside the plot goes, in pixels.
    """

    value: float
    role: str
    text: str
    note: str
    reach: float = 0.0


@dataclass(frozen=True, slots=True)
class Gutter:
    """The labels from the highest value to the lowest, in one line each or ``stacked`` in two."""

    labels: tuple[Label, ...]
    stacked: bool = False

    @classmethod
    def of(cls, labels: Iterable[Label], *, stacked: bool) -> Gutter:
        """The labels in their order."""
        return cls(tuple(sorted(labels, key=lambda label: -label.value)), stacked)

    @property
    def gap(self) -> float:
        """The least distance of two labels in pixels."""
        return 30.0 if self.stacked else 16.0

    @property
    def height(self) -> float:
        """The least distance of the first label from the last."""
        return self.gap * (len(self.labels) - 1)

    @property
    def width(self) -> float:
        """The room that all of it needs, with the lines that lead to the values."""
        return _LEADER + _SLACK + max(map(self._width, self.labels), default=0.0)

    def _width(self, label: Label) -> float:
        text, note = svg.width_of(label.text, _BOLD), svg.width_of(label.note, _SIZE)
        return max(text, note) if self.stacked else text + 6 + note

    def drawn(self, frame: Frame, edge: float) -> list[str]:
        """The labels from ``edge`` on, within the height of the plot."""
        wanted = [frame.y(label.value) for label in self.labels]
        places = spread(wanted, gap=self.gap, low=frame.top, high=frame.bottom)
        parts, start = [], frame.right + 4
        for label, y, place in zip(self.labels, wanted, places, strict=True):
            leader = svg.path([(start + label.reach, y), (edge - 2, y), (edge + 8, place)])
            parts.append(svg.element("path", d=leader, **frame.paint.stroke("muted", 0.8)))
            parts.append(self._label(frame.paint, label, (edge + _LEADER, place)))
        return parts

    def _label(self, paint: Paint, label: Label, at: Point) -> str:
        (x, y), note = at, svg.words(label.note)
        bold = svg.element(
            "tspan", svg.words(label.text), font_weight="600", **paint.fill(label.role)
        )
        muted = paint.fill("muted")
        if self.stacked:
            y -= _BELOW / 2
            rest = [svg.element("tspan", note, x=x, dy=_BELOW, **muted)]
        else:
            rest = [" ", svg.element("tspan", note, dx=2, **muted)]
        return svg.element("text", bold, *rest, x=x, y=y + 4, font_size=_SIZE, class_="gutter")
