"""Writing SVG: elements with presentation attributes, fixed decimals, and nothing clever.

Colours stand as attributes (for the PDF, the PNG and the bare file) beside class names, through
which a page's style sheet replaces them in the dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from reporter.rendering.plaintext import plain

INK: Final = "#0f172a"
MUTED: Final = "#475569"
GRID: Final = "#e2e8f0"
RANGE: Final = "#cbd5e1"
PAPER: Final = "#ffffff"
TEAL: Final = "#0f766e"
ORANGE: Final = "#b45309"
SANS: Final = "Reporter Sans, Inter, Helvetica Neue, Arial, sans-serif"

Point = tuple[float, float]
Attribute = str | float


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
        + quoteattr(value if isinstance(value, str) else number(value))
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def label(text: str, at: Point, **attributes: Attribute) -> str:
    """A text element; the text is escaped here."""
    return element("text", words(text), x=at[0], y=at[1], **attributes)


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
    """A generous estimate of a text's width in pixels in the bundled sans."""
    return sum(_advance(character) for character in plain(text)) * size


def _advance(character: str) -> float:
    """Widths in parts of the type size, rounded up from the semibold."""
    if character in " .,:;'|!ijlIt()·":
        return 0.39
    if character in "mwMW%@":
        return 0.99
    return 0.78 if character.isupper() else 0.68


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """The text in lines that fit the width; a single long word stays whole."""
    lines: list[str] = []
    for word in plain(text).split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)


def document(name: str, size: Point, heading: Sequence[str], body: Sequence[str]) -> str:
    """The whole drawing. ``heading`` is title and description for readers who cannot see it."""
    title, description = heading
    return element(
        "svg",
        element("title", words(title), id=f"{name}-title"),
        element("desc", words(description), id=f"{name}-desc"),
        rect((0, 0), *size, fill=PAPER, class_="c-paper"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        width=size[0],
        height=size[1],
        role="img",
        class_="chart",
        font_family=SANS,
        aria_labelledby=f"{name}-title {name}-desc",
    )
