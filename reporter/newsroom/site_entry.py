"""What lists and feeds say of an edition, taken from its ``edition.json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from reporter.ledger import display
from reporter.model import metrics
from reporter.model.facts import FactSheet
from reporter.model.moments import iso_instant
from reporter.newsroom.heads import CARD, article_home
from reporter.rendering.plaintext import plain
from reporter.rendering.site_views import Entry, Mention
from reporter.rendering.views import Stamp

MISSING: Final = "—"
"""What stands in a list where the edition has no such reading."""
_AUTHOR, _BRAND = "edition.desk.author", "edition.desk.brand"
_AS_OF: Final = "edition.desk.as_of"


def entry_of(document: dict[str, Any], sheet: FactSheet, stamps: Sequence[Stamp] = ()) -> Entry:
    """The entry of an edition; its figures are printed as the edition prints them.

    ``sheet`` are its facts; a draft has no ``stamps``. Raises ``KeyError`` or
    ``ValueError`` where the document is not one of ours.
    """
    article, key = document["articles"][0], document["key"]
    folder, slug = f"{key['date']}-{key['slot']}", article["slug"]
    card = f"{article_home(slug)}/{CARD}"
    return Entry(
        key=folder,
        slug=slug,
        headline=plain(article["headline"]["text"]),
        dek=plain(article["dek"]["text"]),
        brand=_text(sheet, _BRAND),
        author=_text(sheet, _AUTHOR),
        as_of=display(sheet[_AS_OF]),
        instant=iso_instant(datetime.fromisoformat(document["as_of"])),
        valid_until=_validity(document, sheet),
        sample=document["sample"],
        mentions=tuple(_mentions(document, sheet)),
        stamps=tuple(stamps),
        card=f"{folder}/{card}" if card in document["manifest"]["files"] else "",
    )


def entry_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON values."""
    return asdict(entry)


def entry_back(raw: dict[str, Any]) -> Entry:
    """The entry out of JSON values. Raises ``TypeError`` where they are none of ours."""
    lists = {
        "mentions": tuple(Mention(**mention) for mention in raw["mentions"]),
        "stamps": tuple(Stamp(**stamp) for stamp in raw["stamps"]),
    }
    return Entry(**{**raw, **lists})


def _mentions(document: dict[str, Any], sheet: FactSheet) -> Iterator[Mention]:
    """The contract featured first, then the others that have a view, in their order."""
    subject = document["articles"][0]["subject"]
    for call in sorted(document["calls"], key=lambda one: _symbol(one, sheet) != subject):
        yield Mention(
            symbol=_symbol(call, sheet),
            view=call["bias"],
            price=_printed(sheet, f"{call['instrument']}.{metrics.PRICE}"),
            funding=_printed(sheet, f"{call['instrument']}.{metrics.FUNDING_SETTLED}"),
        )


def _validity(document: dict[str, Any], sheet: FactSheet) -> str:
    """Until when the view on the contract featured holds; empty where there is none."""
    subject = document["articles"][0]["subject"]
    for call in document["calls"]:
        fact = sheet.get(f"{call['instrument']}.{metrics.VALID_UNTIL}")
        if fact is not None and fact.subject == subject:
            return display(fact)
    return ""


def _symbol(call: dict[str, Any], sheet: FactSheet) -> str:
    fact = sheet.get(f"{call['instrument']}.{metrics.PRICE}")
    return fact.subject if fact else call["instrument"].rpartition(".")[2].upper()


def _printed(sheet: FactSheet, fact_id: str) -> str:
    fact = sheet.get(fact_id)
    return display(fact) if fact else MISSING


def _text(sheet: FactSheet, fact_id: str) -> str:
    fact = sheet.get(fact_id)
    return plain(fact.value) if fact and isinstance(fact.value, str) else ""
