"""The key takeaways of an article: the same ones in the PDF, on the page and in the e-mail."""

from __future__ import annotations

from typing import Final

from reporter.model.text import Article, SectionKind

TAKEAWAYS: Final = 3


def takeaways(article: Article) -> tuple[tuple[str, str], ...]:
    """The claims of the last implications, each with the sentence that backs it."""
    section = article.section(SectionKind.IMPLICATIONS)
    return tuple(
        (bullet.lead.text, bullet.sentences[0].text)
        for bullet in (section.bullets if section else ())[-TAKEAWAYS:]
        if bullet.sentences
    )
