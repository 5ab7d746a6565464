"""Writing SVG: elements with presentation attributes, fixed decimals, and nothing clever.

Colours stand as attributes (for the PDF, the PNG and the bare file) beside class names by role
(``f-ink`` is filled, ``s-ink`` drawn in ink), through which a page's style sheet replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from reporter.rendering.plaintext import plain
from reporter.rendering.tokens import Palette

SANS: Final = "Reporter Sans, Inter, Helvetica Neue, Arial, sans-serif"

Point = tuple[float, float]
Attribute = str | float
Attributes = dict[str, Attribute]


@dataclass(frozen=True, slots=True)
class Paint:
    """The attributes that put a colour of the palette on a shape, a line or a text."""

    palette: Palette

    def fill(self, role: str) -> Attributes:
        """Filled, without a stroke."""
        return {"fill": self.palette.colour(role), "class_": f"f-{role}"}

    def stroke(self, role: str, width: float = 1.0) -> Attributes:
        """Drawn as a line of that width, not filled."""
        drawn: Attributes = {"fill": "none", "stroke": self.palette.colour(role)}
        return drawn | {"stroke_width": width, "class_": f"s-{role}"}

    def dot(self, role: str, ring: float = 1.2) -> Attributes:
        """Filled, and set off from what lies below it by a ring of paper."""
        ringed: Attributes = {"stroke": self.palette.paper, "stroke_width": ring}
        return self.fill(role) | ringed | {"class_": f"f-{role} s-paper"}

    def text(self, role: str = "muted", *, size: float = 11, bold: bool = False) -> Attributes:
        """A text of that size."""
        weight: Attributes = {"font_weight": "600"} if bold else {}
        return {"font_size": size, **weight, **self.fill(role)}


def number(value: float) -> str:
    """A coordinate with one decimal at most; never a negative zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, *children: str, **attributes: Attribute) -> str:
    """One element. ``stroke_width`` becomes ``stroke-width``, ``class_`` becomes ``class``.

    Children are finished SVG; text has to come from ``label``.
    """
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}="
        + (quoteattr(value) if isinstance(value, str) else f'"{number(value)}"')
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def label(text: str, at: Point, **attributes: Attribute) -> str:
    """A text element; the text is escaped here."""
    return element("text", words(text), x=at[0], y=at[1], **attributes)


def lines(texts: Sequence[str], at: Point, step: float, **attributes: Attribute) -> str:
    """One text over several lines, ``step`` apart; it reads as one."""
    first, *rest = texts or ("",)
    below = (element("tspan", words(text), x=at[0], dy=step) for text in rest)
    return element("text", words(first), *below, x=at[0], y=at[1], **attributes)


def words(text: str) -> str:
    """Text as it may stand inside an element."""
    return escape(plain(text))


def line(start: Point, end: Point, **attributes: Attribute) -> str:
    """A straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **attributes)


def rect(at: Point, width: float, height: float, **attributes: Attribute) -> str:
    """A rectangle by its upper left corner."""
    return element("rect", x=at[0], y=at[1], width=width, height=height, **attributes)


def path(points: Iterable[Point], *, closed: bool = False) -> str:
    """The ``d`` of a polyline."""
    steps = [f"{number(x)} {number(y)}" for x, y in points]
    return "M" + "L".join(steps) + ("Z" if closed else "")


def width_of(text: str, size: float) -> float:
    """A text's width in pixels in the bundled sans, regular or semibold; never too little."""
    return sum(_ADVANCES.get(character, _WIDEST) for character in plain(text)) * size


_WIDEST: Final = 1.04
_BY_WIDTH: Final[Mapping[float, str]] = {
    0.28: "Iijl", 0.3: " \xa0\u2019", 0.32: ",.:\xb7", 0.34: "!';", 0.36: "`t|", 0.38: '()/[\\]',
    0.4: "fr", 0.44: "1", 0.46: "{}", 0.48: "-_", 0.5: "^\u2013", 0.52: "\u201c\u201d",
    0.54: '"*', 0.56: "?s", 0.58: "7JLakxz", 0.6: "Fcevy", 0.62: "5Ehnou", 0.64: "2369bdgpq",
    0.66: "#$08BPRSZ", 0.68: "&+4<=>T~\u2212", 0.72: "KXY", 0.74: "ACDV", 0.76: "GHNU",
    0.78: "OQ", 0.84: "w", 0.92: "m", 0.94: "M\u25a1", 0.96: "\u2026", 1.0: "@", 1.02: "%",
    1.04: "W",
}  # fmt: skip
_ADVANCES: Final = {sign: width for width, signs in _BY_WIDTH.items() for sign in signs}
"""Widths of signs in parts of the type size, rounded up; others count as the widest."""


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """The text in as few lines as fit the width, of much the same length.

    A single long word stays whole.
    """
    fewest = _filled(text, size, width)
    for narrower in range(1, len(fewest) * 8 if len(fewest) > 1 else 0):
        evened = _filled(text, size, width * (1 - narrower / (len(fewest) * 8)))
        if len(evened) > len(fewest):
            break
        fewest = evened
    return fewest


def _filled(text: str, size: float, width: float) -> tuple[str, ...]:
    """As many words in each line as fit."""
    lines: list[str] = []
    for word in plain(text).split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)


def document(
    name: str, size: Point, heading: Sequence[str], body: Sequence[str], paint: Paint
) -> str:
    """The whole drawing on paper. ``heading`` is title and, where there is more to say, description
    for readers who cannot see it; their ids begin with a letter, whatever ``name`` does.
    """
    parts = {
        f"chart-{name}-{tag}": element(tag, words(text), id=f"chart-{name}-{tag}")
        for tag, text in zip(("title", "desc"), heading, strict=False)
    }
    return element(
        "svg",
        *parts.values(),
        rect((0, 0), size[0], size[1], **paint.fill("paper")),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        width=size[0],
        height=size[1],
        role="img",
        class_="chart",
        font_family=SANS,
        aria_labelledby=" ".join(parts),
    )
