"""The demo's output folder, made once for the tests of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.newsroom.run import make_demo


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the demo's edition and the pages that list it."""
    folder = tmp_path_factory.mktemp("pages")
    make_demo(folder, lambda *_: None)
    return folder


@pytest.fixture(scope="session")
def edition(output: Path) -> Path:
    """The folder of the edition itself."""
    (document,) = output.glob("*/edition.json")
    return document.parent
