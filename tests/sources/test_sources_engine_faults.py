"""A publisher's own engine: what is refused, told at its place, and that nothing else happens."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import SourceRefused
from reporter.sources.engine import parse_engine
from tests.sources.engine_entries import (
    AS_OF,
    Json,
    document,
    entry,
    funding,
    left_out,
    rate,
    read,
    taken,
)

# --- one bad setup ----------------------------------------------------------------------------


def test_one_bad_setup_costs_no_other() -> None:
    bad = entry("ETCUSDT", price="-1")
    reading = read(document(entry("AAAUSDT"), bad, "nothing", entry("BBBUSDT")))
    assert [one.instrument.symbol for one in reading.setups] == ["AAAUSDT", "BBBUSDT"]
    assert [(gap.subject, gap.part, gap.reason) for gap in reading.gaps] == [
        ("ETCUSDT", "setup", "unreadable"),
        ("setup 3", "setup", "unreadable"),
    ]
    assert reading.gaps[0].detail == (
        "engine.json: setups[1].price: input should be greater than 0, was '-1'."
    )


def test_a_percent_that_should_be_basis_points_is_refused_with_the_reason() -> None:
    settled = funding("-4.0602", settled_at="2026-03-27T16:00:00Z")
    gap = left_out(funding={"settled": settled})
    assert gap.reason == "implausible"
    assert "setups[0].funding.settled: -4.0602% per 8 h; expected from -3% to 3%" in gap.detail
    assert "as basis points would be -0.040602%: is the unit wrong?" in gap.detail


def test_what_the_gates_refuse_is_kept_for_the_review() -> None:
    settled = funding("-4.0602", settled_at="2026-03-27T16:00:00Z")
    (refused, *_) = read(document(entry(funding={"settled": settled}))).refused
    assert (refused.code, refused.place) == ("cap", "binance.filusdt.funding.settled")


CONTRADICTIONS: list[tuple[Json, str]] = [
    ({"basis": rate("-11.36", "percent")}, "setups[0].basis: "),
    ({"basis": rate("11.36", "bps")}, "setups[0].basis: 11.36 bps; expected -11.3"),
    ({"open_interest": {"coins": "43140000", "usd": "43140000"}}, "setups[0].open_interest.usd"),
    (
        {"liquidations": {"above_usd": "127140000", "below_usd": "16880000"}},
        "setups[0].liquidations.above_usd: 127,140,000 USD; expected at most the open interest",
    ),
    ({"invalidation": "0.92"}, "setups[0].invalidation: 0.92; expected below 0.836"),
    ({"bias": "none"}, "setups[0].invalidation: a view without a lean has nothing to void"),
    ({"mark": "83.54"}, "setups[0].mark: 83.54"),
    (
        {"levels": [{"side": "below", "price": "0.92", "size_usd": 1}]},
        "setups[0].levels[0]: 0.92; expected below 0.836",
    ),
    (
        {
            "levels": [
                {"side": "above", "price": "0.9", "size_usd": 1},
                {"side": "above", "price": "0.88", "size_usd": "48000000"},
            ]
        },
        "setups[0].levels[1].size_usd: 48,000,000 USD",
    ),
    (
        {
            "positioning": [
                {"population": "all_accounts", "ratio": "2.19", "long": rate("68.65"),
                 "short": rate("41.35")}
            ]
        },
        "setups[0].positioning[0].long: 68.65 + 41.35 = 110.00; expected 100",
    ),
    (
        {"positioning": [{"population": "all_accounts", "ratio": "2.19", "long": rate("58.65")}]},
        "setups[0].positioning[0].ratio: ",
    ),
    (
        {"funding": {"running": funding("-2.1", "bps", annual=rate("-44.4"))}},
        "setups[0].funding.running.annual: -44.4% a year; expected -22.995% a year",
    ),
    (
        {
            "funding": {
                "running": funding("1", "bps"),
                "settled": rate(
                    "1", "bps", interval_hours=4, settled_at="2026-03-27T20:00:00Z"
                ),
            }
        },
        "setups[0].funding.settled: per 4 h; expected per 8 h",
    ),
    (
        {"funding": {"settled": funding("1", "bps", settled_at="2026-03-27T08:00:00Z")}},
        "setups[0].funding.settled: 2026-03-27 08:00 UTC, 13.3 h old; expected at most 8.2 h",
    ),
    (
        {"funding": {"running": funding("1", "bps", next_settlement_at="2026-03-29T00:00:00Z")}},
        "setups[0].funding.running.next_settlement_at: 2026-03-29 00:00 UTC",
    ),
    ({"funding": {"cap": funding("200")}}, "setups[0].funding.cap: 200% per 8 h"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "told"), CONTRADICTIONS)
def test_a_contradiction_is_told_at_its_place(changes: Json, told: str) -> None:
    gap = left_out(**changes)
    assert gap.reason == "implausible"
    assert told in gap.detail


def test_more_than_three_faults_are_counted() -> None:
    side = [{"side": "below", "price": f"0.9{n}", "size_usd": 1} for n in range(5)]
    assert left_out(levels=side).detail.endswith(" And 2 more.")
    assert left_out(price=None, bias=None, mark="x", index="y").detail.endswith("; and 1 more.")


MISSHAPEN: list[tuple[Json, str]] = [
    ({"price": True}, "setups[0].price: is no finite number"),
    ({"price": "1e400"}, "setups[0].price: is no finite number"),
    ({"price": "0,836"}, "setups[0].price: is no finite number"),
    ({"price": float("inf")}, "setups[0].price: is no finite number"),
    ({"price": {"usd": 1}}, "setups[0].price: is no finite number; write it as text such as"),
    ({"bias": "up"}, "setups[0].bias: input should be 'long', 'short' or 'none', was 'up'."),
    ({"biass": "long"}, "setups[0]: there is no key 'biass'; did you mean 'bias'?"),
    ({"zzzzzz": 1}, "setups[0]: there is no key 'zzzzzz'; known here: symbol, venue, "),
    ({"bias": None}, "setups[0].bias: is missing."),
    ({"valid_until": "2026-03-28T00:00:00"}, "setups[0].valid_until: is no time with its zone"),
    ({"valid_until": 1774656000}, "setups[0].valid_until: is no time with its zone"),
    ({"symbol": "FIL-USDT"}, "setups[0].symbol: string should match"),
    ({"levels": [{"side": "up"}]}, "setups[0].levels[0].side: input should be 'above' or 'below'"),
    (
        {"levels": [{"side": "above", "price": 1, "szie": 1}]},
        "setups[0].levels[0]: there is no key",
    ),
    ({"levels": "none"}, "setups[0].levels: input should be a valid list, was 'none'."),
    (
        {"funding": {"settled": {"value": "1", "settled_at": "2026-03-27T16:00:00Z"}}},
        "setups[0].funding.settled.unit: is missing; setups[0].funding.settled.interval_hours",
    ),
    (
        {"funding": {"running": rate("1", "bps", interval_hours=7)}},
        "setups[0].funding.running.interval_hours: input should be 1, 2, 3, 4, 6, 8, 12 or 24",
    ),
    (
        {"confidence": {"event": "price_higher", "hours": 24.5, "base_rate": 48, "sample": 0}},
        "setups[0].confidence.base_rate: is no probability from 0 to 1",
    ),
    ({"reasons": ["x" * 100_000]}, "setups[0].reasons[0]: "),
]


@pytest.mark.parametrize(("changes", "told"), MISSHAPEN)
def test_a_wrong_shape_is_told_at_its_place(changes: Json, told: str) -> None:
    gap = left_out(**changes)
    assert gap.reason == "unreadable"
    assert told in gap.detail
    assert len(gap.detail) < 800


# --- time, names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"as_of": "2026-03-27T21:10:59Z"}, "stale"),
        ({"as_of": "2026-03-27T21:31:01Z"}, "future"),
        ({"valid_until": "2026-03-27T21:21:00Z"}, "expired"),
        ({"symbol": "FILBTC"}, "unsupported"),
        ({"symbol": "USDT"}, "unsupported"),
        ({"funding": {"settled": funding("1", "bps", settled_at="2026-03-28T00:00:00Z")}},
         "future"),
    ],
)  # fmt: skip
def test_a_setup_of_another_moment_or_market_is_left_out(changes: Json, reason: str) -> None:
    assert left_out(**changes).reason == reason


def test_a_setup_some_minutes_old_is_taken() -> None:
    assert taken(as_of="2026-03-27T21:11:00Z").as_of == AS_OF - timedelta(minutes=10)


def test_of_a_contract_named_twice_neither_is_taken() -> None:
    reading = read(document(entry(), entry("AAAUSDT"), entry(price="0.837")))
    assert [one.instrument.symbol for one in reading.setups] == ["AAAUSDT"]
    assert [(gap.subject, gap.reason) for gap in reading.gaps] == [("FILUSDT", "duplicate")] * 2


# --- the document itself ----------------------------------------------------------------------

UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "it is not JSON"),
    (b"\xff\xfe\x00", "it is not JSON"),
    (b"[" * 100_000, "it is not JSON"),
    (b"[]", "the document: input should be a valid dictionary"),
    (b'{"schema": 2}', "its schema is 2; this version reads schema 1"),
    (b'{"schema": 1, "schema": 1}', "the key 'schema' stands twice in one object"),
    (json.dumps(document(setups="all")).encode(), "setups: input should be a valid list"),
    (json.dumps(document(engine={"name": "A"})).encode(), "engine.version: is missing"),
    (json.dumps(document(engin=1)).encode(), "the document: there is no key 'engin'; did you"),
    (json.dumps(document(venue="kraken")).encode(), "venue: input should be 'binance', 'bybit'"),
    (
        json.dumps(document(engine={"name": "<b>x</b>", "version": "1"})).encode(),
        "engine.name: string should match",
    ),
    (b" " * 4_000_001, "it has more than 4,000,000 bytes"),
]


@pytest.mark.parametrize(("body", "told"), UNREADABLE)
def test_an_unreadable_document_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(SourceRefused) as refusal:
        parse_engine(body, where="engine.json", as_of=AS_OF)
    assert told in refusal.value.what
    assert (refusal.value.where, refusal.value.reason) == ("engine.json", "unreadable")


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["-0.0406", "1e99", "NaN", "percent", "2026-03-27T21:21:00Z", "long", ""])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
_PLACES = [
    (name,) for name in entry()
] + [("funding", "settled", "value"), ("funding", "running"), ("open_interest", "coins"),
     ("levels", "0"), ("levels", "0", "price")]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(_PLACES), _JSON)
def test_nothing_in_any_place_breaks_the_reading(place: tuple[str, ...], value: object) -> None:
    changed = entry()
    *steps, last = place
    inside: Any = changed
    for step in steps:
        inside = inside[int(step) if step.isdigit() else step]
    inside[int(last) if last.isdigit() else last] = value
    reading = read(document(changed, entry("AAAUSDT")))
    assert len(reading.setups) + len(reading.gaps) == 2
    assert reading.setups[-1].instrument.symbol == "AAAUSDT"
