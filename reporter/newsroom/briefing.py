"""What the PDF briefing of an edition shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from reporter.model.text import Article, SectionKind
from reporter.newsroom.figures import Figures
from reporter.newsroom.market_tables import is_of_the_market, market_tables
from reporter.newsroom.takeaways import takeaways
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.pdf import BriefedArticle, BriefedSection, Briefing
from reporter.rendering.views import ArticleView


def briefing(view: ArticleView, article: Article, figures: Figures, instant: datetime) -> Briefing:
    """The article as a briefing; its setup card and takeaways stand on the first page."""
    tables = article.tables(SectionKind.ENGINE)
    return Briefing(
        brand=view.brand,
        author=view.author,
        as_of=view.as_of,
        instant=instant,
        sample=view.sample,
        articles=(
            BriefedArticle(
                title=view.headline,
                dek=view.dek,
                takeaways=takeaways(article),
                setup=tables[0] if tables else None,
                lead=figures.lead,
                sections=tuple(_sections(view)),
                charts=figures.rest,
            ),
        ),
        overview=market_tables(article),
        sparks=figures.sparks,
    )


def _sections(view: ArticleView) -> Iterator[BriefedSection]:
    """The sections, without what stands elsewhere in the briefing."""
    for part in view.parts:
        words = replace(view, parts=(replace(part, heading="", tables=()),), figures=())
        is_engine = part.kind == SectionKind.ENGINE.value
        yield BriefedSection(
            kind=part.kind,
            heading=part.heading,
            body_html=body_html(body_markdown(words)),
            tables=tuple(
                table
                for table in (part.tables[1:] if is_engine else part.tables)
                if not is_of_the_market(table)
            ),
        )
