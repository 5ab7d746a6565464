"""The article pages of the leading stories, where a feed's ``use`` is ``full``.

They are read after the stories are ranked and change nothing about the order. A page that is
not read is a named gap; the item is then told from its feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Final

from reporter.model.errors import NotRecorded, SourceRefused, SourceUnavailable
from reporter.model.market import Gap
from reporter.model.news import Item, Story
from reporter.net.request import Fetcher, Reply
from reporter.news import instructs, sentences
from reporter.news.order import domain
from reporter.news.urls import followable_url
from reporter.news.words import terms
from reporter.newsroom.config import Config
from reporter.newsroom.measure import NewsRead
from reporter.sources.pages import Page, fetch_page, parse_page
from reporter.sources.robots import Robots, robots_of, site_of
from reporter.writing.missing import PAGE

STORIES: Final = 3
"""Pages are read for so many stories, the best ranked."""

PAGES: Final = 3
"""So many pages are read for a story at most, of the items that stand first in it."""

LONGEST: Final = 20_000
"""So many characters of a page are kept at most, in whole paragraphs."""

_OURS = "en"
_SITES_AT_ONCE = 6
_LONG_PARAGRAPH = 800
_SHARED_TERMS = 2
_TOLD: Final = {
    "robots": "the site's robots.txt does not let us read it",
    "robots-unread": "the site's robots.txt cannot be had now, so nothing of it is read",
    "pause": "the site wants longer pauses between two pages than a run can make",
    "unanswered": "the site has not answered for another page",
    "not-recorded": "the snapshot holds no answer for it",
    "paywalled": "its publisher marks it as not free to read",
    "elsewhere": "its address leads to another site",
    "instruction": "its text speaks to a machine, not to a reader",
    "no-article": "no article was found on it",
    "language": "it is not in the language of its headline",
    "other-matter": "it does not speak of what the headline speaks of",
}


def reads_pages(config: Config) -> bool:
    """Whether any feed allows its articles' pages to be read."""
    return any(feed.use == "full" for feed in config.feeds)


def ask_pages(config: Config, fetcher: Fetcher, stories: Sequence[Story]) -> None:
    """Ask for the pages that ``with_pages`` will read, so that a recorder keeps what comes."""
    _answers(fetcher, _wanted(config, stories))


def with_pages(config: Config, fetcher: Fetcher, told: NewsRead) -> NewsRead:
    """The news with ``Item.text`` of the leading stories' pages; what was not read as gaps."""
    wanted = _wanted(config, told.stories)
    if not wanted:
        return told
    answers = _answers(fetcher, wanted)
    read = [_read(item, answers[item.id]) for item in wanted]
    texts = {one.id: one for one in read if isinstance(one, Item)}
    stories = (
        replace(story, items=tuple(texts.get(item.id, item) for item in story.items))
        for story in told.stories
    )
    gaps = (one for one in read if isinstance(one, Gap))
    return replace(told, stories=tuple(stories), dropped=(*told.dropped, *gaps))


def _wanted(config: Config, stories: Sequence[Story]) -> tuple[Item, ...]:
    """The items whose pages are to be read, in their order, each once."""
    full = {feed.name for feed in config.feeds if feed.use == "full"}
    found: dict[str, Item] = {}
    for story in stories[:STORIES]:
        allowed = (item for item in story.items if item.outlet in full and item.link)
        found |= {item.id: item for item in islice(allowed, PAGES)}
    return tuple(found.values())


def _answers(fetcher: Fetcher, wanted: Sequence[Item]) -> dict[str, Reply | Gap]:
    """What came for each item's page. Several sites are asked at once, each in turn."""
    sites: dict[str, list[Item]] = {}
    for item in wanted:
        sites.setdefault(site_of(item.link), []).append(item)
    with ThreadPoolExecutor(_SITES_AT_ONCE) as pool:
        asked = pool.map(lambda site: list(_of_site(fetcher, site, sites[site])), sites)
        return {item.id: answer for answers in asked for item, answer in answers}


def _of_site(
    fetcher: Fetcher, site: str, items: Sequence[Item]
) -> Iterator[tuple[Item, Reply | Gap]]:
    """The site's pages, as far as it lets us; after one that did not come, none is asked for."""
    try:
        robots = robots_of(fetcher, site)
    except NotRecorded:
        yield from ((item, _gap(item, "not-recorded")) for item in items)
        return
    answering = True
    for number, item in enumerate(items):
        reason = _barred(robots, item, number) if answering else "unanswered"
        if reason:
            yield item, _gap(item, reason)
            continue
        try:
            yield item, fetch_page(fetcher, item.link, robots.costs)
        except NotRecorded:
            yield item, _gap(item, "not-recorded")
        except (SourceRefused, SourceUnavailable) as error:
            yield item, _gap(item, error.reason, error.what)
            answering = isinstance(error, SourceRefused)


def _barred(robots: Robots, item: Item, number: int) -> str:
    """Why a page may not be asked for, as a reason, or nothing."""
    if robots.fault is not None:
        return "robots-unread"
    if not robots.allows(item.link):
        return "robots"
    return "pause" if robots.most is not None and number >= robots.most else ""


def _read(item: Item, answer: Reply | Gap) -> Item | Gap:
    """The item with its page's text, or why it has none."""
    if isinstance(answer, Gap):
        return answer
    try:
        page = parse_page(answer)
    except SourceRefused as error:
        return _gap(item, error.reason, error.what)
    text = _text(page)
    reason = _objection(item, page, text, answer)
    if reason:
        return _gap(item, reason)
    return replace(item, text=text, page=answer.digest, link=_link(item, page))


def _objection(item: Item, page: Page, text: str, answer: Reply) -> str:
    """Why the page's text may not be used, as a reason, or nothing."""
    if domain(answer.final_url) != domain(item.link):
        return "elsewhere"
    if page.paywalled:
        return "paywalled"
    if not text:
        return "no-article"
    if page.language not in {"", item.language or _OURS}:
        return "language"
    if instructs(text) or instructs(page.title):
        return "instruction"
    said = set(terms(f"{page.title}\n{text}"))
    named = set(terms(item.title))
    return "" if len(named & said) >= min(_SHARED_TERMS, len(named)) else "other-matter"


def _text(page: Page) -> str:
    """The page's prose: whole paragraphs up to a bound, long ones parted at their sentences."""
    kept: list[str] = []
    room = LONGEST
    for paragraph in _paragraphs(page.text):
        room -= len(paragraph) + 2
        if room < 0:
            break
        kept.append(paragraph)
    return "\n\n".join(kept)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if " | " in paragraph:
            continue  # the row of a table: cells are no sentence
        if len(paragraph) > _LONG_PARAGRAPH:
            yield from (sentence for _, _, sentence in sentences(paragraph))
        else:
            yield paragraph


def _link(item: Item, page: Page) -> str:
    """The address that the page gives itself, if it is one of the same site's articles."""
    own = followable_url(page.canonical)
    path = own.partition("://")[2].partition("/")[2]
    return own if path and domain(own) == domain(item.link) else item.link


def _gap(item: Item, reason: str, what: str = "") -> Gap:
    told = _TOLD.get(reason) or what.removesuffix(".")
    return Gap(
        subject=item.outlet,
        part=PAGE,
        reason=reason,
        detail=f"The page of “{item.title}” was not read: {told}.",
    )
