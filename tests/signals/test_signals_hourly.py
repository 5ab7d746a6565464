"""Recorded hours as CSV: what is sound is kept, and what is not is counted and named."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import UsageError
from reporter.signals.hourly import COLUMNS, Bars, read_bars

HOUR = 3_600_000
START = 490_000 * HOUR
HEADER = "time_ms,open,high,low,close,volume,mark_close,funding_rate"


def line(hour: int, close: str = "1.0", **other: str) -> str:
    row = {"time_ms": str(START + HOUR * hour), "open": "1.0", "high": "1.1", "low": "0.9"}
    row |= {"close": close, "volume": "5", "mark_close": "", "funding_rate": ""} | other
    return ",".join(row.values())


def read(*lines: str, header: str = HEADER) -> tuple[Bars, tuple[str, ...]]:
    return read_bars("\n".join((header, *lines)) + "\n", "XUSDT", "XUSDT.csv")


def sound(count: int) -> list[str]:
    return [line(hour) for hour in range(count)]


def test_hours_are_read_but_for_the_last_which_may_be_unfinished() -> None:
    bars, notes = read(*sound(50))
    assert notes == ()
    assert (bars.symbol, bars.start, len(bars)) == ("XUSDT", START, 49)
    assert bars.traded.all()
    assert (bars.high[0], bars.low[0]) == (1.1, 0.9)


def test_columns_are_found_by_name_in_any_order() -> None:
    bars, _ = read(*(f"1,{START + HOUR * n},0.9,1.1,1" for n in range(3)),
                   header="close,time_ms,low,high,open")  # fmt: skip
    assert bars.low.tolist() == [0.9, 0.9]


@pytest.mark.parametrize(
    "header", ["time_ms,open,high,low", "time_ms,open,high,low,close,close", "", "a,b,c"]
)
def test_missing_or_doubled_columns_name_the_first_line(header: str) -> None:
    with pytest.raises(UsageError, match="column") as caught:
        read(*sound(3), header=header)
    assert caught.value.where == "XUSDT.csv, line 1"
    assert all(name in caught.value.next_step for name in COLUMNS)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(20, "nan"), "not above zero"),
        (line(20, "0"), "not above zero"),
        (line(20, "-1"), "not above zero"),
        (line(20, "inf"), "not above zero"),
        (line(20, "1e300"), "not above zero"),
        (line(20, "none"), "no number"),
        (line(20, ""), "no number"),
        (line(20, "1.2"), "outside low and high"),
        (line(20, low="1.05"), "outside low and high"),
        (line(20, time_ms=str(START + 1)), "no full hour"),
        (line(20, time_ms=str(START // 1000)), "no full hour"),
        (line(20, time_ms="yesterday"), "no number"),
        (line(20) + ",9", "number of fields"),
        ("", "number of fields"),
        (line(19, "1.05"), "twice, with different prices"),
        (line(20, "100", open="100", high="110", low="90"), "ten times"),
        (line(20, "0.01", open="0.01", high="0.011", low="0.009"), "ten times"),
    ],
)
def test_a_bad_row_is_left_out_counted_and_named(bad: str, reason: str) -> None:
    bars, notes = read(*sound(20), bad, *(line(hour) for hour in range(21, 60)))
    assert reason in notes[0]
    assert "1 row left out" in notes[0]
    assert "(first in line 22)" in notes[0]
    assert not bars.traded[20]
    assert notes[1] == "XUSDT.csv: 1 hours are missing between the first and the last"
    assert all(math.isfinite(one) for one in bars.close)


def test_too_many_bad_rows_refuse_the_file_and_name_the_first() -> None:
    bad = [line(hour, "nan") for hour in range(40, 44)]
    with pytest.raises(UsageError, match="4 of 44 rows cannot be believed") as caught:
        read(*sound(40), *bad)
    assert caught.value.where == "XUSDT.csv, line 42"


def test_a_file_that_changes_its_unit_is_refused() -> None:
    scaled = [line(hour, "100", open="100", high="110", low="90") for hour in range(30, 60)]
    with pytest.raises(UsageError, match="ten times"):
        read(*sound(30), *scaled)


def test_rows_out_of_order_and_repeated_ones_are_put_in_order() -> None:
    lines = sound(40)
    lines[10], lines[11] = lines[11], lines[10]
    bars, notes = read(*lines, lines[5])
    assert bars.traded.all()
    assert notes == (
        "XUSDT.csv: 1 rows stood there twice and count once",
        "XUSDT.csv: rows went back in time in 2 places and were put in order",
    )


def test_missing_hours_stand_flat_and_did_not_trade() -> None:
    bars, notes = read(*(one for n, one in enumerate(sound(30)) if n not in (10, 11)))
    assert notes == ("XUSDT.csv: 2 hours are missing between the first and the last",)
    assert (~bars.traded).nonzero()[0].tolist() == [10, 11]
    assert bars.high[10] == bars.low[10] == bars.close[9]


@pytest.mark.parametrize("count", [0, 1])
def test_a_file_without_hours_is_refused(count: int) -> None:
    with pytest.raises(UsageError, match="no hours"):
        read(*sound(count))


def test_what_is_no_csv_is_refused_with_its_line() -> None:
    with pytest.raises(UsageError, match="no CSV") as caught:
        read(line(0), '"' + "x" * 200_000)
    assert "line" in caught.value.where


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, f"{HEADER}\n{text}"):
        try:
            bars, _ = read_bars(whole, "XUSDT", "XUSDT.csv")
        except UsageError:
            continue
        assert len(bars) >= 1
