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
from reporter.news import build_stories
from reporter.news.odds import odds_for
from reporter.newsroom.config import Config, load_config
from reporter.newsroom.feeds import feed_spec
from reporter.newsroom.gather import snapshot_config
from reporter.newsroom.universe import Universe, read_universe
from reporter.signals.market import MIN_CONTRACTS, eight_hours, market_of
from reporter.signals.scan import overview
from reporter.sources import kalshi, polymarket
from reporter.sources.binance import read_market
from reporter.sources.feeds import FeedReading, fetch_feed, parse_feed

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE = ROOT / "reporter" / "sample"


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
        symbols=config.market.listed,
        as_of=snapshot.as_of,
    )
    return {data.instrument.symbol: data for data in found}


@pytest.fixture(scope="module")
def universe(bundled: tuple[Snapshot, MemoryArchive], config: Config) -> Universe:
    return read_universe(Replayer(*bundled), config.market, bundled[0].as_of)


def rates(universe: Universe, symbol: str) -> dict[str, float | None]:
    """The running estimate per 8 h by venue."""
    return {
        one.instrument.venue: eight_hours(one.funding, one.interval_hours)
        for one in universe.contracts[symbol]
    }


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
    subprocess.run([sys.executable, "-m", "tests.sample.build", tmp_path], check=True, cwd=ROOT)

    fresh, _ = load_snapshot(tmp_path / "snapshot.zip")

    assert fresh == bundled[0], "run: make sample"


def test_the_snapshot_says_that_it_is_a_sample(
    bundled: tuple[Snapshot, MemoryArchive], config: Config
) -> None:
    assert snapshot_config(bundled[0]) == (config, "sample", True)
    assert bundled[0].as_of.isoformat() == "2026-03-27T21:21:00+00:00"


def test_the_snapshot_stays_small() -> None:
    assert (SAMPLE / "snapshot.zip").stat().st_size < 500_000


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


def test_the_bulk_answers_repeat_the_detail(
    market: dict[str, SymbolData], universe: Universe
) -> None:
    listed = {one.instrument.symbol: one for one in universe.on("binance").tickers}

    for symbol, data in market.items():
        readings, ticker = data.observations, listed[symbol]
        assert ticker.price == readings["price"].value
        assert ticker.index == readings["index"].value
        assert ticker.funding == readings["funding.running"].value
        assert ticker.next_settlement == data.next_settlement
        before = data.history["candles"]["open"][-24]  # the running bar is left out
        assert float(ticker.change_24h or 0) == pytest.approx(
            float(ticker.price) / before - 1, abs=1e-5
        )


def test_the_first_venue_lists_enough_contracts_to_rank_among(universe: Universe) -> None:
    listed = universe.on("binance")
    contracts = listed.tickers

    assert len(contracts) == 30 >= MIN_CONTRACTS
    assert len(market_of(listed).rates) == 30
    assert {one.interval_hours for one in contracts} == {4, 8}
    assert {one.instrument.symbol for one in overview(contracts)} >= {
        "BTCUSDT", "INJUSDT", "1000PEPEUSDT", "APTUSDT", "HBARUSDT",
    }  # fmt: skip


def test_the_venues_agree_on_filecoin(universe: Universe) -> None:
    found = rates(universe, "FILUSDT")

    assert list(found) == ["binance", "bybit", "okx", "hyperliquid"]
    assert all(rate is not None and -0.0003 < rate < -0.0001 for rate in found.values())
    assert len(set(found.values())) == 4


def test_one_venue_has_another_sign_for_ether(universe: Universe) -> None:
    found = rates(universe, "ETHUSDT")

    assert [name for name, rate in found.items() if rate is not None and rate < 0] == [
        "hyperliquid"
    ]


def test_one_estimate_elsewhere_is_a_hundred_times_too_large(universe: Universe) -> None:
    found = rates(universe, "ARBUSDT")
    others = [rate for name, rate in found.items() if name != "bybit" and rate is not None]

    assert found["bybit"] == 0.01
    assert all(50 < 0.01 / rate < 200 for rate in others)


def test_one_answer_elsewhere_is_old(universe: Universe) -> None:
    assert [one.reason for one in universe.gaps] == ["stale"]
    assert "okx" not in rates(universe, "SOLUSDT")


def test_contracts_of_other_counts_stand_beside_each_other(universe: Universe) -> None:
    prices = [float(one.price) for one in universe.contracts["1000PEPEUSDT"]]

    assert len(prices) == 4
    assert max(prices) / min(prices) < 1.01


def test_the_lead_has_its_event_contract_and_the_other_is_left_alone(
    bundled: tuple[Snapshot, MemoryArchive],
    config: Config,
    feeds: dict[str, FeedReading | SourceRefused],
) -> None:
    as_of, replayer = bundled[0].as_of, Replayer(*bundled)
    read = [
        venue.read_events(replayer, base_url=config.market.address(venue.VENUE), as_of=as_of)
        for venue in (kalshi, polymarket)
    ]
    items = [i for r in feeds.values() if isinstance(r, FeedReading) for i in r.items]
    stories = build_stories(items, as_of=as_of, universe=config.market.listed).stories
    linked = [
        [one.odds.venue for one in odds_for(s, [*read[0].odds, *read[1].odds])] for s in stories
    ]

    assert [len(one.odds) for one in read] == [1, 1]
    assert [one.gaps for one in read] == [(), ()]
    assert linked == [["polymarket"], *([] for _ in stories[1:])]


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
