"""Addresses as identity."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.news.urls import canonical_url, clean_url, followable_url

PAGE = "https://www.example.com/markets/story-1"


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "HTTPS://WWW.Example.COM:443/markets/story-1",
        f"{PAGE}/",
        f"{PAGE}#comments",
        f"{PAGE}?utm_source=rss&utm_medium=feed",
        f"{PAGE}?fbclid=abc&UTM_Campaign=x#top",
        f"{PAGE}?mtm_group=a&gclid=1&mc_cid=2&ref=home",
        f"{PAGE}?utm%5Fsource=rss",
        f"{PAGE}?&",
        f"{PAGE}?amp",
        f"{PAGE}?amp=1",
        f"{PAGE}?outputType=amp",
        f"{PAGE}/amp/",
        f"{PAGE}.amp",
        f"  {PAGE}\n",
        "https://www.example.com./markets/story-1",
        "https://reader:secret@www.example.com/markets/story-1",
        "https://m.example.com/markets/story-1",
        "https://mobile.www.example.com/markets/story-1",
        "https://amp.example.com/markets/story-1",
        "https://www.google.com/amp/s/www.example.com/markets/story-1",
        "https://amp.google.com/amp/s/www.example.com/markets/story-1",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/markets/story-1/amp",
        "https://www.example.com/m%61rkets/story-1",
    ],
)
def test_addresses_of_one_article_become_one(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com", "https://example.com/"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("http://example.com:8080/a/", "http://example.com:8080/a"),
        ("https://example.com/?b=2&a=1&a=1", "https://example.com/?a=1&b=2"),
        ("https://example.com/?p=7&utm_id=3", "https://example.com/?p=7"),
        ("https://example.com/Case/Kept?Q=Kept", "https://example.com/Case/Kept?Q=Kept"),
        ("https://example.com/a b?q=ä", "https://example.com/a%20b?q=%C3%A4"),
        ("https://example.com/%c3%a4%zz", "https://example.com/%C3%A4%25zz"),
        ("https://example.com/story.amp.html", "https://example.com/story.html"),
        ("https://example.com/amp", "https://example.com/amp"),
        ("https://example.com/champ", "https://example.com/champ"),
        ("https://example.com/reference?reference=1", "https://example.com/reference?reference=1"),
        ("https://m.com/a", "https://m.com/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://amp.dev/a", "https://amp.dev/a"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("https://www.google.com/amp/s", "https://www.google.com/amp/s"),
    ],
)
def test_what_chooses_the_content_is_kept(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/a",
        "/a/b",
        "//example.com/a",
        "ftp://example.com/a",
        "file:///etc/hostname",
        "javascript:alert(1)",
        "data:text/html,hello",
        "mailto:desk@example.com",
        "http://",
        "http://:80/",
        "http://[::1",
        "http://[fe80::zz]/",
        "http://exa mple.com/",
        "http://example.com:99999/",
        "http://example.com:port/",
        "https://good.example\\@evil.example/",
        "https://<script>/",
        "https://a..b/",
        f"https://{'a' * 70}ä.example/",
    ],
)
def test_what_is_no_web_address_gives_nothing(text: str) -> None:
    assert canonical_url(text) == ""
    assert clean_url(text) == ""


def test_a_clean_address_keeps_everything_that_is_said() -> None:
    url = "https://example.com/a/?utm_source=x&b=2&a=1#part"
    assert clean_url(url) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://m.example.com/a/?utm_source=rss&b=2&a=1&b=2&ref=home#part",
            "https://m.example.com/a/?b=2&a=1&b=2",
        ),
        ("https://amp.example.com/amp/a?amp=1&fbclid=x", "https://amp.example.com/amp/a?amp=1"),
        ("https://example.com/?utm%5Fsource=x&#top", "https://example.com/"),
        ("https://example.com/a.amp", "https://example.com/a.amp"),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_link_to_follow_loses_tracking_and_nothing_else(url: str, expected: str) -> None:
    assert followable_url(url) == expected


def test_a_clean_address_cannot_leave_an_attribute() -> None:
    cleaned = clean_url('https://example.com/"onload=\'x\'><b>?q="<\u202e#"')
    assert re.search(r"[\"<>\s]|[^\x20-\x7e]", cleaned) is None


ADDRESSES = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(
        ["m.", "amp.", "www.", "amp.m.", "", "amp.google.com/amp/s/", "google.com/amp/"]
    ),
    st.sampled_from(
        ["example.com", "a.co.uk:443", "EXAMPLE.org:80", "1.2.3.4", "[::1]", "bücher.de"]
    ),
    st.text(st.sampled_from("aA/%2fé. ;&=?#+amphtml-"), max_size=25),
    st.sampled_from(
        ["", "/amp", "/amp/amp/", ".amp", "?utm_a=1", "?b&a=%zz", "?=&x", "#f", "\ud800"]
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(st.characters(exclude_categories=())), ADDRESSES))
@example("https://google.com/amp/s/" * 200 + "example.com")
@example("http://a\u2100b/")
def test_canonical_is_idempotent_and_never_raises(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert canonical_url(clean_url(text)) == once
    assert clean_url(clean_url(text)) == clean_url(text)
    assert followable_url(followable_url(text)) == followable_url(text)
    assert canonical_url(followable_url(text)) == once
    assert once.isascii()


def test_a_wrapper_that_hides_another_is_taken_off_as_well() -> None:
    assert canonical_url("http://amp.google.co/amp/s//?.2") == "http://s/?.2"
