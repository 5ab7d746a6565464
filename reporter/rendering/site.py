"""The pages of a site around its editions: front page, archive, symbols, method, not found."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from reporter.rendering.environment import render
from reporter.rendering.head import Head
from reporter.rendering.site_views import (
    ArchiveView,
    Entry,
    IndexView,
    MonthView,
    Period,
    PlainView,
    SiteView,
    SymbolRow,
    SymbolsView,
    SymbolView,
)
from reporter.rendering.spacing import together
from reporter.rendering.views import Feed, Shell

RECENT: Final = 12
"""So many editions follow the latest one on the front page."""
ROWS: Final = 60
"""So many editions stand on a symbol's page; the pages of its years have all of them."""
INDEX: Final = "index.html"
STYLES: Final = ("page.css", "site.css")
FEEDS: Final = (
    ("application/atom+xml", "feed.xml"),
    ("application/feed+json", "feed.json"),
)
_NAV: Final = (
    ("Editions", INDEX),
    ("Archive", "archive/index.html"),
    ("Symbols", "symbols/index.html"),
    ("Method", "method.html"),
    ("Feed", "feed.xml"),
)

Pages = Mapping[str, Callable[[], str]]
"""Pages by their path in the site; each is made when it is called for."""


def site_pages(site: SiteView, user_dirs: Sequence[Path] = ()) -> Pages:
    """All pages that list editions, and those that stand beside them; ``404.html`` if public."""
    views = _views(replace(site, entries=tuple(map(_set, site.entries))))
    return {path: partial(render, name, view, user_dirs) for path, (name, view) in views.items()}


def _set(entry: Entry) -> Entry:
    """The entry with no line of its words ending between a figure and its unit."""
    return replace(entry, headline=together(entry.headline), dek=together(entry.dek))


def touched_by(site: SiteView, key: str) -> frozenset[str]:
    """The pages that change when the edition of that key, and no other, is added."""
    entry = next(entry for entry in site.entries if entry.key == key)
    pages = frozenset(_views(site))
    if not entry.sample and all(one.sample for one in site.entries if one is not entry):
        return pages  # from now on they may be listed
    months = [month for month, _ in _months(site)]
    at = months.index(entry.month)
    around = {_month_page(month) for month in months[max(0, at - 1) : at + 2]}
    stems = tuple(f"symbols/{mention.symbol}{end}" for mention in entry.mentions for end in ".-")
    lists = {INDEX, f"archive/{INDEX}", f"symbols/{INDEX}", *around}
    return frozenset(page for page in pages if page in lists or page.startswith(stems))


def shell(site: SiteView, depth: int, styles: Sequence[str] = STYLES) -> Shell:
    """What stands around a page that lies so many folders below the root."""
    return _shell(site, "../" * depth, styles)


def _shell(site: SiteView, root: str, styles: Sequence[str] = STYLES) -> Shell:
    return Shell(
        brand=site.brand,
        home=f"{root}{INDEX}",
        nav=tuple((label, f"{root}{address}") for label, address in _NAV),
        assets=f"{root}assets/",
        styles=tuple(styles),
        feeds=tuple(
            Feed(type=kind, title=site.brand, address=f"{root}{name}") for kind, name in FEEDS
        ),
    )


def _head(site: SiteView, path: str, title: str, description: str) -> Head:
    address = "" if path == INDEX else path
    return Head(
        title=f"{title} | {site.brand}",
        headline=title,
        description=description,
        brand=site.brand,
        sample=site.sample,
        canonical=f"{site.url}{address}" if site.url else "",
        home=site.url,
        published=site.updated if site.url else "",
    )


def _views(site: SiteView) -> dict[str, tuple[str, object]]:
    """Template and view of every page by its path."""
    views = {
        INDEX: ("index.html.j2", _index(site)),
        f"archive/{INDEX}": ("site/archive.html.j2", _archive(site)),
        f"symbols/{INDEX}": ("site/symbols.html.j2", _symbols(site)),
        "method.html": ("site/method.html.j2", _method(site)),
        **{path: ("site/month.html.j2", view) for path, view in _month_views(site)},
        **{path: ("site/symbol.html.j2", view) for path, view in _symbol_views(site)},
    }
    if site.url:
        views["404.html"] = ("site/notfound.html.j2", _not_found(site))
    return views


def _index(site: SiteView) -> IndexView:
    told = f"All editions of {site.brand}: news on derivatives and measured setups."
    latest, recent = site.entries[:1], site.entries[1 : RECENT + 1]
    return IndexView(
        shell=shell(site, 0),
        head=_head(site, INDEX, "Editions", told),
        latest=latest[0] if latest else None,
        recent=recent,
        drafts=not site.url,
    )


# --- the archive -----------------------------------------------------------------------


def _months(site: SiteView) -> list[tuple[str, tuple[Entry, ...]]]:
    """The editions by month, the newest month first."""
    by_month = sorted(site.entries, key=lambda entry: entry.month, reverse=True)
    return [(month, tuple(found)) for month, found in groupby(by_month, lambda e: e.month)]


def _month_page(month: str) -> str:
    return f"archive/{month}.html"


def _month_name(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{calendar.month_name[int(number)]} {year}"


def _period(month: str, entries: Sequence[Entry]) -> Period:
    return Period(name=_month_name(month), address=f"{month}.html", count=len(entries))


def _archive(site: SiteView) -> ArchiveView:
    years = groupby(_months(site), lambda pair: pair[0][:4])
    return ArchiveView(
        shell=shell(site, 1),
        head=_head(site, f"archive/{INDEX}", "Archive", f"All editions of {site.brand} by month."),
        years=tuple((year, tuple(_period(*pair) for pair in found)) for year, found in years),
    )


def _month_views(site: SiteView) -> Iterator[tuple[str, MonthView]]:
    months = _months(site)
    for at, (month, entries) in enumerate(months):
        path, name = _month_page(month), _month_name(month)
        yield (
            path,
            MonthView(
                shell=shell(site, 1),
                head=_head(site, path, name, f"The editions of {site.brand} of {name}."),
                name=name,
                entries=entries,
                later=_period(*months[at - 1]) if at else None,
                earlier=_period(*months[at + 1]) if at + 1 < len(months) else None,
            ),
        )


# --- symbols ----------------------------------------------------------------------------


def _by_symbol(site: SiteView) -> dict[str, list[SymbolRow]]:
    """What the editions say of each symbol, the newest first."""
    found: dict[str, list[SymbolRow]] = {}
    for entry in site.entries:
        for mention in entry.mentions:
            found.setdefault(mention.symbol, []).append(SymbolRow(entry=entry, mention=mention))
    return dict(sorted(found.items()))


def _symbols(site: SiteView) -> SymbolsView:
    told = f"The contracts that {site.brand} has measured, each with its latest view."
    return SymbolsView(
        shell=shell(site, 1),
        head=_head(site, f"symbols/{INDEX}", "Symbols", told),
        symbols=tuple(
            (rows[0], Period(name=symbol, address=f"{symbol}.html", count=len(rows)))
            for symbol, rows in _by_symbol(site).items()
        ),
    )


def _symbol_views(site: SiteView) -> Iterator[tuple[str, SymbolView]]:
    """A page for each symbol; where it has too many rows, one for each of its years as well."""
    for symbol, rows in _by_symbol(site).items():
        years = _years(symbol, rows) if len(rows) > ROWS else {}
        periods = tuple(period for period, _ in years.values())
        yield _symbol_view(site, symbol, symbol, rows[:ROWS], periods)
        for year, (_, found) in years.items():
            name = f"{symbol} in {year}"
            yield _symbol_view(site, f"{symbol}-{year}", name, found, periods)


def _years(symbol: str, rows: Sequence[SymbolRow]) -> dict[str, tuple[Period, list[SymbolRow]]]:
    by_year: dict[str, list[SymbolRow]] = {}
    for row in rows:
        by_year.setdefault(row.entry.day[:4], []).append(row)
    return {
        year: (Period(name=year, address=f"{symbol}-{year}.html", count=len(found)), found)
        for year, found in sorted(by_year.items(), reverse=True)
    }


def _symbol_view(
    site: SiteView,
    stem: str,
    name: str,
    rows: Sequence[SymbolRow],
    years: tuple[Period, ...],
) -> tuple[str, SymbolView]:
    path = f"symbols/{stem}.html"
    told = f"What {site.brand} said of {name}: view, price and funding, edition by edition."
    view = SymbolView(
        shell=shell(site, 1),
        head=_head(site, path, name, told),
        name=name,
        rows=tuple(rows),
        years=years,
    )
    return path, view


# --- pages that list nothing ------------------------------------------------------------------


def _method(site: SiteView) -> PlainView:
    told = f"What {site.brand} measures, how it is checked, and how you can check it yourself."
    head = _head(site, "method.html", "Method", told)
    return PlainView(shell=shell(site, 0), head=head, brand=site.brand)


def _not_found(site: SiteView) -> PlainView:
    """Servers show it in place of any missing page, in whatever folder: it leans on no other."""
    head = Head(title=f"Not found | {site.brand}", brand=site.brand)
    frame = replace(_shell(site, site.url), assets="")
    return PlainView(shell=frame, head=head, brand=site.brand)
