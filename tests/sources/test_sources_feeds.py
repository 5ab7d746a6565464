"""Feeds, honest and hostile. Every item is invented."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.news import DateSource, Tier
from reporter.net.request import Reply, Request
from reporter.sources import feeds
from reporter.sources.bounded import run_bounded
from reporter.sources.feeds import FeedReading, fetch_feed, parse_feed
from tests.sources.feed_texts import ATOM, FEED, RDF, item, read, reply, rss

# Getting


def test_a_feed_is_asked_for_as_a_feed() -> None:
    asked: list[Request] = []

    class Site:
        def fetch(self, request: Request) -> Reply:
            asked.append(request)
            return reply(rss(item()))

    assert fetch_feed(Site(), FEED).status == 200
    assert asked[0].url == FEED.url
    assert dict(asked[0].headers)["accept"].startswith("application/rss+xml")


def test_of_a_feed_for_headlines_alone_no_teaser_is_read() -> None:
    answer = reply(rss(item(description="A teaser."), item(2, title="", description="A teaser.")))
    told = [
        [(one.title, one.summary) for one in parse_feed(answer, replace(FEED, use=use)).items]
        for use in ("headline", "summary", "full")
    ]
    whole = [("Notice 1", "A teaser."), ("A teaser.", "A teaser.")]
    assert told == [[("Notice 1", "")], whole, whole]


def test_errors_of_the_fetcher_pass() -> None:
    class Site:
        def fetch(self, request: Request) -> Reply:
            raise SourceUnavailable("busy.")

    with pytest.raises(SourceUnavailable):
        fetch_feed(Site(), FEED)


# The formats


def test_an_rss_item() -> None:
    body = rss(
        item(
            title="Rates &amp;amp; notes",
            link="https://news.example/1/?utm_source=rss#top",
            description="&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;.&lt;/p&gt;",
            category="Markets</category><category>Markets</category><category>Law",
        )
    )
    (one,) = read(body).items
    assert (one.outlet, one.tier) == ("Example Wire", Tier.MAJOR)
    assert (one.title, one.summary) == ("Rates & notes", "One two.")
    assert one.url == "https://news.example/1/?utm_source=rss#top"
    assert one.link == "https://news.example/1/"
    assert one.canonical == "https://news.example/1"
    assert (one.published, one.date_source) == (
        datetime(2026, 3, 27, 10, tzinfo=UTC),
        DateSource.PUBLISHED,
    )
    assert one.tags == ("Markets", "Law")
    assert one.source == digest(body.encode())
    assert re.fullmatch(r"n[0-9a-f]{12}", one.id)
    assert read(body).notes == ()


def test_the_id_is_that_of_the_article() -> None:
    tracked = read(rss(item(link="https://m.news.example/1?fbclid=x"))).items[0]
    plain = read(rss(item(link="https://www.news.example/1"))).items[0]
    assert tracked.id == plain.id


OLD_RSS = f"<rss version='0.91'><channel>{item()}</channel></rss>"
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Example",
        "items": [
            {
                "id": 7,
                "url": "https://news.example/1",
                "title": "Notice 1",
                "content_html": "<p>One</p>",
                "date_published": "2026-03-27T10:00:00Z",
                "tags": ["Law"],
            }
        ],
    }
)


@pytest.mark.parametrize("body", [rss(item()), RDF, ATOM, OLD_RSS, JSON_FEED, "\ufeff" + JSON_FEED])
def test_every_format_gives_the_item(body: str) -> None:
    (one,) = read(body).items
    assert (one.title, one.canonical) == ("Notice 1", "https://news.example/1")
    assert one.published == datetime(2026, 3, 27, 10, tzinfo=UTC)


def test_the_tickers_of_nasdaqs_feeds_are_tags() -> None:
    body = rss(item(1, category="Markets", **{"nasdaq:tickers": "COIN,HOOD"})).replace(
        "<rss ", '<rss xmlns:nasdaq="http://nasdaq.com/reference/feeds/1.0" '
    )
    assert read(body).items[0].tags == ("Markets", "COIN,HOOD")


def test_content_stands_in_for_a_summary() -> None:
    assert read(ATOM).items[0].summary == "One"
    assert read(JSON_FEED).items[0].summary == "One"
    assert read(JSON_FEED).items[0].tags == ("Law",)


@pytest.mark.parametrize(
    "entry",
    ["{}", '{"url": 5, "title": ["x"], "tags": "x"}', '{"external_url": "https://o.example/"}'],
)
def test_odd_json_entries_do_no_harm(entry: str) -> None:
    body = f'{{"version":"https://jsonfeed.org/version/1","items":[{entry}, 7, null]}}'
    assert read(body).items == ()


@pytest.mark.parametrize("name", ["iso-8859-1", "utf-16", "windows-1252"])
def test_encodings(name: str) -> None:
    body = f"<?xml version='1.0' encoding='{name}'?>" + rss(item(title="Café")).split("?>")[1]
    assert read(body.encode(name)).items[0].title == "Café"


def test_the_header_may_name_the_encoding() -> None:
    body = rss(item(title="Café")).split("?>")[1].encode("iso-8859-1")
    got = parse_feed(reply(body, "application/xml; charset=iso-8859-1"), FEED)
    assert got.items[0].title == "Café"


# What is no feed


@pytest.mark.parametrize("body", ["", " \n ", "\t"])
def test_an_empty_answer(body: str) -> None:
    with pytest.raises(SourceRefused, match="Example Wire") as caught:
        read(body)
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<!DOCTYPE html><html><head><title>x</title></head><body>Hello</body></html>", "web page"),
        ("hello", "no feed"),
        ("\x00\x01\x02", "no feed"),
        ("<opml version='2.0'><body/></opml>", "no feed"),
        ('{"items": []}', "no feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "no feed"),
        ("{", "no feed"),
        ('{"a":' * 100_000, "no feed"),
    ],
)
def test_what_is_no_feed(body: str, word: str) -> None:
    with pytest.raises(SourceRefused, match=word) as caught:
        read(body)
    assert caught.value.reason == "unreadable"
    assert caught.value.next_step


def test_a_feed_without_entries_says_so() -> None:
    empty = FeedReading(items=(), notes=("The feed holds no entries.",), title="Example")
    assert read(rss()) == empty


def test_a_body_that_names_a_file_opens_none(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(rss(item()))
    with pytest.raises(SourceRefused):
        read(str(tmp_path / "feed.xml"))


# What is left out, and said


def test_the_last_entry_of_a_feed_that_was_cut_off_is_not_trusted() -> None:
    whole = rss(item(1), item(2, description="It raised $36.2 million in all."))
    reading = read(whole[: whole.index(".2 million")])
    assert [one.title for one in reading.items] == ["Notice 1"]
    assert "cut off" in reading.notes[0]


def test_a_feed_that_is_not_well_formed_is_read_with_a_note() -> None:
    reading = read(rss(item(1, title="A & B"), item(2)))
    assert [one.title for one in reading.items] == ["A & B", "Notice 2"]
    assert "not well-formed" in reading.notes[0]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/hostname",
        "",
        " ",
        "http://[::1",
        "ftp://a.example/",
    ],
)
def test_only_web_links(link: str) -> None:
    reading = read(rss(item(1, link=link), item(2)))
    assert [one.title for one in reading.items] == ["Notice 2"]
    assert reading.notes == ("1 entry left out, without a web link.",)


def test_a_link_cannot_leave_its_attribute() -> None:
    (one,) = read(rss(item(link='https://news.example/"onload="x&lt;b&gt;'))).items
    assert not set('"<> ') & set(one.url)


def test_entries_with_the_address_of_an_earlier_one_are_left_out() -> None:
    reading = read(rss(item(1), item(2), item(3, link="https://news.example/1"), item(4)))
    assert [one.title for one in reading.items] == ["Notice 1", "Notice 2", "Notice 4"]
    assert reading.notes == ("1 entry left out, repeated.",)


def test_one_article_under_several_tracking_links_is_left_to_the_news_room_to_count() -> None:
    links = ("https://news.example/1", "https://news.example/1?utm_medium=feed")
    reading = read(rss(*(item(n, link=link) for n, link in enumerate(links, start=1))))
    assert [one.url for one in reading.items] == list(links)
    assert len({one.id for one in reading.items}) == 1


def test_entries_without_words_are_left_out() -> None:
    reading = read(rss(item(1, title=" "), item(2, title="", description="Only a text. " * 20)))
    assert len(reading.items) == 1
    assert reading.items[0].title.startswith("Only a text.")
    assert len(reading.items[0].title) <= 120
    assert reading.notes == ("1 entry left out, without words.",)


def test_a_long_feed_is_cut_and_says_so() -> None:
    reading = read(rss(*(item(n) for n in range(510))))
    assert len(reading.items) == 500
    assert reading.notes == ("10 entries left out, beyond the first 500.",)


def test_relative_links_count_from_the_feed() -> None:
    body = rss(item(link="/a/1"))
    assert read(body).items[0].url == "https://news.example/a/1"
    moved = parse_feed(reply(body, **{"content-location": "https://o.example/x/"}), FEED)
    assert moved.items[0].url == "https://o.example/a/1"
    strange = parse_feed(reply(body, **{"content-location": "http://[::1"}), FEED)
    assert strange.items[0].url == "https://news.example/a/1"
    assert (
        read(
            ATOM.replace("<feed ", "<feed xml:base='https://b.example/' ").replace(
                "https://news.example/1", "1"
            )
        )
        .items[0]
        .url
        == "https://b.example/1"
    )
    assert read(JSON_FEED.replace("https://news.example/1", "/1")).items[0].url.endswith("e/1")


# Anything at all


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda t: rss(item(title=t)))))
def test_any_bytes_give_a_reading_or_a_refusal(body: bytes | str) -> None:
    data = body if isinstance(body, bytes) else body.encode()
    try:
        items = parse_feed(reply(data), FEED).items
    except SourceRefused:
        items = ()
    assert all(one.canonical and one.title for one in items)


def test_a_link_that_is_no_address_in_json() -> None:
    body = JSON_FEED.replace("https://news.example/1", "http://[::1")
    assert read(body).notes == ("1 entry left out, without a web link.",)


@pytest.mark.parametrize(
    ("raw", "whole_day"),
    [("2026-03-27", True), ("Fri, 27 Mar 2026 00:00:00 GMT", False), ("", False)],
)
def test_a_day_without_a_time_is_told(raw: str, whole_day: bool) -> None:
    (read_item,) = read(rss(item(pubDate=raw))).items
    assert read_item.whole_day is whole_day


# Reading twice


def test_equal_bytes_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def run(job: str, payload: bytes, options: Any, *, where: str, seconds: float) -> Any:
        parsed.append(where)
        return run_bounded(job, payload, options, where=where, seconds=seconds)

    monkeypatch.setattr(feeds, "run_bounded", run)
    monkeypatch.setattr(feeds, "_known", {})
    other = replace(FEED, name="Another Wire")
    answer, broken = reply(rss(item())), reply("no feed at all")
    assert parse_feed(answer, FEED) == parse_feed(answer, FEED)
    assert [one.outlet for one in parse_feed(answer, other).items] == ["Another Wire"]
    for feed in (FEED, other):
        with pytest.raises(SourceRefused) as caught:
            parse_feed(broken, feed)
        assert (caught.value.where, caught.value.reason) == (feed.name, "unreadable")
    assert parsed == [FEED.name, FEED.name]
    moved = replace(answer, final_url="https://news.example/moved/feed.xml")
    parse_feed(moved, FEED)  # relative links count from elsewhere
    assert len(parsed) == 3


def test_what_is_known_of_feeds_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[object, object] = {}
    monkeypatch.setattr(feeds, "_known", known)
    monkeypatch.setattr(feeds, "_MOST_KNOWN", 2)
    for number in range(5):
        read(rss(item(number)))
        assert 1 <= len(known) <= 2
