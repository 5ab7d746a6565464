"""Render and check: the article in every format, and each file read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from reporter import checking, reading, signals
from reporter.ledger import display, fill_text
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.facts import Fact, FactSheet
from reporter.model.record import Record
from reporter.model.setup import Setup
from reporter.model.text import Article, FinishedText, Outline, SectionKind, Table
from reporter.model.units import Quantity
from reporter.model.verdict import Verdict, merge
from reporter.newsroom.captions import captions, level_ids, mastheads
from reporter.newsroom.measure import Measured
from reporter.reading.heap import uncollected
from reporter.rendering.charts import Chart, ChartView, LevelMark, Tag, png, price_chart
from reporter.rendering.email import Newsletter, newsletter_eml, text_of_markdown
from reporter.rendering.failures import PdfUnavailable
from reporter.rendering.html import article_page, body_html, edition_page
from reporter.rendering.markdown import article_markdown, body_markdown
from reporter.rendering.pdf import Briefing, briefing_pdf
from reporter.rendering.views import ArticleView, EditionView, Image, article_view

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job

TAKEAWAYS = 3
DOWNLOADS = (
    ("article.md", "Markdown"),
    ("../../edition.json", "Facts"),
    ("evidence.html", "Evidence for every figure"),
)
"""What the article's page leads to."""
CHECKS = (
    "Every figure of every file is read back and has to be a fact of edition.json.",
    "Identities and plausibility of the facts are gated before a word is written.",
    "Directions, levels, times, quotations and the disclosure are checked in the finished text.",
)
"""What the front page says of the checks; an edition that fails one is not let out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The finished files (relative path -> content), and a word on what could not be made.

    ``words`` are the draft words around the article's own: byline, captions and labels.
    """

    files: dict[str, bytes]
    notes: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def chart_labels(self) -> tuple[str, ...]:
        """Every text of every chart, as read back out of its SVG."""
        charts = (read_back(n, d) for n, d in self.files.items() if n.endswith(".svg"))
        return tuple(block.text for texts in charts for text in texts for block in text.blocks)


def render(
    job: Job, desk: Desk, article: Article, outline: Outline, measured: Measured, sheet: FactSheet
) -> Pages:
    """Markdown, and from it page, PDF and e-mail; the chart beside them."""
    printed = display(sheet["edition.desk.as_of"])
    chart = _chart(outline.featured, measured, sheet)
    home = f"articles/{article.slug}"
    image = Image(path=f"../../charts/{chart.name}.svg", alt=chart.alt) if chart else None
    view = article_view(article, desk, as_of=printed, instant=job.snapshot.as_of, image=image)
    own = job.materials.templates
    markdown = article_markdown(view, own)
    files = {f"{home}/article.md": markdown.encode()}
    files[f"{home}/article.html"] = article_page(view, markdown, chart, DOWNLOADS, own).encode()
    if chart:
        files[f"charts/{chart.name}.svg"] = chart.svg.encode()
    notes = []
    try:
        briefing = _briefing(view, article, chart, job)
        files["briefing.pdf"] = briefing_pdf(briefing, own)
    except PdfUnavailable as error:
        notes.append(f"no PDF: {error}")
    letter = _newsletter(view, chart, desk)
    files["newsletter.eml"] = newsletter_eml(letter, own)
    front = _front_page(view, article, home, sorted(files))
    files["index.html"] = edition_page(front, own).encode()
    drawn = captions(outline.featured, sheet) if chart else None
    words = (*mastheads(desk, article.subject), *CHECKS, *(drawn.all if drawn else ()))
    return Pages(files=files, notes=tuple(notes), words=words)


@uncollected()
def check_files(pages: Pages, sheet: FactSheet, record: Record) -> Verdict:
    """Read every finished file back, hold it against the facts and against what was written."""
    labels = pages.chart_labels
    texts = (text for name, data in sorted(pages.files.items()) for text in read_back(name, data))
    known = (replace(text, exempt=labels) if text.format == "pdf" else text for text in texts)
    return merge("edition", (verdict for text in known for verdict in _judged(text, sheet, record)))


def _judged(text: FinishedText, sheet: FactSheet, record: Record) -> Iterator[Verdict]:
    """The text against the facts; of an article also how it reads, asked of its source only."""
    yield checking.check(text, sheet, record)
    if text.format == "markdown":
        yield checking.readability(text)


@lru_cache(maxsize=32)
def read_back(name: str, data: bytes) -> tuple[FinishedText, ...]:
    """A finished file as its reader finds it; kept by its very bytes, as some are asked twice."""
    match name.rpartition(".")[2]:
        case "md":
            return (reading.read_markdown(data.decode(), name),)
        case "html":
            return (reading.read_html(data, name),)
        case "svg":
            return (reading.read_svg(data, name),)
        case "pdf":
            return (reading.read_pdf(data, name),)
        case _:
            return reading.read_email(data, name)


def _chart(setup: Setup, measured: Measured, sheet: FactSheet) -> Chart | None:
    """Price with modelled levels; None where there are too few bars to draw."""
    symbol, key = setup.instrument.symbol, setup.instrument.key
    data = next((one for one in measured.data if one.instrument.key == key), None)
    bars = signals.chart_bars(data, setup.as_of) if data else ()
    if data is None or len(bars) < 2:
        return None
    marks = _marks(setup, sheet)
    words = captions(setup, sheet)
    title, source, alt = (fill_text(w, sheet) for w in (words.title, words.source, words.alt))
    coming = sheet.get(f"{key}.{m.FUNDING_NEXT_TIME}")
    invalidation = sheet.get(f"{key}.{m.INVALIDATION}")
    return price_chart(
        ChartView(
            name=f"{symbol.lower()}-price",
            title=title,
            subtitle=words.subtitle,
            source=source,
            alt=alt,
            bars=bars,
            as_of=setup.as_of,
            price=Tag(
                value=_number(sheet, f"{key}.{m.PRICE}"), text=display(sheet[f"{key}.{m.PRICE}"])
            ),
            levels=marks,
            invalidation=Tag(value=_number(sheet, invalidation.id), text=display(invalidation))
            if invalidation
            else None,
            settlements=tuple(t for t, _ in signals.funding_history(data, setup.as_of)),
            next_settlement=_settlement(coming),
        )
    )


def _settlement(coming: Fact | None) -> tuple[datetime, str] | None:
    """When funding settles next; a view that was handed over may end at another time."""
    if coming is None or not isinstance(coming.value, datetime):
        return None
    return coming.value, display(coming, "clock")


def _marks(setup: Setup, sheet: FactSheet) -> tuple[LevelMark, ...]:
    found = level_ids(setup, sheet)
    sizes = {fact_id: _number(sheet, f"{fact_id}.size") for _, fact_id in found}
    marks = (
        LevelMark(
            side=side,
            price=_number(sheet, fact_id),
            weight=sizes[fact_id] / max(sizes.values()),
            text=display(sheet[fact_id]),
            size=display(sheet[f"{fact_id}.size"], "short"),
        )
        for side, fact_id in found
    )
    return tuple(sorted(marks, key=lambda mark: mark.price))


def _number(sheet: FactSheet, fact_id: str) -> float:
    value = sheet[fact_id].value
    assert isinstance(value, Quantity)  # noqa: S101 - prices and sizes are quantities by type
    return float(value.value)


def _briefing(view: ArticleView, article: Article, chart: Chart | None, job: Job) -> Briefing:
    card = _engine_tables(article)[:1]
    return Briefing(
        title=view.headline,
        dek=view.dek,
        brand=view.brand,
        author=view.author,
        as_of=view.as_of,
        instant=job.snapshot.as_of,
        sample=view.sample,
        takeaways=_takeaways(article),
        setup_caption=card[0].caption if card else "",
        setup_header=card[0].header if card else (),
        setup_rows=card[0].rows if card else (),
        chart_svg=chart.svg if chart else None,
        chart_alt=chart.alt if chart else "",
        body_html=body_html(body_markdown(_without_card(view))),
    )


def _without_card(view: ArticleView) -> ArticleView:
    """The article without the setup card, which stands on the PDF's first page."""
    parts = tuple(
        replace(part, tables=part.tables[1:]) if part.kind == SectionKind.ENGINE.value else part
        for part in view.parts
    )
    return replace(view, parts=parts)


def _engine_tables(article: Article) -> tuple[Table, ...]:
    return next((s.tables for s in article.sections if s.kind is SectionKind.ENGINE), ())


def _takeaways(article: Article) -> tuple[str, ...]:
    bullets = next((s.bullets for s in article.sections if s.kind is SectionKind.IMPLICATIONS), ())
    return tuple(
        f"{bullet.lead.text}: {bullet.sentences[0].text}"
        for bullet in bullets[-TAKEAWAYS:]
        if bullet.sentences
    )


def _newsletter(view: ArticleView, chart: Chart | None, desk: Desk) -> Newsletter:
    body = body_markdown(view)
    return Newsletter(
        subject=view.headline,
        preheader=view.dek,
        brand=view.brand,
        as_of=view.as_of,
        sample=view.sample,
        body_html=body_html(body),
        body_text=text_of_markdown(body),
        chart_png=png(chart) if chart else None,
        chart_alt=chart.alt if chart else "",
        contact=desk.contact,
    )


def _front_page(view: ArticleView, article: Article, home: str, files: list[str]) -> EditionView:
    gaps = next((s for s in article.sections if s.kind is SectionKind.GAPS), None)
    labels = {"pdf": "PDF briefing", "eml": "E-mail draft", "svg": "Chart"}
    downloads = [
        (name, labels[kind]) for name in files if (kind := name.rpartition(".")[2]) in labels
    ]
    return EditionView(
        brand=view.brand,
        as_of=view.as_of,
        instant=view.instant,
        sample=view.sample,
        articles=((f"{home}/article.html", view.headline, view.dek),),
        evidence={f"{home}/article.html": f"{home}/evidence.html"},
        tables=_engine_tables(article)[-1:],
        sources=view.sources,
        gaps=tuple(s.text for p in gaps.paragraphs for s in p.sentences) if gaps else (),
        checks=CHECKS,
        downloads=(*downloads, ("edition.json", "Facts as JSON")),
        disclosure=_disclosure(article),
    )


def _disclosure(article: Article) -> tuple[tuple[str, str], ...]:
    return tuple(
        (bullet.lead.text, " ".join(sentence.text for sentence in bullet.sentences))
        for section in article.sections
        if section.kind is SectionKind.DISCLOSURE
        for bullet in section.bullets
    )
