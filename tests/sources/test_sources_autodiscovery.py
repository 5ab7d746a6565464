"""The feeds that a web page names, and what a feed calls itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.net.request import Reply
from reporter.sources.autodiscovery import feed_title, feeds_named_in

RSS = "type='application/rss+xml'"


def reply(body: bytes | str, content_type: str = "") -> Reply:
    data = body.encode() if isinstance(body, str) else body
    return Reply(
        url="https://harbour.example/news/",
        final_url="https://harbour.example/news/",
        status=200,
        headers={"content-type": content_type} if content_type else {},
        body=data,
        digest=digest(data),
        received_at=datetime(2026, 3, 27, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<link rel=alternate {RSS} href=feed.xml>", ["https://harbour.example/news/feed.xml"]),
        (
            '<LINK HREF="/a?x=1&amp;y=2" TYPE="application/atom+xml; q=1"\nREL="home ALTERNATE"/>',
            ["https://harbour.example/a?x=1&y=2"],
        ),
        (
            f"<base href='https://cdn.example/x/'><link rel='alternate' {RSS} href='f'>",
            ["https://cdn.example/x/f"],
        ),
        (
            "".join(
                f"<link rel='alternate' {RSS} href='/{path}'>"
                for path in ("comments/feed", "feed", "feed#again", "feed")
            ),
            [
                "https://harbour.example/feed",
                "https://harbour.example/feed#again",
                "https://harbour.example/comments/feed",
            ],
        ),
        (f"<!-- <link rel='alternate' {RSS} href='/f'> --><p>", []),
        (f"<!-- open <link rel='alternate' {RSS} href='/f'>", []),
        (f"<link rel='stylesheet' {RSS} href='/f'>", []),
        ("<link rel='alternate' type='text/html' hreflang='de' href='/de'>", []),
        (f"<link rel='alternate' {RSS} href='javascript:alert(1)'>", []),
        (f"<link rel='alternate' {RSS} href='http://[bad'>", []),
        (f"<link rel='alternate' {RSS}>", ["https://harbour.example/news/"]),
        ("no page at all", []),
    ],
)
def test_a_page_names_its_feeds(page: str, expected: list[str]) -> None:
    assert list(feeds_named_in(reply(f"<html><head>{page}</head></html>"))) == expected


def test_a_page_names_twenty_feeds_at_most() -> None:
    page = "".join(f"<link rel='alternate' {RSS} href='/{n}'>" for n in range(50))
    assert len(feeds_named_in(reply(page))) == 20


@pytest.mark.parametrize("piece", [b"<!--", b"<link ", b"<title>", b'<link a="', b"<link rel='"])
def test_a_hostile_page_costs_no_time(piece: bytes) -> None:
    page = reply(piece * 500_000)
    assert feeds_named_in(page) == ()
    assert len(feed_title(page)) <= 120


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        ("<rss><channel><title>Harbour</title><item><title>One", "", "Harbour"),
        ("<rss><channel><item><title>One</title></item><title>Late</title>", "", ""),
        ("<feed><title type='html'>A &amp;lt;b&amp;gt;B&amp;lt;/b&amp;gt;</title>", "", "A B"),
        ("<feed><title>R&amp;amp;D &amp; Co</title>", "", "R&D & Co"),
        ("<feed><title>\n<![CDATA[A <b>B</b> &amp; C]]></title>", "", "A B & C"),
        ("<rdf:RDF><channel><dc:title>\u202eHarbour\u200b</dc:title>", "", "Harbour"),
        ("<feed><title>Café</title>".encode("latin-1"), "text/xml; charset=latin-1", "Café"),
        (
            '<?xml version="1.0" encoding="windows-1252"?><title>Café’s</title>'.encode("cp1252"),
            "",
            "Café’s",
        ),
        ("<title>Café</title>".encode("utf-16"), "", "Café"),
        ("<title>A</title>", "text/xml; charset=none-such", "A"),
        ("<title>A</title>", "text/xml; charset=idna", "A"),
        ('<?xml version="1.0" encoding="undefined"?><title>A</title>', "", "A"),
        ("<title>Ab-c</title>", "text/xml; charset=punycode", "Ab-c"),
        ('{"version": "https://jsonfeed.org/version/1", "title": "J<b>son"}', "", "Json"),
        ('{"title": 7}', "", ""),
        ('{"title": ', "", ""),
        ('{"name": "J"}', "", ""),
        ("<rss><channel>", "", ""),
    ],
)
def test_a_feed_says_what_it_is_called(body: bytes | str, content_type: str, title: str) -> None:
    assert feed_title(reply(body, content_type)) == title


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=300))
def test_any_bytes_give_addresses_of_the_web_or_none(body: bytes) -> None:
    for data in (body, b"<link rel=alternate type=application/rss+xml href='" + body + b"'>"):
        named = feeds_named_in(reply(data))
        assert all(url.startswith(("http://", "https://")) for url in named)
        assert "<" not in feed_title(reply(b"<title>" + data)) or b"<" in data
