"""The front page of an edition."""

from __future__ import annotations

from reporter.model.text import Article, SectionKind
from reporter.rendering.views import ArticleView, EditionView

CHECKS = (
    "Every figure of every file is read back and has to be a fact of edition.json.",
    "Identities and plausibility of the facts are gated before a word is written.",
    "Directions, levels, times, quotations and the disclosure are checked in the finished text.",
)
"""What the front page says of the checks; an edition that fails one is not let out."""


def front_page(view: ArticleView, article: Article, home: str, files: list[str]) -> EditionView:
    """What it shows; ``files`` are those of the edition, beside ``edition.json``."""
    gaps = article.section(SectionKind.GAPS)
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
        tables=article.tables(SectionKind.ENGINE)[-1:],
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
