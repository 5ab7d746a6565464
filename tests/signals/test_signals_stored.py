"""Stored months: their bytes, what is read out of them, and what the venue says beside them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import Digest, digest
from reporter.model.errors import SourceRefused
from reporter.signals.series import HOUR, milliseconds
from reporter.signals.stored import (
    COLUMNS,
    Month,
    Rows,
    empty_month,
    pack,
    stored_series,
    unpack,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
START_MS = milliseconds(START)
LATE = START + timedelta(days=400)
SOURCE = Digest("sha256:" + "0" * 64)


def rows(kind: str, times: list[int], **given: list[float]) -> Rows:
    return Rows(
        times=np.array(times, dtype=np.int64),
        columns={
            name: np.array(given.get(name, [1.0] * len(times)), dtype=np.float64)
            for name in COLUMNS[kind]
        },
    )


def month(kind: str, times: list[int], name: str = "2026-03", **given: list[float]) -> Month:
    none = empty_month(
        venue="binance", symbol="AAAUSDT", kind=kind, month=name, endpoint=f"/data/{kind}"
    )
    return none.with_file(f"{name}.zip", SOURCE, rows(kind, times, **given))


def hours(*numbers: int) -> list[int]:
    return [START_MS + HOUR * number for number in numbers]


def test_a_month_comes_back_as_it_was_packed() -> None:
    whole = month("funding", hours(0, 8), rate=[-0.00040602, 0.0001]).without("b.zip", "2026-04-01")
    data = pack(whole)
    back = unpack(data, "binance/AAAUSDT/funding-2026-03")
    assert back.files == {"2026-03.zip": SOURCE}
    assert back.absent == {"b.zip": "2026-04-01"}
    assert back.endpoint == "/data/funding"
    assert back.source == digest(data)
    assert list(back.rows.times) == hours(0, 8)
    assert list(back.rows.columns["rate"]) == [-0.00040602, 0.0001]
    assert pack(back) == data


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_flipped_or_missing_byte_is_noticed(data: st.DataObject) -> None:
    packed = bytearray(pack(month("candles", hours(0, 1, 2))))
    spot = data.draw(st.integers(0, len(packed) - 1))
    if data.draw(st.booleans()):
        packed[spot] ^= data.draw(st.integers(1, 255))
    else:
        packed = packed[:spot]
    with pytest.raises(SourceRefused) as caught:
        unpack(bytes(packed), "binance/AAAUSDT/candles-2026-03")
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize(
    "change",
    [
        (b'"rows":3', b'"rows":4'),
        (b'"rows":3', b'"rows":0'),
        (b'"kind":"candles"', b'"kind":"unknown"'),
        (b'["open","high"', b'["high","open"'),
        (b"reporter history 1", b"reporter history 2"),
    ],
)
def test_sealed_bytes_of_another_layout_are_refused(change: tuple[bytes, bytes]) -> None:
    data = pack(month("candles", hours(0, 1, 2)))[:-32].replace(*change)
    with pytest.raises(SourceRefused, match="damaged"):
        unpack(data + hashlib.sha256(data).digest(), "binance/AAAUSDT/candles-2026-03")


def test_a_month_under_another_name_is_refused() -> None:
    with pytest.raises(SourceRefused, match="damaged"):
        unpack(pack(month("candles", hours(0))), "binance/BBBUSDT/candles-2026-03")


def test_a_file_adds_rows_in_order_and_what_was_there_stays() -> None:
    first = month("funding", hours(8, 24), rate=[0.1, 0.3]).without("more.zip", "2026-03-02")
    both = first.with_file("more.zip", SOURCE, rows("funding", hours(0, 8), rate=[0.0, 9.0]))
    assert list(both.rows.times) == hours(0, 8, 24)
    assert list(both.rows.columns["rate"]) == [0.0, 0.1, 0.3]
    assert set(both.files) == {"2026-03.zip", "more.zip"}
    assert both.absent == {}


def test_only_closed_candles_and_known_settlements_are_given() -> None:
    months = [month("candles", hours(0, 1, 2)), month("funding", hours(0, 2, 4))]
    until = START + timedelta(hours=2, minutes=30)
    found = stored_series(months, since=START, until=until)
    assert list(found["candles"].times) == hours(0, 1)
    assert list(found["funding"].times) == hours(0, 2)
    assert found["funding"].step == 0
    assert found["candles"].step == HOUR
    later = stored_series(months, since=START + timedelta(hours=1), until=until)
    assert list(later["candles"].times) == hours(1)


def test_months_follow_each_other_and_carry_their_digests() -> None:
    april = month("funding", [START_MS + 31 * 24 * HOUR], "2026-04")
    months = [unpack(pack(one), one.name) for one in (april, month("funding", hours(8)))]
    series = stored_series(months, since=START, until=LATE)["funding"]
    assert list(series.times) == [START_MS + 8 * HOUR, START_MS + 31 * 24 * HOUR]
    assert series.sources == (months[1].source, months[0].source)


def test_the_takers_sides_come_from_the_candles() -> None:
    given = month(
        "candles",
        hours(0, 1, 2, 3),
        volume=[10.0, 0.0, 10.0, 10.0],
        taker_buy_volume=[4.0, 0.0, 10.0, 0.0],
    )
    taker = stored_series([given], since=START, until=LATE)["taker"]
    assert list(taker.times) == hours(0)  # a one-sided hour has no ratio
    assert taker["ratio"][0] == pytest.approx(4 / 6)
    assert (taker["buy"][0], taker["sell"][0]) == (4.0, 6.0)


def test_one_sample_an_hour_the_last_one() -> None:
    minute = HOUR // 60
    # The last sample of one month's file belongs to the hour that the next month's file ends.
    march = month("metrics", [START_MS + HOUR - 5 * minute], coins=[1.0])
    april = month("metrics", [START_MS + HOUR, START_MS + 2 * HOUR], "2026-04", coins=[2.0, 3.0])
    found = stored_series([march, april], since=START, until=LATE)
    assert list(found["open_interest"].times) == hours(1, 2)
    assert list(found["open_interest"]["coins"]) == [2.0, 3.0]


def test_a_sample_that_two_months_hold_counts_once() -> None:
    found = stored_series(
        [month("metrics", hours(0, 1)), month("metrics", hours(1, 2), "2026-04")],
        since=START,
        until=LATE,
    )
    assert list(found["open_interest"].times) == hours(0, 1, 2)


def test_a_ratio_gives_its_two_shares_and_one_not_given_is_left_out() -> None:
    given = month("metrics", hours(0, 1), top_position=[2.19, 0.0], top_account=[0.0, 0.0])
    found = stored_series([given], since=START, until=LATE)
    ratio = found["top_position"]
    assert list(ratio.times) == hours(0)
    assert ratio["long"][0] == pytest.approx(0.6865, abs=5e-5)
    assert ratio["long"][0] + ratio["short"][0] == pytest.approx(1.0)
    assert "top_account" not in found
    assert len(found["global_account"]) == 2


def test_nothing_stored_gives_nothing() -> None:
    assert stored_series([], since=START, until=LATE) == {}
    assert stored_series([month("metrics", [])], since=START, until=LATE) == {}
