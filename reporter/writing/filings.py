"""Bare filings: entries of a register that name a form and a filer, and no event."""

from __future__ import annotations

import re
from typing import Final

from reporter.model.news import Item

MOST_ITEMS: Final = 3
"""At most so many headings of a filing are quoted."""

_ENTRY: Final = re.compile(r"[\w/ -]{1,12} - .+ \(\d{6,10}\) \([A-Za-z ]+\)")
"""How EDGAR's feeds entitle a filing: form, filer, its number, its role."""
_HEADING: Final = re.compile(r"\bItem \d+\.\d+: ([A-Z][A-Za-z ,;'’-]+?)(?=\s+Item \d|\s*$)")
_ROUTINE: Final = frozenset(
    {"Financial Statements and Exhibits", "Other Events", "Regulation FD Disclosure"}
)
"""Headings that say nothing of what happened."""


def is_filing(item: Item) -> bool:
    """Whether the item is a register's entry rather than a text.

    >>> bool(_ENTRY.fullmatch("8-K - Example, Inc. (0001234567) (Filer)"))
    True
    """
    return _ENTRY.fullmatch(item.title.strip()) is not None


def filing_headings(item: Item) -> tuple[str, ...]:
    """The headings of a filing that say what it is about, verbatim and in its own order."""
    found = (match[1].strip() for match in _HEADING.finditer(item.summary))
    return tuple(text for text in dict.fromkeys(found) if text not in _ROUTINE)[:MOST_ITEMS]
