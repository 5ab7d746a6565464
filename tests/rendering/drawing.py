"""A drawing read as a reader sees it: where each line of its texts stands."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from reporter.rendering.charts_svg import width_of

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 0.6
"""Coordinates are rounded to a tenth of a pixel."""


@dataclass(frozen=True)
class Box:
    """The room that a line of text takes."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > SLACK and down > SLACK


@dataclass
class _Pen:
    x: float
    y: float
    anchor: str
    size: float
    words: str = ""
    width: float = 0.0

    def write(self, text: str | None, size: float) -> None:
        self.size = max(self.size, size)
        self.words += text or ""
        self.width += width_of((text or "").replace(" ", "\xa0"), size)

    def box(self) -> Box:
        shift = {"middle": 0.5, "end": 1.0}.get(self.anchor, 0.0) * self.width
        left = self.x - shift
        top, bottom = self.y - 0.74 * self.size, self.y + 0.2 * self.size
        return Box(self.words, left, left + self.width, top, bottom)


def boxes(svg: str) -> list[Box]:
    """Every line of every text, as wide as the bundled font can make it."""
    return [box for box in _boxes(ET.fromstring(svg), 0.0, 11.0) if box.text.strip()]


def _boxes(node: ET.Element, shift: float, size: float) -> Iterator[Box]:
    moved = re.match(r"translate\(([-\d.]+)", node.get("transform", ""))
    shift += float(moved[1]) if moved else 0.0
    for child in node:
        if child.tag == f"{SVG}text":
            yield from _lines(child, shift)
        else:
            yield from _boxes(child, shift, size)


def _lines(text: ET.Element, shift: float) -> Iterator[Box]:
    size, anchor = float(text.get("font-size", "11")), text.get("text-anchor", "start")
    pen = _Pen(float(text.get("x", "0")) + shift, float(text.get("y", "0")), anchor, 0.0)
    pen.write(text.text, size)
    for part in text:
        own = float(part.get("font-size", size))
        if part.get("x") is not None:
            yield pen.box()
            y = pen.y + float(part.get("dy", "0"))
            pen = _Pen(float(part.get("x", "0")) + shift, y, part.get("text-anchor", anchor), 0.0)
        pen.width += float(part.get("dx", "0"))
        pen.write(part.text, own)
        pen.write(part.tail, size)
    yield pen.box()


def collisions(svg: str) -> list[tuple[str, str]]:
    """The pairs of lines that lie over each other."""
    return [(a.text, b.text) for a, b in combinations(boxes(svg), 2) if a.meets(b)]


def strays(svg: str) -> list[str]:
    """The lines that leave the drawing."""
    root = ET.fromstring(svg)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    return [
        box.text
        for box in boxes(svg)
        if box.left < -SLACK
        or box.top < -SLACK
        or box.right > width + SLACK
        or box.bottom > height + SLACK
    ]
