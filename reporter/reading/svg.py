"""A chart back to text: title, description, labels, and ticks with their axis's domain."""

from __future__ import annotations

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.reading.collect import Collector
from reporter.reading.decode import decoded
from reporter.reading.html import tree_blocks
from reporter.reading.tree import parse


def read_svg(data: bytes, name: str) -> FinishedText:
    """The texts of a drawing. Raises ``UsageError`` for a file that holds none."""
    root = parse(decoded(data, name))
    if not any(node.tag == "svg" for node in root.descendants()):
        raise UsageError("the file holds no SVG drawing.", name, "Check that the path is right.")
    blocks = tree_blocks(root, Collector()).blocks
    return FinishedText(name=name, format="svg", blocks=tuple(blocks))
