"""``reporter doctor`` and ``reporter stories`` on a desk of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from reporter.newsroom.doctor import Check, examine
from tests.newsroom.conftest import AS_OF
from tests.sources.odds_answers import Kalshi, Polymarket, contract, question


def found(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_a_sound_workspace_has_nothing_missing(desk: Path) -> None:
    checks = found(examine(desk, online=False))
    assert all(check.ok for check in checks.values() if check.needed)
    assert checks["configuration"].detail.startswith("4 feeds, 2 symbols")
    assert checks["desk.conflicts"].ok
    assert not checks["desk.contact"].ok
    assert "offline writer" in checks["language model"].detail


def test_no_configuration_is_the_first_thing_to_mend(tmp_path: Path) -> None:
    checks = examine(tmp_path, online=False)
    assert not checks[-1].ok
    assert "reporter init" in checks[-1].detail


def test_a_missing_key_and_an_unwritable_folder_are_named(desk: Path) -> None:
    (desk / "output").write_text("in the way", encoding="utf-8")
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write('[llm]\nbase_url = "http://m"\nmodel = "m"\napi_key_env = "NO_SUCH_KEY"\n')
    checks = found(examine(desk, online=False))
    assert not checks["output folder"].ok
    assert "NO_SUCH_KEY" in checks["language model"].detail


def test_online_asks_every_feed_and_symbol(desk: Path, site: Any) -> None:
    site.fault("northgatewire", 404)
    site.fault("symbol=BTCUSDT", 451)
    checks = found(examine(desk, online=True))
    assert checks["Registry"].ok
    assert not checks["Wire"].ok
    assert "binance FILUSDT" in checks


LATER = "2126-04-29T17:59:00Z"


def with_prediction_markets(desk: Path, address: str) -> None:
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        for name in ("kalshi", "polymarket"):
            file.write(f'[market.{name}]\nbase_url = "http://{address}/{name}.example/v2"\n')


def test_online_asks_the_prediction_markets_that_are_configured(desk: Path, site: Any) -> None:
    with_prediction_markets(desk, site.address)
    kalshi = Kalshi(contract(close_time=LATER), contract(ticker="KXB-1", yes_bid_dollars="0"))
    site.fault(r"^/kalshi.example/v2/events\?", json.dumps(kalshi.answers["/v2/events"]).encode())
    site.fault("^/polymarket.example", 451)
    checks = found(examine(desk, online=True))
    assert checks["kalshi"] == Check(
        name="kalshi", ok=True, detail="odds of 1 event contracts", needed=False
    )
    assert checks["polymarket"] == Check(
        name="polymarket",
        ok=False,
        detail="Event odds of Polymarket: the venue does not serve this location.",
        needed=False,
    )


def test_a_prediction_market_without_any_odds_says_why(desk: Path, site: Any) -> None:
    with_prediction_markets(desk, site.address)
    wide = question(endDate=LATER, bestBid=0.3)
    polymarket = Polymarket(wide, endDate=LATER)
    sent = json.dumps(polymarket.answers["/v2/events"]).encode()
    site.fault(r"^/polymarket.example/v2/events\?", sent)
    check = found(examine(desk, online=True))["polymarket"]
    assert not check.ok
    assert check.detail == (
        "Some event odds of Polymarket: the offers lie too far apart to tell any odds."
    )


def test_the_command_tells_by_its_exit_code(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.invoke(["doctor", "--workspace", str(desk)]) == 0
    assert "configuration" in capsys.readouterr().out
    assert cli.invoke(["doctor", "--workspace", str(tmp_path / "none"), "--json"]) == 3
    assert '"ok": false' in capsys.readouterr().out


def test_stories_tells_what_would_lead_and_why(
    desk: Path, site: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    site.fault("blocksidedaily", 404)
    arguments = ["stories", "--workspace", str(desk), "--as-of", AS_OF]
    assert cli.invoke(arguments) == 0
    out = capsys.readouterr().out
    assert " 1. Cboe announces prediction-market contracts" in out
    assert "primary source" in out
    assert "-- Daily:" in out
    assert cli.invoke([*arguments, "--json", "-v"]) == 0
    captured = capsys.readouterr()
    assert '"reasons"' in captured.out
    assert "gather" in captured.err
    assert not (desk / "output").exists()


@pytest.mark.usefixtures("without_pictures")
def test_run_prints_the_folder_and_the_gaps(
    desk: Path, site: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    site.fault("topLongShortPositionRatio", b"[]")
    arguments = ["run", "--workspace", str(desk), "--as-of", AS_OF]
    assert cli.invoke(arguments) == 0
    out = capsys.readouterr().out
    assert out.startswith("ready")
    assert "every one a fact of edition.json" in out
    assert "missing" in out
    assert cli.invoke(arguments) == 0
    captured = capsys.readouterr()
    assert "--force makes it again" in captured.err
    assert cli.invoke([*arguments, "--json", "-q"]) == 0
    assert '"new": false' in capsys.readouterr().out
    assert cli.invoke(["replay", "2026-03-27-main", "--workspace", str(desk), "--json",
                       "--out", str(desk / "again")]) == 0  # fmt: skip
    assert '"new": true' in capsys.readouterr().out


@pytest.mark.usefixtures("without_pictures")
def test_demo_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["demo", "--out", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert "SAMPLE DATA" in captured.out
    assert "refused  binance.solusdt.funding.running (cap)" in captured.out
    assert "Next: reporter init" in captured.err


@pytest.mark.usefixtures("good")
def test_a_replay_that_differs_ends_with_its_own_exit_code(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(desk), "-q"]
    again = ["replay", "2026-03-27-main", *where, "--out", str(desk / "again")]
    assert cli.invoke(again) == 0
    assert "every file is the original's, byte for byte" in capsys.readouterr().out
    (desk / "templates").mkdir()
    (desk / "templates" / "article.md.j2").write_text(
        '{% include "!builtin/article.md.j2" %}\nAnother last line.\n', encoding="utf-8"
    )
    assert cli.invoke(again) == 5
    assert "not the original's bytes" in capsys.readouterr().out
