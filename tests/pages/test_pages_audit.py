"""The demo's pages as a screen reader, a keyboard and a link checker find them."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from reporter.rendering.tokens import Palette, tokens
from tests.pages.conftest import SITE
from tests.rendering.outline import Outline, assert_accessible

_LABELLED = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_page_keeps_to_the_outline(folder: Path) -> None:
    found = pages(folder)
    names = {path.name for path in found}
    assert {"index.html", "article.html", "evidence.html"} <= names
    for path in found:
        outline = assert_accessible(path.read_text("utf-8"))
        assert len(outline.all("header")) >= 1, path
        assert len(outline.all("footer")) == 1, path
        navs = [nav.get("aria-label") for nav in outline.all("nav")]
        assert all(navs), path
        assert len(navs) == len(set(navs)), path


def test_every_link_says_where_it_leads(folder: Path) -> None:
    for path in pages(folder):
        for label in _LABELLED.findall(path.read_text("utf-8")):
            words = re.sub(r"<[^>]*>", "", label).strip()
            assert words, path
            assert words.lower() not in {"here", "click here", "link", "more", "read more"}, path


def test_every_link_inside_the_folder_resolves(folder: Path) -> None:
    ids = {path.resolve(): _ids(path) for path in pages(folder)}
    for path in pages(folder):
        for address in _inside(path):
            target, fragment = urldefrag(address)
            file = (path.parent / unquote(target)).resolve() if target else path.resolve()
            assert file.is_file(), f"{path}: {address}"
            if fragment and file in ids:
                assert fragment in ids[file], f"{path}: {address}"


def test_nothing_of_an_edition_lies_outside_its_folder(edition: Path) -> None:
    for path in pages(edition):
        page = path.read_text("utf-8")
        assert not re.findall(r"url\((?!data:)", page), path
        for tag in ("script", "img", "link"):
            for attributes in Outline(page).all(tag):
                address = attributes.get("src") or attributes.get("href") or "data:"
                assert address.startswith("data:"), path


def test_drafts_and_samples_are_not_to_be_indexed(folder: Path) -> None:
    for path in pages(folder):
        assert '<meta name="robots" content="noindex">' in path.read_text("utf-8"), path


def test_the_public_article_says_what_machines_ask_for(site: Path) -> None:
    (path,) = site.glob("*/articles/*/article.html")
    outline = Outline(path.read_text("utf-8"))
    address = SITE + path.relative_to(site).as_posix()
    links = {link["rel"]: link["href"] for link in outline.all("link")}
    assert links["canonical"] == address
    meta = {one.get("property"): one.get("content") for one in outline.all("meta")}
    assert meta["og:url"] == address
    picture = site / (meta["og:image"] or "").removeprefix(SITE)
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1200, 630)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text())
    told = json.loads(data)
    assert told["mainEntityOfPage"] == address
    assert told["datePublished"] == meta["article:published_time"]
    document = json.loads((path.parents[2] / "edition.json").read_bytes())
    assert told["isBasedOn"] == [one["url"] for one in document["articles"][0]["sources"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str) -> None:
    palette: Palette = getattr(tokens(), scheme)
    for ground in (palette.paper, palette.soft):
        for text in (palette.ink, palette.muted, palette.accent, palette.up, palette.down):
            assert contrast(text, ground) >= 4.5, (scheme, text, ground)


def _inside(path: Path) -> Iterator[str]:
    outline = Outline(path.read_text("utf-8"))
    for tag, name in (("a", "href"), ("img", "src"), ("link", "href"), ("script", "src")):
        for attributes in outline.all(tag):
            address = attributes.get(name)
            if address and not re.match(r"[a-z]+:", address):
                yield address


def _ids(path: Path) -> set[str | None]:
    return {attributes.get("id") for _, attributes in Outline(path.read_text("utf-8")).tags}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, as WCAG defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
