"""What pages say of themselves to machines, and how a page changes its surroundings."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.reading import read_html
from reporter.rendering.failures import BadTemplate
from reporter.rendering.head import CardLink, Cited, Head
from reporter.rendering.html import around, article_page, edition_page, page_assets
from reporter.rendering.markdown import article_markdown
from reporter.rendering.resources import templates_dir
from reporter.rendering.views import Around, EditionView, Feed, PageView, Shell, Stamp
from tests.rendering.outline import Outline, assert_accessible

HOME = "https://desk.example/"
URL = f"{HOME}2026-03-27-main/articles/a/article.html"
PUBLIC = Head(
    title="A headline | Meridian Desk",
    headline="A headline",
    description="A dek.",
    brand="Meridian Desk",
    author="Ada Quill",
    publisher="Meridian Research Ltd",
    article=True,
    canonical=URL,
    home=HOME,
    card=CardLink(url=f"{HOME}card.png", alt="A headline"),
    created="2026-03-27T21:21:00Z",
    published="2026-03-28T07:00:00Z",
    modified="2026-03-29T07:00:00Z",
    tags=("FILUSDT",),
    cited=(
        Cited(name="Registry", url="https://registry.example/1"),
        Cited(name="Speaker", url=""),
    ),
    corrections=("The rate was wrong.",),
)


def linked(head: Head) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(head.linked_data)
    return data


def test_a_published_article_says_everything() -> None:
    assert linked(PUBLIC) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "A headline",
        "description": "A dek.",
        "image": {
            "@type": "ImageObject", "url": f"{HOME}card.png", "width": 1200, "height": 630,
        },
        "dateCreated": "2026-03-27T21:21:00Z",
        "datePublished": "2026-03-28T07:00:00Z",
        "dateModified": "2026-03-29T07:00:00Z",
        "author": {"@type": "Person", "name": "Ada Quill"},
        "publisher": {"@type": "Organization", "name": "Meridian Research Ltd", "url": HOME},
        "mainEntityOfPage": URL,
        "isBasedOn": ["https://registry.example/1"],
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "Registry",
                "url": "https://registry.example/1",
            },
            {"@type": "CreativeWork", "name": "Speaker"},
        ],
        "correction": ["The rate was wrong."],
        "keywords": ["FILUSDT"],
    }  # fmt: skip


def test_a_draft_has_no_date_of_publication_and_no_addresses() -> None:
    draft = replace(
        PUBLIC, canonical="", home="", card=None, published="", modified="", corrections=()
    )
    data = linked(draft)
    assert "dateCreated" in data
    absent = {"datePublished", "dateModified", "image", "mainEntityOfPage", "correction"}
    assert not absent & data.keys()
    assert not draft.indexed


@pytest.mark.parametrize(
    ("author", "kind"),
    [("Ada Quill", "Person"), ("The Meridian Desk team", "Organization"), ("", None)],
)
def test_a_desk_is_no_person(author: str, kind: str | None) -> None:
    found = linked(replace(PUBLIC, author=author)).get("author", {})
    assert found.get("@type") == kind


def test_only_articles_have_linked_data_and_only_the_published_are_listed() -> None:
    assert replace(PUBLIC, article=False).linked_data == ""
    assert PUBLIC.indexed
    assert not replace(PUBLIC, sample=True).indexed
    assert not replace(PUBLIC, published="").indexed


@settings(max_examples=100, deadline=None)
@given(st.text() | st.sampled_from(["</script><b>", "<!--<script>", "a\u2028b & c", '"}']))
def test_no_headline_ends_its_script(headline: str) -> None:
    head = replace(PUBLIC, headline=headline)
    assert not set("<>&\u2028\u2029") & set(head.linked_data)
    assert linked(head).get("headline", "") == headline


def test_the_head_of_a_hostile_article_is_still_a_head(page: PageView) -> None:
    hostile = '</script><b> "x" </title>'
    head = replace(PUBLIC, title=hostile, headline=hostile, description=hostile, tags=(hostile,))
    html = article_page(replace(page, head=head), article_markdown(page.article))
    outline = assert_accessible(html)
    assert not outline.all("b")
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(script)["headline"] == hostile


def test_the_head_is_complete(page: PageView) -> None:
    feeds = (Feed(type="application/atom+xml", title="Meridian Desk", address="../feed.xml"),)
    shell = replace(page.shell, feeds=feeds)
    html = article_page(replace(page, head=PUBLIC, shell=shell), article_markdown(page.article))
    outline = Outline(html)
    meta = {
        m.get("name") or m.get("property"): m.get("content")
        for m in outline.all("meta") if "content" in m
    }  # fmt: skip
    assert meta["og:type"] == "article"
    assert meta["og:title"] == meta["og:image:alt"] == meta["twitter:image:alt"] == "A headline"
    assert meta["og:description"] == meta["description"] == "A dek."
    assert meta["og:url"] == URL
    assert (meta["og:image"], meta["og:image:width"], meta["og:image:height"]) == (
        f"{HOME}card.png", "1200", "630",
    )  # fmt: skip
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["article:published_time"] == "2026-03-28T07:00:00Z"
    assert meta["article:modified_time"] == "2026-03-29T07:00:00Z"
    assert meta["article:tag"] == "FILUSDT"
    assert meta["og:site_name"] == "Meridian Desk"
    assert "robots" not in meta
    links = {link["rel"]: link for link in outline.all("link")}
    assert links["canonical"]["href"] == URL
    assert links["alternate"] == {
        "rel": "alternate", "type": "application/atom+xml", "title": "Meridian Desk",
        "href": "../feed.xml",
    }  # fmt: skip


def test_drafts_and_samples_ask_not_to_be_indexed(page: PageView, edition: EditionView) -> None:
    mark = '<meta name="robots" content="noindex">'
    markdown = article_markdown(page.article)
    assert mark in article_page(page, markdown)
    assert mark not in article_page(replace(page, head=PUBLIC), markdown)
    assert mark in article_page(replace(page, head=replace(PUBLIC, sample=True)), markdown)
    assert mark in edition_page(edition)


def test_what_machines_are_told_is_read_back(page: PageView) -> None:
    html = article_page(replace(page, head=PUBLIC), article_markdown(page.article))
    told = {b.place: b.text for b in read_html(html.encode(), "a.html").blocks if b.kind == "meta"}
    assert told["headline"] == "headline: A headline"
    assert told["og:image:alt"] == "og:image:alt: A headline"
    assert told["author"] == "author: Ada Quill"
    assert told["publisher"] == "publisher: Meridian Research Ltd"
    assert told["citation"] == "citation: Speaker"
    assert told["correction"] == "correction: The rate was wrong."
    assert told["datePublished"] == "datePublished: 2026-03-28T07:00:00Z"


def test_a_page_gets_other_surroundings_and_keeps_its_words(page: PageView) -> None:
    draft = article_page(page, article_markdown(page.article))
    shell = Shell(
        brand="Meridian Desk",
        home="../../../index.html",
        nav=(("Symbols", "../../../symbols/index.html"),),
        assets="../../../assets/",
    )
    stamp = Stamp(label="Published", printed="28 March 2026", instant="2026-03-28T07:00:00Z")
    public = around(draft, Around(shell=shell, head=PUBLIC, stamps=(stamp,)))
    outline = assert_accessible(public)
    sheets = [link["href"] for link in outline.all("link") if link["rel"] == "stylesheet"]
    assert sheets == [f"../../../assets/{name}" for name in ("base.css", "page.css", "chart.css")]
    assert "<style" not in public
    assert "<b>Published</b>" in public
    assert 'href="../../../symbols/index.html">Symbols</a>' in public
    words, after = "<!-- /stamps -->", "</body>"
    for start, end in ((words, after), ("<article>", "<!-- stamps -->")):
        assert (
            public.partition(start)[2].partition(end)[0]
            == (draft.partition(start)[2].partition(end)[0])
        )
    assert around(public, Around(shell=page.shell, head=page.head)) == draft


def test_an_edition_page_has_no_stamps_but_needs_the_other_marks(edition: EditionView) -> None:
    page = edition_page(edition)
    view = Around(shell=edition.shell, head=replace(edition.head, title="Another"))
    assert "<title>Another</title>" in around(page, view)
    with pytest.raises(BadTemplate, match=r"layout\.html\.j2.*'<!-- masthead -->'"):
        around(page.replace("<!-- masthead -->", ""), view)


def test_linked_pages_find_all_that_they_ask_for() -> None:
    files = page_assets()
    base = files["base.css"].decode()
    fonts = re.findall(r"url\(([^)]*)\)", base)
    assert len(fonts) == 4
    assert set(fonts) <= files.keys()
    assert ":root{" in base
    for name in ("page.css", "chart.css", "evidence.css"):
        assert files[name] == (templates_dir() / "css" / name).read_bytes()
        assert b"url(" not in files[name]
