"""Pages of a run as it is in life: a moment with a fraction, a symbol that begins with a digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.newsroom import environment
from reporter.newsroom.run import run_edition
from reporter.newsroom.site import bring_to_site
from reporter.newsroom.workspace import Workspace
from tests.newsroom.conftest import Site, configuration, draw_nothing, quiet, serving
from tests.pages.browser import validated
from tests.rendering.outline import Outline

MOMENT = datetime(2026, 3, 27, 21, 21, 0, 554853, tzinfo=UTC)
PUBLISHED = datetime(2026, 3, 27, 22, 5, 9, 554853, tzinfo=UTC)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)")
"""What HTML takes for a global date and time; Atom, JSON Feed and JSON-LD take it as well."""
_SAID = re.compile(
    r'(?:datetime="|_time" content="|<(?:published|updated|lastmod)>|'
    r'"date(?:_published|_modified|Published|Modified|Created)": *")([^"<]*)'
)
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
"""What XML, and with it SVG, takes for an id."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A desk with an edition of 1000FILUSDT, brought to its site."""
    workspace = Workspace(tmp_path_factory.mktemp("live"))
    with serving() as site, pytest.MonkeyPatch.context() as patch:
        _a_thousand_coins(site)
        more = '[site]\nurl = "https://news.example.com/"\n'
        text = configuration(site.address, '"1000FILUSDT", "BTCUSDT"', more)
        workspace.config_file.write_text(text, encoding="utf-8")
        draw_nothing(patch)
        patch.setattr(environment, "now", lambda: MOMENT)
        done = run_edition(
            workspace.root, as_of=None, slot="main", offline=True, force=False, tell=quiet
        )
    bring_to_site(workspace, workspace.load(), done.folder, now=PUBLISHED)
    return workspace


def _a_thousand_coins(site: Site) -> None:
    """The venue calls FILUSDT 1000FILUSDT, and its clock shows milliseconds."""
    site.answers = {
        path.replace("FILUSDT", "1000FILUSDT"): (status, body.replace(b"FILUSDT", b"1000FILUSDT"))
        for path, (status, body) in site.answers.items()
    }

    def clocked(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        return answer[0], re.sub(rb'("time": *\d{10})\d{3}', rb"\g<1>007", answer[1])

    site.fault("premiumIndex", clocked)


def _files(workspace: Workspace, *kinds: str) -> Iterator[Path]:
    for path in sorted(workspace.root.rglob("*")):
        if path.suffix in kinds and ".reporter" not in path.parts:
            yield path


def test_times_for_machines_are_as_html_takes_them(live: Workspace) -> None:
    told = set()
    for path in _files(live, ".html", ".xml", ".json"):
        for moment in _SAID.findall(path.read_text("utf-8")):
            told.add(moment)
            assert _TIME.fullmatch(moment), f"{path}: {moment}"
    assert {"2026-03-27T21:21:00Z", "2026-03-27T22:05:09Z"} <= told
    assert any("." in moment for moment in told), "the venue's own times keep their milliseconds"


def test_anchors_begin_with_a_letter_and_what_names_them_finds_them(live: Workspace) -> None:
    for path in _files(live, ".html", ".svg"):
        tags = Outline(path.read_text("utf-8")).tags
        ids = [attributes["id"] or "" for _, attributes in tags if "id" in attributes]
        assert all(map(_NAME.fullmatch, ids)), path
        assert len(ids) == len(set(ids)), path
        named = {name for _, a in tags for name in (a.get("aria-labelledby") or "").split()}
        assert named <= set(ids), path


@pytest.mark.tools
def test_the_validator_finds_no_error_in_a_live_edition(live: Workspace) -> None:
    files = list(_files(live, ".html"))
    assert any("1000filusdt" in path.parent.name for path in files)
    assert validated(files) == []
