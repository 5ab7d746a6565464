"""A desk with an edition made and every kind of channel listening on loopback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reporter.model.digest import digest
from reporter.model.edition import EditionKey
from reporter.newsroom import checks, environment
from reporter.newsroom.publish import Order, Published, publish, standing
from reporter.newsroom.run import run_edition
from reporter.rendering.charts import png
from reporter.rendering.charts_frame import Chart
from reporter.storage import EditionStore
from tests.newsroom.conftest import AS_OF, configuration, quiet
from tests.newsroom.conftest import serving as serving_sources
from tests.publishing.cms_servers import (
    BUTTONDOWN_KEY,
    GHOST_KEY,
    HOOK,
    WORDPRESS_PASSWORD,
    WORDPRESS_USER,
    Cms,
)
from tests.publishing.cms_servers import serving as serving_channels

NAME = "2026-03-27-main"
NOW = datetime(2026, 3, 27, 21, 40, tzinfo=UTC)
LATE = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)
Publish = Callable[..., Published]


def channels(cms: Cms) -> str:
    return f"""
[site]
url = "https://desk.example/"
[[channels]]
name = "blog"
kind = "ghost"
url = "{cms.url}"
key_env = "GHOST_KEY"
[[channels]]
name = "press"
kind = "wordpress"
url = "{cms.url}"
user = "{WORDPRESS_USER}"
password_env = "PRESS_PASSWORD"
[[channels]]
name = "letter"
kind = "buttondown"
url = "{cms.url}"
key_env = "LETTER_KEY"
[[channels]]
name = "room"
kind = "webhook"
url_env = "ROOM_URL"
[[channels]]
name = "own"
kind = "hugo"
dir = "own"
"""


@pytest.fixture(scope="session")
def cms_of_all() -> Iterator[Cms]:
    with serving_channels() as made:
        yield made


@pytest.fixture(scope="session")
def made(cms_of_all: Cms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one edition, made while every channel was configured and listening."""
    root = tmp_path_factory.mktemp("made") / "desk"
    root.mkdir()
    with serving_sources() as sources:
        text = configuration(sources.address, more=channels(cms_of_all))
        allowed = f'["{sources.address}", "{cms_of_all.address}"]'
        text = text.replace(f'["{sources.address}"]', allowed)
        (root / "reporter.toml").write_text(text, encoding="utf-8")
        done = run_edition(root, as_of=AS_OF, slot="main", offline=True, force=False, tell=quiet)
    assert done.made is not None
    assert not done.held, [finding.message for finding in done.made.verdict.findings]
    assert cms_of_all.seen == [], "a run has contacted a channel"
    return root


@pytest.fixture
def cms(cms_of_all: Cms) -> Cms:
    fresh = Cms(address=cms_of_all.address)
    vars(cms_of_all).update(vars(fresh))
    return cms_of_all


@pytest.fixture(scope="session")
def judged() -> Callable[..., tuple[checks.Checked, ...]]:
    """The check of files, done once for the very same bytes: it takes a second."""
    known: dict[str, tuple[checks.Checked, ...]] = {}
    real = checks.judge_files

    def judge(files: list[Path], facts: Path) -> tuple[checks.Checked, ...]:
        key = digest(b"".join(digest(path.read_bytes()).encode() for path in (*files, facts)))
        if key not in known:
            known[key] = real(files, facts)
        return known[key]

    return judge


@pytest.fixture(scope="session")
def drawn() -> Callable[[Chart], bytes]:
    """Each chart's picture, drawn once."""
    return cache(png)


@pytest.fixture
def desk(
    made: Path,
    cms: Cms,
    judged: Any,
    drawn: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A copy of it, with all secrets in the environment."""
    monkeypatch.setattr(checks, "judge_files", judged)
    monkeypatch.setattr("reporter.newsroom.publish_parcel.png", drawn)
    monkeypatch.setenv("GHOST_KEY", GHOST_KEY)
    monkeypatch.setenv("PRESS_PASSWORD", WORDPRESS_PASSWORD)
    monkeypatch.setenv("LETTER_KEY", BUTTONDOWN_KEY)
    monkeypatch.setenv("ROOM_URL", cms.url + HOOK)
    root = tmp_path / "desk"
    shutil.copytree(made, root)
    (root / "own").mkdir()
    return root


@pytest.fixture(scope="session")
def made_site(made: Path, judged: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That workspace once its edition is on the site."""
    root = tmp_path_factory.mktemp("made-site") / "desk"
    shutil.copytree(made, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "judge_files", judged)
        patch.setattr(environment, "now", lambda: NOW)
        publish(root, Order(edition=NAME, channel="site"), quiet)
    return root


@pytest.fixture
def on_site(made_site: Path, desk: Path) -> None:
    """The desk has brought its edition to the site."""
    shutil.copytree(made_site, desk, dirs_exist_ok=True)


@pytest.fixture
def bring(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publish that edition, ten minutes after its time unless told otherwise."""

    def order(channel: str, *, now: datetime = NOW, edition: str = NAME, **flags: Any) -> Published:
        monkeypatch.setattr(environment, "now", lambda: now)
        return publish(desk, Order(edition=edition, channel=channel, **flags), quiet)

    return order


@pytest.fixture
def folder(desk: Path) -> Path:
    return desk / "output" / NAME


def second_version(desk: Path, **changes: object) -> None:
    """Make it another version of the same edition, with these changes, registered as such."""
    path = desk / "output" / NAME / "edition.json"
    content = json.loads(path.read_bytes()) | changes
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    key = EditionKey(content["key"]["desk"], date.fromisoformat(content["key"]["date"]), "main")
    with EditionStore(desk / ".reporter" / "reporter.db") as store:
        known = store.find(key)
        assert known is not None
        store.put(replace(known, document=digest(path.read_bytes())))


def states(desk: Path) -> dict[str, str]:
    return {row.channel: row.state.value for row in standing(desk, NAME).rows}
