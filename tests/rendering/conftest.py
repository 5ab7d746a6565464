"""A filled article, its desk and a chart, made by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from reporter.model.desk import Desk
from reporter.model.market import Bar
from reporter.model.setup import Side
from reporter.model.text import (
    Article,
    Bullet,
    Paragraph,
    Section,
    SectionKind,
    Sentence,
    SourceLine,
    Stance,
    Table,
)
from reporter.rendering.charts import ChartView, LevelMark, Tag
from reporter.rendering.head import Cited, Head
from reporter.rendering.views import (
    ArticleView,
    EditionView,
    Image,
    PageView,
    Shell,
    SourceView,
    article_view,
)

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
PRINTED = "27 March 2026, 21:21 UTC"


def reported(text: str, *sources: str) -> Sentence:
    return Sentence(text=text, stance=Stance.REPORTED, sources=sources)


def measured(text: str) -> Sentence:
    return Sentence(text=text, stance=Stance.MEASURED)


def inferred(text: str) -> Sentence:
    return Sentence(text=text, stance=Stance.INFERENCE)


def section(kind: SectionKind, heading: str, *sentences: Sentence) -> Section:
    paragraphs = (Paragraph(sentences=sentences),) if sentences else ()
    return Section(kind=kind, heading=heading, paragraphs=paragraphs)


def setup_card() -> Table:
    return Table(
        caption="Setup card for FILUSDT",
        header=("Metric", "Reading", "Comparison"),
        rows=(
            ("Price", "$0.836", "+1.2% day on day"),
            ("Funding, settled", "−0.0406% per 8 h", "−44.5% a year, simple"),
            ("Mark against index", "−11.4 bps", "agrees with funding"),
        ),
    )


def implications() -> Section:
    return Section(
        kind=SectionKind.IMPLICATIONS,
        heading="Trading Implications",
        bullets=(
            Bullet(
                lead=measured("Shorts pay longs on FILUSDT"),
                sentences=(measured("The last settled rate was −0.0406% per 8 h."),),
            ),
            Bullet(
                lead=inferred("Margin elsewhere may draw capital"),
                sentences=(inferred("The test is open interest over the coming weeks."),),
            ),
        ),
    )


@pytest.fixture
def desk() -> Desk:
    return Desk(
        name="main",
        brand="Meridian Desk",
        timezone="UTC",
        contact="desk@meridian.example",
        author="Ada Quill, analyst",
        conflicts="None.",
        sample=True,
    )


@pytest.fixture
def article() -> Article:
    return Article(
        slug="kalshi-margin-filusdt",
        headline=measured("FIL Shorts Pay −44.5% a Year as Kalshi Gains a Margin Licence"),
        dek=measured("Funding settled at −0.0406% per 8 h; the news reaches it only indirectly."),
        sections=(
            section(
                SectionKind.LEDE,
                "",
                reported("An affiliate of Kalshi may now offer margin.", "notice", "wire"),
                measured("FILUSDT trades at $0.836."),
            ),
            section(
                SectionKind.MARKET,
                "How Does This Reach FIL?",
                inferred("Desks that post less collateral there could hold less here."),
            ),
            Section(
                kind=SectionKind.ENGINE,
                heading="What Meridian Desk's Engine Shows",
                subject="FILUSDT",
                paragraphs=(Paragraph(sentences=(measured("Longs hold 68.7%, shorts 31.3%."),)),),
                tables=(setup_card(),),
            ),
            implications(),
            section(SectionKind.SOURCES, "Sources"),
            section(SectionKind.DISCLOSURE, "Disclosure", measured("Conflicts: none.")),
        ),
        sources=(
            SourceLine(
                number=1,
                item="notice",
                outlet="Registry of Notices",
                title="Approval of an [affiliate] | filed",
                url="https://registry.example/a_b?x=1&copy=2",
                published="24 March 2026, 14:05 UTC",
            ),
            SourceLine(
                number=2,
                item="wire",
                outlet="Northgate Wire",
                title="Kalshi affiliate wins licence",
                url="javascript:alert(1)",
                published="24 March 2026, 16:40 UTC",
            ),
        ),
        facts=(),
        subject="FILUSDT",
        writer="offline",
    )


@pytest.fixture
def view(article: Article, desk: Desk) -> ArticleView:
    image = Image(path="../../charts/filusdt-price.svg", alt="FILUSDT trades at $0.836.")
    return article_view(article, desk, as_of=PRINTED, instant=AS_OF, image=image)


@pytest.fixture(scope="session")
def bars() -> tuple[Bar, ...]:
    start = AS_OF.replace(minute=0) - timedelta(hours=168)
    closes = [0.838 + 0.03 * math.sin(n / 13) + 0.008 * math.sin(n / 2.7) for n in range(169)]
    return tuple(
        Bar(
            start=start + timedelta(hours=hour),
            open=before,
            high=max(before, after) * 1.004,
            low=min(before, after) * 0.996,
            close=after,
        )
        for hour, (before, after) in enumerate(pairwise(closes))
    )


def level(side: Side, price: float, weight: float) -> LevelMark:
    return LevelMark(side=side, price=price, weight=weight, text=f"${price:.3f}", size="$935,167")


@pytest.fixture(scope="session")
def chart_view(bars: tuple[Bar, ...]) -> ChartView:
    return ChartView(
        name="filusdt-price",
        title="FILUSDT at $0.836 between modelled levels",
        subtitle="Hourly closes and ranges of the past week, in USDT",
        source=f"Binance, as of {PRINTED}. Levels are modelled.",
        alt="FILUSDT trades at $0.836, with modelled levels at $0.920 above and $0.790 below.",
        bars=bars,
        as_of=AS_OF,
        price=Tag(value=0.836, text="$0.836"),
        levels=(
            level(Side.BELOW, 0.775, 0.3),
            level(Side.BELOW, 0.790, 1.0),
            level(Side.ABOVE, 0.920, 0.4),
            level(Side.ABOVE, 0.922, 0.6),
            level(Side.ABOVE, 0.924, 0.8),
        ),
        invalidation=Tag(value=0.801, text="$0.801"),
        settlements=tuple(
            AS_OF.replace(hour=16, minute=0) - timedelta(hours=8 * n) for n in range(20)
        ),
        next_settlement=(datetime(2026, 3, 28, tzinfo=UTC), "00:00 UTC"),
    )


@pytest.fixture
def edition() -> EditionView:
    return EditionView(
        shell=Shell(brand="Meridian Desk", nav=(("All editions", "../index.html"),)),
        head=Head(title="Meridian Desk, an edition", brand="Meridian Desk", sample=True),
        as_of="27 March 2026, 21:21 UTC",
        instant="2026-03-27T21:21:00Z",
        sample=True,
        articles=(("articles/a/article.html", "A <headline> at 5 bps", "A dek."),),
        evidence={"articles/a/article.html": "articles/a/evidence.html"},
        takeaways=(("Shorts pay", "Funding settled at −0.0406% per 8 h."),),
        tables=(
            Table(caption="Others", header=("Symbol", "Price"), rows=(("ETHUSDT", "$2,061"),)),
        ),
        sources=(
            SourceView(
                number=1, outlet="Wire", title="T & T", url="https://a.example/", published="now"
            ),
        ),
        gaps=("Missing for Tallow Gazette: feed (the address leads nowhere).",),
        checks=("Every figure is read back.", "Levels are checked."),
        downloads=(("briefing.pdf", "PDF briefing"), ("edition.json", "Facts as JSON")),
    )


@pytest.fixture
def page(view: ArticleView) -> PageView:
    """The article's page as a draft."""
    head = Head(
        title=f"{view.headline} | {view.brand}",
        headline=view.headline,
        description=view.dek,
        brand=view.brand,
        author=view.author,
        article=True,
        sample=True,
        created=view.instant,
        tags=(view.subject,),
        cited=(Cited(name="Registry", url="https://registry.example/a_b?x=1&copy=2"),),
    )
    return PageView(
        shell=Shell(brand=view.brand, home="../../index.html"),
        head=head,
        article=view,
        takeaways=(("Shorts pay longs", "The last settled rate was −0.0406% per 8 h."),),
        validity="View valid until 28 March 2026, 00:00 UTC",
        downloads=(("article.md", "Markdown"),),
    )
