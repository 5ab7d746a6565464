"""Feed lists as OPML: what is read, what is refused, and that a list comes back as it went."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import UsageError
from reporter.newsroom.config import FeedConfig
from reporter.newsroom.opml import LONGEST_NAME, Outline, read_opml, write_opml
from reporter.sources.plain_text import fold


def opml(body: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    return f'{prolog}<opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def read(body: str) -> tuple[Outline, ...]:
    return read_opml(opml(body), "list.opml")


def test_nested_outlines_are_read_in_their_order() -> None:
    found = read(
        '<outline text="News"><outline text="A" xmlUrl="https://a.example/"/>'
        '<outline text="Deeper"><outline title="B" xmlUrl="https://b.example/"/></outline>'
        '</outline><outline text="C" type="link" url="https://c.example/"/>'
    )
    assert [(one.name, one.url) for one in found] == [
        ("A", "https://a.example/"),
        ("B", "https://b.example/"),
    ]


def test_case_schemes_and_names_are_forgiven() -> None:
    (one,) = read('<OUTLINE Text=" " TITLE="" XmlURL=" feed:https://a.example/rss "/>')
    assert one == Outline(name="a.example", url="https://a.example/rss")
    (two,) = read('<outline text="x&#10;y&#x202e;z" xmlurl="feed://a.example/rss"/>')
    assert two == Outline(name="x yz", url="http://a.example/rss")
    (three,) = read(f'<outline text="{"n" * 500}" xmlUrl="http://[bad"/>')
    assert three == Outline(name="n" * LONGEST_NAME, url="http://[bad")
    (four,) = read('<outline xmlUrl="http://[bad"/>')
    assert four.name == "http://[bad"


def test_tier_and_use_travel_in_the_category() -> None:
    (one,) = read('<outline text="A" xmlUrl="u" category="/x/y,/use/full,/tier/1"/>')
    assert (one.tier, one.use) == ("1", "full")


def test_other_encodings_are_read() -> None:
    body = '<outline text="Café" xmlUrl="https://a.example/"/>'
    for encoding in ("utf-16", "iso-8859-1", "windows-1252"):
        data = opml(body, f'<?xml version="1.0" encoding="{encoding}"?>').decode().encode(encoding)
        (one,) = read_opml(data, "list.opml")
        assert one.name == "Café"


def test_blanks_before_the_list_are_forgiven() -> None:
    body = '<outline text="A" xmlUrl="https://a.example/"/>'
    assert read_opml(b"\n " + opml(body, '<?xml version="1.0"?>'), "list.opml")[0].name == "A"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (opml('<outline text="&a;"/>', '<!DOCTYPE opml [<!ENTITY a "b">]>'), "a document type"),
        (opml("", '<!DOCTYPE opml SYSTEM "file:///etc/hostname">'), "a document type"),
        (opml('<outline text="&nbsp;"/>'), "no well-formed XML"),
        (opml('<outline text="A & B"/>'), "no well-formed XML"),
        (b'<?xml version="1.0" encoding="none-such"?><opml/>', "no well-formed XML"),
        (b"<html><body/></html>", "no OPML"),
        (b"\x00\x01", "no well-formed XML"),
        (b" " * 10_000_001, "larger than 10 MB"),
        (opml('<outline xmlUrl="https://a.example/"/>' * 2_001), "more than 2,000 feeds"),
    ],
)
def test_what_is_no_safe_list_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        read_opml(data, "list.opml")
    assert caught.value.where == "list.opml"
    assert caught.value.next_step


def test_an_entity_bomb_is_refused_before_it_is_expanded() -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 60))
    bomb = opml('<outline text="&e59;" xmlUrl="u"/>', f'<!DOCTYPE o [<!ENTITY e0 "x">{layers}]>')
    with pytest.raises(UsageError, match="a document type"):
        read_opml(bomb, "list.opml")


def test_depth_costs_nothing() -> None:
    depth = 100_000
    body = "<outline>" * depth + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * depth
    assert len(read(body)) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for content in (data, b"<opml>" + data + b"</opml>"):
        with suppress(UsageError):
            assert all(outline.url for outline in read_opml(content, "list.opml"))


_names = st.text(max_size=LONGEST_NAME).map(fold).filter(bool)
_addresses = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60).map(fold)
_feeds = st.builds(
    FeedConfig,
    name=_names,
    url=_addresses.map("https://harbour.example/".__add__),
    tier=st.sampled_from([1, 2, 3]),
    use=st.sampled_from(["headline", "summary", "full"]),
)


@settings(max_examples=100, deadline=None)
@given(feeds=st.lists(_feeds, max_size=5), title=st.text(max_size=30))
def test_a_list_comes_back_as_it_went(feeds: list[FeedConfig], title: str) -> None:
    found = read_opml(write_opml(feeds, title), "list.opml")
    assert [(one.name, one.url, one.tier, one.use) for one in found] == [
        (feed.name, feed.url, str(feed.tier), feed.use) for feed in feeds
    ]
