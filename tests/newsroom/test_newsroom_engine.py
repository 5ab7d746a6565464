"""Editions with setups of the publisher's own engine: by HTTP, as a file, sound and faulty."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from reporter.model.edition import EditionState
from reporter.model.errors import TooFewSources
from reporter.newsroom.doctor import examine
from reporter.newsroom.run import Done, replay_edition
from tests.newsroom.conftest import AS_OF, configuration, quiet
from tests.newsroom.conftest import document as edition
from tests.sources.engine_entries import document, entry, funding

Run = Callable[..., Done]
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
def configured(desk: Path, site: Any) -> Callable[..., None]:
    """Write a configuration with an engine; ``where`` is its one line."""

    def write(where: str, symbols: str = '"FILUSDT", "BTCUSDT"') -> None:
        text = configuration(site.address, symbols, f"[market.engine]\n{where}\n")
        (desk / "reporter.toml").write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def by_file(desk: Path, configured: Callable[..., None]) -> Callable[..., None]:
    """Hand these bytes over as a file."""

    def hand(content: bytes, symbols: str = '"FILUSDT", "BTCUSDT"') -> None:
        configured('path = "setups.json"', symbols)
        (desk / "setups.json").write_bytes(content)

    return hand


@pytest.fixture
def by_http(site: Any, configured: Callable[..., None]) -> Callable[..., None]:
    """Hand these bytes over by HTTP."""

    def hand(content: bytes, symbols: str = '"FILUSDT", "BTCUSDT"') -> None:
        configured(f'url = "http://{site.address}{ADDRESS}"', symbols)
        site.answers[ADDRESS] = (200, content)

    return hand


@pytest.fixture(params=["file", "http"])
def hand(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Both ways of handing over."""
    found: Callable[..., None] = request.getfixturevalue(f"by_{request.param}")
    return found


def facts(done: Done) -> dict[str, Any]:
    return {fact["id"]: fact for fact in edition(done)["facts"]}


def sources(done: Done, key: str) -> set[str]:
    """Who says what is told of this contract."""
    return {f["source"]["name"] for name, f in facts(done).items() if name.startswith(f"{key}.")}


def gap(done: Done, subject: str, part: str = "setup") -> dict[str, Any]:
    found = [g for g in edition(done)["gaps"] if (g["subject"], g["part"]) == (subject, part)]
    assert len(found) == 1
    one: dict[str, Any] = found[0]
    return one


def article(done: Done) -> str:
    (path,) = done.folder.glob("articles/*/article.md")
    return path.read_text(encoding="utf-8")


def replayed(desk: Path, done: Done, tmp_path: Path) -> tuple[str, ...] | None:
    again = replay_edition(
        str(done.folder), root=desk, out=tmp_path / "again", export=None, tell=quiet
    )
    return again.differs


def test_a_setup_handed_over_replaces_our_own_and_says_whose_it_is(
    run: Run, hand: Callable[..., None], desk: Path, site: Any, tmp_path: Path
) -> None:
    reason = "A secret word of the engine's own."
    hand(body(entry(reasons=[reason])))
    done = run()
    assert done.state is EditionState.READY
    assert sources(done, "binance.filusdt") == {"Lighthouse"}
    assert "Lighthouse" not in sources(done, "binance.btcusdt")
    found = facts(done)
    assert found[SETTLED]["value"] == "-0.00040602"
    assert found["edition.engine.version"]["value"] == "2.1.0"
    text = article(done)
    assert "What Harbour Desk's Engine Shows" in text
    assert "publisher's own engine, Lighthouse, version 2.1.0" in text
    assert reason not in "".join(p.read_text("utf-8") for p in done.folder.rglob("*.[jmh]*"))
    site.answers.clear()
    (desk / "setups.json").unlink(missing_ok=True)
    assert replayed(desk, done, tmp_path) == ()


def test_a_percent_that_should_be_basis_points_is_refused_with_the_reason(
    run: Run, hand: Callable[..., None], capsys: pytest.CaptureFixture[str], desk: Path
) -> None:
    hand(body(bad_percent()))
    done = run()
    assert done.made is not None
    assert done.state is EditionState.READY
    left_out = gap(done, "FILUSDT")
    assert left_out["reason"] == "implausible"
    assert "setups[0].funding.settled: -4.0602% per 8 h" in left_out["detail"]
    assert "is the unit wrong?" in left_out["detail"]
    assert SETTLED in {finding.place for finding in done.made.refused}
    assert "Lighthouse" not in sources(done, "binance.filusdt")  # our own took its place
    assert found_price(done) == facts(done)["binance.filusdt.price"]["value"]
    assert "4.06" not in article(done)
    code = cli.invoke(["run", "--workspace", str(desk), "--as-of", AS_OF, "--force", "--json"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert any("is the unit wrong" in line for line in (*result["caught"], *result["refused"]))


def found_price(done: Done) -> str:
    """The price of our own call on the symbol."""
    calls = {call["instrument"]: call for call in edition(done)["calls"]}
    price: str = calls["binance.filusdt"]["price"]
    return price


def test_one_bad_setup_costs_no_good_one(run: Run, by_http: Callable[..., None]) -> None:
    by_http(body(bad_percent(), entry("DOGEUSDT"), entry("WIFUSDC", venue="bybit")))
    done = run()
    assert done.state is EditionState.READY
    assert gap(done, "FILUSDT")["reason"] == "implausible"
    named = {s["instrument"]["symbol"]: s["engine"] for s in edition(done)["setups"]}
    assert set(named) == {"FILUSDT", "BTCUSDT", "DOGEUSDT", "WIFUSDC"}
    assert named["FILUSDT"] is None
    assert named["DOGEUSDT"]["name"] == "Lighthouse"
    assert sources(done, "bybit.wifusdc") == {"Lighthouse"}


def test_an_edition_of_the_engine_alone_has_no_chart_and_stands(
    run: Run, by_file: Callable[..., None], desk: Path, tmp_path: Path
) -> None:
    by_file(body(entry(), entry("WIFUSDT", price="0.84")), symbols="")
    done = run()
    assert done.state is EditionState.READY
    assert {setup["engine"]["name"] for setup in edition(done)["setups"]} == {"Lighthouse"}
    assert not (done.folder / "charts").exists()
    assert "Modelled liquidation levels of FILUSDT" in article(done)
    assert "Setup card for FILUSDT" in article(done)
    assert replayed(desk, done, tmp_path) == ()


def test_a_stale_setup_gives_way_to_our_own(run: Run, by_file: Callable[..., None]) -> None:
    by_file(body(entry(as_of="2026-03-27T20:00:00Z")))
    done = run()
    assert gap(done, "FILUSDT")["reason"] == "stale"
    assert "Lighthouse" not in sources(done, "binance.filusdt")
    assert "the engine's setup" in article(done)
    assert "edition.engine.name" not in facts(done)


def test_a_setup_that_stands_twice_is_named_in_the_article(
    run: Run, by_file: Callable[..., None]
) -> None:
    by_file(body(entry(), entry()))
    done = run()
    assert {g["reason"] for g in edition(done)["gaps"] if g["part"] == "setup"} == {"duplicate"}
    assert "the engine gave it twice" in article(done)


def test_a_document_that_cannot_be_read_is_a_gap(
    run: Run, hand: Callable[..., None], desk: Path, tmp_path: Path
) -> None:
    hand(b"{not json")
    done = run()
    assert done.state is EditionState.READY
    told = gap(done, "the publisher’s engine", "setups")
    assert told["reason"] == "unreadable"
    assert "it is not JSON" in told["detail"]
    assert "publisher’s engine" in article(done)
    assert replayed(desk, done, tmp_path) == ()


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
    run: Run,
    configured: Callable[..., None],
    where: str,
    reason: str,
    desk: Path,
    site: Any,
    tmp_path: Path,
) -> None:
    (desk / "output").mkdir()
    configured(where.format(site.address))
    done = run()
    assert gap(done, "the publisher’s engine", "setups")["reason"] == reason
    assert replayed(desk, done, tmp_path) == ()


def test_without_symbols_and_without_a_setup_that_holds_there_is_no_edition(
    run: Run, by_file: Callable[..., None]
) -> None:
    by_file(b"[]", symbols="")
    with pytest.raises(TooFewSources, match="the engine handed over no setup that holds"):
        run()
    by_file(body(bad_percent()), symbols="")
    with pytest.raises(TooFewSources) as refused:
        run()
    assert "is the unit wrong?" in refused.value.next_step


def test_the_doctor_reads_the_engine_s_document(
    by_file: Callable[..., None], by_http: Callable[..., None], desk: Path
) -> None:
    by_file(body(entry()))
    (check,) = [one for one in examine(desk, online=False) if one.name == "own engine"]
    assert not check.ok
    assert not check.needed
    assert "Lighthouse 2.1.0, 0 setups" in check.detail
    assert "FILUSDT (stale)" in check.detail
    by_http(b"{")
    assert "own engine" not in {one.name for one in examine(desk, online=False)}
    (check,) = [one for one in examine(desk, online=True) if one.name == "own engine"]
    assert not check.ok
    assert "it is not JSON" in check.detail
