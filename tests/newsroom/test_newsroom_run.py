"""Whole editions over real HTTP: what a publisher gets, also when much goes wrong."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.model.errors import (
    NothingNewsworthy,
    OutputError,
    RunLocked,
    SnapshotError,
    TooFewSources,
    UsageError,
)
from reporter.net.snapshot import export_snapshot, load_snapshot
from reporter.newsroom.run import Done, make_demo, replay_edition
from reporter.storage import workspace_lock
from tests.newsroom.conftest import document, quiet, reasons

SAMPLE = Path(__file__).parents[2] / "reporter" / "sample" / "snapshot.zip"
Run = Callable[..., Done]


def test_a_run_makes_every_format_and_every_figure_is_a_fact(run: Run) -> None:
    done = run()
    assert done.state is EditionState.READY
    assert done.made is not None
    names = {Path(name).suffix for name in done.made.files}
    assert names >= {".md", ".html", ".svg", ".eml", ".json"}
    verdict = done.made.verdict
    assert verdict.findings == ()
    assert verdict.numerals == verdict.resolved > 300
    assert (done.folder.parent / "index.html").is_file()
    content = document(done)
    assert content["schema"] == "reporter.edition/1"
    assert {call["instrument"] for call in content["calls"]} == {
        "binance.filusdt",
        "binance.btcusdt",
    }
    facts = {fact["id"]: fact for fact in content["facts"]}
    settled = facts["binance.filusdt.funding.settled"]
    assert (settled["value"], settled["unit"]) == ("-0.00040602", "fraction_per_8h")
    text = next(done.folder.glob("articles/*/article.md")).read_text(encoding="utf-8")
    assert "−0.0406% per 8 h" in text
    assert "−44.5%" in text


def test_the_same_key_again_does_nothing_unless_asked(run: Run, site: Any) -> None:
    first = run()
    asked = len(site.seen)
    before = (first.folder / "edition.json").stat().st_mtime_ns
    again = run()
    assert again.made is None
    assert again.folder == first.folder
    assert len(site.seen) == asked, "nothing was fetched"
    assert (first.folder / "edition.json").stat().st_mtime_ns == before
    assert run(force=True).made is not None
    assert run(slot="evening").folder != first.folder


def test_a_replay_gives_the_same_bytes(run: Run, desk: Path, tmp_path: Path) -> None:
    done = run()
    assert done.made is not None
    file = tmp_path / "edition.snapshot"
    first = replay_edition(
        done.folder.name, root=desk, out=tmp_path / "one", export=file, tell=quiet
    )
    elsewhere = tmp_path / "elsewhere"
    second = replay_edition(
        str(file), root=elsewhere, out=tmp_path / "two", export=None, tell=quiet
    )
    assert first.made is not None
    assert second.made is not None
    assert first.made.files == done.made.files == second.made.files


def test_one_dead_feed_is_a_named_gap(run: Run, site: Any) -> None:
    site.fault("northgatewire", 404)
    site.fault("blocksidedaily", b"<html><body>Sign in to read on</body></html>")
    assert reasons(run()) >= {("Wire", "not-found"), ("Daily", "unreadable")}


def test_no_readable_feed_keeps_the_last_edition(run: Run, site: Any) -> None:
    good = run()
    before = (good.folder / "edition.json").read_bytes()
    site.fault(r"\.atom|rss|/feed", 404)
    with pytest.raises(TooFewSources, match="none of the 4 feeds could be read") as caught:
        run(force=True)
    assert caught.value.exit_code == 4
    assert (good.folder / "edition.json").read_bytes() == before


def test_feeds_without_usable_items_are_nothing_newsworthy(run: Run, site: Any) -> None:
    empty = b'<rss version="2.0"><channel><title>T</title></channel></rss>'
    site.fault(r"\.atom|rss|/feed", empty)
    with pytest.raises(NothingNewsworthy) as caught:
        run()
    assert caught.value.exit_code == 10


def test_an_answer_off_by_a_hundred_is_quarantined(run: Run, site: Any) -> None:
    def scaled(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        rows = json.loads(answer[1])
        for row in rows:
            if row["symbol"] == "FILUSDT":
                row["lastFundingRate"] = str(float(row["lastFundingRate"]) * 100)
        return answer[0], json.dumps(rows).encode()

    site.fault("premiumIndex$", scaled)
    done = run()
    assert done.state is EditionState.READY
    assert ("FILUSDT", "implausible") in reasons(done)
    facts = {fact["id"] for fact in document(done)["facts"]}
    assert "binance.filusdt.funding.running" not in facts
    assert "binance.filusdt.funding.settled" in facts


@pytest.mark.parametrize(
    ("pattern", "body"),
    [
        ("topLongShortPositionRatio", b"[]"),
        ("openInterestHist", b"[null]"),
        ("klines", b'{"code": -1, "msg": "no"}'),
        ("fundingRate", b'[{"fundingTime": 1774627200000, "fundingRate": "NaN"}]'),
        ("openInterest\\?", b"<html>"),
        ("takerlongshort", b'[{"timestamp": "soon"}]'),
    ],
)
def test_a_series_that_cannot_be_used_is_a_gap_and_the_rest_is_told(
    run: Run, site: Any, pattern: str, body: bytes
) -> None:
    site.fault(pattern, body)
    done = run()
    assert done.made is not None
    assert done.made.verdict.findings == ()
    assert any(subject == "FILUSDT" for subject, _ in reasons(done))
    assert b"NaN" not in (done.folder / "edition.json").read_bytes()


def test_a_symbol_that_does_not_exist_is_a_gap(run: Run, desk: Path) -> None:
    path = desk / "reporter.toml"
    text = path.read_text(encoding="utf-8").replace('"BTCUSDT"', '"NOPEUSDT"')
    path.write_text(text, encoding="utf-8")
    done = run()
    assert any(subject == "NOPEUSDT" for subject, _ in reasons(done))


def test_a_venue_that_is_not_available_from_here_ends_without_an_edition(
    run: Run, site: Any
) -> None:
    site.fault("fapi", 451)
    with pytest.raises(TooFewSources, match="usable price") as caught:
        run()
    assert "the venue does not serve this location" in caught.value.next_step


def test_without_any_price_the_reason_is_the_prices_own(run: Run, site: Any) -> None:
    site.fault("klines", b"[]")
    site.fault("ticker/price", 503)
    with pytest.raises(TooFewSources, match="usable price") as caught:
        run()
    assert caught.value.next_step.startswith(
        "The first reason: Price of FILUSDT: the venue reported a fault of its own."
    )


def test_a_second_run_at_the_same_time_is_refused(run: Run, desk: Path) -> None:
    with workspace_lock(desk / ".reporter"), pytest.raises(RunLocked) as caught:
        run()
    assert caught.value.exit_code == 8


def test_an_output_folder_that_cannot_be_written_keeps_the_last_edition(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = run()
    before = (good.folder / "edition.json").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr("reporter.storage.folders._write_tree", full)
        with pytest.raises(OutputError, match="No space left") as caught:
            run(force=True)
    assert caught.value.exit_code == 3
    assert (good.folder / "edition.json").read_bytes() == before


def test_an_output_path_that_is_a_file_is_named(run: Run, desk: Path) -> None:
    (desk / "output").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="could not be written"):
        run()


def test_a_snapshot_without_one_of_its_blobs_is_damaged(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    done = run()
    snapshot, archive = load_snapshot(SAMPLE)
    file = tmp_path / "copy.zip"
    export_snapshot(snapshot, archive, file)
    data = bytearray(file.read_bytes())
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(SnapshotError) as caught:
        replay_edition(str(file), root=desk, out=tmp_path / "out", export=None, tell=quiet)
    assert caught.value.exit_code == 4
    blob = max((desk / ".reporter" / "archive").rglob("*"), key=lambda p: p.stat().st_size)
    blob.unlink()
    with pytest.raises(SnapshotError):
        replay_edition(str(done.folder), root=desk, out=tmp_path / "out", export=None, tell=quiet)


def test_a_name_that_is_no_edition_is_a_usage_error(desk: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no snapshot and no edition"):
        replay_edition("2020-01-01-main", root=desk, out=tmp_path, export=None, tell=quiet)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "edition.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SnapshotError, match="does not name its snapshot"):
        replay_edition(str(tmp_path / "broken"), root=desk, out=tmp_path, export=None, tell=quiet)


def test_an_edition_that_a_gate_holds_stays_out_of_the_output_folder(run: Run, desk: Path) -> None:
    templates = desk / "templates"
    templates.mkdir()
    (templates / "article.md.j2").write_text(
        '{% extends "!builtin/article.md.j2" %}', encoding="utf-8"
    )
    assert run(slot="same").state is EditionState.READY
    (templates / "article.md.j2").write_text(
        "# {{ view.headline }}\n\nPrices rose by 17.3%.\n\n{{ view.body }}", encoding="utf-8"
    )
    done = run(slot="wrong")
    assert done.state is EditionState.HELD
    assert done.folder == desk / ".reporter" / "held" / "2026-03-27-wrong"
    assert not (desk / "output" / "2026-03-27-wrong").exists()
    assert done.made is not None
    assert any("17.3" in finding.seen for finding in done.made.verdict.findings)


def test_the_demo_catches_every_planted_fault_and_is_made_twice_alike(tmp_path: Path) -> None:
    first = make_demo(tmp_path / "one", quiet)
    second = make_demo(tmp_path / "two", quiet)
    assert first.made is not None
    assert second.made is not None
    assert first.made.files == second.made.files
    assert first.state is EditionState.READY
    assert first.made.edition.sample
    caught = {(gap.subject, gap.reason) for gap in first.made.caught}
    assert {reason for _, reason in caught} >= {
        "not-found", "duplicate", "stale", "instruction", "implausible", "future",
    }  # fmt: skip
    assert ("ARBUSDT on Bybit", "implausible") in caught
    for name, data in first.made.files.items():
        if Path(name).suffix in {".md", ".html", ".eml"}:
            assert b"sample data" in data.lower().replace(b"=\r\n", b""), name
    shutil.rmtree(tmp_path / "one")
