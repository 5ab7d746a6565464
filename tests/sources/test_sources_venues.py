"""What holds for every venue: the protocol, faults as named gaps, and the same record again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.errors import ConfigError, SourceRefused, SourceUnavailable
from reporter.model.market import Instrument
from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.snapshot import Recorder, Replayer
from reporter.signals import measure
from reporter.sources import binance, bybit, bybit_symbol, hyperliquid, okx, okx_symbol
from reporter.sources.venues import NAMES
from reporter.sources.venues import Venue as Protocol
from reporter.sources.venues import venue as look_up
from reporter.sources.wire import Answer, parse_json
from tests.sources.venue_answers import (
    AS_OF,
    BASE,
    HOUR_MS,
    NOW,
    SYMBOL,
    Bybit,
    Okx,
    Venue,
    reasons,
)

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
) | st.sampled_from([480, "240", "0.01", "-0.01", NOW, str(NOW + HOUR_MS), "60"])
FIELDS = (
    "fundingInterval", "upperFundingRate", "lowerFundingRate",
    "fundingTime", "nextFundingTime", "maxFundingRate", "minFundingRate",
)  # fmt: skip
BOTH = pytest.mark.parametrize("make", [Bybit, Okx])
Make = Callable[[], Venue]

# ---------------------------------------------------------------------- the protocol


def test_every_module_fits_the_protocol() -> None:
    def fits(module: Protocol) -> bool:  # mypy compares the modules
        return look_up(module.VENUE) is module and module.BASE_URL.startswith("https://")

    assert fits(binance)
    assert fits(bybit)
    assert fits(okx)
    assert fits(hyperliquid)


def test_an_unknown_venue_is_named_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="nowhere") as caught:
        look_up("nowhere")

    assert all(name in caught.value.next_step for name in NAMES)


def test_looking_up_loads_no_other_venue_and_no_heavy_library() -> None:
    code = (
        "import sys; from reporter.sources.venues import venue; venue('bybit');"
        "heavy = {'numpy', 'pandas', 'httpx', 'reporter.sources.okx'} & set(sys.modules);"
        "sys.exit(bool(heavy))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_contract_is_the_same_whatever_the_venue_calls_it() -> None:
    plain = Instrument(venue="okx", symbol="FILUSDT", base="FIL", quote="USDT")

    assert okx.instrument("FILUSDT") == plain
    assert hash(okx.instrument("FILUSDT")) == hash(plain)
    assert okx.instrument("FILUSDT").key == "okx.filusdt"


# ---------------------------------------------------------------------- what is asked


@BOTH
def test_reading_asks_what_was_fetched(make: Make) -> None:
    venue = make()
    venue.fetch_market(SYMBOL, "GONEUSDT")
    fetched = [request.key for request in venue.asked]
    venue.asked.clear()
    venue.read(SYMBOL, "GONEUSDT")

    assert sorted(request.key for request in venue.asked) == sorted(fetched)
    assert len(set(fetched)) == len(fetched)
    assert not any("GONE" in key for key in fetched)  # the list of contracts does not name it


@BOTH
def test_every_question_counts_against_a_limit(make: Make) -> None:
    venue = make()
    venue.fetch_market()
    venue.module.fetch_tickers(venue, base_url=BASE + "/", as_of=AS_OF)

    assert all(request.costs for request in venue.asked)


@BOTH
def test_the_universe_takes_a_handful_of_questions(make: Make) -> None:
    venue = make()
    venue.module.fetch_tickers(venue, base_url=BASE, as_of=AS_OF)

    assert len(venue.asked) <= 7
    assert not any(SYMBOL in request.full_url for request in venue.asked)


@BOTH
def test_nothing_after_as_of_is_used(make: Make) -> None:
    venue, before = make(), AS_OF - timedelta(hours=30)

    (data,) = venue.read(as_of=before)

    limit = int(before.timestamp() * 1000)
    assert {"candles", "funding", "open_interest", "global_account"} <= set(data.history)
    for name, series in data.history.items():
        known_later = name in {"candles", "premium", "taker"}
        assert series.times[-1] <= limit - (HOUR_MS if known_later else 0), name
    assert not {metrics.PRICE, metrics.MARK, metrics.FUNDING_RUNNING} & set(data.observations)
    assert "stale" in reasons(data).values()


@BOTH
def test_symbols_come_in_their_order_and_once(make: Make) -> None:
    found = make().read("GONEUSDT", SYMBOL, "GONEUSDT", "ETHBTC")

    assert [data.instrument.symbol for data in found] == ["GONEUSDT", SYMBOL, "ETHBTC"]
    assert reasons(found[0]) == {"market data": "no-such-symbol"}
    assert reasons(found[2]) == {"market data": "unsupported"}


def test_a_list_without_end_is_followed_for_ten_pages() -> None:
    class Endless(Bybit):
        def envelope(self, rows: list[Any]) -> dict[str, Any]:
            whole = super().envelope(rows)
            whole["result"]["nextPageCursor"] = f"next-{len(self.asked)}"
            return whole

    venue = Endless()

    assert len(venue.tickers().tickers) == 1
    assert len(venue.asked) == 20


# ---------------------------------------------------------------------- whole failures


@BOTH
@pytest.mark.parametrize(
    ("status", "reason"), [(451, "restricted"), (418, "forbidden"), (403, "forbidden")]
)
def test_a_closed_door_ends_the_asking(make: Make, status: int, reason: str) -> None:
    venue = make()
    closed = SourceRefused("no", reason=reason, status=status)
    venue.answers = dict.fromkeys(venue.answers, closed)
    venue.fetch_market("AAAUSDT", "BBBUSDT")
    asked = len(venue.asked)

    found = venue.read("AAAUSDT", "BBBUSDT")

    assert asked == len(venue.module.bulk_requests(BASE))
    assert [reasons(data) for data in found] == [{"market data": reason}] * 2
    assert set(reasons(venue.tickers()).values()) == {reason}
    assert venue.tickers().tickers == ()


@BOTH
def test_a_busy_venue_is_one_gap_a_symbol(make: Make) -> None:
    venue = make()
    busy = SourceUnavailable("wait", reason="busy", status=429)
    venue.answers = dict.fromkeys(venue.answers, busy)

    assert reasons(venue.read()[0]) == {"market data": "busy"}


@BOTH
def test_what_is_no_failure_of_the_source_is_not_swallowed(make: Make) -> None:
    venue = make()
    venue.answers = dict.fromkeys(venue.answers, ZeroDivisionError("a bug"))

    with pytest.raises(ZeroDivisionError):
        venue.read()


# ---------------------------------------------------------------------- faults of single answers

BODIES: dict[str, tuple[Any, str]] = {
    "page": (b"<!DOCTYPE html><html><body>Maintenance</body></html>", "unreadable"),
    "torn": (b'{"retCode": 0, "code": "0", "data": [{"ins', "unreadable"),
    "null": (b"null", "unreadable"),
    "bare list": (b"[1, 2]", "unreadable"),
    "no list": (b'{"retCode": 0, "code": "0", "result": {}, "data": null}', "unreadable"),
    "number as code": (b'{"retCode": true, "code": false}', "unreadable"),
    "refused": (b'{"retCode": 10001, "retMsg": "bad", "code": "51000", "msg": "bad"}', "refused"),
    "busy": (b'{"retCode": 10006, "retMsg": "slow", "code": "50011", "msg": "slow"}', "busy"),
    "fault": (b'{"retCode": 10016, "retMsg": "x", "code": "50026", "msg": "x"}', "server-error"),
    "silence": (SourceUnavailable("no answer", reason="timeout"), "timeout"),
    "rubbish": ([1, None, "x", []], "unreadable"),
}
CASES = [(make, path) for make in (Bybit, Okx) for path in make().answers]
LISTS = [
    *((Bybit, f"/v5/market/{name}") for name in ("tickers", "instruments-info")),
    *((Okx, f"/api/v5/market/{name}") for name in ("tickers", "index-tickers")),
    *((Okx, f"/api/v5/public/{name}") for name in ("instruments", "mark-price", "funding-rate")),
]


@cache
def unbroken(make: Make) -> SymbolData:
    """What is read where nothing is broken."""
    (whole,) = make().read()
    return whole


@pytest.mark.parametrize("fault", BODIES)
@pytest.mark.parametrize(("make", "path"), CASES)
def test_a_broken_answer_is_a_gap_and_never_an_error(make: Make, path: str, fault: str) -> None:
    whole = unbroken(make)
    venue = make()
    body, reason = BODIES[fault]
    venue.answers[path] = body

    (data,) = venue.read()

    fresh = {part: why for part, why in reasons(data).items() if part not in reasons(whole)}
    assert fresh, path
    assert set(fresh.values()) <= {reason}
    assert len(set(whole.history) - set(data.history)) <= 1


@pytest.mark.parametrize("fault", BODIES)
@pytest.mark.parametrize(("make", "path"), LISTS)
def test_tickers_survive_a_broken_list(make: Make, path: str, fault: str) -> None:
    venue = make()
    body, reason = BODIES[fault]
    venue.answers[path] = body

    found = venue.tickers()

    assert set(reasons(found).values()) == {reason}
    assert (found.tickers == ()) == path.endswith("/market/tickers")


@BOTH
@pytest.mark.parametrize("bad", [None, "NaN", True, "", [], {}, "abc", "1e999", "-1", "0"])
def test_no_bad_field_reaches_a_series_or_a_reading(make: Make, bad: Any) -> None:
    def spoil(value: Any) -> Any:
        if isinstance(value, list) and value and isinstance(value[0], str):
            return [value[0], *[bad] * (len(value) - 1)]
        if isinstance(value, list):
            return [spoil(one) for one in value]
        kept = {"instId", "symbol", "status", "state", "contractType", "timestamp", "ts"}
        return {k: v if k in kept else bad for k, v in value.items()}

    venue = make()
    for path, answer in venue.answers.items():
        venue.answers[path] = (
            (lambda asked, rows=answer: spoil(rows(asked))) if callable(answer) else spoil(answer)
        )

    (data,) = venue.read()
    for series in data.history.values():
        assert all(np.isfinite(column).all() for column in series.columns.values())
    assert all(one.value.is_finite() for one in data.observations.values())
    assert metrics.PRICE not in data.observations
    assert venue.tickers().tickers == ()


@given(value=json_values, enveloped=st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_json_is_opened_or_refused(value: Any, enveloped: bool) -> None:
    sent = {"retCode": 0, "code": "0", "result": value, "data": value} if enveloped else value
    body = json.dumps(sent).encode()
    for module in (bybit, okx):
        try:
            found = module.unpack(Answer(parse_json(body), digest(body), "/"))
        except (SourceRefused, SourceUnavailable):
            continue
        assert isinstance(found.cursor, str)


@given(fields=st.dictionaries(st.sampled_from(FIELDS), json_values))
@settings(max_examples=100, deadline=None)
def test_any_terms_are_read_or_refused(fields: dict[str, Any]) -> None:
    sent = parse_json(json.dumps(fields).encode())
    for read in (bybit_symbol.read_terms, okx_symbol.read_terms):
        try:
            terms = read(sent)
        except SourceRefused:
            continue
        assert 24 % terms.hours == 0
        assert terms.cap is None or terms.floor is None or terms.floor < terms.cap


# ---------------------------------------------------------------------- over HTTP


class _Handler(BaseHTTPRequestHandler):
    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.server.venue.body(  # type: ignore[attr-defined]  # set by the fixture
            parts.path, dict(parse_qsl(parts.query))
        )
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is for the test."""


@pytest.fixture(params=[Bybit, Okx])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Venue, str]]:
    """A venue behind a real local server, and its address."""
    venue = request.param()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.venue = venue  # type: ignore[attr-defined]  # how the handler finds its venue
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield venue, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_recorded_and_replayed_readings_are_the_same(served: tuple[Venue, str]) -> None:
    venue, base = served
    archive, module = MemoryArchive(), venue.module

    def clock() -> datetime:
        return AS_OF

    with Client("test", clock=clock, jitter=lambda: 0.0, allow_hosts=[base[7:]]) as client:
        recorder = Recorder(client, archive)
        module.fetch_market(recorder, base_url=base, symbols=[SYMBOL], as_of=AS_OF)
        module.fetch_tickers(recorder, base_url=base, as_of=AS_OF)
        snapshot = recorder.seal(AS_OF)
    replayer = Replayer(snapshot, archive)
    (data,) = module.read_market(replayer, base_url=base, symbols=[SYMBOL], as_of=AS_OF)
    tickers = module.read_tickers(replayer, base_url=base, as_of=AS_OF)

    (expected,) = venue.read()
    assert dict(data.observations) == dict(expected.observations)
    assert {k: v.times.tolist() for k, v in data.history.items()} == {
        k: v.times.tolist() for k, v in expected.history.items()
    }
    assert data.gaps == expected.gaps
    assert tickers == venue.tickers()
    bodies = {record.digest for record in snapshot.records}
    assert {one.source for one in data.observations.values()} <= bodies
    assert {d for series in data.history.values() for d in series.sources} <= bodies


def test_readings_are_measured(served: tuple[Venue, str]) -> None:
    venue, _ = served

    setup = measure(venue.read()[0], AS_OF)

    assert setup.instrument.venue == venue.module.VENUE
    assert any(one.metric == metrics.FUNDING_SETTLED for one in setup.measures)
    assert int(AS_OF.timestamp() * 1000) == NOW
