"""What the newsletter of an edition shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reporter.model.desk import Desk
from reporter.model.text import Article
from reporter.newsroom.figures import Figures
from reporter.newsroom.heads import ARTICLE, article_home
from reporter.newsroom.letter_tables import narrowed
from reporter.newsroom.takeaways import takeaways
from reporter.rendering.charts import Chart, png
from reporter.rendering.email import Newsletter, Picture, text_of_markdown
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.views import ArticleView

FIGURES: Final = 2
"""So many small charts stand in the letter beside the one at its head: each makes it heavier."""
_LEAD: Final = (592, 70_000)
_PHONE: Final = (343, 80_000)
_FIGURE: Final = (284, 40_000)
"""Width in CSS pixels, and most bytes of the picture."""


def newsletter(
    view: ArticleView, article: Article, figures: Figures, desk: Desk, folder: str
) -> Newsletter:
    """The article as an e-mail; ``folder`` is the edition's public address, or nothing."""
    both = zip(figures.rest, view.figures, strict=True)
    small = [(chart, image) for chart, image in both if chart.width == "half"][:FIGURES]
    parts = tuple(
        replace(part, tables=tuple(narrowed(table) for table in part.tables)) for part in view.parts
    )
    body = body_markdown(replace(view, parts=parts, figures=tuple(image for _, image in small)))
    return Newsletter(
        subject=view.headline,
        preheader=view.dek,
        brand=view.brand,
        as_of=view.as_of,
        sample=view.sample,
        url=f"{folder}{article_home(view.slug)}/{ARTICLE}" if folder else "",
        takeaways=takeaways(article),
        body_html=body_html(body),
        body_text=text_of_markdown(body),
        lead=_lead(figures.lead) if figures.lead else None,
        figures=tuple(_picture(chart, *_FIGURE) for chart, _ in small),
        contact=desk.contact,
    )


def _lead(chart: Chart) -> Picture:
    narrow = _picture(chart.narrow, *_PHONE) if chart.narrow else None
    return replace(_picture(chart, *_LEAD), narrow=narrow)


def _picture(chart: Chart, width: int, limit: int) -> Picture:
    return Picture(name=chart.name, png=png(chart, limit=limit), alt=chart.alt, width=width)
