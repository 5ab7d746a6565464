"""The record of an edition's own words: made from a draft, kept in edition.json, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reporter.model.errors import UsageError
from reporter.newsroom.checks import judge_files
from reporter.newsroom.document import evidence_from_json
from reporter.newsroom.wording import record_json


def document(edition: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((edition / "edition.json").read_bytes())
    return read


def codes(path: Path, facts: Path) -> set[str]:
    (checked,) = judge_files([path], facts)
    verdict = checked.verdict
    return {finding.code for finding in verdict.findings}


def test_the_record_holds_all_that_was_written(demo: Path) -> None:
    held = document(demo)
    record = held["record"]
    article = held["articles"][0]
    words = [sentence["words"] for sentence in record["sentences"]]
    assert len(words) > sum(len(section["sentences"]) for section in article["sections"])
    assert any(sentence.startswith("Inference: ") for sentence in words)
    assert any("{{binance.filusdt.funding.settled}}" in sentence for sentence in words)
    assert ["Metric", "Reading", "Comparison"] in record["rows"]
    assert [s["number"] for s in record["sources"]] == [s["number"] for s in article["sources"]]
    assert "Kalshi" in record["names"]


def test_the_record_is_read_back_as_it_was_written(demo: Path) -> None:
    held = document(demo)
    evidence = evidence_from_json(json.dumps(held).encode(), "edition.json")
    assert evidence.record is not None
    assert record_json([evidence.record]) == held["record"]
    del held["record"]
    assert evidence_from_json(json.dumps(held).encode(), "edition.json").record is None


@pytest.mark.parametrize(
    "sentence", [{"words": "{{no.such.fact}}"}, {"stance": "sung"}, {"notes": "x"}, {"quote": None}]
)
def test_a_malformed_record_is_refused(demo: Path, sentence: dict[str, Any]) -> None:
    held = document(demo)
    held["record"]["sentences"] = [
        {"words": "", "stance": "frame", "notes": [], "quote": ""} | sentence
    ]
    if sentence == {"quote": None}:
        del held["record"]["sentences"][0]["quote"]
    with pytest.raises(UsageError):
        evidence_from_json(json.dumps(held).encode(), "edition.json")


def test_two_true_figures_that_change_places_hold_the_article(demo: Path, tmp_path: Path) -> None:
    (article,) = demo.glob("articles/*/article.md")
    text = article.read_text(encoding="utf-8")
    facts = {fact["id"]: fact["value"] for fact in document(demo)["facts"]}
    ratios = [
        f"{float(facts[f'binance.filusdt.positioning.{name}_account']):.2f}"
        for name in ("top", "global")
    ]
    swapped = text.replace(ratios[0], "@").replace(ratios[1], ratios[0]).replace("@", ratios[1])
    assert swapped != text
    wrong = tmp_path / "article.md"
    wrong.write_text(swapped, encoding="utf-8")
    assert "moved-figure" in codes(wrong, demo / "edition.json")


@pytest.mark.parametrize(
    ("true", "false", "code"),
    [
        ("Binance", "Bybit", "moved-name"),
        ("_Inference:_ ", "", "reworded-claim"),
        ("](#source-1)", "](#source-2)", "note-number"),
    ],
)
def test_a_changed_word_holds_the_article(
    demo: Path, tmp_path: Path, true: str, false: str, code: str
) -> None:
    (article,) = demo.glob("articles/*/article.md")
    text = article.read_text(encoding="utf-8")
    assert true in text
    wrong = tmp_path / "article.md"
    wrong.write_text(text.replace(true, false, 1), encoding="utf-8")
    assert code in codes(wrong, demo / "edition.json")
