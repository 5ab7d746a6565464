"""A PDF back to text, block by block, with line breaks undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from reporter.model.errors import UsageError
from reporter.model.text import BlockKind, FinishedText
from reporter.reading import limits
from reporter.reading.collect import Collector
from reporter.reading.lines import Line, blocks_of

_BREAKS: Final = "\r\n"
_KEPT_HYPHEN: Final = "\x02"
"""How pdfium gives a hyphen at the end of a line; it may belong to the word, so it stays."""
_CELL_GAP: Final = 1.0
"""Cells of a table lie at least this far apart, in type sizes; a blank is a quarter of one."""
_SHOWN: Final = ("Title", "Subject", "Author", "Keywords")


def read_pdf(data: bytes, name: str, exempt: tuple[str, ...] = ()) -> FinishedText:
    """The text of a PDF, page by page. ``exempt`` are tick labels of its charts.

    Lines are joined to blocks by distance and type size; page counters are static blocks.
    Raises ``UsageError`` for bytes that pdfium cannot read and for more pages or characters than
    an article has.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            fields = document.get_metadata_dict()
            pages = list(_pages(document, name))
    except pypdfium2.PdfiumError as error:
        raise UsageError(
            f"the PDF cannot be read ({error}).", name, "Open it in a viewer, or make it again."
        ) from error
    collector = Collector()
    for field in _SHOWN:
        collector.meta(field.lower(), fields.get(field, ""))
    for block in blocks_of(pages):
        if block.kind is BlockKind.HEADING:
            collector.heading(block.text, block.rank)
        else:
            collector.add(block.kind, block.text)
    return FinishedText(
        name=name, format="pdf", blocks=tuple(collector.blocks), exempt=tuple(exempt)
    )


def _pages(document: Any, name: str) -> Iterator[list[Line]]:
    limits.at_most(len(document), limits.MOST_PAGES, "pages", name)
    characters = 0
    for page in document:
        textpage = page.get_textpage()
        characters += textpage.count_chars()
        limits.at_most(characters, limits.MOST_SHOWN, "characters to read", name)
        yield _lines(textpage)


def _lines(textpage: Any) -> list[Line]:
    """The lines of a page in the order of its content."""
    from pypdfium2 import raw

    lines: list[Line] = []
    characters: list[tuple[int, str]] = []
    for index in range(textpage.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(textpage, index))
        if character not in _BREAKS:
            characters.append((index, character))
        elif characters:
            lines.append(_line(textpage, characters))
            characters = []
    if characters:
        lines.append(_line(textpage, characters))
    return [line for line in lines if line.text]


def _line(textpage: Any, characters: Sequence[tuple[int, str]]) -> Line:
    """One line; its place and size are those of its first and last visible characters."""
    from pypdfium2 import raw

    seen = [i for i, character in characters if not character.isspace()] or [characters[0][0]]
    size = raw.FPDFText_GetFontSize(textpage, seen[0])
    cells = _cells(textpage, characters, size * _CELL_GAP)
    return Line(
        text=" | ".join(cells).replace(_KEPT_HYPHEN, "-"),
        top=textpage.get_charbox(seen[0], loose=True)[1],
        base=textpage.get_charbox(seen[-1], loose=True)[1],
        size=size,
        is_row=len(cells) > 1,
    )


def _cells(textpage: Any, characters: Iterable[tuple[int, str]], gap: float) -> list[str]:
    """The pieces of a line that stand further apart than any blank between words."""
    cells, right = [""], None
    for index, character in characters:
        if not character.isspace():
            left, _, end, _ = textpage.get_charbox(index, loose=True)
            if right is not None and left - right > gap:
                cells.append("")
            right = end
        cells[-1] += character
    return [cell.strip() for cell in cells]
