"""``reporter scan``: what stands out, why, and what could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reporter.cli import main as cli
from tests.bench.venue import AS_OF, FEED, Stand, configuration, contracts, serving

COUNT = 12


@pytest.fixture(scope="module")
def drawn() -> Stand:
    """Drawn once: one contract in which little is traded, one that pays a rare rate."""
    first, second, third, *rest = contracts(COUNT)
    return Stand(
        [first, replace(second, volume=1_000), replace(third, premium=(0.004, 0.0002)), *rest]
    )


@pytest.fixture
def stand(drawn: Stand) -> Iterator[Stand]:
    drawn.log.clear()
    yield drawn
    drawn.changed.clear()


@pytest.fixture
def desk(tmp_path: Path, stand: Stand) -> Iterator[Path]:
    """A workspace whose list names one contract; the scan looks at all of them."""
    with serving(stand) as address:
        text = configuration(address, '["FILUSDT"]')
        (tmp_path / "reporter.toml").write_text(text, encoding="utf-8")
        yield tmp_path


def scan(desk: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    arguments = ["scan", "--workspace", str(desk), "--as-of", AS_OF.isoformat(), "-q", *more]
    code = cli.invoke(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_whole_universe_is_ranked_with_reasons(
    desk: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = scan(desk, capsys)
    assert (code, err) == (0, "")
    first, *lines = out.splitlines()
    assert first == "12 contracts; 1 left out because little is traded in them"
    assert len(lines) == 10
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, 11))
    shown = {line.split()[1]: line for line in lines}
    assert "named in the leading story" in shown["FILUSDT"]
    assert "funding, 8 h equivalent +" in shown["C002USDT"]
    assert "C001USDT" not in out
    assert not any("fundingRate?" in one.path for one in stand.log), "no detail is asked for"
    assert sorted(path.name for path in desk.iterdir()) == ["reporter.toml"]


def test_as_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = scan(desk, capsys, "--json", "--top", "3")
    told = json.loads(out)
    assert code == 0
    assert (told["universe"], told["left_out"], told["gaps"]) == (COUNT, 1, [])
    assert len(told["candidates"]) == 3
    scores = [one["score"] for one in told["candidates"]]
    assert scores == sorted(scores, reverse=True)
    best = told["candidates"][0]
    assert best["venue"] == "binance"
    assert all(set(why) == {"what", "value", "percentile"} for why in best["reasons"])


def test_a_quiet_market_without_a_story_is_said_to_be_quiet(
    desk: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.changed["/feed"] = (404, b"")
    out = scan(desk, capsys, "--top", "12")[1]
    assert "named in the leading story" not in out
    assert "nothing stands out" in out


def test_what_the_story_reaches_without_naming_it(
    desk: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    tagged = FEED.replace("Filecoin upgrade", "Upgrade").replace("Filecoin said", "Desks said")
    tagged = tagged.replace("</entry>", '<category term="Filecoin"/></entry>')
    stand.changed["/feed"] = (200, tagged.encode())
    lines = scan(desk, capsys, "--top", "12")[1].splitlines()
    assert "reached by the leading story" in next(line for line in lines if "FILUSDT" in line)

    arguments = ["stories", "--workspace", str(desk), "--as-of", AS_OF.isoformat(), "-q", "--json"]
    assert cli.invoke(arguments) == 0
    (story,) = json.loads(capsys.readouterr().out)["stories"]
    link = story["links"][-1]
    assert (link["entity"], link["field"], link["surface"]) == ("filecoin", "tags.0", "Filecoin")
    assert link["rule"] == "tag of the publisher"
    assert "filecoin" not in story["entities"]


def test_what_could_not_be_read_is_named(
    desk: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.changed["/fapi/v1/fundingInfo"] = (451, b"")
    out = scan(desk, capsys)[1]
    assert "  -- Binance: Funding terms of Binance: the venue does not serve" in out
    told = json.loads(scan(desk, capsys, "--json")[1])
    assert [(gap["part"], gap["reason"]) for gap in told["gaps"]] == [
        ("funding terms", "restricted")
    ]


def test_without_any_contract_there_is_an_error_that_says_why(
    desk: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.changed["/fapi/v1/premiumIndex"] = (451, b"")
    code, out, err = scan(desk, capsys)
    assert code == 4
    assert out == ""
    assert "nothing to choose from" in err
    assert "the venue does not serve this location" in err
