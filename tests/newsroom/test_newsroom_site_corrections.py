"""Corrections of published editions, and crashes while one is brought to the site."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from reporter.model.errors import UsageError
from reporter.newsroom import site as site_module
from reporter.newsroom import site_build
from reporter.newsroom.site import rebuild_site
from reporter.storage.publications import PublicationStore
from tests.newsroom.site_desk import (
    CORRECTION,
    LATER,
    NAME,
    Desk,
    desk_with,
    held_files,
)


@pytest.fixture
def desk(tmp_path: Path, published: Desk) -> Desk:
    """A desk that has brought the first version."""
    return published.copied(tmp_path / "desk")


# --- corrections ----------------------------------------------------------------------------------


def test_a_second_version_has_to_say_what_it_corrects(desk: Desk) -> None:
    files = desk.files()
    desk.change(range__low_72h="0.79")
    with pytest.raises(UsageError, match="--correction"):
        desk.bring(LATER)
    assert desk.files() == files


def test_a_correction_is_told_and_dated_everywhere(desk: Desk) -> None:
    desk.change(range__low_72h="0.79")
    assert desk.bring(LATER, CORRECTION) == f"{NAME}/2"
    stamp = "28 March 2026, 00:05 UTC"
    for page in (desk.article(), desk.text(f"{NAME}/index.html")):
        assert CORRECTION in page
        assert stamp in page
        assert "27 March 2026, 22:05 UTC" in page
    (data,) = re.findall(r'ld\+json">(.*?)</script>', desk.article(), re.DOTALL)
    told = json.loads(data)
    assert told["correction"] == [CORRECTION]
    assert told["dateModified"] == "2026-03-28T00:05:09Z"
    for name in ("index.html", "archive/2026-03.html", "symbols/FILUSDT.html"):
        assert "Corrected" in desk.text(name)
    (entry,) = feedparser.parse(desk.text("feed.xml")).entries
    assert entry.updated == "2026-03-28T00:05:09Z"
    assert entry.published == "2026-03-27T22:05:09Z"
    assert entry.content[0].value.startswith("<p><strong>Corrected 28 March 2026")
    assert entry.id == f"tag:news.example.com,2026-03-27:desk/{NAME}"
    assert json.loads(desk.text("feed.json"))["items"][0]["date_modified"] == entry.updated
    assert list(held_files(desk.site / NAME, ".html")) == []


def test_every_version_is_kept_and_earlier_corrections_stay_true(desk: Desk) -> None:
    desk.change(range__low_72h="0.79")
    desk.bring(LATER, CORRECTION)
    desk.change(range__low_72h="0.81")
    second = "The low of the range of FILUSDT over 72 h is $0.81, not $0.79."
    desk.bring(LATER + timedelta(hours=1), second)
    page = desk.article()
    assert page.index(CORRECTION) < page.index(second)
    assert list(held_files(desk.site / NAME, ".html")) == []
    with PublicationStore(desk.workspace.database) as store:
        (latest,) = store.latest()
        versions = store.versions(latest.key)
    assert [one.correction for one in versions] == ["", CORRECTION, second]


def test_a_correction_that_is_wrong_itself_is_refused(desk: Desk) -> None:
    files = desk.files()
    desk.change(range__low_72h="0.79")
    for text, message in (
        ("The volume of FILUSDT was $912 million.", "912"),
        ("Funding of FILUSDT settled at −4.06%.", "4.06"),
        ("It is {{binance.filusdt.price}}.", "plain paragraph"),
        ("word " * 300, "plain paragraph"),
        (" \n ", "what is corrected"),
    ):
        with pytest.raises(UsageError, match=message):
            desk.bring(LATER, text)
    assert desk.files() == files


@pytest.mark.parametrize(
    ("seen", "printed"),
    [("−0.0406%", "−0.0406% per 8 h"), ("−44.5%", "−44.5% a year")],
)
def test_a_figure_without_its_unit_is_refused_with_the_form_that_is_printed(
    desk: Desk, seen: str, printed: str
) -> None:
    files = desk.files()
    desk.change(range__low_72h="0.79")
    told = "Settled funding of FILUSDT was told wrongly; it is {}."
    with pytest.raises(UsageError, match="printed otherwise") as caught:
        desk.bring(LATER, told.format(seen))
    assert caught.value.where == "--correction"
    assert caught.value.what.endswith(f"Seen: {seen}. Expected: {printed}.")
    assert desk.files() == files
    with PublicationStore(desk.workspace.database) as store:
        assert [one.version for one in store.latest()] == [1]
    assert desk.bring(LATER, told.format(printed)) == f"{NAME}/2"
    assert told.format(printed) in desk.article()


def test_the_text_of_a_correction_is_text(desk: Desk) -> None:
    desk.change(range__low_72h="0.79")
    desk.bring(LATER, "The <script>alert()</script> & the\nwords “of” it were wrong.")
    escaped = "The &lt;script&gt;alert()&lt;/script&gt; &amp; the words “of” it were wrong."
    assert escaped in desk.article()
    assert "<script>alert" not in desk.article()
    (entry,) = feedparser.parse(desk.text("feed.xml"), sanitize_html=False).entries
    assert "<script" not in entry.content[0].value
    assert feedparser.parse(desk.text("feed.xml")).bozo == 0


def test_a_first_version_has_nothing_to_correct(demo: Path, tmp_path: Path) -> None:
    desk = desk_with(demo, tmp_path / "desk")
    with pytest.raises(UsageError, match="nothing to correct"):
        desk.bring(correction=CORRECTION)
    assert desk.files() == {}


def test_an_address_that_a_correction_moves_leads_on(desk: Desk) -> None:
    before = json.loads((desk.folder / "edition.json").read_bytes())["articles"][0]["slug"]
    text = (desk.folder / "edition.json").read_text("utf-8")
    desk.folder.joinpath("edition.json").write_text(
        text.replace(f"articles/{before}/", "articles/renamed/").replace(
            f'"slug": "{before}"', '"slug": "renamed"'
        ),
        encoding="utf-8",
    )
    (desk.folder / "articles" / before).rename(desk.folder / "articles" / "renamed")
    desk.bring(LATER, "The name of the article was wrong.")
    moved = desk.text(f"{NAME}/articles/{before}/article.html")
    assert 'href="../../../2026-03-27-sample/articles/renamed/article.html"' in moved
    assert "noindex" in moved
    rebuild_site(desk.workspace, desk.workspace.load())
    assert desk.text(f"{NAME}/articles/{before}/article.html") == moved


# --- crashes --------------------------------------------------------------------------------------


class Killed(Exception):
    """The process died here."""


def crash_after(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, calls: int) -> None:
    """Let that many calls of a function pass, then die within the next one."""
    real, left = getattr(target, name), [calls]

    def dying(*args: Any, **kwargs: Any) -> Any:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return real(*args, **kwargs)

    monkeypatch.setattr(target, name, dying)


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the pages back takes most of the time, and a crash has nothing to do with it."""
    monkeypatch.setattr(site_module, "require_sound", lambda *_: None)
    monkeypatch.setattr(site_module, "public_evidence", lambda *_: {})


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("target", "name", "calls", "correcting"),
    [
        (site_module, "publish_folder", 0, False),
        (site_module, "publish_folder", 0, True),
        (site_module, "write_around", 0, True),
        (site_build, "write_atomic", 3, False),
        (site_build, "write_atomic", 3, True),
        (site_module, "write_atomic", 0, False),
    ],
)
def test_the_next_call_completes_what_a_crash_left(
    *,
    desk: Desk,
    tmp_path: Path,
    published: Desk,
    monkeypatch: pytest.MonkeyPatch,
    target: Any,
    name: str,
    calls: int,
    correcting: bool,
) -> None:
    whole = published.copied(tmp_path / "whole")
    correction = CORRECTION if correcting else ""
    for one in (whole, desk):
        if correcting:
            one.change(range__low_72h="0.79")
        else:
            one.move("2026-03-28")
    whole.bring(LATER, correction)
    standing = desk.files()
    with monkeypatch.context() as patch:
        crash_after(patch, target, name, calls)
        with pytest.raises(Killed):
            desk.bring(LATER, correction)
    for path, data in desk.files().items():
        assert data in (standing.get(path), whole.files().get(path)), path
    desk.bring(LATER, correction)
    assert desk.files() == whole.files()
