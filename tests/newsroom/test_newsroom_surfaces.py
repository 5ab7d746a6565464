"""One document in every format: a value is printed the same way wherever it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter import numerals, reading
from reporter.model.text import BlockKind, FinishedText

ASIDE = {BlockKind.META, BlockKind.CAPTION}
"""Front matter, and what charts say: a letter has fewer of them, and a PDF's text layer none."""


WIDE = {*ASIDE, BlockKind.ROW}
"""The same, and tables: those of a letter give up columns that a phone has no room for."""


def figures(text: str) -> set[str]:
    """Every figure with a unit, as printed."""
    read = numerals.read(" ".join(text.split()))
    return {one.surface for one in read if one.unit not in {"count", "ordinal"}}


def told(part: FinishedText) -> str:
    """The article's own text."""
    return "\n".join(block.text for block in part.blocks if block.kind not in ASIDE)


@pytest.mark.parametrize(
    "name",
    ["articles/*/article.html", "articles/*/evidence.html", "briefing.pdf"],
)
def test_every_format_prints_the_figures_of_the_article_alike(demo: Path, name: str) -> None:
    (article,), (file,) = demo.glob("articles/*/article.md"), demo.glob(name)
    (source,) = reading.read_file(article)
    printed = figures(told(source))
    assert len(printed) > 100
    for part in reading.read_file(file):
        assert printed - figures(part.text) == set(), part.format


def test_a_letter_lacks_only_figures_of_tables_and_prints_the_others_alike(demo: Path) -> None:
    (article,) = demo.glob("articles/*/article.md")
    (source,) = reading.read_file(article)
    in_words = figures("\n".join(b.text for b in source.blocks if b.kind not in WIDE))
    assert len(in_words) > 60
    for part in reading.read_file(demo / "newsletter.eml"):
        assert in_words - figures(part.text) == set(), part.format
        assert figures(told(part)) - figures(source.text) == set(), part.format
