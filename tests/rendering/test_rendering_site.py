"""The pages, feeds and maps of a site, from plain entries."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest

from reporter.rendering.site import RECENT, ROWS, site_pages, touched_by
from reporter.rendering.site_feeds import NEWEST, atom_feed, json_feed, robots, sitemap
from reporter.rendering.site_views import Entry, Mention, SiteView
from reporter.rendering.views import Stamp

URL = "https://news.example.com/desk/"
LAST = date(2026, 3, 27)
BODY = (
    '<h1>The headline</h1>\n<p>Text <a href="#source-1">[1]</a> '
    '<a href="https://wire.example/a?b=1&amp;c=2">there</a></p>'
    '<p><img src="../../charts/price.svg" alt="a chart"></p>'
)


def mention(symbol: str = "FILUSDT") -> Mention:
    return Mention(symbol=symbol, view="no lean", price="$0.836", funding="−0.0406% per 8 h")


def entry(days: int = 0, *symbols: str, sample: bool = False, corrections: int = 0) -> Entry:
    """An edition so many days before the last one."""
    day = (LAST - timedelta(days=days)).isoformat()
    told = [Stamp(label="Published", printed=f"{day}, 22:00 UTC", instant=f"{day}T22:00:00Z")]
    for number in range(corrections):
        instant = f"{day}T23:0{number}:00Z"
        text = f"It said <b>{number}</b> & more."
        told.append(
            Stamp(label="Corrected", printed=f"{day}, 23:0{number}", instant=instant, text=text)
        )
    return Entry(
        key=f"{day}-main",
        slug="margin-filusdt",
        headline=f"Margin & <markets> of {day}",
        dek="What it is about.",
        brand="Harbour Desk",
        author="A. Writer",
        as_of=f"{day}, 21:21 UTC",
        instant=f"{day}T21:21:00Z",
        valid_until="later",
        sample=sample,
        mentions=tuple(mention(symbol) for symbol in symbols or ("FILUSDT", "BTCUSDT")),
        stamps=tuple(told),
        card=f"{day}-main/articles/margin-filusdt/card.png",
    )


def site(*entries: Entry, url: str = URL) -> SiteView:
    return SiteView(brand="Harbour Desk", url=url, entries=entries)


def rendered(view: SiteView) -> dict[str, str]:
    return {path: page() for path, page in site_pages(view).items()}


def test_an_empty_site_has_its_pages_and_says_that_nothing_is_there() -> None:
    pages = rendered(site())
    assert sorted(pages) == [
        "404.html", "archive/index.html", "index.html", "method.html", "symbols/index.html",
    ]  # fmt: skip
    assert "No edition yet." in pages["index.html"]
    assert "No edition has a view on a symbol yet." in pages["symbols/index.html"]
    assert feedparser.parse(atom_feed(site(), {})).bozo == 0


def test_the_front_page_has_the_latest_then_some_of_the_others() -> None:
    entries = [entry(days) for days in range(RECENT + 5)]
    page = rendered(site(*entries))["index.html"]
    shown = [one for one in entries if f"Margin &amp; &lt;markets&gt; of {one.day}" in page]
    assert shown == entries[: RECENT + 1]
    assert page.index("$0.836") < page.index(entries[1].day)


def test_pages_of_a_thousand_editions_stay_light_and_reach_all_of_them() -> None:
    entries = [entry(days) for days in range(1000)]
    pages = rendered(site(*entries))
    assert max(len(page) for page in pages.values()) < 200_000
    archive = "".join(page for path, page in pages.items() if path.startswith("archive/2"))
    symbol = "".join(page for path, page in pages.items() if path.startswith("symbols/FILUSDT-"))
    for one in entries:
        assert one.article in archive
        assert one.article in symbol
    assert pages["symbols/FILUSDT.html"].count("<td") == ROWS * 4
    assert {f"symbols/FILUSDT-{year}.html" for year in (2023, 2024, 2025, 2026)} < pages.keys()


@pytest.mark.parametrize("days", [0, 30, 59, 400])
def test_the_pages_that_an_edition_touches_are_those_that_change(days: int) -> None:
    entries = [entry(number, f"S{number % 7}USDT") for number in range(500)]
    before = rendered(site(*(one for one in entries if one is not entries[days])))
    view = site(*entries)
    after = rendered(view)
    changed = {path for path, page in after.items() if before.get(path) != page}
    assert changed <= touched_by(view, entries[days].key)


def test_the_first_edition_that_is_no_sample_touches_all_pages() -> None:
    view = site(entry(0), entry(1, sample=True))
    assert touched_by(view, view.entries[0].key) == site_pages(view).keys()


def test_pages_name_their_feeds_their_address_and_whether_they_may_be_listed() -> None:
    pages = rendered(site(entry()))
    for path, page in pages.items():
        root = "../" * path.count("/") if path != "404.html" else URL
        linked = f'<link rel="stylesheet" href="{root}assets/site.css">' in page
        assert linked == (path != "404.html")
        assert linked or "@font-face" in page  # it is shown in whatever folder
        assert f'type="application/atom+xml" title="Harbour Desk" href="{root}feed.xml"' in page
        assert ("noindex" in page) == (path == "404.html")
        if path != "404.html":
            address = "" if path == "index.html" else path
            assert f'<link rel="canonical" href="{URL}{address}">' in page
        assert "article:published_time" not in page


@pytest.mark.parametrize(
    "view", [site(entry(sample=True)), site(entry(), url="")], ids=["sample", "drafts"]
)
def test_samples_and_drafts_are_not_to_be_listed(view: SiteView) -> None:
    assert all('content="noindex"' in page for page in rendered(view).values())


def test_drafts_have_no_page_for_servers_and_say_what_they_are() -> None:
    pages = rendered(site(entry(), url=""))
    assert "404.html" not in pages
    assert "Nothing here is published" in pages["index.html"]


def test_a_corrected_edition_is_marked_in_every_list() -> None:
    pages = rendered(site(entry(0, corrections=1), entry(1)))
    for path in ("index.html", "archive/2026-03.html", "symbols/FILUSDT.html"):
        assert pages[path].count(">Corrected<") == 1


def test_no_page_prints_a_figure_that_its_entries_do_not_have() -> None:
    told = " ".join(
        f"{one.headline} {one.dek} {one.as_of} {one.valid_until} {one.day} 12 2026"
        for one in (entry(0), entry(1))
    )
    known = set(re.findall(r"\d+", told + "$0.836 −0.0406% per 8 h")) | {"2"}
    for path, page in rendered(site(entry(0), entry(1))).items():
        text = re.sub(r"<[^>]*>", " ", page.partition("<main")[2])
        assert set(re.findall(r"\d+", text)) <= known, path


def test_the_atom_feed_is_valid_and_holds_absolute_addresses() -> None:
    one = entry(corrections=2)
    feed = feedparser.parse(atom_feed(site(one), {one.key: BODY}))
    assert feed.bozo == 0
    assert feed.feed.title == "Harbour Desk"
    assert feed.feed.updated == one.updated == "2026-03-27T23:01:00Z"
    (told,) = feed.entries
    assert told.title == one.headline
    assert told.id == "tag:news.example.com,2026-03-27:desk/2026-03-27-main"
    assert (told.published, told.updated) == (one.published, one.updated)
    assert [tag.term for tag in told.tags] == ["FILUSDT", "BTCUSDT"]
    content = told.content[0].value
    assert content.index("23:01") < content.index("23:00") < content.index("Text")
    assert "It said &lt;b&gt;1&lt;/b&gt; &amp; more." in content
    assert "The headline" not in content
    assert f'{URL}{one.article}#source-1"' in content
    assert f'src="{URL}2026-03-27-main/charts/price.svg"' in content
    assert "https://wire.example/a?b=1&amp;c=2" in content


def test_two_desks_on_one_host_have_ids_of_their_own() -> None:
    def ids(url: str) -> set[str]:
        feed = feedparser.parse(atom_feed(site(entry(), url=url), {}))
        return {feed.feed.id, *(one.id for one in feed.entries)}

    assert not ids(f"{URL}macro/") & ids(f"{URL}crypto/")


def test_the_json_feed_says_the_same() -> None:
    one = entry(corrections=1)
    told = json.loads(json_feed(site(one), {one.key: BODY}))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{URL}feed.json"
    (item,) = told["items"]
    (atom,) = ET.fromstring(atom_feed(site(one), {one.key: BODY})).findall("{*}entry")
    assert item["id"] == atom.findtext("{*}id")
    assert item["title"] == one.headline
    assert item["image"] == f"{URL}{one.card}"
    assert item["date_modified"] == one.updated
    assert " ".join(item["content_html"].split()) == atom.findtext("{*}content")


def test_drafts_have_feeds_of_relative_addresses() -> None:
    one = entry()
    feed = feedparser.parse(atom_feed(site(one, url=""), {one.key: BODY}))
    assert feed.entries[0].id == "tag:draft.invalid,2026-03-27:2026-03-27-main"
    told = json.loads(json_feed(site(one, url=""), {one.key: BODY}))
    assert 'src="2026-03-27-main/charts/price.svg"' in told["items"][0]["content_html"]


def test_a_feed_holds_the_newest_and_survives_hostile_text() -> None:
    entries = [entry(days) for days in range(NEWEST + 3)]
    bodies = {one.key: "<p>\x00\ud800 ]]> & </p>" for one in entries}
    feed = feedparser.parse(atom_feed(site(*entries), bodies))
    assert feed.bozo == 0
    assert len(feed.entries) == NEWEST
    assert len(json.loads(json_feed(site(*entries), {}))["items"]) == NEWEST


def test_the_sitemap_lists_what_may_be_found_with_its_last_change() -> None:
    view = site(entry(0, corrections=1), entry(1, sample=True), entry(2))
    root = ET.fromstring(sitemap(view, ["index.html", "method.html"]))
    found = {url[0].text: url[1].text for url in root}
    one = view.entries[0]
    assert found[f"{URL}{one.article}"] == found[URL] == one.updated
    assert f"{URL}method.html" in found
    assert f"{URL}{view.entries[2].edition}" in found
    assert not any(view.entries[1].key in str(address) for address in found)
    assert robots(view).endswith(f"Sitemap: {URL}sitemap.xml\n".encode())


def test_equal_sites_give_equal_bytes() -> None:
    first, second = site(entry(0), entry(1)), site(entry(0), entry(1))
    assert rendered(first) == rendered(second)
    assert atom_feed(first, {}) == atom_feed(second, {})
    assert json_feed(first, {}) == json_feed(second, {})
