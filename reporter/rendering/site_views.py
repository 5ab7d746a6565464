"""What the pages that list editions are given: plain records of finished strings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from reporter.rendering.head import Head
from reporter.rendering.views import Shell, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A contract that an edition has a view on; view, price and rate as they are printed there.

    ``symbol`` is in capitals and digits: it names a file as well.
    """

    symbol: str
    view: str
    price: str
    funding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An edition in lists and feeds. Addresses are as seen from the root of the site.

    ``key`` names it for good (``2026-03-27-main``) and is its folder; ``as_of`` is printed,
    ``instant`` the same for machines. ``valid_until`` is when its view lapses. ``stamps`` say
    when it was published and corrected, the oldest first; a draft has none. ``card`` is the
    address of its picture, or nothing.
    """

    key: str
    slug: str
    headline: str
    dek: str
    brand: str
    author: str
    as_of: str
    instant: str
    valid_until: str
    sample: bool
    mentions: tuple[Mention, ...]
    stamps: tuple[Stamp, ...] = ()
    card: str = ""

    @property
    def edition(self) -> str:
        """The address of its front page."""
        return f"{self.key}/index.html"

    @property
    def article(self) -> str:
        """The address of its article."""
        return f"{self.key}/articles/{quote(self.slug)}/article.html"

    @property
    def day(self) -> str:
        """The desk's day, ISO 8601."""
        return self.key[:10]

    @property
    def month(self) -> str:
        """The desk's month, ISO 8601."""
        return self.key[:7]

    @property
    def published(self) -> str:
        """When it was first published; empty for a draft."""
        return self.stamps[0].instant if self.stamps else ""

    @property
    def corrections(self) -> tuple[Stamp, ...]:
        """What was corrected since, the oldest first."""
        return self.stamps[1:]

    @property
    def updated(self) -> str:
        """When readers last got something new of it."""
        return self.stamps[-1].instant if self.stamps else self.instant


@dataclass(frozen=True, kw_only=True)
class SiteView:
    """A site: who publishes, where, and its editions, the newest first.

    ``url`` is the public address of its root with the final slash, or empty where the pages are
    drafts in a folder of this machine.
    """

    brand: str
    url: str
    entries: tuple[Entry, ...]

    @cached_property
    def sample(self) -> bool:
        """Whether all that it holds is sample data."""
        return all(entry.sample for entry in self.entries)

    @cached_property
    def updated(self) -> str:
        """When the site last got something new; empty where nothing is in it."""
        return max((entry.updated for entry in self.entries), default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The front page: the latest edition, then some of those before it."""

    shell: Shell
    head: Head
    latest: Entry | None
    recent: tuple[Entry, ...]
    drafts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month or year of the archive: its name, its page, how many editions it has."""

    name: str
    address: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """The archive's first page: years, each with its months, the newest first."""

    shell: Shell
    head: Head
    years: tuple[tuple[str, tuple[Period, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """The editions of a month, the newest first; ``later`` and ``earlier`` are its neighbours."""

    shell: Shell
    head: Head
    name: str
    entries: tuple[Entry, ...]
    later: Period | None
    earlier: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolRow:
    """What one edition says of a symbol."""

    entry: Entry
    mention: Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolsView:
    """All symbols by name: the last row of each, its page, and how many editions have it."""

    shell: Shell
    head: Head
    symbols: tuple[tuple[SymbolRow, Period], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolView:
    """Editions with a view on one symbol, the newest first.

    ``name`` says which: the symbol, or the symbol and a year. ``years`` lead to the rest.
    """

    shell: Shell
    head: Head
    name: str
    rows: tuple[SymbolRow, ...]
    years: tuple[Period, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainView:
    """A page that lists nothing."""

    shell: Shell
    head: Head
    brand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedView:
    """What stands at the former address of an article; ``address`` leads to the present one."""

    shell: Shell
    head: Head
    address: str
