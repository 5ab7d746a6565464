"""Bare filings: entries of a register that name a form and a filer, and no event."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from reporter.model.news import Item

MOST_ITEMS: Final = 3
"""At most so many headings of a filing are quoted."""

_ENTRY: Final = re.compile(r"([\w/ -]{1,12}) - .+ \(\d{6,10}\) \([A-Za-z ]+\)")
"""How EDGAR's feeds entitle a filing: form, filer, its number, its role."""
_HEADING: Final = re.compile(r"\bItem \d+\.\d+: ([A-Z][A-Za-z ,;'’-]+?)(?=:|\s+Item \d|\s*$)")
_ROUTINE: Final = frozenset(
    {"Financial Statements and Exhibits", "Other Events", "Regulation FD Disclosure"}
)
"""Headings that say little of what happened."""
_AMENDED: Final = "/A"
_UNKNOWN_FORM: Final = "regulatory filing"


def is_filing(item: Item) -> bool:
    """Whether the item is a register's entry rather than a text.

    >>> bool(_ENTRY.fullmatch("8-K - Example, Inc. (0001234567) (Filer)"))
    True
    """
    return _ENTRY.fullmatch(item.title.strip()) is not None


def form_of(item: Item) -> str:
    """What kind of document was filed, in plain words without an article."""
    entry = _ENTRY.fullmatch(item.title.strip())
    form = entry[1].strip() if entry else ""
    name = _book()["forms"].get(form.removesuffix(_AMENDED).strip(), _UNKNOWN_FORM)
    return f"amended {name}" if form.endswith(_AMENDED) else name


def indefinite(noun: str) -> str:
    """The noun with ``a`` or ``an``.

    >>> indefinite("annual report")
    'an annual report'
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def filing_headings(item: Item) -> tuple[str, ...]:
    """The headings of a filing, verbatim and in its own order; routine ones if it has no other."""
    found = dict.fromkeys(match[1].strip() for match in _HEADING.finditer(item.summary))
    telling = [text for text in found if text not in _ROUTINE]
    return tuple(telling or found)[:MOST_ITEMS]


def meaning_of(heading: str) -> str:
    """The case that a heading is for, as a clause; empty for a heading that is not known."""
    known = _book()["headings"]
    begins = [start for start in known if heading.lower().startswith(start.lower())]
    return known[max(begins, key=len)] if begins else ""


@cache
def _book() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("reporter.writing").joinpath("filings.toml").read_text("utf-8"))
