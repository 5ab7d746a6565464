"""The demo's output folder and the public site that it was brought to, made once."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.newsroom.run import Done
from reporter.newsroom.site import bring_to_site
from reporter.newsroom.workspace import Workspace

SITE = "https://news.example.com/desk/"
CONFIGURATION = f"""
[desk]
name = "meridian"
brand = "Meridian Desk"
[[feeds]]
name = "Wire"
url = "https://wire.example/feed"
[market]
symbols = ["FILUSDT"]
[site]
url = "{SITE}"
"""


@pytest.fixture(scope="session")
def workspace(demo_made: Done, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A desk whose output folder holds the demo, and whose site the demo was brought to."""
    found = Workspace(tmp_path_factory.mktemp("pages"))
    found.config_file.write_text(CONFIGURATION, encoding="utf-8")
    shutil.copytree(demo_made.folder.parent, found.root / "output")
    edition = found.root / "output" / demo_made.folder.name
    now = datetime(2026, 3, 27, 22, 5, tzinfo=UTC)
    bring_to_site(found, found.load(), edition, now=now)
    return found


@pytest.fixture(scope="session")
def output(workspace: Workspace) -> Path:
    """The folder of drafts: the edition, and the pages that list it."""
    return workspace.root / "output"


@pytest.fixture(scope="session")
def site(workspace: Workspace) -> Path:
    """The public site."""
    return workspace.root / "site"


@pytest.fixture(scope="session", params=["output", "site"])
def folder(request: pytest.FixtureRequest, workspace: Workspace) -> Path:
    """Each of the two."""
    path: Path = workspace.root / request.param
    return path


@pytest.fixture(scope="session")
def edition(output: Path) -> Path:
    """The folder of the edition itself, as it was made."""
    (document,) = output.glob("*/edition.json")
    return document.parent
