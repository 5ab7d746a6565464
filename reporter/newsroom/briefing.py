"""What the PDF briefing of an edition shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reporter.model.text import Article, SectionKind
from reporter.newsroom.figures import Figures
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.pdf import Briefing
from reporter.rendering.views import ArticleView

TAKEAWAYS = 3


def briefing(view: ArticleView, article: Article, figures: Figures, instant: datetime) -> Briefing:
    """The article as a briefing; its setup card and takeaways stand on the first page."""
    card = article.tables(SectionKind.ENGINE)[:1]
    return Briefing(
        title=view.headline,
        dek=view.dek,
        brand=view.brand,
        author=view.author,
        as_of=view.as_of,
        instant=instant,
        sample=view.sample,
        takeaways=_takeaways(article),
        setup_caption=card[0].caption if card else "",
        setup_header=card[0].header if card else (),
        setup_rows=card[0].rows if card else (),
        chart_svg=figures.lead.svg if figures.lead else None,
        chart_alt=figures.lead.alt if figures.lead else "",
        body_html=body_html(body_markdown(_without_card(view))),
    )


def _without_card(view: ArticleView) -> ArticleView:
    """The article without the setup card, which stands on the PDF's first page."""
    parts = tuple(
        replace(part, tables=part.tables[1:]) if part.kind == SectionKind.ENGINE.value else part
        for part in view.parts
    )
    return replace(view, parts=parts)


def _takeaways(article: Article) -> tuple[str, ...]:
    section = article.section(SectionKind.IMPLICATIONS)
    return tuple(
        f"{bullet.lead.text}: {bullet.sentences[0].text}"
        for bullet in (section.bullets if section else ())[-TAKEAWAYS:]
        if bullet.sentences
    )
