"""What keeps an edition from leaving: every gate is passed again on the way out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from reporter.model.digest import digest
from reporter.model.errors import Held
from tests.newsroom.publishing.conftest import LATE, NAME, Publish, second_version, states
from tests.publishing.cms_servers import Cms


def test_a_view_that_has_lapsed_holds_the_edition(bring: Publish, cms: Cms) -> None:
    with pytest.raises(Held, match="lapsed at 28 March 2026, 00:00 UTC") as caught:
        bring("blog", now=LATE)
    assert "reporter run" in caught.value.next_step
    assert cms.seen == []


@pytest.mark.parametrize("name", ["index.html", "newsletter.eml", "charts"])
def test_a_file_that_was_changed_holds_it(
    bring: Publish, folder: Path, cms: Cms, name: str
) -> None:
    path = next((folder / name).iterdir()) if (folder / name).is_dir() else folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Held, match="was changed after it was checked"):
        bring("blog")
    path.unlink()
    with pytest.raises(Held, match="cannot be read"):
        bring("blog")
    assert cms.seen == []


def test_a_document_that_was_changed_holds_it(bring: Publish, folder: Path) -> None:
    path = folder / "edition.json"
    path.write_bytes(path.read_bytes().replace(b'"ready"', b'"ready" '))
    with pytest.raises(Held, match=r"edition\.json was changed"):
        bring("blog")


def forget(desk: Path) -> None:
    """The workspace loses what it knows, as one into which an edition was copied."""
    shutil.rmtree(desk / ".reporter")


@pytest.mark.parametrize("channel", ["site", "own", "blog", "press", "letter", "room"])
def test_an_edition_that_the_workspace_has_not_made_is_held(
    bring: Publish, desk: Path, cms: Cms, channel: str
) -> None:
    forget(desk)
    with pytest.raises(Held, match="register has no such edition") as caught:
        bring(channel)
    assert "from the workspace that made it" in caught.value.next_step
    assert cms.seen == []
    assert list((desk / "own").iterdir()) == []
    assert not (desk / "site").exists()
    assert states(desk) == {}


@pytest.mark.parametrize("channel", ["site", "own"])
def test_a_sample_stands_in_no_register(bring: Publish, desk: Path, channel: str) -> None:
    second_version(desk, sample=True)
    forget(desk)
    assert bring(channel).fresh


@pytest.mark.parametrize("spoil", [b"", b"{}", b'{"schema": "reporter.edition/1"}'])
def test_a_document_that_is_none_holds_it(bring: Publish, folder: Path, spoil: bytes) -> None:
    (folder / "edition.json").write_bytes(spoil)
    with pytest.raises(Held, match="damaged"):
        bring("blog")


@pytest.mark.parametrize("channel", ["blog", "site"])
@pytest.mark.parametrize("name", ["../../reporter.toml", "newsletter.eml"])
def test_a_document_that_names_other_files_than_its_own_holds_it(
    bring: Publish, desk: Path, folder: Path, channel: str, name: str
) -> None:
    manifest = json.loads((folder / "edition.json").read_bytes())["manifest"]
    files = {one: seal for one, seal in manifest["files"].items() if one != name}
    if name not in manifest["files"]:
        files[name] = digest((folder / name).read_bytes())
    second_version(desk, manifest=manifest | {"files": files})
    with pytest.raises(Held, match=f"damaged.*{re.escape(name)}"):
        bring(channel)


def test_a_wrong_figure_is_found_though_every_digest_agrees(
    bring: Publish, desk: Path, folder: Path, cms: Cms
) -> None:
    article = next(folder.glob("articles/*/article.md"))
    article.write_bytes(article.read_bytes().replace("−0.0406%".encode(), "−4.0602%".encode()))
    path = folder / "edition.json"
    content = json.loads(path.read_bytes())
    name = article.relative_to(folder).as_posix()
    content["manifest"]["files"][name] = digest(article.read_bytes())
    second_version(desk, manifest=content["manifest"])
    with pytest.raises(Held, match="the check found"):
        bring("blog")
    assert cms.seen == []


def test_an_edition_that_a_gate_holds_is_not_published(
    bring: Publish, desk: Path, folder: Path
) -> None:
    second_version(desk, state="held")
    with pytest.raises(Held, match="a gate holds"):
        bring("blog")
    (desk / ".reporter" / "held").mkdir(exist_ok=True)
    folder.rename(desk / ".reporter" / "held" / NAME)
    with pytest.raises(Held, match="a gate holds"):
        bring("blog")


def test_samples_go_to_the_site_and_exports_only(bring: Publish, desk: Path, cms: Cms) -> None:
    second_version(desk, sample=True)
    for channel in ("blog", "press", "letter", "room"):
        with pytest.raises(Held, match="sample data"):
            bring(channel)
    assert bring("own", now=LATE).fresh
    assert cms.seen == []
