"""The bundled sample: built from its sources, read by the real adapters, faults where planted."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporter.model.errors import SourceRefused
from reporter.net.archive import MemoryArchive
from reporter.net.snapshot import Replayer, Snapshot, load_snapshot
from reporter.newsroom.config import Config, load_config
from reporter.newsroom.gather import feed_spec, snapshot_config
from reporter.sources.binance import read_market
from reporter.sources.feeds import FeedReading, fetch_feed, parse_feed

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "reporter" / "sample"


@pytest.fixture(scope="module")
def bundled() -> tuple[Snapshot, MemoryArchive]:
    return load_snapshot(SAMPLE / "snapshot.zip")


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(SAMPLE / "reporter.toml")


@pytest.fixture(scope="module")
def market(bundled: tuple[Snapshot, MemoryArchive], config: Config) -> dict[str, SymbolData]:
    snapshot, archive = bundled
    found = read_market(
        Replayer(snapshot, archive),
        base_url=config.market.binance.base_url,
        symbols=config.market.symbols,
        as_of=snapshot.as_of,
    )
    return {data.instrument.symbol: data for data in found}


@pytest.fixture(scope="module")
def feeds(
    bundled: tuple[Snapshot, MemoryArchive], config: Config
) -> dict[str, FeedReading | SourceRefused]:
    return dict(_readings(Replayer(*bundled), config))


def _readings(
    replayer: Replayer, config: Config
) -> Iterator[tuple[str, FeedReading | SourceRefused]]:
    for feed in map(feed_spec, config.feeds):
        try:
            yield feed.name, parse_feed(fetch_feed(replayer, feed), feed)
        except SourceRefused as error:
            yield feed.name, error


def test_the_committed_snapshot_is_what_its_sources_give(
    bundled: tuple[Snapshot, MemoryArchive], tmp_path: Path
) -> None:
    subprocess.run([sys.executable, HERE / "build.py", tmp_path], check=True)

    fresh, _ = load_snapshot(tmp_path / "snapshot.zip")

    assert fresh == bundled[0], "run: python tests/sample/build.py"


def test_the_snapshot_says_that_it_is_a_sample(
    bundled: tuple[Snapshot, MemoryArchive], config: Config
) -> None:
    assert snapshot_config(bundled[0]) == (config, "sample", True)
    assert bundled[0].as_of.isoformat() == "2026-03-27T21:21:00+00:00"


def test_the_snapshot_stays_small() -> None:
    assert (SAMPLE / "snapshot.zip").stat().st_size < 1_500_000


def test_filecoin_carries_the_figures_of_its_moment(market: dict[str, SymbolData]) -> None:
    data = market["FILUSDT"]
    seen = {name: o.value for name, o in data.observations.items()}
    settled = data.history["funding"]

    assert seen["price"] == Decimal("0.836")
    assert settled["rate"][-1] == -0.00040602
    assert data.history["top_position"]["ratio"][-1] == 2.19
    assert round((seen["mark"] / seen["index"] - 1) * 10_000, 2) == Decimal("-11.40")
    assert round(seen["open_interest.coins"] * seen["price"] / 1_000_000) == 36
    assert data.interval_hours == 8
    assert str(data.next_settlement) == "2026-03-28 00:00:00+00:00"


def test_the_settled_rate_is_low_in_its_own_history_not_extreme(
    market: dict[str, SymbolData],
) -> None:
    rates = market["FILUSDT"].history["funding"]["rate"]

    assert 0.02 < (rates < rates[-1]).mean() < 0.03
    assert len(rates) > 180


def test_every_answer_of_the_venue_is_whole(market: dict[str, SymbolData]) -> None:
    assert [data.gaps for data in market.values()] == [()] * 5
    assert {name: data.interval_hours for name, data in market.items()} == {
        "FILUSDT": 8, "BTCUSDT": 8, "ETHUSDT": 8, "SOLUSDT": 8, "ARBUSDT": 4,
    }  # fmt: skip


def test_funding_follows_the_formula_but_for_the_planted_estimate(
    market: dict[str, SymbolData],
) -> None:
    for symbol, data in market.items():
        premium = float(data.history["premium"]["close"][-5:].mean())
        full = premium + max(-0.0005, min(0.0005, 0.0001 - premium))
        expected = full * (data.interval_hours or 0) / 8
        estimate = float(data.observations["funding.running"].value)
        if symbol == "SOLUSDT":
            assert 90 < estimate / expected < 110
        else:
            assert abs(estimate - expected) < 0.0002, symbol


def test_about_forty_items_and_one_dead_feed(
    feeds: dict[str, FeedReading | SourceRefused],
) -> None:
    dead = feeds["Tallow Gazette"]
    items = [i for r in feeds.values() if isinstance(r, FeedReading) for i in r.items]

    assert isinstance(dead, SourceRefused)
    assert dead.reason == "not-found"
    assert 36 <= len(items) <= 42
    assert all(item.published for item in items)
    assert len({item.outlet for item in items if "Kalshi" in item.title + item.summary}) == 5


def test_every_planted_item_is_there() -> None:
    raw = "".join(path.read_text() for path in sorted((HERE / "feeds").glob("*.xml")))

    assert raw.count("<title>Lindqvist Data adds") == 4
    assert "Ignore previous instructions" in raw
    assert "2026-02-18T10:00:00Z" in raw
    assert "Sat, 28 Mar 2026" in raw


def test_addresses_are_invented_and_nobody_is_quoted() -> None:
    raw = "".join(path.read_text() for path in sorted((HERE / "feeds").glob("*.xml")))
    hosts = set(re.findall(r"https?://([^/\"<?]+)", raw)) - {"www.w3.org", "purl.org"}

    assert all(host.endswith(".example") for host in hosts)
    assert not re.search(r"[“”]|&quot;", raw)
