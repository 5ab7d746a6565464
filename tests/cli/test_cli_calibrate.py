"""``reporter calibrate`` from end to end, on random walks that are recorded nowhere."""

from __future__ import annotations

import gzip
import json
import math
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from reporter.cli.main import invoke
from reporter.model.errors import ConfigError
from reporter.net.archive import MemoryArchive
from reporter.net.records import Snapshot
from reporter.newsroom.calibration_report import report_files
from reporter.newsroom.hour_files import read_folder
from reporter.newsroom.score_rows import beats
from reporter.newsroom.stored_calibration import (
    stored_calibration,
    used_calibration,
    with_calibration,
)
from reporter.newsroom.workspace import Workspace
from reporter.signals.calibration import calibration_bytes, parse_calibration

HOUR = 3_600_000
START = 460_000 * HOUR
HOURS = 3000
SHIPPED = stored_calibration().calibration
HORIZONS = {"settlement": 8, "24h": 24, "72h": 72, "3h": 3, "16h": 16, "48h": 48}


def walk(seed: int, hours: int = HOURS) -> str:
    """Hours of a random walk whose volatility comes in spells, as a market's does."""
    rng = np.random.default_rng(seed)
    spells = np.zeros(hours)
    for n in range(1, hours):
        spells[n] = 0.97 * spells[n - 1] + rng.normal(0, 0.1)
    steps = rng.normal(0, 0.006 / math.sqrt(12), (hours, 12)) * np.exp(spells)[:, None]
    path = np.cumsum(steps).reshape(hours, 12)
    opening = np.concatenate((path[:1, 0], path[:-1, -1]))
    high, low = np.maximum(path.max(axis=1), opening), np.minimum(path.min(axis=1), opening)
    rows = ["time_ms,open,high,low,close"]
    for n, prices in enumerate(zip(opening, high, low, path[:, -1], strict=True)):
        rows.append(",".join([str(START + HOUR * n), *(f"{math.exp(one):.6f}" for one in prices)]))
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three symbols, one of them packed, and a fourth that is too short."""
    folder = tmp_path_factory.mktemp("synthetic")
    (folder / "AAAUSDT.csv").write_text(walk(1), encoding="utf-8")
    (folder / "BBBUSDT.csv.gz").write_bytes(gzip.compress(walk(2).encode()))
    (folder / "CCCUSDT.csv").write_text(walk(3), encoding="utf-8")
    (folder / "NEWUSDT.csv").write_text(walk(4, hours=100), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calibration fitted to the synthetic folder."""
    out = tmp_path_factory.mktemp("out") / "own.json"
    assert invoke(["calibrate", str(folder), "--out", str(out), "-q"]) == 0
    return out


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert invoke(["calibrate", *arguments, "--json", "-q"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_calibration_its_report_and_its_chart_are_written(made: Path) -> None:
    assert {path.name for path in made.parent.iterdir()} == {
        "own.json", "own-report.md", "own-reliability.svg",
    }  # fmt: skip
    page = made.with_name("own-report.md").read_text(encoding="utf-8")
    assert "](own-reliability.svg)" in page
    assert "## The last third" in page
    assert "NEWUSDT.csv: there are 99 hours" in page
    ElementTree.parse(made.parent / "own-reliability.svg")


def test_the_written_file_reads_back_to_the_same_bytes(made: Path) -> None:
    content = made.read_bytes()
    assert calibration_bytes(parse_calibration(content, "own.json")) == content
    provenance = json.loads(content)["provenance"]
    assert list(provenance["data"]["hours"]) == ["AAAUSDT", "BBBUSDT", "CCCUSDT"]
    assert provenance["data"]["digest"].startswith("sha256:")


def test_equal_data_give_equal_files(made: Path, folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "own.json"
    assert invoke(["calibrate", str(folder), "--out", str(again), "-q"]) == 0
    for path in made.parent.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_both_thirds_are_scored_in_every_horizon_and_event(made: Path) -> None:
    rows = json.loads(made.read_bytes())["scores"]
    assert {(r["part"], r["horizon"], r["hours"], r["event"]) for r in rows} == {
        (part, name, hours, event)
        for part in ("second third", "last third")
        for name, hours in HORIZONS.items()
        for event in ("touch", "higher", "range")
    }


def test_no_edge_is_claimed_for_the_direction(made: Path) -> None:
    for row in json.loads(made.read_bytes())["scores"]:
        if row["event"] == "higher":
            assert row["edge"] is False
            assert row["brier"] == row["references"]["climatology"]["brier"]


def test_a_stored_calibration_is_judged_on_other_data(
    made: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = run(capsys, str(folder), "--score", "--calibration", str(made))
    assert own["schema"] == "reporter.scores/1"
    assert own["files"] == []
    assert own["calibration"]["file"] == str(made)
    touch = {r["horizon"]: r for r in own["scores"] if r["event"] == "touch"}
    assert set(touch) == set(HORIZONS)
    for row in touch.values():
        assert row["n"] > 10_000
        assert 0 < row["brier"] < 0.25
        assert set(row["references"]) == {"frequency", "normal"}
    assert touch["settlement"]["calibration_error"] < 0.03, "it was fitted to these hours"
    held = next(r for r in own["scores"] if (r["event"], r["horizon"]) == ("range", "24h"))
    assert held["share"] == pytest.approx(0.8, abs=0.05)
    built_in = run(capsys, str(folder), "--score")
    assert built_in["calibration"]["file"] is None
    assert built_in["scores"] != own["scores"]


def test_the_scores_are_told_in_words(
    folder: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["calibrate", str(folder), "--score", "--calibration", str(made), "-v"]) == 0
    told = capsys.readouterr()
    for word in ("settlement", "72h", "skill over frequency", "no measurable edge", "held"):
        assert word in told.out
    assert "NEWUSDT.csv" in told.out
    assert "3 symbols" in told.err


def test_one_symbol_is_enough_and_few_days_have_no_interval(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "AAAUSDT.csv").write_text(walk(1, hours=960), encoding="utf-8")
    told = run(capsys, str(data), "--out", str(tmp_path / "own.json"))
    assert told["calibration"]["formula"] == [1, 4, 8, 24, 72], "nothing was shown, so the formula"
    page = (tmp_path / "own-report.md").read_text(encoding="utf-8")
    assert "the formula is stored for 1, 4, 8, 24, 72 hours" in page
    assert invoke(["calibrate", str(data), "--out", str(tmp_path / "own.json")]) == 0
    assert "it is stored for 1, 4, 8, 24, 72 hours" in capsys.readouterr().out
    assert invoke(["calibrate", str(data), "--score"]) == 0
    assert "too few days for an interval" in capsys.readouterr().out


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = invoke(["calibrate", *arguments, "--json", "-q"])
    return code, json.loads(capsys.readouterr().out)


def test_hours_that_are_too_few_to_fit_are_a_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "AAAUSDT.csv").write_text(walk(1, hours=500), encoding="utf-8")
    code, error = failed(capsys, str(tmp_path), "--out", str(tmp_path / "own.json"))
    assert code == 2
    assert "too few to fit" in error["what"]
    assert not (tmp_path / "own.json").exists()


@pytest.mark.parametrize(
    ("name", "content", "what", "where"),
    [
        ("AAAUSDT.csv", b"time,price\n1,2\n", "column 'time_ms'", "AAAUSDT.csv, line 1"),
        ("AAAUSDT.csv.gz", gzip.compress(walk(1).encode())[:900], "damaged", "AAAUSDT.csv.gz"),
        ("AAAUSDT.csv.gz", b"no gzip at all", "damaged", "AAAUSDT.csv.gz"),
        ("AAAUSDT.csv", b"time_ms\n\xff\xfe\n", "not UTF-8", "AAAUSDT.csv, line 2"),
        ("AAAUSDT.csv", walk(1, hours=100).encode(), "there are 99 hours", "AAAUSDT.csv"),
        ("readme.txt", b"nothing", "no file of hours", ""),
    ],
)
def test_a_folder_with_nothing_usable_names_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, what: str,
    where: str,
) -> None:  # fmt: skip
    (tmp_path / name).write_bytes(content)
    code, error = failed(capsys, str(tmp_path), "--score")
    assert code == 2
    assert what in error["what"]
    assert error["where"].endswith(where)
    assert error["next"]


def test_a_symbol_that_never_moved_has_no_levels_to_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (f"{START + HOUR * n},1,1,1,1" for n in range(600))
    text = "\n".join(("time_ms,open,high,low,close", *rows))
    (tmp_path / "FLATUSDT.csv").write_text(text, encoding="utf-8")
    told = run(capsys, str(tmp_path), "--score")
    assert {row["event"] for row in told["scores"]} == {"higher", "range"}


def test_hours_without_a_whole_window_cannot_be_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = walk(1, hours=1200).splitlines()
    (tmp_path / "AAAUSDT.csv").write_text("\n".join(lines[:1] + lines[1::2]), encoding="utf-8")
    code, error = failed(capsys, str(tmp_path), "--score")
    assert code == 2
    assert "no window" in error["what"]


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporter.newsroom.hour_files.LARGEST", 1000)
    (tmp_path / "AAAUSDT.csv").write_text(walk(1, hours=500), encoding="utf-8")
    code, error = failed(capsys, str(tmp_path), "--score")
    assert code == 2
    assert "too large" in error["what"]


def test_no_folder_and_a_file_for_a_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("absent", "file"):
        code, error = failed(capsys, str(tmp_path / name), "--score")
        assert (code, error["where"]) == (2, str(tmp_path / name))


def test_several_unusable_files_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AAAUSDT.csv", "BBBUSDT.csv"):
        (tmp_path / name).write_text("time,price\n", encoding="utf-8")
    _, error = failed(capsys, str(tmp_path), "--score")
    assert "2 files, none of them usable" in error["what"]


def test_one_bad_file_stops_no_other_and_is_named(
    folder: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "AAAUSDT.csv").write_text("time,price\n", encoding="utf-8")
    (tmp_path / "CCCUSDT.csv.gz").write_bytes(b"")
    (tmp_path / "notes.md").write_text("", encoding="utf-8")
    (tmp_path / "DDDUSDT.csv").mkdir()
    told = run(capsys, str(tmp_path), "--score", "--calibration", str(made))
    assert list(told["data"]["hours"]) == ["BBBUSDT", "CCCUSDT"]
    text = "\n".join(told["notes"])
    for name in ("AAAUSDT.csv, line 1", "CCCUSDT.csv.gz, as CCCUSDT.csv", "notes.md", "DDDUSDT"):
        assert name in text


@pytest.mark.parametrize("arguments", [["--score", "--out", "x.json"], ["--calibration", "x.json"]])
def test_options_that_do_not_belong_together_are_refused(
    folder: Path, arguments: list[str]
) -> None:
    assert invoke(["calibrate", str(folder), *arguments]) == 2


def test_a_calibration_that_is_absent_or_none_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.json").write_text('{"schema": "other"}', encoding="utf-8")
    for name in ("absent.json", "bad.json"):
        file = str(tmp_path / name)
        code, error = failed(capsys, str(folder), "--score", "--calibration", file)
        assert (code, error["where"]) == (3, file)


def test_a_workspace_may_have_its_own_which_goes_into_the_snapshot(
    made: Path, tmp_path: Path
) -> None:
    workspace, archive = Workspace(tmp_path), MemoryArchive()
    bare = Snapshot(as_of=datetime(2026, 3, 27, tzinfo=UTC))
    assert with_calibration(bare, archive, workspace) == bare
    assert used_calibration(bare, archive).digest == stored_calibration().digest
    (tmp_path / "calibration.json").write_bytes(made.read_bytes())
    own = with_calibration(bare, archive, workspace)
    (tmp_path / "calibration.json").unlink()
    used = used_calibration(own, archive)
    assert used.digest == stored_calibration(made).digest != stored_calibration().digest
    assert calibration_bytes(used.calibration) == made.read_bytes()


def test_a_workspaces_own_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "calibration.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError):
        with_calibration(
            Snapshot(as_of=datetime(2026, 3, 27, tzinfo=UTC)), MemoryArchive(), Workspace(tmp_path)
        )


def test_the_files_may_lie_in_the_only_folder_of_the_folder(folder: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(folder, outer / "venue")
    (outer / "README.md").write_text("about", encoding="utf-8")
    assert read_folder(outer, 100).digest == read_folder(folder, 100).digest


def shipped() -> list[dict[str, Any]]:
    """The rows of the shipped calibration's last third."""
    return [row for row in SHIPPED.scores if row["part"] == "last third"]


def test_the_shipped_calibration_is_small_whole_and_says_where_it_is_from() -> None:
    path = Path(__file__).parents[2] / "reporter" / "calibration" / "calibration.json"
    content = path.read_bytes()
    assert len(content) <= 50_000
    assert calibration_bytes(SHIPPED) == content
    provenance = SHIPPED.provenance
    assert provenance["made_by"].startswith("reporter ")
    assert provenance["data"]["digest"].startswith("sha256:")
    assert len(provenance["data"]["hours"]) == 10
    assert sum(provenance["data"]["hours"].values()) > 230_000
    assert provenance["data"]["first"] < provenance["last_third_from"] < provenance["data"]["last"]
    assert set(SHIPPED.methods) == {"fitted"}


def test_the_shipped_report_tells_the_shipped_scores() -> None:
    folder = Path(__file__).parents[2] / "reporter" / "calibration"
    for path, content in report_files(folder / "calibration.json", SHIPPED, ()).items():
        assert path.read_bytes() == content


@pytest.mark.parametrize("horizon", ["settlement", "24h", "72h"])
def test_the_shipped_odds_keep_their_floors(horizon: str) -> None:
    (touch,) = (r for r in shipped() if (r["event"], r["horizon"]) == ("touch", horizon))
    assert beats(touch, "frequency")
    assert beats(touch, "normal")
    assert touch["calibration_error"] <= 0.02
    (higher,) = (r for r in shipped() if (r["event"], r["horizon"]) == ("higher", horizon))
    assert higher["brier"] <= higher["references"]["climatology"]["brier"]
    (held,) = (r for r in shipped() if (r["event"], r["horizon"]) == ("range", horizon))
    assert held["share"] == pytest.approx(0.8, abs=0.04)
