"""A publisher's own engine: what is taken, digit for digit, and how it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.ledger.market import market_facts
from reporter.model import metrics as m
from reporter.model.digest import digest
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.market import Nature
from reporter.model.setup import Bias, Regime, VolatilityClass
from reporter.model.units import Quantity
from reporter.net.client import Client
from reporter.net.request import Reply, Request
from reporter.sources.engine import fetch_engine, parse_engine, read_engine
from tests.sources.engine_entries import AS_OF, document, entry, funding, rate, read, taken

# --- what is taken --------------------------------------------------------------------------


def test_a_setup_keeps_the_digits_and_the_source_of_its_figures() -> None:
    body = json.dumps(document(entry())).encode()
    (setup,) = parse_engine(body, where="desk.example/setups", as_of=AS_OF).setups
    settled = setup.measure(m.FUNDING_SETTLED)
    assert settled is not None
    assert (settled.value, settled.unit) == (Decimal("-0.00040602"), "fraction_per_8h")
    assert settled.as_of == datetime(2026, 3, 27, 16, tzinfo=UTC)
    assert settled.nature is Nature.SETTLED
    assert (settled.source, settled.endpoint) == (digest(body), "desk.example/setups")
    running = setup.measure(m.FUNDING_RUNNING)
    assert running is not None
    assert (running.value, running.nature) == (Decimal("-0.00021"), Nature.PREDICTED)
    assert setup.instrument.key == "binance.filusdt"
    assert (setup.instrument.base, setup.instrument.quote) == ("FIL", "USDT")


def test_the_ledger_makes_facts_of_it_as_of_any_setup() -> None:
    setup = taken()
    moment = Fact(
        id="edition.desk.as_of", kind=FactKind.OBSERVED, subject="edition", metric="desk.as_of",
        value=AS_OF, as_of=AS_OF, source=Source(name="Desk", url=""),
    )  # fmt: skip
    values = {fact.metric: fact.value for fact in market_facts(setup, moment)}
    annual = values[m.FUNDING_SETTLED_ANNUAL]
    assert isinstance(annual, Quantity)
    assert annual.value == Decimal("-0.44459190")
    assert isinstance(values["level.above.1"], Quantity)
    assert values["level.above.1"].value == Decimal("0.92")


def test_every_part_is_read() -> None:
    setup = taken(
        basis=rate("-11.36", "bps"),
        funding={
            "settled": funding(
                "-0.040602", settled_at="2026-03-27T16:00:00Z", annual=rate("-44.46")
            ),
            "running": funding("-2.1", "bps", annual=rate("-0.22995", "fraction")),
            "cap": funding("2"),
            "floor": funding("-200", "bps"),
            "history": {
                "percentile": "2.5",
                "sample": 540,
                "low": funding("-0.120615"),
                "high": funding("0.01"),
            },
        },
        open_interest={"usd": 36039156, "change_24h": rate("3.24")},
        liquidations={"above_usd": "12600000", "below_usd": 9100000.5},
        positioning=[
            {"population": "top_traders_by_position", "ratio": "2.19", "long": rate("68.65"),
             "short": rate("31.35")},
            {"population": "all_accounts", "ratio": "1.42"},
        ],
        confidence={
            "event": "price_higher", "hours": 24, "base_rate": "0.487", "sample": 4200,
            "probability": "0.5",
        },
        regime="trending_down",
        volatility="high",
    )  # fmt: skip
    given_values = {one.metric: one.value for one in setup.measures}
    assert given_values[m.FUNDING_FLOOR] == Decimal("-0.02")
    assert given_values[m.FUNDING_PERCENTILE] == Decimal("2.5")
    assert given_values[m.LIQUIDATIONS_BELOW] == Decimal("9100000.5")
    assert given_values[m.OPEN_INTEREST_CHANGE] == Decimal("3.24")
    assert given_values[m.TOP_POSITION_SHORT] == Decimal("31.35")
    assert given_values[m.GLOBAL_ACCOUNT_RATIO] == Decimal("1.42")
    assert (setup.bias, setup.regime) == (Bias.LONG, Regime.DOWN)
    assert setup.volatility is VolatilityClass.HIGH
    assert setup.confidence is not None
    assert (setup.confidence.event, setup.confidence.probability) == (
        "price higher 24 hours later",
        0.5,
    )


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value="-0.003", max_value="0.003", places=6), st.sampled_from([1, 4, 8]))
def test_a_rate_is_the_same_in_every_unit(value: Decimal, hours: int) -> None:
    found = set()
    for unit, parts in (("percent", 100), ("bps", 10_000), ("fraction", 1)):
        running = rate(str(value * parts), unit, interval_hours=hours)
        (setup,) = read(document(entry(mark=None, funding={"running": running}))).setups
        measure = setup.measure(m.FUNDING_RUNNING)
        assert measure is not None
        found.add((measure.value, measure.unit))
    assert found == {(value, f"fraction_per_{hours}h")}


def test_only_the_price_and_the_view_are_needed() -> None:
    bare = {
        "symbol": "AAAUSDC", "price": 12.5, "bias": "none",
        "valid_until": "2026-03-28T00:00:00+01:00",
    }  # fmt: skip
    (setup,) = read(document(bare)).setups
    assert [one.metric for one in setup.measures] == [m.PRICE]
    assert (setup.bias, setup.regime, setup.confidence) == (Bias.NEUTRAL, Regime.UNCERTAIN, None)
    assert setup.valid_until == datetime(2026, 3, 27, 23, tzinfo=UTC)


def test_venue_and_time_may_be_the_setups_own() -> None:
    own = entry(venue="okx", as_of="2026-03-27T21:15:00Z")
    reading = read(document(entry(), own))
    assert [one.instrument.key for one in reading.setups] == ["binance.filusdt", "okx.filusdt"]
    assert reading.setups[1].as_of == AS_OF - timedelta(minutes=6)


def test_what_the_engine_does_not_give_is_a_gap() -> None:
    setup = taken(levels=[{"side": "above", "price": "0.92"}], invalidation=None)
    assert setup.levels == ()
    assert [(gap.part, gap.reason) for gap in setup.gaps] == [
        ("level", "not-given"),
        ("invalidation", "not-given"),
    ]


def test_odds_of_a_level_come_with_their_window() -> None:
    odds = {"probability": "0.059", "hours": 24, "sample": 4200}
    level = {"side": "above", "price": "0.92", "size_usd": 1, "odds": odds}
    (found,) = taken(levels=[level]).levels
    assert (found.touch, found.hours, found.sample) == (0.059, 24, 4200)


def test_the_engines_words_are_plain_text_and_bounded() -> None:
    hostile = "<script>buy()</script>Long <b>now</b>\u202e " + "x " * 300
    reading = read(document(entry(reasons=[hostile])))
    (words,) = reading.reasons["binance.filusdt"]
    assert words.startswith("Long now x")
    assert len(words) <= 280
    assert (reading.name, reading.version, reading.method_url) == ("Lighthouse", "2.1.0", "")


# --- over the wire ----------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(document(entry())).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is for the test."""


@pytest.fixture
def engine_address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Recorded:
    """Answers with a stored body, as a replayed snapshot does."""

    def fetch(self, request: Request) -> Reply:
        body = json.dumps(document(entry())).encode()
        return Reply(
            url=request.full_url, final_url=request.full_url, status=200, headers={}, body=body,
            digest=digest(body), received_at=AS_OF,
        )  # fmt: skip


def test_a_document_is_fetched_and_read(engine_address: str) -> None:
    client = Client(
        "Reporter (test)", clock=lambda: AS_OF, jitter=lambda: 0.0, allow_hosts=[engine_address]
    )
    with client:
        reply = fetch_engine(client, f"http://{engine_address}/setups?key=secret")
    reading = read_engine(reply, as_of=AS_OF)
    (setup,) = reading.setups
    assert setup.measures[0].endpoint == f"{engine_address}/setups"
    assert setup.measures[0].source == reply.digest
    recorded = fetch_engine(_Recorded(), f"http://{engine_address}/setups")
    assert read_engine(recorded, as_of=AS_OF).setups == reading.setups
