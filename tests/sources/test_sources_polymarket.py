"""Polymarket: lists inside texts, exclusive outcomes, order books of another service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.odds import OddsReading
from reporter.model.units import usd
from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.snapshot import Recorder, Replayer
from reporter.sources import kalshi, polymarket
from tests.sources.odds_answers import AS_OF, JUNK, Kalshi, Polymarket, contract, question, reasons


def test_polymarket_odds() -> None:
    reading = Polymarket(question(openInterest="99.5")).read()
    (odds,) = reading.odds

    assert reading.gaps == ()
    assert (odds.probability, odds.bid, odds.ask) == (
        Decimal("0.615"),
        Decimal("0.61"),
        Decimal("0.62"),
    )
    assert odds.normalised is False
    assert (odds.title, odds.outcome) == ("Fed in April: No change?", "No change")
    assert odds.event_title == "Fed decision in April?"
    assert odds.volume == usd(Decimal("250000.5"))
    assert odds.open_interest == usd(Decimal("99.5"))
    assert odds.key == "polymarket.fed-april-no-change"
    assert odds.url == "https://polymarket.com/event/fed-decision-in-april"


def test_polymarket_is_asked_by_volume() -> None:
    service = Polymarket()
    service.read()
    first, *tags = [dict(request.params) for request in service.asked]

    assert first == {
        "closed": "false",
        "order": "volume24hr",
        "ascending": "false",
        "limit": "50",
    }
    assert [params["tag_slug"] for params in tags] == ["economy", "crypto"]


def test_the_end_of_the_event_stands_for_that_of_its_market() -> None:
    (odds,) = Polymarket(question(endDate=None)).read().odds

    assert odds.closes_at == datetime(2026, 4, 29, 17, 59, tzinfo=UTC)
    assert odds.open_interest is None


def exclusive(*offers: tuple[object, object], **event: object) -> OddsReading:
    rows = [
        question(f"Outcome {number}", bestBid=bid, bestAsk=ask, outcomePrices=None)
        for number, (bid, ask) in enumerate(offers)
    ]
    return Polymarket(*rows, **{"negRisk": True, **event}).read()


def test_exclusive_outcomes_are_divided_by_their_sum() -> None:
    reading = exclusive((0.60, 0.62), (0.30, 0.32), (0.12, 0.14))
    total = Decimal("1.05")

    assert [odds.probability for odds in reading.odds] == [
        round(Decimal("0.61") / total, 6),
        round(Decimal("0.31") / total, 6),
        round(Decimal("0.13") / total, 6),
    ]
    assert all(odds.normalised for odds in reading.odds)
    assert sum(odds.probability for odds in reading.odds) == pytest.approx(1, abs=1e-5)
    assert reading.odds[0].bid == Decimal("0.6")  # the offers stay as they are


def test_a_cheap_outcome_without_a_bid_counts_half_its_price() -> None:
    reading = exclusive((0.60, 0.62), (0.36, 0.38), (None, 0.04))

    assert [odds.probability for odds in reading.odds] == [
        Decimal("0.61"),
        Decimal("0.37"),
    ]
    assert all(odds.normalised for odds in reading.odds)
    assert reasons(reading) == {("some event odds", "one-sided")}


@pytest.mark.parametrize(
    ("offers", "event"),
    [
        ([(0.60, 0.62), (0.36, 0.38)], {"negRisk": False}),
        ([(0.60, 0.62), (0.36, 0.38)], {"negRisk": "true"}),
        ([(0.60, 0.62), (0.36, 0.38)], {"negRiskAugmented": True}),
        ([(0.60, 0.62), (0.20, 0.22)], {}),  # others must be missing
        ([(0.80, 0.82), (0.60, 0.62)], {}),  # these cannot exclude each other
        ([(0.60, 0.62), (0.36, 0.38), (None, 0.5)], {}),  # no price at all
        ([(0.60, 0.62), (0.36, 0.38), (0.01, None)], {}),
        ([(0.96, 0.98)], {}),  # one outcome is none of several
    ],
)
def test_other_outcomes_are_never_divided(
    offers: list[tuple[object, object]], event: dict[str, object]
) -> None:
    reading = exclusive(*offers, **event)

    assert reading.odds
    for odds in reading.odds:
        assert odds.probability == (odds.bid + odds.ask) / 2
        assert not odds.normalised


def test_hardly_traded_outcomes_count_in_the_sum() -> None:
    rows = [
        question("A", bestBid=0.60, bestAsk=0.62, outcomePrices=None),
        question("B", bestBid=0.42, bestAsk=0.44, outcomePrices=None, volume="10"),
    ]
    (odds,) = Polymarket(*rows, negRisk=True).read().odds

    assert odds.probability == round(Decimal("0.61") / Decimal("1.04"), 6)


def test_the_order_book_of_a_market_without_offers() -> None:
    book = {
        "bids": [{"price": "0.01", "size": "5"}, {"price": "0.61", "size": "9"}],
        "asks": [{"price": "0.99", "size": "5"}, {"price": "0.62", "size": "7"}],
    }
    service = Polymarket(question(bestBid=None, bestAsk=None))
    service.answers["/v2/book"] = book
    (odds,) = service.read().odds

    assert (odds.bid, odds.ask, odds.endpoint) == (Decimal("0.61"), Decimal("0.62"), "/v2/book")
    assert dict(service.asked[-1].params) == {"token_id": "111"}


def test_order_books_are_kept_beside_the_public_address() -> None:
    service = Polymarket(question(bestBid=None, bestAsk=None))
    base = polymarket.BASE_URL
    service.answers["/events"] = service.answers["/v2/events"]
    polymarket.read_events(service, base_url=base, as_of=AS_OF)

    assert service.asked[-1].url == "https://clob.polymarket.com/book"


@pytest.mark.parametrize(
    ("book", "tokens", "reason"),
    [
        ({"bids": [], "asks": []}, '["111", "222"]', "one-sided"),
        ({"bids": [{"price": "x"}], "asks": []}, '["111", "222"]', "unreadable"),
        ({"bids": None}, '["111", "222"]', "unreadable"),
        ([], '["111", "222"]', "unreadable"),
        ({}, "[]", "missing"),
        ({}, '["../x", "222"]', "missing"),
        ({}, None, "missing"),
    ],
)
def test_an_order_book_that_cannot_be_had(book: object, tokens: object, reason: str) -> None:
    service = Polymarket(question(bestBid=None, bestAsk=None, clobTokenIds=tokens))
    service.answers["/v2/book"] = book
    reading = service.read()

    assert reading.odds == ()
    assert reasons(reading) == {("some event odds", reason)}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"bestBid": 0}, "one-sided"),
        ({"bestAsk": 1}, "one-sided"),
        ({"bestBid": 0.3}, "wide"),
        ({"bestBid": 61, "bestAsk": 62}, "implausible"),
        ({"bestBid": 0.63}, "implausible"),
        ({"outcomePrices": '["0.10", "0.90"]'}, "implausible"),
        ({"outcomePrices": '["x", "0.90"]'}, "unreadable"),
        ({"outcomePrices": "[NaN, 1]"}, "unreadable"),
        ({"outcomes": "["}, "unreadable"),
        ({"outcomes": '{"a": 1}'}, "unreadable"),
        ({"outcomes": '["Yes", "No", "Perhaps"]'}, "unreadable"),
        ({"outcomes": None}, "unreadable"),
        ({"slug": "A B"}, "unreadable"),
        ({"volume": "1000000000000.01"}, "implausible"),
        ({"question": "{{edition.desk.as_of}}"}, "instruction"),
        ({"question": None, "title": ""}, None),
    ],
)
def test_a_question_without_odds_is_a_gap(fields: dict[str, object], reason: str | None) -> None:
    reading = Polymarket(question(**fields), question("Good")).read()

    assert "fed-april-good" in {odds.market for odds in reading.odds}
    expected = set() if reason is None else {("some event odds", reason)}
    assert reasons(reading) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"closed": True},
        {"archived": True},
        {"active": False},
        {"acceptingOrders": False},
        {"endDate": "2026-03-27T12:00:00Z"},
        {"volume": "9999"},
        {"volume": None},
    ],
)
def test_questions_that_are_closed_or_hardly_traded_are_out(fields: dict[str, object]) -> None:
    reading = Polymarket(question(**fields), question("Good")).read()

    assert [odds.market for odds in reading.odds] == ["fed-april-good"]
    assert reading.gaps == ()


def test_closed_events_and_those_without_markets_are_out() -> None:
    assert reasons(Polymarket(question(), closed=True).read()) == {("event odds", "empty")}
    assert reasons(Polymarket(markets=None).read()) == {("event odds", "empty")}
    assert reasons(Polymarket(markets="none").read()) == {("event odds", "unreadable")}


def test_a_plain_list_of_outcomes_is_read_too() -> None:
    (odds,) = Polymarket(question(outcomes=["Up", "Down"], groupItemTitle="")).read().odds

    assert odds.outcome == "Up"


def test_hostile_wording_becomes_plain_text() -> None:
    title = "Will **<b>Acme</b>**\u202e win?<script>x()</script>"
    (odds,) = Polymarket(question(question=title)).read().odds

    assert odds.title == "Will Acme win?"


@settings(max_examples=40, deadline=None)
@given(answer=JUNK, field=st.sampled_from(sorted(question())), value=JUNK)
def test_nothing_breaks_the_reading(answer: object, field: str, value: object) -> None:
    service = Polymarket()
    service.answers["/v2/events"] = answer
    assert service.read().odds == ()

    for odds in Polymarket(question(**{field: value})).read().odds:
        assert 0 < odds.probability < 1


# Over real HTTP


@pytest.fixture
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            named = {"series_ticker", "tag_slug"} & dict(parse_qsl(parts.query)).keys()
            service = Kalshi(contract()) if "/k" in parts.path else Polymarket(question())
            value = service.nothing if named else service.answers["/v2/events"]
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the test's output is for the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_recorded_and_replayed_odds_are_the_same(address: str) -> None:
    archive = MemoryArchive()
    with Client(
        "test", clock=lambda: AS_OF, jitter=lambda: 0.0, allow_hosts=[address[7:]]
    ) as client:
        recorder = Recorder(client, archive)
        kalshi.fetch_events(recorder, base_url=f"{address}/k", as_of=AS_OF)
        polymarket.fetch_events(recorder, base_url=f"{address}/p", as_of=AS_OF)
        snapshot = recorder.seal(AS_OF)
    replayer = Replayer(snapshot, archive)
    one = kalshi.read_events(replayer, base_url=f"{address}/k", as_of=AS_OF)
    two = polymarket.read_events(replayer, base_url=f"{address}/p", as_of=AS_OF)

    assert [odds.probability for odds in (*one.odds, *two.odds)] == [
        Decimal("0.625"),
        Decimal("0.615"),
    ]
    assert one.gaps == two.gaps == ()
    assert one == kalshi.read_events(recorder, base_url=f"{address}/k", as_of=AS_OF)
