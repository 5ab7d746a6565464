"""What the newsletter of an edition shows."""

from __future__ import annotations

from reporter.model.desk import Desk
from reporter.newsroom.figures import Figures
from reporter.rendering.charts import png
from reporter.rendering.email import Newsletter, text_of_markdown
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.views import ArticleView


def newsletter(view: ArticleView, figures: Figures, desk: Desk) -> Newsletter:
    """The article as an e-mail."""
    chart, body = figures.lead, body_markdown(view)
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
