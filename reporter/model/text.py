"""From plan to prose: outline, draft (with references), article (filled), finished text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reporter.model.market import Gap
from reporter.model.news import Story
from reporter.model.setup import Setup


class Stance(StrEnum):
    """Reported news, our measurement and our inference must be told apart by the reader."""

    REPORTED = "reported"
    MEASURED = "measured"
    INFERENCE = "inference"
    FRAME = "frame"  # connective or explanatory text that claims nothing of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with fact references ``{{fact.id}}`` or ``{{fact.id|form}}``.

    ``sources`` are item ids whose link belongs to it; ``quote`` is a verbatim run of a source
    that stands in the text in quotation marks; ``statement`` is the field of the disclosure
    that it states.
    """

    text: str
    stance: Stance
    sources: tuple[str, ...] = ()
    quote: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """A bold complete claim (without the colon), then what follows from it and what to watch."""

    lead: Sentence
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table; cells may hold references. The first column holds row headings."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SectionKind(StrEnum):
    LEDE = "lede"
    NEWS = "news"  # the question on what the news is
    MARKET = "market"  # the question on how it reaches the reader's market
    ENGINE = "engine"
    IMPLICATIONS = "implications"
    GAPS = "gaps"
    SOURCES = "sources"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """``subject`` is the symbol that the figures of the section belong to, if one."""

    kind: SectionKind
    heading: str
    subject: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Which story, which symbols: the plan of one article. ``featured`` comes first.

    ``overview`` are the contracts of the market overview, ``odds`` the markets of event contracts
    on the story's event, as their fact ids begin.
    """

    slug: str
    story: Story
    related: tuple[Story, ...]
    featured: Setup
    others: tuple[Setup, ...]
    gaps: tuple[Gap, ...]
    overview: tuple[str, ...] = ()
    odds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article before filling: no figure in it, only references.

    ``writer`` says who wrote, ``notes`` name what fell back, ``costs`` what a model took;
    ``wordings`` are message and key of each wording chosen, so that later editions avoid it.
    """

    slug: str
    headline: Sentence
    dek: Sentence
    sections: tuple[Section, ...]
    writer: str
    notes: tuple[str, ...] = ()
    costs: tuple[tuple[str, str], ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()

    def section(self, kind: SectionKind) -> Section | None:
        """The section of that kind, or None."""
        return next((s for s in self.sections if s.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One line of the numbered list of sources."""

    number: int
    item: str
    outlet: str
    title: str
    url: str
    published: str  # display form of the time, from the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A draft whose references were replaced by the ledger's display forms.

    ``facts`` are the ids that were filled in, in order of first use; ``subject`` is the
    featured symbol.
    """

    slug: str
    headline: Sentence
    dek: Sentence
    sections: tuple[Section, ...]
    sources: tuple[SourceLine, ...]
    facts: tuple[str, ...]
    subject: str
    writer: str
    notes: tuple[str, ...] = ()

    def section(self, kind: SectionKind) -> Section | None:
        """The section of that kind, or None."""
        return next((s for s in self.sections if s.kind is kind), None)

    def tables(self, kind: SectionKind) -> tuple[Table, ...]:
        """The tables of the section of that kind."""
        section = self.section(kind)
        return section.tables if section else ()


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ROW = "row"  # one table row, cells joined by " | "
    CAPTION = "caption"  # figure captions, alternative texts, chart titles and labels
    TICK = "tick"  # an axis label of a chart, with its axis's domain
    META = "meta"  # title element, front matter, header fields
    SOURCE = "source"  # one line of the list of sources
    STATIC = "static"  # template text marked by the renderer, known by digest
    EVIDENCE = "evidence"  # a fact's record beside an article, on a page of evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of finished text as a reader meets it. ``place`` says where it stands.

    ``domain`` belongs to ticks: the lowest and highest value of their axis. ``marker`` is the
    number that a source line has in the file itself, or 0 where it is counted by position.
    """

    kind: BlockKind
    text: str
    place: str
    links: tuple[str, ...] = ()
    domain: tuple[float, float] | None = None
    marker: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedText:
    """What was read back out of one finished file, in reading order."""

    name: str
    format: str  # markdown | html | pdf | email-text | email-html | svg | text
    blocks: tuple[Block, ...]
    exempt: tuple[str, ...] = field(default=())
    """A chart's labels (already checked at its SVG) that a PDF's text repeats without a mark."""

    @property
    def text(self) -> str:
        """All blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)
