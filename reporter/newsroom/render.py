"""Render and check: the article in every format, and each file read back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reporter import checking, reading
from reporter.ledger import display, fill_text
from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.record import Record
from reporter.model.text import Article, FinishedText, Outline
from reporter.model.verdict import Verdict, merge
from reporter.newsroom.briefing import briefing
from reporter.newsroom.captions import mastheads, validity_words
from reporter.newsroom.card import article_card, card_words
from reporter.newsroom.figures import figures
from reporter.newsroom.front import CHECKS, article_page_view, front_page
from reporter.newsroom.heads import (
    ARTICLE,
    CARD,
    article_around,
    article_home,
    front_around,
    public_folder,
)
from reporter.newsroom.letter import newsletter
from reporter.newsroom.measure import Measured
from reporter.reading.heap import uncollected
from reporter.rendering.card import card_png, card_svg
from reporter.rendering.charts import Chart
from reporter.rendering.email import newsletter_eml
from reporter.rendering.failures import PdfUnavailable
from reporter.rendering.html import article_page, edition_page
from reporter.rendering.markdown import article_markdown
from reporter.rendering.pdf import Briefing
from reporter.rendering.press import printing
from reporter.rendering.tokens import palette
from reporter.rendering.views import Image, article_view

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job

PDF = "briefing.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The finished files (relative path -> content), and a word on what could not be made.

    ``words`` are the draft words around the article's own: byline, captions and labels. ``pdf``
    waits for the briefing, which is made meanwhile, and gives its bytes.
    """

    files: dict[str, bytes]
    notes: tuple[str, ...]
    words: tuple[str, ...] = ()
    pdf: Callable[[], bytes] | None = None

    @property
    def names(self) -> frozenset[str]:
        """The paths of all files, with that of the PDF in the making."""
        return _names(self.files, self.pdf)

    @property
    def chart_labels(self) -> tuple[str, ...]:
        """Every text of every chart, as read back out of its SVG."""
        charts = (read_back(n, d) for n, d in self.files.items() if n.startswith("charts/"))
        return tuple(block.text for texts in charts for text in texts for block in text.blocks)


def render(
    job: Job, desk: Desk, article: Article, outline: Outline, measured: Measured, sheet: FactSheet
) -> Pages:
    """Markdown, and from it page, PDF and e-mail; the charts beside them."""
    as_of, own = job.snapshot.as_of, job.materials.templates
    drawn = figures(outline.featured, measured, sheet, palette(own))
    home, folder = article_home(article.slug), public_folder(job.config.site, job.key)
    view = article_view(
        article,
        desk,
        as_of=display(sheet["edition.desk.as_of"]),
        instant=as_of,
        image=_image(drawn.lead) if drawn.lead else None,
        figures=tuple(_image(chart) for chart in drawn.rest),
    )
    markdown = article_markdown(view, own)
    files = {f"charts/{chart.name}.svg": chart.svg.encode() for chart in drawn.drawings}
    files[f"{home}/article.md"] = markdown.encode()
    pdf, notes = _printing(briefing(view, article, drawn, as_of), own)
    letter = newsletter(view, article, drawn, desk, folder)
    files["newsletter.eml"] = newsletter_eml(letter, own)
    card = card_svg(article_card(view, outline.featured, sheet), own)
    files |= {f"{home}/card.svg": card.encode(), f"{home}/{CARD}": card_png(card)}
    validity = validity_words(outline.featured, sheet)
    around = article_around(view, desk, folder)
    names = _names(files, pdf)
    page = article_page_view(view, article, around, fill_text(validity, sheet), names)
    files[f"{home}/{ARTICLE}"] = article_page(page, markdown, drawn.all, own).encode()
    front = front_page(view, article, drawn, names, front_around(view, folder))
    files["index.html"] = edition_page(front, own).encode()
    on_card = card_words(desk, outline.featured, sheet)
    words = (*mastheads(desk, article.subject), validity, *CHECKS, *on_card, *drawn.words)
    return Pages(files=files, notes=notes, words=words, pdf=pdf)


def _names(files: Collection[str], pdf: object) -> frozenset[str]:
    return frozenset((*files, PDF) if pdf else files)


def _printing(
    told: Briefing, own: Sequence[Path]
) -> tuple[Callable[[], bytes] | None, tuple[str, ...]]:
    """The briefing's PDF, begun; or a note of why there is none."""
    try:
        return printing(told, own), ()
    except PdfUnavailable as error:
        return None, (f"no PDF: {error}",)


def _image(chart: Chart) -> Image:
    return Image(path=f"../../charts/{chart.name}.svg", alt=chart.alt)


@uncollected()
def check_files(pages: Pages, sheet: FactSheet, record: Record) -> tuple[Pages, Verdict]:
    """Read every finished file back, hold it against the facts and against what was written.

    The PDF comes last, as it may still be in the making; the pages returned have it.
    """
    texts = [text for name, data in sorted(pages.files.items()) for text in read_back(name, data)]
    verdicts = [one for text in texts for one in _judged(text, sheet, record)]
    if pages.pdf:
        data, labels = pages.pdf(), pages.chart_labels
        pages = replace(pages, files={**pages.files, PDF: data}, pdf=None)
        for text in read_back(PDF, data):
            verdicts += _judged(replace(text, exempt=labels), sheet, record)
    return pages, merge("edition", verdicts)


def _judged(text: FinishedText, sheet: FactSheet, record: Record) -> Iterator[Verdict]:
    """The text against the facts; of an article also how it reads, asked of its source only."""
    yield checking.check(text, sheet, record)
    if text.format == "markdown":
        yield checking.readability(text)


@lru_cache(maxsize=32)
def read_back(name: str, data: bytes) -> tuple[FinishedText, ...]:
    """A finished file as its reader finds it; kept by its very bytes, as some are asked twice.

    Raises ``UsageError`` where a style sheet prints what cannot be read.
    """
    texts = _texts(name, data)
    reading.require_known_styles(texts)
    return texts


def _texts(name: str, data: bytes) -> tuple[FinishedText, ...]:
    match name.rpartition(".")[2]:
        case "md":
            return (reading.read_markdown(data.decode(), name),)
        case "html":
            return (reading.read_html(data, name),)
        case "svg":
            return (reading.read_svg(data, name),)
        case "pdf":
            return (reading.read_pdf(data, name),)
        case "png":
            return ()  # the raster of an SVG that is read itself
        case _:
            return reading.read_email(data, name)
