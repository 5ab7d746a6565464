"""The ways in which feeds go wrong, from the bytes to the items. Every entry is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from reporter.model.digest import digest
from reporter.model.errors import SourceRefused
from reporter.model.news import DateSource, Item, Tier
from reporter.net.request import Reply
from reporter.sources.bounded import close_workers
from reporter.sources.feeds import FeedReading, FeedSpec, parse_feed

NOW = datetime(2026, 3, 21, 12, tzinfo=UTC)
FEED = FeedSpec(name="Example Wire", url="https://news.example/feed.xml", tier=Tier.MAJOR)
SITE = "https://news.example/story"


@pytest.fixture(autouse=True, scope="module")
def children() -> Iterator[None]:
    """The children that parse are ended with this module."""
    yield
    close_workers()


def read(body: bytes | str, feed: FeedSpec = FEED) -> FeedReading:
    data = body.encode() if isinstance(body, str) else body
    headers = {"content-type": "application/rss+xml; charset=utf-8"}
    return parse_feed(
        Reply(
            url=FEED.url,
            final_url=FEED.url,
            status=200,
            headers=headers,
            body=data,
            digest=digest(data),
            received_at=NOW,
        ),
        feed,
    )


def entry(n: int, **change: str | None) -> str:
    parts = {
        "title": f"Notice number {n}",
        "link": f"{SITE}/{n}",
        "guid": f"{SITE}/{n}",
        "pubDate": "Sat, 21 Mar 2026 09:00:00 GMT",
        "description": "&lt;p&gt;The venue said that it has published its report.&lt;/p&gt;",
    } | change
    return (
        "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in parts.items() if v is not None) + "</item>"
    )


def rss(*entries: str) -> str:
    return f"<rss version='2.0'><channel><title>Wire</title>{''.join(entries)}</channel></rss>"


def dated(raw: str | None) -> Item:
    (item,) = read(rss(entry(1, pubDate=raw))).items
    return item


# Identity


def test_one_guid_for_all_costs_no_article() -> None:
    reading = read(rss(*(entry(n, guid="the-same") for n in range(4))))
    assert len({item.id for item in reading.items}) == 4
    assert reading.notes == ()


def test_entries_without_guids_are_articles_as_well() -> None:
    assert len(read(rss(*(entry(n, guid=None) for n in range(4)))).items) == 4


def test_a_guid_that_changes_on_every_fetch_changes_nothing() -> None:
    one, two = (
        [item.id for item in read(rss(*(entry(n, guid=f"{n}-{fetch}") for n in range(3)))).items]
        for fetch in ("first", "second")
    )
    assert one == two


def test_one_article_under_four_addresses_is_one_article() -> None:
    ends = ("", "?utm_source=rss&amp;utm_medium=feed", "?fbclid=abc#comments", "#top")
    reading = read(rss(*(entry(1, link=f"{SITE}/1{end}", guid=f"{end}x") for end in ends)))
    assert len({item.id for item in reading.items}) == 1
    assert {item.link for item in reading.items} == {f"{SITE}/1"}


# Times


DAY = "Sat, 21 Mar 2026 12:00:00"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (DAY, NOW),
        (f"{DAY} BST", NOW - timedelta(hours=1)),
        (f"{DAY} CET", NOW - timedelta(hours=1)),
        (str(int(NOW.timestamp())), NOW),
        ("Sat, 30 Dec 1899 00:00:00 GMT", None),
        ("Thu, 01 Jan 2099 00:00:00 GMT", None),
        (f"{DAY} +2500", None),
        ("21/03/2026", NOW.replace(hour=0)),
        ("03/04/2026", None),
        ("March 21, 2026", NOW.replace(hour=0)),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_times_good_and_bad(raw: str | None, expected: datetime | None) -> None:
    item = dated(raw)
    assert item.published == expected
    assert (item.date_source is DateSource.NONE) is (expected is None)


# Text and links


@pytest.mark.parametrize(
    "title",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;Notice &lt;img src=x onerror=alert(2)&gt;",
        "<![CDATA[<script>alert(3)</script>Notice]]>",
        "&amp;lt;script&amp;gt;alert(4)&amp;lt;/script&amp;gt;Notice",
    ],
)
def test_scripts_in_titles(title: str) -> None:
    assert read(rss(entry(1, title=title))).items[0].title == "Notice"


def test_scripts_in_teasers() -> None:
    text = "&lt;p onclick='x()'&gt;Text&lt;script&gt;alert(4)&lt;/script&gt;&lt;/p&gt;"
    assert read(rss(entry(1, description=text))).items[0].summary == "Text"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " JaVaScRiPt:alert(2)", "data:text/html,x", "file:///etc/hosts"]
)
def test_links_that_are_none(link: str) -> None:
    reading = read(rss(entry(1, link=link), entry(2)))
    assert [item.title for item in reading.items] == ["Notice number 2"]
    assert reading.notes == ("1 entry left out, without a web link.",)


def test_relative_links_count_from_the_base_that_the_feed_names() -> None:
    body = f"""<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{SITE}/'><title>Wire</title>
    <entry><title>Notice</title><link href='7'/><id>urn:x:7</id></entry></feed>"""
    assert read(body).items[0].url == f"{SITE}/7"


def test_headlines_alone_where_no_more_may_be_used() -> None:
    feed = FeedSpec(name="Example Wire", url=FEED.url, tier=Tier.MAJOR, use="headline")
    (item,) = read(rss(entry(1)), feed).items
    assert (item.title, item.summary, item.language) == ("Notice number 1", "", "en")


# Size and bombs


def test_a_feed_of_fifty_thousand_entries_is_cut_and_says_so() -> None:
    reading = read(
        rss(*(f"<item><link>{SITE}/{n}</link><title>T</title></item>" for n in range(50_000)))
    )
    assert len(reading.items) == 500
    assert reading.notes[0] == "49,500 entries left out, beyond the first 500."


def test_fifty_thousand_comments_without_end() -> None:
    reading = read(rss(entry(1)).removesuffix("</channel></rss>") + "<!--" * 50_000)
    assert [item.title for item in reading.items] == ["Notice number 1"]
    assert "cut off" in reading.notes[0]


def test_a_billion_laughs() -> None:
    levels = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    doctype = f"<!DOCTYPE rss [<!ENTITY a0 'ha'>{levels}]>"
    (item,) = read(doctype + rss(entry(1, title="Notice &a9;"))).items
    assert item.title == "Notice"


def test_a_feed_cannot_read_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("files") / "secret"
    secret.write_text("hidden")
    doctype = f"<!DOCTYPE rss [<!ENTITY f SYSTEM '{secret.as_uri()}'>]>"
    reading = read(doctype + rss(entry(1, title="Notice &f;", description="&f;")))
    assert (reading.items[0].title, reading.items[0].summary) == ("Notice", "")
    assert "stand for others or for files" in reading.notes[0]


def test_a_feed_that_stalls_its_parser_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    trap = "".join(f" a{n}='1'" for n in range(150_000))
    with monkeypatch.context() as patch:
        patch.setattr("reporter.sources.feeds.SECONDS", 1.0)
        with pytest.raises(SourceRefused, match="Example Wire: reading it took longer") as caught:
            read(rss(f"<item{trap}/>"))
    assert caught.value.reason == "stalled"
    assert len(read(rss(entry(1))).items) == 1
