"""Editions with setups of the publisher's own engine: by HTTP, as a file, sound and faulty."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from reporter.model.edition import EditionState
from reporter.model.errors import SnapshotError, TooFewSources
from reporter.model.facts import FactSheet
from reporter.model.units import FundingRate
from reporter.net.archive import MemoryArchive
from reporter.net.snapshot import Replayer, Snapshot
from reporter.newsroom import environment
from reporter.newsroom.doctor import examine
from reporter.newsroom.gather import gather
from reporter.newsroom.measure import LOOKBACK, Measured, all_gaps, measure, read
from reporter.newsroom.own_engine import HandedOver, handed_over, with_engine_file
from reporter.newsroom.quarantine import Past
from reporter.newsroom.run import Done, replay_edition
from reporter.newsroom.stored_calibration import stored_calibration
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.storage.history import recorded_history
from tests.newsroom.conftest import AS_OF, configuration, quiet
from tests.newsroom.conftest import document as edition
from tests.sources.engine_entries import document, entry, funding

pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]
Hand = Callable[..., None]
ADDRESS = "/engine.example/setups.json"
SETTLED = "binance.filusdt.funding.settled"


def body(*setups: object) -> bytes:
    return json.dumps(document(*setups)).encode()


def bad_percent(symbol: str = "FILUSDT") -> dict[str, Any]:
    """Basis points that were given as percent: a hundred times too large."""
    return entry(
        symbol,
        funding={"settled": funding("-4.0602", settled_at="2026-03-27T16:00:00Z")},
    )


@pytest.fixture
def configured(desk: Path, site: Any) -> Hand:
    """Write a configuration with an engine; ``where`` is its one line."""

    def write(where: str, symbols: str = '"FILUSDT", "BTCUSDT"') -> None:
        text = configuration(site.address, symbols, f"[market.engine]\n{where}\n")
        (desk / "reporter.toml").write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def by_file(desk: Path, configured: Hand) -> Hand:
    """Hand these bytes over as a file."""

    def hand(content: bytes, symbols: str = '"FILUSDT", "BTCUSDT"') -> None:
        configured('path = "setups.json"', symbols)
        (desk / "setups.json").write_bytes(content)

    return hand


@pytest.fixture
def by_http(site: Any, configured: Hand) -> Hand:
    """Hand these bytes over by HTTP."""

    def hand(content: bytes, symbols: str = '"FILUSDT", "BTCUSDT"') -> None:
        configured(f'url = "http://{site.address}{ADDRESS}"', symbols)
        site.answers[ADDRESS] = (200, content)

    return hand


def sealed(desk: Path) -> tuple[Snapshot, MemoryArchive]:
    """Everything that came in, engine included."""
    config, archive = Workspace(desk).load(), MemoryArchive()
    with open_client(config) as client:
        moment = environment.parse_moment(AS_OF)
        snapshot = gather(
            config, as_of=moment, slot="main", fetcher=client, archive=archive, tell=quiet
        )
    return with_engine_file(snapshot, archive, config.market.engine, desk), archive


def taken(desk: Path) -> HandedOver:
    """What is read of the engine, from the snapshot alone."""
    snapshot, archive = sealed(desk)
    (desk / "setups.json").unlink(missing_ok=True)
    return handed_over(Workspace(desk).load().market.engine, snapshot, archive)


def measured(desk: Path) -> Measured:
    """The facts of an edition, without its pages."""
    (snapshot, archive), config = sealed(desk), Workspace(desk).load()
    fetcher, as_of = Replayer(snapshot, archive), snapshot.as_of
    stored = partial(recorded_history, snapshot, archive, since=as_of - LOOKBACK, until=as_of)
    past = Past(stored=stored, calibration=stored_calibration().calibration)
    told = read(config, fetcher, as_of)
    handed = handed_over(config.market.engine, snapshot, archive)
    named = config.printed_desk(sample=False)
    found = measure(config, fetcher, named, told, past, as_of, handed=handed)
    assert set(found.quarantined) <= set(all_gaps(told, found))
    return found


def sources(sheet: FactSheet, key: str) -> set[str]:
    """Who says what is told of this contract."""
    return {fact.source.name for fact in sheet if fact.id.startswith(f"{key}.")}


def article(done: Done) -> str:
    (path,) = done.folder.glob("articles/*/article.md")
    return path.read_text(encoding="utf-8")


def differs(desk: Path, done: Done) -> tuple[str, ...] | None:
    """Which files a replay makes otherwise."""
    again = desk / "again"
    return replay_edition(str(done.folder), root=desk, out=again, export=None, tell=quiet).differs


def sheet_of(done: Done) -> FactSheet:
    assert done.made is not None
    return done.made.edition.sheet


def test_a_setup_handed_over_replaces_our_own_and_says_whose_it_is(
    run: Run, by_http: Hand, desk: Path, site: Any
) -> None:
    reason = "Words of the engine that are for the review."
    by_http(body(entry(reasons=[reason])))
    done = run()
    assert done.state is EditionState.READY
    sheet, text = sheet_of(done), article(done)
    assert sources(sheet, "binance.filusdt") == {"Lighthouse"}
    assert "Lighthouse" not in sources(sheet, "binance.btcusdt")
    assert sheet[SETTLED].value == FundingRate(Decimal("-0.00040602"), 8)
    assert sheet[SETTLED].source.url.endswith(ADDRESS)
    assert "What Harbour Desk's Engine Shows" in text
    assert "the publisher's own engine, Lighthouse, version 2.1.0" in text
    (evidence,) = done.folder.glob("articles/*/evidence.html")
    assert "handed over by the publisher" in evidence.read_text(encoding="utf-8")
    assert list(done.folder.glob("charts/*.svg"))  # our own candles are drawn with its levels
    files = [path for path in done.folder.rglob("*") if path.suffix in {".json", ".md", ".html"}]
    assert not any(reason in path.read_text(encoding="utf-8") for path in files)
    site.answers.clear()
    assert differs(desk, done) == ()


def test_an_edition_of_the_engine_alone_has_no_chart_and_stands(
    run: Run, by_file: Hand, desk: Path
) -> None:
    by_file(body(entry(), entry("WIFUSDC", venue="bybit", bias="none", invalidation=None)), "")
    done = run()
    assert done.state is EditionState.READY
    assert {setup["engine"]["name"] for setup in edition(done)["setups"]} == {"Lighthouse"}
    assert not (done.folder / "charts").exists()
    assert "Modelled liquidation levels of FILUSDT" in article(done)
    assert "Setup card for FILUSDT" in article(done)
    (desk / "setups.json").unlink()
    assert differs(desk, done) == ()


def test_bad_setups_cost_no_good_one_and_are_named_with_the_reason(
    by_http: Hand, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = entry("ETHUSDT")
    stale = entry("BTCUSDT", as_of="2026-03-27T20:00:00Z")
    by_http(body(bad_percent(), stale, twice, twice, entry("DOGEUSDT")))
    code = cli.invoke(["run", "--workspace", str(desk), "--as-of", AS_OF, "--json"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0, result["findings"]
    assert any(line.startswith(f"{SETTLED} (") for line in result["refused"])
    assert any("setups[0].funding.settled: -4.0602% per 8 h" in line for line in result["gaps"])
    made = json.loads((Path(result["folder"]) / "edition.json").read_bytes())
    whose = {setup["instrument"]["symbol"]: setup["engine"] for setup in made["setups"]}
    assert whose.pop("DOGEUSDT")["name"] == "Lighthouse"
    assert whose == {"FILUSDT": None, "BTCUSDT": None}  # our own took their place
    gaps = {gap["subject"]: gap for gap in made["gaps"] if gap["part"] == "setup"}
    assert "is the unit wrong?" in gaps["FILUSDT"]["detail"]
    assert {subject: gap["reason"] for subject, gap in gaps.items()} == {
        "FILUSDT": "implausible",
        "BTCUSDT": "stale",
        "ETHUSDT": "duplicate",
    }
    (path,) = Path(result["folder"]).glob("articles/*/article.md")
    text = path.read_text(encoding="utf-8")
    assert "4.06" not in text
    assert "the engine's setup (a figure in it was refused)" in text
    assert "the engine's setup (its document repeats the contract)" in text
    assert "from the publisher's own engine, Lighthouse" in text


def test_the_same_symbol_on_another_venue_stands_beside_our_own(by_file: Hand, desk: Path) -> None:
    by_file(body(entry(venue="okx")))
    found = measured(desk)
    keys = [setup.instrument.key for setup in found.setups]
    assert keys == ["okx.filusdt", "binance.filusdt", "binance.btcusdt"]
    assert found.sheet["all.filusdt.venues"].value == "OKX and Binance"
    assert sources(found.sheet, "okx.filusdt") == {"Lighthouse"}
    assert "Lighthouse" not in sources(found.sheet, "binance.filusdt")


def test_a_setup_that_the_venues_contradict_goes_whole_and_ours_takes_its_place(
    by_file: Hand, desk: Path, site: Any
) -> None:
    scaled: dict[str, Any] = {"price": "0.936", "mark": "0.9354", "index": "0.93635"}
    by_file(body(entry(**scaled, levels=[], open_interest=None)))
    others = "".join(
        f'[market.{name}]\nbase_url = "http://{site.address}/{name}.sample.example"\n'
        for name in ("bybit", "okx")
    )
    text = (desk / "reporter.toml").read_text(encoding="utf-8") + others
    named = 'venues = ["binance", "bybit", "okx"]\n[market.binance]'
    (desk / "reporter.toml").write_text(text.replace("[market.binance]", named), encoding="utf-8")
    found = measured(desk)
    assert "Lighthouse" not in sources(found.sheet, "binance.filusdt")
    assert "edition.engine.name" not in found.sheet
    (gap,) = [gap for gap in found.quarantined if gap.part == "setup"]
    assert (gap.subject, gap.reason) == ("FILUSDT", "implausible")
    assert gap.detail.startswith("Lighthouse: ")
    assert "binance.filusdt.bias" in found.sheet
    assert any(one.place.startswith("binance.filusdt.") for one in found.refused)


def test_a_document_that_cannot_be_read_is_a_gap(run: Run, by_file: Hand) -> None:
    by_file(b"{not json")
    done = run()
    assert done.state is EditionState.READY
    (gap,) = [gap for gap in edition(done)["gaps"] if gap["part"] == "setups"]
    assert (gap["subject"], gap["reason"]) == ("the publisher’s engine", "unreadable")
    assert gap["detail"] == "setups.json: the engine's document cannot be read: it is not JSON."
    assert "the publisher’s engine" in article(done)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ('path = "none.json"', "not-found"),
        ('path = "output"', "unreadable"),
        ('path = "a\\u0000b"', "unreadable"),
        ('url = "http://{}/engine.example/none.json"', "not-found"),
    ],
)
def test_an_engine_that_is_not_there_is_a_gap(
    configured: Hand, where: str, reason: str, desk: Path, site: Any
) -> None:
    (desk / "output").mkdir()
    configured(where.format(site.address))
    (gap,) = taken(desk).gaps
    assert gap.reason == reason


def test_a_file_is_kept_by_its_bytes(by_file: Hand, desk: Path) -> None:
    by_file(body(entry()))
    assert [setup.instrument.symbol for setup in taken(desk).setups] == ["FILUSDT"]
    engine = Workspace(desk).load().market.engine
    snapshot, archive = sealed(desk)
    bare = Snapshot(as_of=snapshot.as_of)
    with pytest.raises(SnapshotError, match="holds no setups of the engine"):
        handed_over(engine, bare, archive)


def test_without_symbols_and_without_a_setup_that_holds_there_is_no_edition(
    by_file: Hand, desk: Path
) -> None:
    by_file(b"[]", symbols="")
    with pytest.raises(TooFewSources, match="the engine handed over no setup that holds") as none:
        measured(desk)
    assert "the document" in none.value.next_step
    by_file(body(bad_percent()), symbols="")
    with pytest.raises(TooFewSources) as refused:
        measured(desk)
    assert "is the unit wrong?" in refused.value.next_step


def test_the_doctor_reads_the_engine_s_document(
    by_file: Hand, by_http: Hand, desk: Path, site: Any
) -> None:
    by_file(body(entry()))
    (check,) = [one for one in examine(desk, online=False) if one.name == "own engine"]
    assert not check.ok
    assert not check.needed
    assert check.detail.startswith("Lighthouse 2.1.0, 0 setups; FILUSDT (stale): setups.json:")
    by_http(b"{")
    assert "own engine" not in {one.name for one in examine(desk, online=False)}
    (check,) = [one for one in examine(desk, online=True) if one.name == "own engine"]
    assert not check.ok
    assert "it is not JSON" in check.detail
