"""Wrong names: another contract, outlet, venue or subject of the news."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.mutation import sites
from tests.mutation.errors import Fate, Kind, Mutation, Page

STRANGERS = ("BTC", "ETH", "TRX", "GRASS")
"""What a contract is called instead where the edition has no other."""


def names(page: Page) -> Iterator[Mutation]:
    """Another name in the place of each."""
    yield from _contracts(page)
    yield from _outlets(page)
    for at in _places(page, "Binance"):
        venue = page.draw.choice(("Bybit", "OKX", "Deribit"))
        yield page.changed(Kind.ENTITY, at, "Binance", venue, Fate.WRONG)
    yield from _subjects(page)


def _contracts(page: Page) -> Iterator[Mutation]:
    """Symbols and their bases."""
    bases = page.truth.bases
    stranger = next(base for base in STRANGERS if base not in bases.values())
    for symbol, base in bases.items():
        rivals = [other for other in bases if other != symbol] or [f"{stranger}USDT"]
        for at in _places(page, symbol):
            rival = page.draw.choice(rivals)
            yield _renamed(page, (at, symbol, rival), symbol, rival)
        for at in _places(page, base):
            rival = page.draw.choice(rivals)
            yield _renamed(page, (at, base, bases.get(rival, stranger)), symbol, rival)


def _outlets(page: Page) -> Iterator[Mutation]:
    outlets = sorted(page.truth.outlets)
    for outlet in outlets:
        for at in _places(page, outlet):
            yield _reattributed(page, at, outlet, page.draw.choice([*outlets, "Reuters"]))


def _subjects(page: Page) -> Iterator[Mutation]:
    """What the news is about; tickers are contracts."""
    truth = page.truth
    told = [name for name in truth.entities if name not in truth.outlets and not name.isupper()]
    for name in told:
        for at in _places(page, name):
            other = page.draw.choice([one for one in told if one != name] or ["Kraken"])
            yield page.reworded(Kind.ENTITY, at, name, other)


def _places(page: Page, name: str) -> Iterator[int]:
    pattern = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"
    return (match.start() for match in re.finditer(pattern, page.seen))


def _renamed(page: Page, edit: tuple[int, str, str], symbol: str, rival: str) -> Mutation:
    """Another contract in its place; true where all of the sentence holds of that one too."""
    at, before, after = edit
    start, end = sites.sentence_of(page.text, at)
    truth, told = page.truth, list(sites.figures(page.seen[start:end]))
    if rival not in truth.bases:
        known = False
    elif told:
        known = all(truth.holds(sites.figure(printed), [rival]) for printed in told)
    else:
        dated = any(True for _ in sites.dates(page.seen[start:end]))
        lean = "lean" in page.text[start:end]
        views = truth.biases  # of the contracts that have a setup; the overview names others
        same = symbol in views and rival in views and views[symbol] == views[rival]
        known = lean and not dated and same
    return page.changed(Kind.ENTITY, at, before, after, Fate.TRUE if known else Fate.WRONG)


def _reattributed(page: Page, at: int, outlet: str, other: str) -> Mutation:
    """Another outlet in its place; true where it published the words that are quoted."""
    start, end = sites.sentence_of(page.text, at)
    quotes = re.findall("“([^”]*)”", page.text[start:end])
    told = bool(quotes) and all(page.truth.published(quote, other) for quote in quotes)
    return page.changed(Kind.ENTITY, at, outlet, other, Fate.TRUE if told else Fate.WRONG)
