"""Whole editions over real HTTP: what a publisher gets, also when much goes wrong."""

from __future__ import annotations

import json
import os
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
from reporter.newsroom.run import Done, replay_edition
from reporter.rendering.failures import PdfUnavailable
from reporter.storage import workspace_lock
from tests.newsroom.conftest import PRINTING, document, quiet, reasons

SAMPLE = Path(__file__).parents[2] / "reporter" / "sample" / "snapshot.zip"
pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


def test_the_same_key_again_does_nothing_unless_asked(good: Done, run: Run, site: Any) -> None:
    asked = len(site.seen)
    before = (good.folder / "edition.json").stat().st_mtime_ns
    again = run()
    assert again.made is None
    assert again.folder == good.folder
    assert len(site.seen) == asked, "nothing was fetched"
    assert (good.folder / "edition.json").stat().st_mtime_ns == before
    assert run(force=True).made is not None
    assert run(slot="evening").folder != good.folder


def test_one_dead_feed_is_a_named_gap(run: Run, site: Any) -> None:
    site.fault("northgatewire", 404)
    site.fault("blocksidedaily", b"<html><body>Sign in to read on</body></html>")
    assert reasons(run()) >= {("Wire", "not-found"), ("Daily", "unreadable")}


def test_no_readable_feed_keeps_the_last_edition(good: Done, run: Run, site: Any) -> None:
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


def test_where_no_pdf_can_be_made_the_edition_stands_and_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> bytes:
        raise PdfUnavailable("a library is missing.")

    monkeypatch.setattr(PRINTING, unavailable)
    done = run()
    assert done.state is EditionState.READY
    assert done.made is not None
    assert done.made.notes == ("no PDF: a library is missing.",)
    assert not (done.folder / "briefing.pdf").exists()
    front = (done.folder / "index.html").read_text(encoding="utf-8")
    assert "newsletter.eml" in front
    assert "briefing.pdf" not in front


def test_a_second_run_at_the_same_time_is_refused(run: Run, desk: Path) -> None:
    with workspace_lock(desk / ".reporter"), pytest.raises(RunLocked) as caught:
        run()
    assert caught.value.exit_code == 8


def test_an_output_folder_that_cannot_be_written_keeps_the_last_edition(
    good: Done, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    good: Done, desk: Path, tmp_path: Path
) -> None:
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
        replay_edition(str(good.folder), root=desk, out=tmp_path / "out", export=None, tell=quiet)


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


def test_a_figure_that_a_style_sheet_prints_holds_the_edition(run: Run, desk: Path) -> None:
    sheet = desk / "templates" / "css" / "page.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text('h1::after { content: " (up 9.99%)" }', encoding="utf-8")
    done = run(slot="wrong")
    assert done.state is EditionState.HELD
    assert done.made is not None
    assert any("9.99" in finding.seen for finding in done.made.verdict.findings)
    sheet.write_text("h1::after { content: counter(rise) }", encoding="utf-8")
    with pytest.raises(UsageError, match=r"its style sheet cannot be read") as caught:
        run(slot="counted")
    assert caught.value.where.endswith(".html")
