"""What stands in the archive's zip files, with all their habits and faults."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import SourceRefused
from reporter.signals.stored import Rows
from reporter.sources.binance_archive import ArchiveFile, endpoint, read_file

DAY = 1_772_323_200_000  # 2026-03-01
HOUR = 3_600_000
CANDLES = ArchiveFile("candles", "AAAUSDT", "2026-03-01")
FUNDING = ArchiveFile("funding", "AAAUSDT", "2026-03")
METRICS = ArchiveFile("metrics", "AAAUSDT", "2026-03-01")
KLINE_HEAD = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
    "taker_buy_volume,taker_buy_quote_volume,ignore"
)
METRICS_HEAD = (
    "create_time,symbol,sum_open_interest,sum_open_interest_value,"
    "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,"
    "count_long_short_ratio,sum_taker_long_short_vol_ratio"
)
FUNDING_HEAD = "calc_time,funding_interval_hours,last_funding_rate"


def zipped(*lines: str, name: str = "rows.csv", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        file.writestr(name, "\n".join(lines))
    return packed.getvalue()


def kline(hour: int, *, time: int | None = None, prices: str = "10,12,9,11") -> str:
    start = DAY + hour * HOUR if time is None else time
    return f"{start},{prices},100,{start + HOUR - 1},1050,5,40,420,0"


def sample(clock: str, figures: str = "1000,2000,1.5,2.19,1.2,0.9") -> str:
    return f"2026-03-01 {clock},AAAUSDT,{figures}"


def read(file: ArchiveFile, *lines: str) -> tuple[Rows, int]:
    return read_file(file, zipped(*lines))


def clocks(rows: Rows) -> list[str]:
    return [f"{datetime.fromtimestamp(time / 1000, UTC):%d %H:%M}" for time in rows.times]


def test_files_are_named_as_the_archive_names_them() -> None:
    assert CANDLES.path == "/data/futures/um/daily/klines/AAAUSDT/1h/AAAUSDT-1h-2026-03-01.zip"
    assert FUNDING.path == (
        "/data/futures/um/monthly/fundingRate/AAAUSDT/AAAUSDT-fundingRate-2026-03.zip"
    )
    assert METRICS.path == ("/data/futures/um/daily/metrics/AAAUSDT/AAAUSDT-metrics-2026-03-01.zip")
    assert endpoint("candles", "AAAUSDT") == "/data/futures/um/klines/AAAUSDT/1h"
    february = ArchiveFile("candles", "AAAUSDT", "2024-02")
    assert (february.first, february.last) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("head", [(), (KLINE_HEAD,)])
def test_candles_with_and_without_a_header(head: Sequence[str]) -> None:
    rows, unusable = read(CANDLES, *head, kline(0), kline(1))
    assert unusable == 0
    assert list(rows.times) == [DAY, DAY + HOUR]
    assert {name: column[0] for name, column in rows.columns.items()} == {
        "open": 10,
        "high": 12,
        "low": 9,
        "close": 11,
        "volume": 100,
        "quote_volume": 1050,
        "taker_buy_volume": 40,
    }


def test_times_in_microseconds() -> None:
    rows, _ = read(CANDLES, kline(0, time=(DAY + HOUR) * 1000))
    assert list(rows.times) == [DAY + HOUR]


def test_columns_are_found_by_their_names() -> None:
    rows, _ = read(FUNDING, "last_funding_rate,calc_time", f"-0.00040602,{DAY + 3}")
    assert list(rows.columns["rate"]) == [-0.00040602]
    assert list(rows.times) == [DAY]  # settlements are stamped a few milliseconds late


@pytest.mark.parametrize("head", [(), (FUNDING_HEAD,)])
def test_funding(head: Sequence[str]) -> None:
    rows, unusable = read(FUNDING, *head, f"{DAY},8,0.0001", f"{DAY + 8 * HOUR + 11},,-0.02")
    assert unusable == 0
    assert list(rows.columns["rate"]) == [0.0001, -0.02]
    assert list(rows.times) == [DAY, DAY + 8 * HOUR]


def test_the_last_sample_of_each_hour_is_kept_with_its_own_time() -> None:
    rows, unusable = read(
        METRICS,
        METRICS_HEAD,
        sample("00:05:00"),
        sample("00:55:00"),
        sample("01:00:00", "1001,2000,1.5,2.19,1.2,0.9"),
        sample("01:05:00"),
        sample("01:50:00"),
        "2026-03-02 00:00:00,AAAUSDT,1002,2000,1.5,2.19,1.2,0.9",
    )
    assert unusable == 0
    assert clocks(rows) == ["01 01:00", "01 01:50", "02 00:00"]
    assert list(rows.columns["coins"]) == [1001, 1000, 1002]


def test_accounts_and_positions_are_not_mixed_up() -> None:
    rows, _ = read(METRICS, sample("01:00:00", "1000,2000,1.5,2.19,1.2,0.9"))
    assert {name: column[0] for name, column in rows.columns.items()} == {
        "coins": 1000,
        "usd": 2000,
        "top_account": 1.5,
        "top_position": 2.19,
        "global_account": 1.2,
    }


def test_rows_that_stand_twice_count_once_and_order_does_not_matter() -> None:
    lines = [sample(f"{hour:02}:00:00", f"{hour + 1},1,1,1,1,1") for hour in (3, 1, 2)]
    rows, unusable = read(METRICS, METRICS_HEAD, *lines, *lines)
    assert unusable == 0
    assert list(rows.columns["coins"]) == [2, 3, 4]


@pytest.mark.parametrize("cell", ["", "0", "nan", "-1", "None"])
def test_a_ratio_that_is_not_given_does_not_cost_the_open_interest(cell: str) -> None:
    rows, unusable = read(METRICS, sample("01:00:00", f"1000,2000,{cell},2.19,1,1"))
    assert unusable == 0
    assert rows.columns["coins"][0] == 1000
    assert rows.columns["top_account"][0] == 0


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (CANDLES, kline(1, prices="10,9,8,11")),  # the high lies under the close
        (CANDLES, kline(1, prices="10,12,11,11")),  # the low lies above the open
        (CANDLES, kline(1, prices="0,12,9,11")),
        (CANDLES, kline(1, prices="nan,12,9,11")),
        (CANDLES, kline(1).replace(",40,", ",400,")),  # the takers bought more than was traded
        (CANDLES, kline(1).replace(",100,", ",-1,")),
        (CANDLES, kline(24)),  # another day
        (CANDLES, kline(-1)),
        (CANDLES, kline(1, time=DAY + HOUR // 2)),  # no full hour
        (CANDLES, kline(1, time=12)),
        (CANDLES, "1,2"),
        (FUNDING, f"{DAY + HOUR},8,inf"),
        (FUNDING, f"{DAY + HOUR},8,"),
        (FUNDING, f"{DAY + 31 * 24 * HOUR},8,0.1"),
        (METRICS, "2026-02-30 01:00:00,AAAUSDT,1,1,1,1,1,1"),
        (METRICS, "2026-03-01 25:00:00,AAAUSDT,1,1,1,1,1,1"),
        (METRICS, "2026-03-02 00:05:00,AAAUSDT,1,1,1,1,1,1"),
        (METRICS, sample("02:00:00").replace("AAAUSDT", "BBBUSDT")),
        (METRICS, sample("02:00:00", "0,1,1,1,1,1")),
        (METRICS, sample("02:00:00", ",1,1,1,1,1")),
    ],
)
def test_a_row_that_cannot_be_is_left_out_and_counted(file: ArchiveFile, line: str) -> None:
    good = {"candles": kline(0), "funding": f"{DAY},8,0.1", "metrics": sample("01:00:00")}
    rows, unusable = read(file, good[file.kind], line)
    assert len(rows.times) == 1
    assert unusable == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        zipped(kline(0))[:-30],
        zipped(kline(0), name="../rows.csv"),
        zipped(kline(0), name="/rows.csv"),
        zipped(kline(0), name="folder/rows.csv"),
        zipped(kline(0), name="rows.txt"),
        zipped(kline(0), method=zipfile.ZIP_BZIP2),
        zipped("0" * 8_100_000),
        zipped(""),
        zipped(KLINE_HEAD),
        zipped("time,price", "1,2"),
        zipped("no row is right"),
        zipped(kline(0) + ',"' + "x" * 200_000 + '"'),
    ],
)
def test_what_is_no_such_file_is_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused) as caught:
        read_file(CANDLES, body)
    assert caught.value.reason == "unreadable"
    assert caught.value.where == CANDLES.name


def test_a_zip_without_or_with_several_members_is_refused() -> None:
    for names in ((), ("a.csv", "b.csv")):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            for name in names:
                file.writestr(name, kline(0))
        with pytest.raises(SourceRefused, match="something else than one CSV"):
            read_file(CANDLES, packed.getvalue())


def test_bytes_that_are_no_text_and_encrypted_members_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("rows.csv", b"\xff\xfe\x00")
    with pytest.raises(SourceRefused, match="damaged"):
        read_file(CANDLES, packed.getvalue())
    secret = bytearray(zipped(kline(0)))
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceRefused, match="damaged"):
        read_file(CANDLES, bytes(secret))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([CANDLES, FUNDING, METRICS]))
def test_no_bytes_lead_to_anything_but_rows_or_a_refusal(data: bytes, file: ArchiveFile) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rows.csv", data)
    for body in (data, packed.getvalue()):
        with pytest.raises(SourceRefused):
            read_file(file, body)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("0123456789.,-:eEna \n", max_size=60), max_size=8))
def test_whatever_else_stands_in_the_file_only_finite_figures_come_out(lines: list[str]) -> None:
    rows, _ = read(METRICS, METRICS_HEAD, sample("01:00:00"), *lines)
    assert all(np.isfinite(column).all() for column in rows.columns.values())
    assert (np.diff(rows.times) > 0).all()
