"""The card of an article: its headline and the main readings of the featured contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.ledger import fill_text
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.setup import Setup
from reporter.rendering.card import Card
from reporter.rendering.views import ArticleView
from reporter.writing.readings import AS_OF, Readings, ref

_SHOWN: Final = (
    ("Price", m.PRICE),
    ("Funding, settled", m.FUNDING_SETTLED),
    ("Open interest", m.OPEN_INTEREST),
)
_AS_OF: Final = f"As of {ref(AS_OF)}"


def article_card(view: ArticleView, setup: Setup, sheet: FactSheet) -> Card:
    """What the card shows."""
    return Card(
        brand=view.brand,
        kicker=view.subject,
        headline=view.headline,
        as_of=fill_text(_AS_OF, sheet),
        sample=view.sample,
        figures=tuple((name, fill_text(words, sheet)) for name, words in _figures(setup, sheet)),
    )


def card_words(desk: Desk, setup: Setup, sheet: FactSheet) -> tuple[str, ...]:
    """The draft words of the card, but for the article's own headline."""
    figures = (f"{name} {words}" for name, words in _figures(setup, sheet))
    return (desk.brand, _AS_OF, *figures)


def _figures(setup: Setup, sheet: FactSheet) -> Iterator[tuple[str, str]]:
    read = Readings(sheet, setup)
    return ((name, read.ref(metric)) for name, metric in _SHOWN if read.has(metric))
