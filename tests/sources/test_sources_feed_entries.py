"""Feeds as other readers meet them, parsed in this process. Every entry is invented."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import SourceRefused
from reporter.sources import feed_bytes
from reporter.sources.feed_bytes import MOST_ENTRIES, narrowed
from reporter.sources.feed_entries import MOST_KEPT, Contents, contents, read_contents, read_feed

BASE = "https://news.example/feed.xml"
ITEM = "<item><title>Notice</title><link>https://news.example/1</link></item>"
ENTRY = "<entry><title>Notice</title><link href='https://news.example/1'/></entry>"


def read(body: bytes | str, content_type: str = "application/xml") -> Contents:
    data = body.encode() if isinstance(body, str) else body
    return read_contents(data, base=BASE, content_type=content_type)


def rss(*items: str, head: str = "", version: str = " version='2.0'") -> str:
    start = f"<?xml version='1.0'?>{head}<rss{version}><channel><title>Example</title>"
    return f"{start}{''.join(items)}</channel></rss>"


def refusal(body: bytes | str) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        read(body)
    return caught.value


# Formats


RDF_090 = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Example</title></channel>
 {ITEM}</rdf:RDF>"""
RDF_10 = RDF_090.replace("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/")
RDF_11 = RDF_090.replace(
    "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/net/rss1.1#"
).replace(ITEM, f"<items>{ITEM}</items>")
ATOM_03 = f"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Example</title>
 {ENTRY}</feed>"""
ATOM_10 = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Example</title>{ENTRY}</feed>"
PREFIXED = (
    ATOM_10.replace("<", "<a:").replace("<a:/", "</a:").replace("xmlns=", "xmlns:a=")
)  # every element in a namespace with a prefix
OLD = [rss(ITEM, version=f" version='{n}'") for n in ("0.91", "0.92", "0.93", "0.94", "2.0.1")]


@pytest.mark.parametrize(
    "body", [*OLD, rss(ITEM, version=""), RDF_090, RDF_10, RDF_11, ATOM_03, ATOM_10, PREFIXED]
)
def test_every_dialect_gives_title_and_entry(body: str) -> None:
    held = read(body)
    assert (held.title, held.later, held.notes) == ("Example", 0, ())
    assert [(e.title, e.link) for e in held.entries] == [("Notice", "https://news.example/1")]


@pytest.mark.parametrize("body", ["<rss/>", "<rss></rss>", "<feed></feed>", rss()])
def test_a_feed_without_anything_is_still_one(body: str) -> None:
    assert read(body).entries == ()


@pytest.mark.parametrize(
    "before", ["\n\n  ", "\ufeff", "<!-- made by hand -->\n", "<!DOCTYPE rss SYSTEM 'rss.dtd'>"]
)
def test_what_stands_before_the_feed_does_no_harm(before: str) -> None:
    body = before + rss(ITEM).removeprefix("<?xml version='1.0'?>")
    assert len(read(body).entries) == 1


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>A &amp; B</title>", "A & B"),
        ("<title>&lt;b&gt;A&lt;/b&gt; B</title>", "A B"),
        ("<title><![CDATA[<b>A</b> B]]></title>", "A B"),
        ("<title type='html'>&lt;p&gt;A&lt;/p&gt;</title>", "A"),
        ("<title type='text'>A</title>", "A"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><i>A</i></div></title>",
            "A",
        ),
        ("<title type='application/octet-stream' mode='base64'>QSBC</title>", "A B"),
        ("", ""),
    ],
)
def test_the_title_of_a_feed_is_plain(markup: str, title: str) -> None:
    assert read(ATOM_10.replace("<title>Example</title>", markup)).title == title


def test_an_image_s_title_is_not_the_feed_s() -> None:
    image = "<image><title>Logo</title><url>https://news.example/l.png</url></image>"
    assert read(rss(image, ITEM)).title == "Example"


def test_a_source_s_title_is_not_the_entry_s() -> None:
    body = ATOM_10.replace("</entry>", "<source><title>Elsewhere</title></source></entry>")
    assert read(body).entries[0].title == "Notice"


@pytest.mark.parametrize(
    ("version", "is_known"),
    [
        ("https://jsonfeed.org/version/1", True),
        ("https://jsonfeed.org/version/1.1", True),
        ("http://www.jsonfeed.org/version/1.1", True),
        ("1.0", True),
        ("1.1", True),
        (1, True),
        ("2.0", False),
        ("", False),
        (None, False),
        ("https://schema.example/1", False),
    ],
)
def test_versions_of_a_json_feed(version: object, is_known: bool) -> None:
    feed = {"version": version, "title": "Ex<b>ample</b>", "items": [{"id": "1", "url": BASE}]}
    if is_known:
        held = read(json.dumps(feed))
        assert (held.title, len(held.entries)) == ("Example", 1)
    else:
        assert refusal(json.dumps(feed)).reason == "unreadable"


def test_odd_members_of_a_json_feed() -> None:
    feed = {"version": "1", "title": 5, "items": [{"tags": ["Law", 5]}, 5, "x", None]}
    held = read(json.dumps(feed))
    assert held.title == ""
    assert [entry.tags for entry in held.entries] == [("Law",)]


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (" \n", "empty", "empty"),
        ("{", "unreadable", "the JSON that came is no feed"),
        ('{"a":' * 100_000, "unreadable", "the JSON that came is no feed"),
        ('{"version": "1", "items": 5}', "unreadable", "the JSON that came is no feed"),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "unreadable", "web page"),
        ("<note><to>You</to></note>", "unreadable", "no feed"),
        ("Hello", "unreadable", "no feed"),
    ],
)
def test_what_is_no_feed(body: str, reason: str, words: str) -> None:
    error = refusal(body)
    assert error.reason == reason
    assert words in error.what


@pytest.mark.parametrize("after", ["<!-- cached -->", "<script>count()</script>", "\n\n"])
def test_what_a_server_adds_after_the_feed_costs_nothing(after: str) -> None:
    held = read(rss(ITEM) + after)
    assert len(held.entries) == 1
    assert "cut off" not in "".join(held.notes)


@pytest.mark.parametrize(
    "body",
    [
        f"<RSS VERSION='2.0'><CHANNEL><TITLE>T</TITLE>{ITEM.upper()}</CHANNEL></RSS>",
        f"<channel><title>T</title>{ITEM}</channel>",
        f"<rss version='2.0'><channel><title>T</title></channel>{ITEM}</rss>",
        f"<br /><b>Warning</b>: x<br /><?xml version='1.0'?>{rss(ITEM)[21:]}",
        ENTRY.replace("<entry>", "<entry xmlns='http://www.w3.org/2005/Atom'>"),
    ],
)
def test_odd_shapes_give_their_entry(body: str) -> None:
    assert len(read(body).entries) == 1


# Links


@pytest.mark.parametrize(
    "body",
    [
        rss("<item><title>A</title><guid isPermaLink='false'>https://news.example/1</guid></item>"),
        ATOM_10.replace("<link href='https://news.example/1'/>", "<id>https://news.example/1</id>"),
        '{"version": "1.1", "items": [{"id": "https://news.example/1", "title": "A"}]}',
    ],
)
def test_an_identity_that_is_an_address_stands_in_for_a_link(body: str) -> None:
    assert read(body).entries[0].link == "https://news.example/1"


def test_the_publisher_s_own_link_goes_before_a_counter_s() -> None:
    own = "<fb:origLink>https://news.example/1</fb:origLink>"
    body = rss(ITEM.replace("news.example", "counter.example").replace("</item>", f"{own}</item>"))
    name = "http://rssnamespace.org/feedburner/ext/1.0"
    held = read(body.replace("<rss ", f"<rss xmlns:fb='{name}' "))
    assert held.entries[0].link == "https://news.example/1"


def test_an_identity_that_is_no_address_does_not() -> None:
    body = ATOM_10.replace("<link href='https://news.example/1'/>", "<id>urn:example:1</id>")
    assert not read(body).entries[0].link.startswith("http")


def test_a_link_without_end_is_none() -> None:
    long = f"https://news.example/{'x' * 5_000}"
    assert read(rss(f"<item><title>A</title><link>{long}</link></item>")).entries[0].link == ""


# Encodings


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml; charset=utf-8"])
def test_wide_encodings(name: str, content_type: str) -> None:
    body = rss(ITEM.replace("Notice", "Café’s notice")).replace("'1.0'", f"'1.0' encoding='{name}'")
    held = read(f"{body}\n".encode(name), content_type)
    assert (held.entries[0].title, held.notes) == ("Café’s notice", ())


def test_a_feed_that_names_the_wrong_encoding() -> None:
    body = rss(ITEM.replace("Notice", "Café’s notice")).replace("'1.0'", "'1.0' encoding='utf-8'")
    held = read(body.encode("windows-1252"), "application/rss+xml; charset=utf-8")
    assert held.entries[0].title == "Café’s notice"


def test_narrow_documents_stay_as_they_are() -> None:
    assert narrowed(b"<rss/>") == (b"<rss/>", False)
    assert narrowed("<rss/>\n".encode("utf-16-be")[:-1]) == (b"<rss/>", True)


# Hostile and broken bytes


def test_control_characters_do_not_make_a_feed_ill_formed() -> None:
    held = read(rss(ITEM.replace("Notice", "No\x0btice\x00")))
    assert (held.entries[0].title, held.notes) == ("Notice", ())


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a0 "lol"><!ENTITY a9 "&a0;&a0;&a0;">',
        "<!ENTITY a9 '&#38;a9;&a9;'>",
        '<!ENTITY a9 SYSTEM "file:///etc/hostname">',
        '<!ENTITY a9 PUBLIC "x" "https://elsewhere.example/">',
    ],
)
def test_entities_that_grow_or_fetch_are_left_out(declared: str) -> None:
    held = read(rss(ITEM.replace("Notice", "Notice&a9; end"), head=f"<!DOCTYPE rss [{declared}]>"))
    assert held.entries[0].title == "Notice end"
    assert "declares entities" in held.notes[0]


def test_a_plain_entity_is_resolved() -> None:
    head = '<!DOCTYPE rss [<!ENTITY dash "&#8211;"><!ENTITY co "Example">]>'
    held = read(rss(ITEM.replace("Notice", "One &dash; &co; &amp; two"), head=head))
    assert (held.entries[0].title, held.notes) == ("One – Example & two", ())


def test_comments_that_never_end_cost_what_follows_alone() -> None:
    held = read(rss(ITEM).removesuffix("</channel></rss>") + "<!--" * 50_000)
    assert [entry.title for entry in held.entries] == ["Notice"]
    assert "cut off" in held.notes[0]


@pytest.mark.parametrize(
    ("end", "kept"), [("</item><item><title>Half", 1), ("</item>", 1), ("", 0)]
)
def test_a_cut_costs_the_entry_that_it_runs_through(end: str, kept: int) -> None:
    held = read(f"<rss version='2.0'><channel>{ITEM.removesuffix('</item>')}{end}")
    assert len(held.entries) == kept
    assert "cut off" in held.notes[0]


def test_elements_in_elements_without_end() -> None:
    assert len(read(rss(ITEM, "<x>" * 5_000)).entries) == 1


def test_only_the_first_of_very_many_entries_are_parsed() -> None:
    held = read(rss(*[ITEM] * (MOST_ENTRIES + 7)))
    assert (len(held.entries), held.later) == (MOST_KEPT, MOST_ENTRIES + 7 - MOST_KEPT)
    assert held.notes == ()


def test_very_many_entries_that_never_end_are_cut_as_well() -> None:
    held = read(rss(*["<item>"] * (MOST_ENTRIES + 7)))
    assert len(held.entries) == MOST_KEPT
    assert held.later >= MOST_ENTRIES - MOST_KEPT
    assert "cut off" in held.notes[0]


def test_a_json_feed_is_cut_as_well() -> None:
    held = read(json.dumps({"version": "1", "items": [{"id": n} for n in range(MOST_KEPT + 3)]}))
    assert (len(held.entries), held.later) == (MOST_KEPT, 3)


def test_few_entries_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_bytes, "MOST_ENTRIES", 2)
    assert feed_bytes.first_entries(b"<item/><item />") == (b"<item/><item />", 0)
    assert feed_bytes.first_entries(b"a<item></item><item></item><item></item>z") == (
        b"a<item></item><item></item>z",
        1,
    )


def test_a_parser_that_fails_is_a_feed_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(feedparser, "parse", fail)
    assert refusal(rss(ITEM)).reason == "unreadable"


def test_want_of_memory_is_not_taken_for_a_bad_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(feedparser, "parse", fail)
    with pytest.raises(MemoryError):
        read(rss(ITEM))


def test_the_job_s_answer_is_the_contents() -> None:
    body = rss("<item><title>A</title><category>Law</category></item>").encode()
    answer = json.loads(json.dumps(read_feed(body, {"base": BASE, "content_type": ""})))
    assert contents(answer) == read_contents(body, base=BASE)


PIECES = st.sampled_from(
    ["<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "&a;", "&amp;",
     "<!DOCTYPE rss [", "<!ENTITY a '&b;'>", "]>", "<feed>", "</rss>", "<?xml", "?>", "é", "\x00",
     "xml:base='x'", "<link href='", "/>", "https://news.example/", "<pubDate>", "5"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_soup_gives_contents_or_a_refusal(soup: str) -> None:
    try:
        held = read(rss(soup))
    except SourceRefused:
        return
    assert all("<" not in entry.title or "< " in entry.title for entry in held.entries)
