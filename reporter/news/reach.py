"""Which assets a story reaches, by which channel, and on what evidence.

A story that names an asset reaches it; so does one that names the venue or company behind the
asset, and one that a publisher has tagged with it. Beyond that the theme map
(``themes.toml``) says which groups of assets news of a theme gets to: a decision on rates
reaches the majors through dollar rates. It is our inference of where to look, not a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reporter.model.news import Item, Link, Quote, Story
from reporter.news.entities import universe_tickers
from reporter.news.gazetteer import gazetteer
from reporter.news.links import entity_of, is_tagged
from reporter.news.themes import Theme, keyword_in, themes

NAMED: Final = "named"
OWN: Final = "own"
TAGGED: Final = "tagged"
ALL: Final = "all"

_LEADING = 2  # themes of a story that carry it to other assets
_BY_LINK: Final = {NAMED: ("the asset itself", 1.0), OWN: ("its issuer", 0.6)}
_BY_TAG: Final = ("a publisher's tag", 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One way from a story to a symbol.

    ``group`` says why the symbol is among those reached: it is named, the story names who stands
    behind it (``own``), a publisher tagged it, or it is in a group of the theme map. ``theme`` is
    empty where the link alone does it. ``strength`` runs to 1; ``evidence`` are the words of an
    item on which it rests.
    """

    symbol: str
    channel: str
    theme: str
    group: str
    strength: float
    evidence: Quote


@dataclass(frozen=True, slots=True)
class Path:
    """A ``Reach`` before it is applied to symbols; ``tickers`` None stands for all."""

    channel: str
    theme: str
    group: str
    strength: float
    evidence: Quote
    tickers: tuple[str, ...] | None

    def among(self, own: Sequence[str]) -> tuple[str, ...]:
        """The assets of ``own`` (tickers) that it gets to, in the order of the path's own."""
        return tuple(own) if self.tickers is None else tuple(t for t in self.tickers if t in own)


def known_tickers() -> tuple[str, ...]:
    """The tickers of all assets that the gazetteer lists."""
    return tuple(gazetteer().tickers)


def reach(story: Story, universe: Sequence[str]) -> tuple[Reach, ...]:
    """Every way from the story to a symbol of the universe, the strongest first.

    A symbol is reached at most once by each channel.
    """
    symbols: dict[str, list[str]] = {}
    for symbol in universe:
        symbols.setdefault(universe_tickers((symbol,))[0], []).append(symbol)
    known = {theme.id: theme for theme in themes()}
    about = [known[theme] for theme in story.themes if theme in known]
    found: dict[tuple[str, str], Reach] = {}
    for path in paths(story.items, story.links, about):
        for ticker in path.among(tuple(symbols)):
            for symbol in symbols[ticker]:
                found.setdefault((symbol, path.channel), _reach(symbol, path))
    return tuple(found.values())


def _reach(symbol: str, path: Path) -> Reach:
    return Reach(
        symbol=symbol,
        channel=path.channel,
        theme=path.theme,
        group=path.group,
        strength=path.strength,
        evidence=path.evidence,
    )


def paths(items: Sequence[Item], links: Sequence[Link], about: Sequence[Theme]) -> list[Path]:
    """The ways out of a story with these links and themes, the strongest first.

    A story whose first theme is minor reaches only what it names.
    """
    grouped = {NAMED: _named(links), OWN: _stood_behind(links)}
    ways = [*_by_links(grouped), *_by_tags(links, grouped[NAMED])]
    if about and not about[0].minor:
        ids = {theme.id for theme in about}
        for theme in about[:_LEADING]:
            is_met = not theme.needs or not ids.isdisjoint(theme.needs)
            goes_beyond = is_met or any(grouped.values())
            ways.extend(_by_theme(theme, items, grouped, goes_beyond=goes_beyond))
    return sorted(ways, key=lambda way: (-way.strength, not way.theme, way.tickers is None))


def _named(links: Sequence[Link]) -> dict[str, Link]:
    """The assets that titles and teasers name, each with the first link that says so."""
    found: dict[str, Link] = {}
    for link in links:
        ticker = entity_of(link).ticker
        if ticker and not is_tagged(link):
            found.setdefault(ticker, link)
    return found


def _stood_behind(links: Sequence[Link]) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for link in links:
        ticker = gazetteer().tokens.get(link.entity)
        if ticker and not is_tagged(link):
            found.setdefault(ticker, link)
    return found


def _by_links(grouped: dict[str, dict[str, Link]]) -> Iterator[Path]:
    for group, found in grouped.items():
        channel, strength = _BY_LINK[group]
        for ticker, link in found.items():
            yield Path(channel, "", group, strength, _quote(link), (ticker,))


def _by_tags(links: Sequence[Link], named: dict[str, Link]) -> Iterator[Path]:
    channel, strength = _BY_TAG
    for link in links:
        ticker = entity_of(link).ticker
        if ticker and is_tagged(link) and ticker not in named:
            yield Path(channel, "", TAGGED, strength, _quote(link), (ticker,))


def _by_theme(
    theme: Theme,
    items: Sequence[Item],
    grouped: dict[str, dict[str, Link]],
    *,
    goes_beyond: bool,
) -> Iterator[Path]:
    """The theme's ways: to what the items name, and where it ``goes_beyond`` to its groups."""
    keyword = _keyword(theme, items)
    if keyword is None:
        return
    for group, strength in theme.reaches.items():
        if group in grouped:
            for ticker, link in grouped[group].items():
                yield Path(theme.channel, theme.id, group, strength, _quote(link), (ticker,))
        elif goes_beyond:
            tickers = None if group == ALL else gazetteer().groups[group]
            yield Path(theme.channel, theme.id, group, strength, keyword, tickers)


def _keyword(theme: Theme, items: Sequence[Item]) -> Quote | None:
    """The first words that speak of the theme, titles before teasers."""
    for field in ("title", "summary"):
        for item in items:
            text = getattr(item, field)
            place = keyword_in(theme, text)
            if place:
                start, end = place
                return Quote(item=item.id, field=field, text=text[start:end], start=start, end=end)
    return None


def _quote(link: Link) -> Quote:
    return Quote(
        item=link.item, field=link.field, text=link.surface, start=link.start, end=link.end
    )
