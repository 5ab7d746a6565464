"""What the strict little readers take and what they refuse."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import SourceRefused
from reporter.sources import wire

quick = settings(max_examples=100, deadline=None)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@quick
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=8))
def test_number_keeps_every_digit(value: Decimal) -> None:
    text = format(value, "f")

    assert str(wire.number(text)) == str(Decimal(text))


@quick
@given(st.integers(-(10**15), 10**15), st.sampled_from([0.00040602, -1e-7, 0.1, 2.5e-05]))
def test_bare_numbers_are_read_from_their_text(whole: int, part: float) -> None:
    body = f'{{"a": {whole}, "b": {part!r}}}'.encode()

    found = wire.parse_json(body)

    assert wire.number(found["a"]) == whole
    assert wire.number(found["b"]) == Decimal(repr(part))


@pytest.mark.parametrize("value", ["1e50", "-1e19", "9" * 20])
def test_a_number_beyond_any_market_is_implausible(value: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        wire.number(value)

    assert caught.value.reason == "implausible"


@quick
@given(json_values)
def test_number_gives_a_finite_number_or_refuses(value: Any) -> None:
    sent = wire.parse_json(json.dumps(value).encode())
    try:
        found = wire.number(sent)
    except SourceRefused:
        return

    assert found.is_finite()
    assert isinstance(sent, str)


@pytest.mark.parametrize(
    "value",
    [None, True, "", " 1", "NaN", "Infinity", "-inf", "1,5", "1_0", "٣", "1e400", "0x1", [], {}],
)
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(SourceRefused, match="number"):
        wire.number(value)


@pytest.mark.parametrize("value", ["0", "-0.1", "0.00"])
def test_positive_refuses_what_is_not_above_zero(value: str) -> None:
    with pytest.raises(SourceRefused):
        wire.positive(value)


@quick
@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        found = wire.parse_json(body)
    except SourceRefused:
        return

    assert found is None or isinstance(found, str | bool | list | dict)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html>",
        b'[{"a": 1',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"1" * 5000 + b"x",
    ],
)
def test_pages_torn_bodies_and_deep_nesting_are_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused, match="not JSON"):
        wire.parse_json(body)


def test_bare_nan_is_nothing() -> None:
    assert wire.parse_json(b"[NaN, Infinity, -Infinity, 1.50]") == [None, None, None, "1.50"]


@quick
@given(st.integers(1_010_000_000_000_000, 4_000_000_000_000_000))
def test_moments_go_to_milliseconds_and_back(microseconds: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    ms = wire.to_ms(moment)

    back = wire.instant(wire.milliseconds(str(ms)))

    assert 0 <= (moment - back).total_seconds() < 0.001
    assert wire.to_ms(back) == ms


@pytest.mark.parametrize("value", [None, "0", "1774646400", "17746464000000", "4102444800001", "x"])
def test_seconds_microseconds_and_far_years_are_no_time(value: Any) -> None:
    with pytest.raises(SourceRefused, match="time"):
        wire.milliseconds(value)


def test_record_finds_the_symbol_in_a_list() -> None:
    listed = [{"symbol": "BBBUSDT", "a": "2"}, "rubbish", {"symbol": "AAAUSDT", "a": "1"}]

    assert wire.record(listed, "AAAUSDT")["a"] == "1"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"symbol": "BBBUSDT"}, "unreadable"),
        ({}, "unreadable"),
        ("text", "unreadable"),
        ([], "empty"),
        ([1, "x"], "unreadable"),
        ([{"symbol": "BBBUSDT"}], "missing"),
        ([{"symbol": "AAAUSDT", "a": "1"}, {"symbol": "AAAUSDT", "a": "2"}], "unreadable"),
    ],
)
def test_record_says_why_it_has_none(value: Any, reason: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        wire.record(value, "AAAUSDT")

    assert caught.value.reason == reason


@quick
@given(json_values)
def test_a_venues_words_are_short_and_printable(value: Any) -> None:
    said = wire.printable(value)

    assert said.isprintable()
    assert len(said) <= 120
    assert isinstance(value, str) or said == ""


@pytest.mark.parametrize("value", ["-0.1", "-1"])
def test_natural_refuses_what_is_negative(value: str) -> None:
    with pytest.raises(SourceRefused, match="negative"):
        wire.natural(value)


def test_record_may_be_named_by_another_field() -> None:
    assert wire.record([{"instId": "A-B", "a": "1"}], "A-B", "instId")["a"] == "1"
