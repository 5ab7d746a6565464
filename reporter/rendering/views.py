"""What templates are given: plain records of finished strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reporter.model.desk import Desk
from reporter.model.moments import iso_instant
from reporter.model.text import Article, Paragraph, Section, SectionKind, Sentence, Stance, Table
from reporter.rendering.charts_frame import Chart
from reporter.rendering.head import Head
from reporter.rendering.plaintext import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that a page names to machines: its media type, its title, its address."""

    type: str
    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What stands around a page, in whichever folder it lies. Every page's view has one.

    Addresses are as seen from the page. ``home`` is where the brand leads (nothing: no link),
    ``nav`` are label and address of the masthead's links. ``assets`` is the folder of the style
    sheets and fonts with its final slash, as in ``../assets/``; where it is empty, they are
    embedded, so that the page stands alone. ``styles`` are the sheets that follow ``base.css``.
    """

    brand: str
    home: str = ""
    nav: tuple[tuple[str, str], ...] = ()
    assets: str = ""
    styles: tuple[str, ...] = ("page.css", "chart.css")
    feeds: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A dated line under the byline: ``Published`` or ``Corrected``, and what was corrected.

    ``printed`` is the time as readers see it, ``instant`` the same for machines.
    """

    label: str
    printed: str
    instant: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A chart beside the article: its address as seen from the article, and its alt text."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence with the numbers of its sources."""

    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph; ``inference`` marks one that is our reading, not a report or a measurement."""

    lines: tuple[Line, ...]
    inference: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A bullet: a bold claim and what follows from it."""

    lead: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the article."""

    kind: str
    heading: str
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One numbered source."""

    number: int
    outlet: str
    title: str
    url: str
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article as the templates see it; ``as_of`` is printed, ``instant`` is for machines.

    ``image`` is the chart at its head, ``figures`` are those beside what the engine shows.
    """

    slug: str
    headline: str
    dek: str
    brand: str
    author: str
    as_of: str
    instant: str
    subject: str
    sample: bool
    image: Image | None
    figures: tuple[Image, ...] = ()
    parts: tuple[Part, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """An article's page. ``takeaways`` are claims with what backs them, ``validity`` says how
    long the view holds, ``downloads`` are address and label of the article's other forms.

    ``article_page`` fills in ``opening`` (headline, dek, byline), ``note`` (that it is a sample)
    and ``body``, all HTML.
    """

    shell: Shell
    head: Head
    article: ArticleView
    takeaways: tuple[tuple[str, str], ...] = ()
    validity: str = ""
    downloads: tuple[tuple[str, str], ...] = ()
    stamps: tuple[Stamp, ...] = ()
    opening: str = ""
    note: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around the checked words of a page that is brought to another folder."""

    shell: Shell
    head: Head
    stamps: tuple[Stamp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """The edition's front page. ``tables`` come from the article, ``gaps`` are sentences;
    ``disclosure`` holds groups of statements under their name, ``evidence`` the address of the
    page of evidence by that of its article, ``sparks`` the sparkline of a symbol in the tables.
    ``edition_page`` fills in ``tables_html``.
    """

    shell: Shell
    head: Head
    as_of: str
    instant: str
    sample: bool
    articles: tuple[tuple[str, str, str], ...]  # address, headline, dek
    evidence: Mapping[str, str] = field(default_factory=dict)
    takeaways: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...]
    sparks: Mapping[str, Chart] = field(default_factory=dict)
    tables_html: str = ""
    sources: tuple[SourceView, ...]
    gaps: tuple[str, ...]
    checks: tuple[str, ...]
    downloads: tuple[tuple[str, str], ...]
    stamps: tuple[Stamp, ...] = ()
    disclosure: tuple[tuple[str, str], ...] = ()


def article_view(
    article: Article,
    desk: Desk,
    *,
    as_of: str,
    instant: datetime,
    image: Image | None,
    figures: tuple[Image, ...] = (),
) -> ArticleView:
    """The view of a filled article."""
    numbers = {source.item: source.number for source in article.sources}
    return ArticleView(
        slug=article.slug,
        headline=plain(article.headline.text),
        dek=plain(article.dek.text),
        brand=plain(desk.brand),
        author=plain(desk.author),
        as_of=as_of,
        instant=iso_instant(instant),
        subject=article.subject,
        sample=desk.sample,
        image=image,
        figures=figures,
        parts=tuple(_part(section, numbers) for section in article.sections),
        sources=tuple(
            SourceView(
                number=source.number,
                outlet=plain(source.outlet),
                title=plain(source.title),
                url=source.url,
                published=source.published,
            )
            for source in article.sources
        ),
    )


def _part(section: Section, numbers: Mapping[str, int]) -> Part:
    return Part(
        kind=section.kind.value,
        heading=plain(section.heading),
        passages=tuple(_passage(section, p, numbers) for p in section.paragraphs),
        tables=section.tables,
        points=tuple(
            Point(lead=plain(b.lead.text), lines=_lines(b.sentences, numbers))
            for b in section.bullets
        ),
    )


def _passage(section: Section, paragraph: Paragraph, numbers: Mapping[str, int]) -> Passage:
    inferred = all(s.stance is Stance.INFERENCE for s in paragraph.sentences)
    return Passage(
        lines=_lines(paragraph.sentences, numbers),
        inference=inferred and section.kind is not SectionKind.LEDE,
    )


def _lines(sentences: Sequence[Sentence], numbers: Mapping[str, int]) -> tuple[Line, ...]:
    return tuple(
        Line(
            text=plain(sentence.text),
            notes=tuple(dict.fromkeys(numbers[s] for s in sentence.sources if s in numbers)),
        )
        for sentence in sentences
    )
