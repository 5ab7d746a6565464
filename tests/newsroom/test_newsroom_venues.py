"""Editions over several venues: what they say together, and what a failing one costs.

Hyperliquid's answers carry no time and are received today: for the sample's moment they are old.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.newsroom.run import Done
from tests.newsroom.conftest import configuration, document, reasons

pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]
VENUES = ("binance", "bybit", "okx", "hyperliquid")


@pytest.fixture
def desk(tmp_path: Path, site: Any) -> Path:
    """A workspace that asks four venues."""
    root = tmp_path / "desk"
    root.mkdir()
    others = "".join(
        f'[market.{name}]\nbase_url = "http://{site.address}/{name}.sample.example"\n'
        for name in VENUES[1:]
    )
    text = configuration(site.address, more=others)
    named = f"venues = {json.dumps(VENUES)}\n[market.binance]"
    (root / "reporter.toml").write_text(text.replace("[market.binance]", named), encoding="utf-8")
    return root


def facts(done: Done) -> dict[str, Any]:
    return {fact["id"]: fact for fact in document(done)["facts"]}


def test_the_venues_are_told_beside_each_other_and_together(run: Run, site: Any) -> None:
    done = run()
    found = facts(done)
    assert done.state is EditionState.READY
    assert found["all.filusdt.venues"]["value"] == "Binance, Bybit and OKX"
    assert found["all.filusdt.open_interest"]["inputs"] == [
        f"{name}.filusdt.open_interest" for name in ("binance", "bybit", "okx")
    ]
    assert ("Hyperliquid", "stale") in reasons(done)
    assert site.seen.count("/hyperliquid.sample.example/info") == 1
    assert sum("bybit" in path for path in site.seen) == 2
    assert sum("okx" in path for path in site.seen) == 7
    text = next(done.folder.glob("articles/*/article.md")).read_text(encoding="utf-8")
    assert "FILUSDT across venues" in text


def test_a_venue_that_does_not_serve_this_country_is_a_gap_and_the_others_stand(
    run: Run, site: Any
) -> None:
    site.fault("bybit", 451)
    done = run()
    assert done.state is EditionState.READY
    assert ("Bybit", "restricted") in reasons(done)
    assert facts(done)["all.filusdt.venues"]["value"] == "Binance and OKX"


def test_prices_of_one_venue_that_are_a_hundred_times_too_large_are_taken_out(
    run: Run, site: Any
) -> None:
    def scaled(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        value = json.loads(answer[1])
        for row in value["result"]["list"]:
            for name in ("lastPrice", "markPrice", "indexPrice"):
                row[name] = str(float(row[name]) * 100)
        return answer[0], json.dumps(value).encode()

    site.fault("bybit.*tickers", scaled)
    done = run()
    assert done.state is EditionState.READY
    assert ("FILUSDT on Bybit", "implausible") in reasons(done)
    assert not any(name.startswith("bybit.filusdt") for name in facts(done))
    assert facts(done)["all.filusdt.venues"]["value"] == "Binance and OKX"


def test_one_stale_venue_among_three_is_left_out(run: Run, site: Any) -> None:
    def old(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        value = json.loads(answer[1])
        value["time"] -= 3_600_000
        return answer[0], json.dumps(value).encode()

    site.fault("bybit", old)
    done = run()
    assert done.state is EditionState.READY
    assert ("Bybit", "stale") in reasons(done)
    assert facts(done)["all.filusdt.venues"]["value"] == "Binance and OKX"


def test_a_symbol_is_measured_at_the_first_venue_that_lists_it(run: Run, site: Any) -> None:
    def delisted(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        value = json.loads(answer[1])
        value["symbols"] = [row for row in value["symbols"] if row["symbol"] != "BTCUSDT"]
        return answer[0], json.dumps(value).encode()

    site.fault("exchangeInfo", delisted)
    done = run()
    calls = {call["instrument"] for call in document(done)["calls"]}
    assert calls == {"binance.filusdt"}, "Bybit's detail of BTCUSDT is not in the sample"
    assert any("bybit" in path and "kline" in path for path in site.seen)
