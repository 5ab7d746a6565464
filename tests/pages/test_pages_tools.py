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
)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as found:
        yield found


def pages(folder: Path) -> list[str]:
    """All but the page for dead addresses, which takes its styles from the site's public one."""
    paths = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]
    return [path for path in paths if path != "404.html"]


def article(folder: Path) -> Path:
    (found,) = folder.glob("*/articles/*/article.html")
    return found


def test_axe_finds_nothing_and_nothing_is_fetched_from_elsewhere(
    folder: Path, address: str
) -> None:
    visits = [
        {"url": address + page, "axe": True, **way} for page in pages(folder) for way in _WAYS
    ]
    for visit, found in zip(visits, browse(visits), strict=True):
        assert found["violations"] == [], visit
        assert found["errors"] == [], visit
        assert found["overflow"] == 0, visit
        assert [url for url in found["requests"] if not url.startswith(address)] == [], visit


def test_the_validator_finds_no_error(folder: Path) -> None:
    files = [path for kind in ("*.html", "*.css") for path in sorted(folder.rglob(kind))]
    assert len(files) > 5
    assert validated(files) == []


def test_pages_read_the_same_without_scripts(folder: Path, address: str) -> None:
    visits = [
        {"url": address + page, "script": script}
        for page in pages(folder)
        for script in (True, False)
    ]
    found = browse(visits)
    for visit, with_scripts, without in zip(visits[::2], found[::2], found[1::2], strict=True):
        assert with_scripts["text"] == without["text"], visit
        assert len(without["text"]) > 100, visit


def test_a_chart_is_shown_once_as_wide_as_there_is_room_and_never_scrolls(
    folder: Path, address: str
) -> None:
    url = address + article(folder).relative_to(folder).as_posix()
    shown = {375: "23 Mar", 720: "23 Mar", 740: "Mon", 1280: "Mon"}
    for width, found in zip(shown, browse([{"url": url, "width": w} for w in shown]), strict=True):
        _, mark, drawing = found["text"].partition("Hourly closes and ranges")
        assert mark
        assert mark not in drawing
        assert shown[width] in drawing.partition("Settlement")[0]
        assert found["overflow"] == 0


def test_a_keyboard_reaches_everything_in_order_and_sees_where_it_is(
    folder: Path, address: str
) -> None:
    page = article(folder)
    stops = [
        attributes.get("href") or ""
        for tag, attributes in Outline(page.read_text("utf-8")).tags
        if tag == "a" or "tabindex" in attributes
    ]
    url = address + page.relative_to(folder).as_posix()
    [found] = browse([{"url": url, "keys": len(stops)}])
    assert [stop["href"] for stop in found["focus"]] == stops
    assert all(stop["outline"] and stop["shown"] for stop in found["focus"])


def test_the_first_stop_leads_past_the_masthead(folder: Path, address: str) -> None:
    url = address + article(folder).relative_to(folder).as_posix()
    [found] = browse([{"url": url, "keys": 1, "enter": True}])
    assert found["focus"][0]["text"] == "Skip to the text"
    assert found["focus"][0]["shown"]
    assert found["hash"] == "#main"
