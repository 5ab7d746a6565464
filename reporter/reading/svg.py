"""A chart back to text: title, description, labels, and ticks with their axis's domain."""

from __future__ import annotations

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.reading.decode import decoded
from reporter.reading.html import page_blocks
from reporter.reading.tree import parse


def read_svg(data: bytes, name: str) -> FinishedText:
    """The texts of a drawing. Raises ``UsageError`` for a file that holds none."""
    text = decoded(data, name)
    if not any(node.tag == "svg" for node in parse(text).descendants()):
        raise UsageError("the file holds no SVG drawing.", name, "Check that the path is right.")
    return FinishedText(name=name, format="svg", blocks=tuple(page_blocks(text).blocks))
