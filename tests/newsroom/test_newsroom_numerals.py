"""The list of figures that ``reporter check --numerals`` prints."""

from __future__ import annotations

from pathlib import Path

from reporter.newsroom.checks import read_numerals


def test_a_figure_has_place_value_and_the_unit_as_named(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("A miner of 100 MW paid $5-7m.", encoding="utf-8")
    assert read_numerals([page])[str(page)] == [
        {"start": 11, "end": 17, "surface": "100 MW", "value": "100", "unit": "megawatts"},
        {"start": 23, "end": 25, "surface": "$5", "value": "5000000", "unit": "usd"},
        {"start": 26, "end": 28, "surface": "7m", "value": "7000000", "unit": "usd"},
    ]


def test_places_count_the_text_of_another_encoding(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("Line one.\r\nIt paid $5.".encode("utf-16"))
    (numeral,) = [n for n in read_numerals([page])[str(page)] if n["unit"] == "usd"]
    assert (numeral["start"], numeral["end"]) == (18, 20)
