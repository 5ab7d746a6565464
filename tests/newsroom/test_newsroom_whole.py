"""Whole editions with PDF and pictures: what a publisher gets, and gets again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.newsroom.run import Done, make_demo, replay_edition, run_edition
from tests.newsroom.conftest import AS_OF, Site, document, new_desk, quiet

Run = Callable[..., Done]


@pytest.fixture(scope="module")
def whole(site_of_all: Site, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The edition of the sample's moment, with every file as it goes out."""
    site_of_all.forget()
    root = new_desk(tmp_path_factory.mktemp("whole") / "desk", site_of_all)
    return run_edition(root, as_of=AS_OF, slot="main", offline=True, force=False, tell=quiet)


def test_a_run_makes_every_format_and_every_figure_is_a_fact(whole: Done) -> None:
    assert whole.state is EditionState.READY
    assert whole.made is not None
    names = {Path(name).suffix for name in whole.made.files}
    assert names >= {".md", ".html", ".svg", ".png", ".pdf", ".eml", ".json"}
    verdict = whole.made.verdict
    assert verdict.findings == ()
    assert verdict.numerals == verdict.resolved > 300
    assert (whole.folder.parent / "index.html").is_file()
    content = document(whole)
    assert content["schema"] == "reporter.edition/1"
    assert {call["instrument"] for call in content["calls"]} == {
        "binance.filusdt",
        "binance.btcusdt",
    }
    facts = {fact["id"]: fact for fact in content["facts"]}
    settled = facts["binance.filusdt.funding.settled"]
    assert (settled["value"], settled["unit"]) == ("-0.00040602", "fraction_per_8h")
    text = next(whole.folder.glob("articles/*/article.md")).read_text(encoding="utf-8")
    assert "−0.0406% per 8 h" in text
    assert "−44.5%" in text


def test_a_replay_gives_the_same_bytes(whole: Done, tmp_path: Path) -> None:
    desk = whole.folder.parents[1]
    file = tmp_path / "edition.snapshot"
    first = replay_edition(
        whole.folder.name, root=desk, out=tmp_path / "one", export=file, tell=quiet
    )
    elsewhere = tmp_path / "elsewhere"
    second = replay_edition(
        str(file), root=elsewhere, out=tmp_path / "two", export=None, tell=quiet
    )
    assert whole.made is not None
    assert first.made is not None
    assert second.made is not None
    assert first.made.files == whole.made.files == second.made.files


def test_signs_that_the_fonts_lack_cost_no_edition(run: Run, site: Any) -> None:
    def decorated(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        return answer[0], answer[1].replace(b"Kalshi", "Kalshi \U0001f680 \u4e07".encode())

    site.fault(r"\.atom|rss|/feed", decorated)
    done = run()
    assert done.made is not None
    assert done.made.verdict.findings == ()
    assert "\U0001f680" in next(done.folder.glob("articles/*/article.md")).read_text("utf-8")


def test_the_demo_catches_every_planted_fault_and_is_made_twice_alike(
    demo_made: Done, tmp_path: Path
) -> None:
    again = make_demo(tmp_path, quiet)
    assert demo_made.made is not None
    assert again.made is not None
    assert again.made.files == demo_made.made.files
    assert demo_made.state is EditionState.READY
    assert demo_made.made.edition.sample
    caught = {(gap.subject, gap.reason) for gap in demo_made.made.caught}
    assert {reason for _, reason in caught} >= {
        "not-found", "duplicate", "stale", "instruction", "implausible", "future",
    }  # fmt: skip
    assert ("ARBUSDT on Bybit", "implausible") in caught
    for name, data in demo_made.made.files.items():
        if Path(name).suffix in {".md", ".html", ".eml"}:
            assert b"sample data" in data.lower().replace(b"=\r\n", b""), name
