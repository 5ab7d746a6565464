"""What an edition wrote down about its own words: each sentence as it was before filling."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.model.text import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSentence:
    """A sentence, heading, caption or chart text with its fact references.

    ``notes`` are the numbers of its sources, in the order in which they are printed; ``quote`` is
    the verbatim run of a source that stands in quotation marks.
    """

    words: str
    stance: Stance = Stance.FRAME
    notes: tuple[int, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRow:
    """A row of a table, head included: its cells with their fact references."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSource:
    """A line of the numbered list of sources of the article ``article``."""

    article: str
    number: int
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that an edition wrote, in reading order, article by article.

    ``names`` are those of the bodies, companies and assets that its stories speak of.
    """

    sentences: tuple[RecordedSentence, ...] = ()
    rows: tuple[RecordedRow, ...] = ()
    sources: tuple[RecordedSource, ...] = ()
    names: tuple[str, ...] = ()
