"""``reporter check`` as others use it: their own sheets, several files, a gate in their CI."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli

FACT: dict[str, Any] = {
    "id": "harbour.filusdt.funding.settled",
    "value": "-0.00040602",
    "unit": "fraction_per_8h",
}
TRUE = "Funding on FILUSDT settled at −0.0406% per 8 h.\n"
FALSE = "Funding on FILUSDT settled at −4.0602% per 8 h.\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.invoke(["check", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def written(path: Path, content: str | dict[str, Any]) -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def sheet(folder: Path, *facts: dict[str, Any], **more: Any) -> Path:
    return written(
        folder / "facts.json", {"as_of": "2026-03-27T16:00:00Z", "facts": list(facts), **more}
    )


def test_three_keys_and_a_time_make_a_fact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = sheet(tmp_path, FACT)
    true, false = written(tmp_path / "a.txt", TRUE), written(tmp_path / "b.txt", FALSE)
    assert run(capsys, true, "--facts", facts)[0] == 0
    code, out, _ = run(capsys, false, "--facts", facts)
    assert code == 5
    assert "looks 100 times too large" in out
    assert "harbour.filusdt.funding.settled = -0.00040602" in out


def test_the_rest_of_a_fact_may_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = "Volume at Kalshi passed $3 billion."
    facts = sheet(
        tmp_path,
        {**FACT, "as_of": "2026-03-27T16:00:00+00:00", "nature": "settled", "source": "Harbour"},
        {
            "id": "harbour.filusdt.funding.settled_annual", "value": -0.4445919,
            "unit": "fraction_per_year", "formula": "annual_simple", "inputs": [FACT["id"]],
        },
        {
            "id": "kalshi.kalshi.volume", "value": "3000000000", "unit": "usd",
            "subject": "Kalshi", "evidence": evidence,
            "source": {"name": "Wire", "url": "https://w.example/1", "digest": "sha256:0",
                       "published": "2026-03-26T10:00:00Z"},
        },
        {"id": "harbour.filusdt.funding.next_time", "value": "2026-03-28T00:00:00Z",
         "unit": "instant"},
        {"id": "harbour.filusdt.venue", "value": "Harbour", "unit": "text"},
    )  # fmt: skip
    text = (
        f"{TRUE}That is −44.5% a year on FILUSDT. Prices as of 27 March 2026, 16:00 UTC. "
        "FILUSDT settles next on 28 March 2026 at 00:00 UTC.\n\nKalshi's volume passed $3 billion."
    )
    code, out, _ = run(capsys, written(tmp_path / "a.md", text), "--facts", facts)
    assert (code, out.count("error")) == (0, 0), out


def faulty(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**FACT, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"fact": []}, "it has no list 'facts'"),
        ([], "it has no list 'facts'"),
        ({"facts": ["x"]}, "fact 1 is no object"),
        ({"facts": [faulty(unit=None)]}, "(harbour.filusdt.funding.settled) lacks 'unit'"),
        ({"facts": [FACT]}, "lacks 'as_of'"),
        ({"facts": [{"value": "1", "unit": "usd"}]}, "fact 1 lacks 'id'"),
        ({"facts": [{"id": 7, "value": "1", "unit": "usd"}]}, "fact 1, key 'id': a text"),
        ({"as_of": "2026-03-27", "facts": []}, "the sheet, key 'as_of'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00")]}, "names no zone"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", unit="bips")]}, "there is no unit 'bips'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", value="4%")]}, "'4%' is no number"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", value=True)]}, "a number is wanted"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", value="nan")]}, "a finite number"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", value="1e999999999")]}, "than 60 digits"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", value="0e-99999999")]}, "than 60 digits"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", value="9" * 61)]}, "than 60 digits"),
        ({"facts": [0] * 20_001}, "it has 20,001 facts"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", kind="rumour")]}, "key 'kind'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", nature="late")]}, "key 'nature'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", inputs="x")]}, "a list of ids"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", source=[1])]}, "key 'source'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", evidence={})]}, "key 'evidence'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z", units="x")]}, "unknown key 'units'"),
        ({"facts": [faulty(as_of="2026-03-27T16:00:00Z")] * 2}, "fact 2 has the id of fact 1"),
        ({"schema": "reporter.edition/1", "facts": [FACT]}, "lacks 'kind'"),
    ],
)
def test_a_faulty_sheet_is_told_by_entry_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], facts: Any, message: str
) -> None:
    path = written(tmp_path / "facts.json", facts if isinstance(facts, dict) else json.dumps(facts))
    code, _, err = run(capsys, written(tmp_path / "a.txt", TRUE), "--facts", path)
    assert code == 2
    assert message in err
    assert "facts.json" in err


def test_a_file_that_cannot_be_read_stops_no_other_and_is_never_ok(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = sheet(tmp_path, FACT)
    true, false = written(tmp_path / "a.txt", TRUE), written(tmp_path / "b.txt", FALSE)
    absent, empty = tmp_path / "absent.md", written(tmp_path / "empty.md", " \n")
    code, out, _ = run(capsys, absent, true, empty, "--facts", facts)
    assert code == 2
    words = [line.split()[0] for line in out.splitlines() if line[:1].isalpha()]
    assert words == ["UNREAD", "ok", "UNREAD"]
    assert "there is no text in it" in out
    assert run(capsys, absent, true, false, "--facts", facts)[0] == 5
    code, out, _ = run(capsys, absent, true, "--facts", facts, "--json")
    assert code == 2
    first, second = json.loads(out)
    assert (first["verdict"], first["findings"], second["verdict"]) == ("unread", [], "passed")
    assert first["error"]["what"] == "there is no such file."
    assert set(first) - {"error"} == set(second)


def test_quiet_prints_only_what_needs_a_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = sheet(tmp_path, FACT)
    true, false = written(tmp_path / "a.txt", TRUE), written(tmp_path / "b.txt", FALSE)
    assert run(capsys, true, "--facts", facts, "-q")[:2] == (0, "")
    code, out, _ = run(capsys, true, false, tmp_path / "absent", "--facts", facts, "--quiet")
    assert code == 5
    assert str(true) not in out
    assert str(false) in out
    assert "absent" in out
    assert json.loads(run(capsys, true, "--facts", facts, "-q", "--json")[1]) == []


def test_evidence_is_written_with_and_without_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, page = sheet(tmp_path, FACT), tmp_path / "out.html"
    false = written(tmp_path / "b.txt", FALSE)
    assert run(capsys, false, "--facts", facts, "--evidence", page)[0] == 5
    assert 'class="n refused"' in page.read_text(encoding="utf-8")
    assert run(capsys, false, "--evidence", page)[0] == 5
    html = page.read_text(encoding="utf-8")
    assert ">−4.0602% per 8 h</a>" in html
    assert "against itself" in html


@pytest.mark.parametrize("raw", ["[" * 100_000, '{"facts":' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_a_sheet_that_nests_without_end_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: str
) -> None:
    code, _, err = run(
        capsys, written(tmp_path / "a.txt", TRUE), "--facts", written(tmp_path / "f.json", raw)
    )
    assert code == 2
    assert "nests lists or objects" in err


@pytest.mark.parametrize("more", [["b.txt"], ["--numerals"]])
def test_evidence_belongs_to_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    code, _, err = run(capsys, "a.txt", *more, "--evidence", tmp_path / "out.html")
    assert code == 2
    assert "belongs to one FILE" in err


def test_evidence_overwrites_nothing_that_was_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, true = sheet(tmp_path, FACT), written(tmp_path / "a.txt", TRUE)
    for page in (true, facts, Path(os.path.relpath(true))):
        code, _, err = run(capsys, true, "--facts", facts, "--evidence", page)
        assert code == 2
        assert "overwrite" in err
    assert true.read_text(encoding="utf-8") == TRUE
    code, _, err = run(capsys, true, "--evidence", true / "x.html")
    assert (code, "cannot be written" in err) == (3, True)
    assert run(capsys, tmp_path / "absent", "--evidence", tmp_path / "x.html")[0] == 2
    assert not (tmp_path / "x.html").exists()
