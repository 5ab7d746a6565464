"""A long list, or a whole universe, on a real server: what is asked, chosen, told and replayed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.model.errors import TooFewSources
from reporter.net.archive import MemoryArchive
from reporter.net.snapshot import Replayer, Snapshot
from reporter.newsroom import config as configured
from reporter.newsroom import universe
from reporter.newsroom.config import Config, parse_config
from reporter.newsroom.gather import gather
from reporter.newsroom.run import Done, replay_edition, run_edition
from reporter.newsroom.wire import open_client
from tests.bench.venue import AS_OF, Stand, configuration, contracts, serving
from tests.newsroom.conftest import document, quiet

COUNT = 45
THIN = "C044USDT"
FOLDER = "2026-03-27-main"


@pytest.fixture(scope="module")
def market() -> Stand:
    """Drawn once; in the last contract little is traded."""
    *drawn, last = contracts(COUNT)
    return Stand([*drawn, replace(last, volume=10_000)])


@pytest.fixture
def stand(market: Stand) -> Iterator[Stand]:
    market.log.clear()
    yield market
    market.changed.clear()


@pytest.fixture
def address(stand: Stand) -> Iterator[str]:
    with serving(stand) as found:
        yield found


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three symbols are measured in full at most, so that it takes less time."""
    for module in (configured, universe):
        monkeypatch.setattr(module, "DETAIL", 3)


def listed(count: int, *more: str) -> str:
    """The first symbols of the market, as TOML; ``more`` stand before them."""
    return json.dumps([*more, *(one.symbol for one in contracts(count))])


def gathered(config: Config) -> tuple[Snapshot, universe.Chosen]:
    """The snapshot, and the choice that the reading stage makes from it again."""
    archive = MemoryArchive()
    with open_client(config) as client:
        snapshot = gather(
            config, as_of=AS_OF, slot="main", fetcher=client, archive=archive, tell=quiet
        )
    record = Replayer(snapshot, archive)
    whole = universe.read_universe(record, config.market, AS_OF)
    return snapshot, universe.choose(
        record, config.market, whole, universe.LeadAssets(named={"FIL"}), AS_OF
    )


def in_full(stand: Stand) -> set[str]:
    """The symbols whose full detail the venue was asked for."""
    asked = (one.path for one in stand.log if "/fapi/v1/fundingRate?" in one.path)
    return {path.partition("symbol=")[2].partition("&")[0] for path in asked}


# ---------------------------------------------------------------------- what is asked and chosen


@pytest.mark.parametrize("symbols", ['"all"', listed(COUNT)])
def test_more_than_forty_are_scanned_and_the_first_forty_measured(
    stand: Stand, address: str, symbols: str
) -> None:
    _, chosen = gathered(parse_config(configuration(address, symbols), "test"))

    assert chosen.choice is not None
    assert (chosen.choice.universe, chosen.choice.thin) == (COUNT, 1)
    assert set(chosen.symbols) == {"binance"}
    assert len(chosen.symbols["binance"]) == 40
    assert in_full(stand) == set(chosen.symbols["binance"])
    assert chosen.symbols["binance"][0] == "FILUSDT", "the story is about it"
    bars = [one.path for one in stand.log if "limit=99" in one.path]
    assert len(bars) == COUNT - 1
    assert not any(THIN in path for path in bars)


@pytest.mark.usefixtures("three")
def test_the_venue_is_asked_each_question_once(stand: Stand, address: str) -> None:
    snapshot, _ = gathered(parse_config(configuration(address), "test"))

    asked = [one.path for one in stand.log]
    assert len(asked) == len(set(asked)) == len(snapshot.records)


@pytest.mark.usefixtures("three")
def test_no_more_than_can_be_measured_are_not_scanned(stand: Stand, address: str) -> None:
    _, chosen = gathered(parse_config(configuration(address, listed(3)), "test"))

    assert chosen.choice is None
    assert chosen.gaps == ()
    assert in_full(stand) == {"FILUSDT", "C001USDT", "C002USDT"}
    assert not any("limit=99" in one.path for one in stand.log)


@pytest.mark.usefixtures("three")
def test_a_ban_during_the_scan_ends_the_asking(stand: Stand, address: str) -> None:
    stand.changed["/fapi/v1/klines"] = (418, b"{}")
    _, chosen = gathered(parse_config(configuration(address), "test"))

    bars = [one for one in stand.log if "limit=99" in one.path]
    assert len(bars) == 18
    assert chosen.choice is not None
    assert not any(
        "volatility" in why.what for one in chosen.choice.candidates for why in one.reasons
    )


# ---------------------------------------------------------------------- what is missing


@pytest.mark.usefixtures("three")
def test_each_symbol_of_a_long_list_is_measured_or_named(stand: Stand, address: str) -> None:
    def misread(row: dict[str, Any]) -> dict[str, Any]:
        return row | {"lastPrice": "none"} if row["symbol"] == "C007USDT" else row

    rows = stand.venue.answer("/fapi/v1/ticker/24hr", {})
    stand.changed["/fapi/v1/ticker/24hr"] = (200, json.dumps([*map(misread, rows)]).encode())
    config = parse_config(configuration(address, listed(COUNT, "NOPEUSDT")), "test")
    _, chosen = gathered(config)

    told = [(gap.subject, gap.part, gap.reason) for gap in chosen.gaps]
    assert told == [
        ("NOPEUSDT", "market data", "no-such-symbol"),
        ("C007USDT", "market data", "unreadable"),
        ("Binance", "symbols", "note"),
    ]
    assert "NOPEUSDT" not in in_full(stand)


@pytest.mark.usefixtures("three")
def test_where_all_are_asked_for_no_name_is_missing(address: str) -> None:
    _, chosen = gathered(parse_config(configuration(address), "test"))
    assert chosen.gaps == ()


def test_a_long_list_of_which_all_that_exist_are_measured_has_no_note(
    stand: Stand, address: str
) -> None:
    unknown = [f"NOPE{number}USDT" for number in range(40)]
    _, chosen = gathered(parse_config(configuration(address, listed(3, *unknown)), "test"))

    assert {gap.reason for gap in chosen.gaps} == {"no-such-symbol"}
    assert [gap.subject for gap in chosen.gaps] == unknown
    assert in_full(stand) == {"FILUSDT", "C001USDT", "C002USDT"}


def test_without_any_list_of_contracts_there_is_nothing_to_choose(
    stand: Stand, address: str
) -> None:
    stand.changed["/fapi/v1/ticker/24hr"] = (451, b"")
    with pytest.raises(TooFewSources, match="nothing to choose from") as error:
        gathered(parse_config(configuration(address), "test"))
    assert error.value.where == f"http://{address}"
    assert error.value.next_step.startswith("Prices of Binance")
    assert not any("klines" in one.path for one in stand.log)


def test_where_little_is_traded_in_all_there_is_nothing_to_choose(
    stand: Stand, address: str
) -> None:
    rows = stand.venue.answer("/fapi/v1/ticker/24hr", {})
    quiet_day = [row | {"quoteVolume": "1000"} for row in rows]
    stand.changed["/fapi/v1/ticker/24hr"] = (200, json.dumps(quiet_day).encode())
    with pytest.raises(TooFewSources, match="too little is traded"):
        gathered(parse_config(configuration(address), "test"))


@pytest.mark.usefixtures("three")
def test_the_first_venue_that_answers_is_scanned(stand: Stand, address: str) -> None:
    for name in ("tickers", "instruments-info"):
        stand.changed[f"/bybit.example/v5/market/{name}"] = (451, b"")
    more = (
        'venues = ["bybit", "binance"]\n'
        f'[market.bybit]\nbase_url = "http://{address}/bybit.example"\n'
    )
    _, chosen = gathered(parse_config(configuration(address, more=more), "test"))

    assert set(chosen.symbols) == {"binance"}
    assert not any("kline?" in one.path for one in stand.log)


# ---------------------------------------------------------------------- whole editions


@pytest.fixture
def edition(tmp_path: Path, address: str, three: None) -> Callable[[str], Done]:
    """Make an edition of these symbols."""

    def make(symbols: str) -> Done:
        text = configuration(address, symbols)
        (tmp_path / "reporter.toml").write_text(text, encoding="utf-8")
        moment = AS_OF.isoformat()
        return run_edition(
            tmp_path, as_of=moment, slot="main", offline=True, force=False, tell=quiet
        )

    return make


@pytest.mark.usefixtures("without_pictures")
def test_a_scanned_edition_names_what_its_list_lost_and_replays_to_the_same_bytes(
    edition: Callable[[str], Done], tmp_path: Path, stand: Stand
) -> None:
    done = edition(listed(8, "NOPEUSDT"))
    asked = len(stand.log)
    again = replay_edition(FOLDER, root=tmp_path, out=tmp_path / "again", export=None, tell=quiet)

    assert done.state is EditionState.READY
    assert again.differs == ()
    assert len(stand.log) == asked
    content = document(done)
    calls = {call["instrument"] for call in content["calls"]}
    assert "binance.filusdt" in calls
    assert len(calls) == 3
    gaps = {(gap["subject"], gap["part"], gap["reason"]) for gap in content["gaps"]}
    assert {("NOPEUSDT", "market data", "no-such-symbol"), ("Binance", "symbols", "note")} <= gaps
    text = next(done.folder.glob("articles/*/article.md")).read_text(encoding="utf-8")
    assert "NOPEUSDT" in text


def test_an_edition_without_any_contract_fails_and_leaves_nothing(
    edition: Callable[[str], Done], stand: Stand, tmp_path: Path
) -> None:
    stand.changed["/fapi/v1/premiumIndex"] = (200, b"[]")
    with pytest.raises(TooFewSources, match="nothing to choose from"):
        edition('"all"')
    assert not (tmp_path / "output").exists()
