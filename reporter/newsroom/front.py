"""What the pages of an edition show: its front page, and the article's own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from reporter.model.text import Article, SectionKind
from reporter.newsroom.figures import Figures
from reporter.newsroom.heads import ARTICLE, EVIDENCE, article_home
from reporter.newsroom.market_tables import market_tables
from reporter.newsroom.takeaways import takeaways
from reporter.rendering.views import Around, ArticleView, EditionView, PageView

CHECKS = (
    "Every figure in every file was read back and matched to a fact in edition.json.",
    "The facts were tested for consistency and plausibility before a word was written.",
    "Directions, levels, times, quotations and the disclosure were checked in the finished text.",
)
"""What the front page says of the checks; an edition that fails one is not let out."""


_SHARED: Final = (("briefing.pdf", "PDF briefing"), ("newsletter.eml", "E-mail draft"))


def front_page(
    view: ArticleView,
    article: Article,
    figures: Figures,
    files: Collection[str],
    around: Around,
) -> EditionView:
    """What it shows; ``files`` are those of the edition, beside ``edition.json``."""
    home = article_home(view.slug)
    gaps = article.section(SectionKind.GAPS)
    downloads = [(name, label) for name, label in _SHARED if name in files]
    return EditionView(
        shell=around.shell,
        head=around.head,
        as_of=view.as_of,
        instant=view.instant,
        sample=view.sample,
        articles=((f"{home}/{ARTICLE}", view.headline, view.dek),),
        evidence={f"{home}/{ARTICLE}": f"{home}/{EVIDENCE}"},
        takeaways=takeaways(article),
        tables=market_tables(article),
        sparks=figures.sparks,
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


def article_page_view(
    view: ArticleView, article: Article, around: Around, validity: str, files: Collection[str]
) -> PageView:
    """What the article's page shows around its body; ``files`` are those of the edition."""
    return PageView(
        shell=around.shell,
        head=around.head,
        article=view,
        takeaways=takeaways(article),
        validity=validity,
        downloads=article_downloads(files),
    )


def article_downloads(files: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The other forms of an article, as seen from its page; a PDF only where there is one."""
    return (
        ("article.md", "Markdown"),
        *((f"../../{name}", label) for name, label in _SHARED if name in files),
        ("../../edition.json", "Facts as JSON"),
        (EVIDENCE, "Evidence for every figure"),
    )
