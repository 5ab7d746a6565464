"""The pages that list the drafts of an output folder: what they hold, and what they cost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import feedparser
import pytest

from reporter.newsroom import index
from reporter.newsroom.index import CACHE, rewrite_index

NAME = "2026-03-27-sample"
OWN = "<h1>My list</h1>{% if view.latest %}<p>{{ view.latest.headline }}</p>{% endif %}"


@pytest.fixture
def output(tmp_path: Path, demo: Path) -> Path:
    return Path(shutil.copytree(demo.parent, tmp_path / "output"))


def change(output: Path, old: str, new: str) -> None:
    path = output / NAME / "edition.json"
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def test_drafts_have_lists_and_feeds_and_are_nowhere_to_be_listed(output: Path) -> None:
    for name in ("index", "archive/index", "archive/2026-03", "symbols/FILUSDT", "method"):
        page = (output / f"{name}.html").read_text("utf-8")
        assert 'content="noindex"' in page
        assert "canonical" not in page
    assert f'href="{NAME}/articles/' in (output / "index.html").read_text("utf-8")
    feed = feedparser.parse((output / "feed.xml").read_text("utf-8"))
    assert (feed.bozo, len(feed.entries)) == (0, 1)
    assert "Trading Implications" in feed.entries[0].content[0].value
    assert len(json.loads((output / "feed.json").read_bytes())["items"]) == 1
    assert not (output / "robots.txt").exists()


def test_the_users_own_template_makes_the_list_each_time(output: Path, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "index.html.j2").write_text(OWN, encoding="utf-8")
    for headline in ("Kalshi Leads", "Another Leads"):
        change(output, "Kalshi Leads", headline)
        rewrite_index(output, (own,))
        page = (output / "index.html").read_text("utf-8")
        assert page.startswith(f"<h1>My list</h1><p>{headline}")
    (own / "index.html.j2").unlink()
    rewrite_index(output, (own,))
    assert "Latest edition" in (output / "index.html").read_text("utf-8")


def test_a_page_that_is_not_ours_is_left_alone(output: Path) -> None:
    for name in ("index.html", "feed.xml", "archive/2026-03.html"):
        (output / name).write_text("mine", encoding="utf-8")
    rewrite_index(output)
    shutil.rmtree(output / NAME)
    rewrite_index(output)
    for name in ("index.html", "feed.xml", "archive/2026-03.html"):
        assert (output / name).read_text("utf-8") == "mine"
    assert not (output / "symbols" / "FILUSDT.html").exists()


def test_an_edition_is_read_once_and_again_when_it_changes(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def noted(path: Path) -> index.Document | None:
        read.append(path)
        return index_read(path)

    index_read = index.read_document
    monkeypatch.setattr(index, "read_document", noted)
    rewrite_index(output)
    assert read == []
    change(output, "Kalshi Leads", "Another Leads")
    rewrite_index(output)
    assert len(read) == 1
    assert "Another Leads" in (output / "index.html").read_text("utf-8")


@pytest.mark.parametrize("note", [b"", b"[]", b'{"reporter": "0"}', b'{"reporter": 1, "editions'])
def test_a_damaged_note_is_only_a_note(output: Path, note: bytes) -> None:
    before = (output / "index.html").read_bytes()
    (output / CACHE).write_bytes(note)
    rewrite_index(output)
    assert (output / "index.html").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"schema"', '"scheme"'),
        ('"articles"', '"essays"'),
        ('"date": "2026-03-27"', '"date": "2026-03-26"'),
        ('"instant"', '"instants"'),
    ],
)
def test_a_folder_that_holds_no_edition_of_its_name_is_not_listed(
    output: Path, old: str, new: str
) -> None:
    change(output, old, new)
    rewrite_index(output)
    assert "No edition yet." in (output / "index.html").read_text("utf-8")


def test_the_same_drafts_give_the_same_bytes(output: Path) -> None:
    def contents() -> dict[str, bytes]:
        files = (path for path in output.rglob("*") if path.is_file() and path.name != CACHE)
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}

    before = contents()
    (output / CACHE).unlink()
    rewrite_index(output)
    assert contents() == before
