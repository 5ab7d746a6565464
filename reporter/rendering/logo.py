"""A publisher's own logo as a data address, so that a page needs no second file."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from reporter.rendering.failures import BadTemplate
from reporter.rendering.resources import found

LARGEST: Final = 60_000
"""Bytes of one logo; every page carries it."""
_MOST_PIXELS: Final = 4_000_000
_MOST_SHAPES: Final = 10_000
"""What is drawn in all, a shape as often as it is used: a thousand bytes can ask for millions."""
_DEEPEST: Final = 100
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = frozenset(
    ("svg", "g", "defs", "symbol", "use", "title", "desc", "style", "path", "rect", "circle",
     "ellipse", "line", "polyline", "polygon", "clipPath", "mask", "linearGradient",
     "radialGradient", "stop"),
)  # fmt: skip
"""No script, no foreign content, no motion, and no text: what stands in text must be checked."""
_USED: Final = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)|\A\s*#(\S+)")
_CUT: Final = re.compile(r"\b(?:mask|clip-path)\b", re.IGNORECASE)
_OUTSIDE: Final = re.compile(
    r"@import|javascript:|expression\(|\\|url\(\s*(?!['\"]?#)", re.IGNORECASE
)


def logo_address(name: str, user_dirs: Sequence[Path]) -> str:
    """The PNG or SVG of that name from the first of the user's folders that has it.

    Raises ``BadTemplate`` where there is none, where it is too large, and where an SVG holds
    more than shapes: scripts, text, or anything that lies elsewhere.
    """
    for folder in user_dirs:
        path = found(folder, name)
        if path is not None:
            return _address(name, path.read_bytes())
    raise _unfit(name, "there is no picture of that name beside your templates")


def _address(name: str, data: bytes) -> str:
    if len(data) > LARGEST:
        raise _unfit(name, f"the picture has more than {LARGEST} bytes")
    if data.startswith(_PNG):
        width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
        if width * height > _MOST_PIXELS:
            raise _unfit(name, f"the picture has more than {_MOST_PIXELS} pixels")
        kind = "png"
    else:
        _require_shapes(name, data)
        kind = "svg+xml"
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


def _require_shapes(name: str, data: bytes) -> None:
    """Raise unless this is an SVG of shapes alone, whole in itself."""
    if any(mark in data for mark in (b"<!DOCTYPE", b"<!ENTITY", b"<?xml-stylesheet", b"\0")):
        raise _unfit(name, "the SVG declares a document type or a style sheet, or is not in UTF-8")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError as error:
        raise _unfit(name, f"the picture is neither a PNG nor an SVG ({error})") from error
    if root.tag != f"{_SVG}svg":
        raise _unfit(name, "the picture is neither a PNG nor an SVG")
    for element in root.iter():
        _require_shape(name, element)
    _Weights(name, root).of(root)


def _require_shape(name: str, element: ElementTree.Element) -> None:
    tag = str(element.tag).removeprefix(_SVG)
    if tag not in _SHAPES:
        raise _unfit(name, f"the SVG holds <{tag.rpartition('}')[2]}>; draw shapes and paths only")
    for full, value in element.attrib.items():
        key = full.rpartition("}")[2].lower()
        if key.startswith("on") or (key == "href" and not value.strip().startswith("#")):
            raise _unfit(name, f"the SVG holds the attribute {key!r} with something from elsewhere")
        if _OUTSIDE.search(value):
            raise _unfit(name, f"the SVG's attribute {key!r} asks for something from elsewhere")
    if tag == "style" and _OUTSIDE.search(element.text or ""):
        raise _unfit(name, "the SVG's style asks for something from elsewhere")
    if tag == "style" and _CUT.search(element.text or ""):
        raise _unfit(name, "the SVG's style cuts shapes, which only an attribute of theirs may")


class _Weights:
    """How many shapes are drawn for each element, with what it uses; few, and never in a circle."""

    def __init__(self, name: str, root: ElementTree.Element) -> None:
        self._name = name
        self._by_id = {element.get("id", ""): element for element in root.iter()}
        self._known: dict[ElementTree.Element, int] = {}
        self._open: list[ElementTree.Element] = []

    def of(self, element: ElementTree.Element) -> int:
        """The number for this one. Raises ``BadTemplate``."""
        if element in self._open or len(self._open) > _DEEPEST:
            raise _unfit(self._name, "the SVG's shapes hold one another in a circle, or too deep")
        if element not in self._known:
            self._open.append(element)
            self._known[element] = 1 + sum(map(self.of, (*element, *self._used(element))))
            self._open.pop()
        if self._known[element] > _MOST_SHAPES:
            raise _unfit(self._name, f"the SVG draws more than {_MOST_SHAPES} shapes")
        return self._known[element]

    def _used(self, element: ElementTree.Element) -> list[ElementTree.Element]:
        values = (value for key, value in element.attrib.items() if key != "id")
        names = (one for value in values for pair in _USED.findall(value) for one in pair)
        return [self._by_id[one] for one in names if one and one in self._by_id]


def _unfit(name: str, fault: str) -> BadTemplate:
    return BadTemplate(f"{fault}.", str(name), "Put a small PNG or a plain SVG there.")
