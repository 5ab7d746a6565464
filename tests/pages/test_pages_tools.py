"""The demo's pages in a real browser, before axe and the Nu validator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages.browser import browse, served, validated
from tests.rendering.outline import Outline

pytestmark = pytest.mark.tools

_WAYS: tuple[dict[str, Any], ...] = (
    {"width": 1280},
    {"width": 1280, "dark": True},
    {"width": 375, "height": 800},
    {"width": 375, "height": 800, "dark": True},
)


@pytest.fixture(scope="module")
def site(output: Path) -> Iterator[str]:
    with served(output) as address:
        yield address


@pytest.fixture(scope="module")
def article(edition: Path, site: str) -> str:
    (page,) = edition.glob("articles/*/article.html")
    return site + page.relative_to(edition.parent).as_posix()


def pages(output: Path) -> list[str]:
    return [path.relative_to(output).as_posix() for path in sorted(output.rglob("*.html"))]


def test_axe_finds_nothing_and_nothing_is_fetched_from_elsewhere(output: Path, site: str) -> None:
    visits = [{"url": site + page, "axe": True, **way} for page in pages(output) for way in _WAYS]
    for visit, found in zip(visits, browse(visits), strict=True):
        assert found["violations"] == [], visit
        assert found["errors"] == [], visit
        assert found["overflow"] == 0, visit
        assert [url for url in found["requests"] if not url.startswith(site)] == [], visit


def test_the_validator_finds_no_error(output: Path) -> None:
    files = [path for kind in ("*.html", "*.css") for path in sorted(output.rglob(kind))]
    assert len(files) > 5
    assert validated(files) == []


def test_pages_read_the_same_without_scripts(output: Path, site: str) -> None:
    visits = [
        {"url": site + page, "script": script} for page in pages(output) for script in (True, False)
    ]
    found = browse(visits)
    for visit, with_scripts, without in zip(visits[::2], found[::2], found[1::2], strict=True):
        assert with_scripts["text"] == without["text"], visit
        assert len(without["text"]) > 100, visit


def test_a_keyboard_reaches_everything_in_order_and_sees_where_it_is(
    article: str, edition: Path
) -> None:
    (path,) = edition.glob("articles/*/article.html")
    outline = Outline(path.read_text("utf-8"))
    stops = [
        attributes.get("href") or ""
        for tag, attributes in outline.tags
        if tag == "a" or "tabindex" in attributes
    ]
    [found] = browse([{"url": article, "keys": len(stops)}])
    assert [stop["href"] for stop in found["focus"]] == stops
    assert all(stop["outline"] and stop["shown"] for stop in found["focus"])


def test_the_first_stop_leads_past_the_masthead(article: str) -> None:
    [found] = browse([{"url": article, "keys": 1, "enter": True}])
    assert found["focus"][0]["text"] == "Skip to the text"
    assert found["focus"][0]["shown"]
    assert found["hash"] == "#main"
