"""What was recorded comes back the same, from memory, from a folder and from one file."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.errors import (
    ReporterError,
    SnapshotError,
    SourceRefused,
    SourceUnavailable,
)
from reporter.net.archive import MemoryArchive
from reporter.net.request import Fetcher, Reply, Request
from reporter.net.snapshot import (
    Record,
    RecordedError,
    Recorder,
    Replayer,
    Snapshot,
)

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
GOOD = Request(url="https://a.example/feed", params=(("limit", "2"),))
GONE = Request(url="https://b.example/feed")
BUSY = Request(url="https://c.example/feed")


class Sources:
    """A live fetcher that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request.key)
        if request == GONE:
            raise SourceRefused("closed.", "b.example", "Remove it.", reason="gone", status=410)
        if request == BUSY:
            raise SourceUnavailable("busy.", "c.example", reason="busy", retry_after=60.5)
        body = f"body of {request.full_url}".encode()
        return Reply(
            url=request.full_url,
            final_url=request.full_url + "/",
            status=200,
            headers={"content-type": "text/xml", "etag": '"1"', "set-cookie": "id=secret"},
            body=body,
            digest=digest(body),
            received_at=NOW + timedelta(microseconds=7),
        )


def outcome(fetcher: Fetcher, request: Request) -> Reply | tuple[type, dict[str, Any]]:
    try:
        return fetcher.fetch(request)
    except ReporterError as error:
        return type(error), vars(error)


def recorded() -> tuple[Recorder, MemoryArchive]:
    archive = MemoryArchive()
    recorder = Recorder(Sources(), archive)
    for request in (GOOD, GONE, BUSY):
        outcome(recorder, request)
    return recorder, archive


@pytest.fixture
def sealed() -> tuple[Snapshot, MemoryArchive]:
    recorder, archive = recorded()
    return recorder.seal(NOW, (("version", "1"), ("desk", "a"))), archive


# Recording and replay


def test_replay_equals_recording(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    recorder, _ = recorded()
    replayer = Replayer(*sealed)
    for request in (GOOD, GONE, BUSY):
        assert outcome(replayer, request) == outcome(recorder, request)


def test_errors_come_back_as_they_were(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    replayer = Replayer(*sealed)
    with pytest.raises(SourceRefused, match="Remove it") as refused:
        replayer.fetch(GONE)
    assert (refused.value.reason, refused.value.status) == ("gone", 410)
    with pytest.raises(SourceUnavailable) as unavailable:
        replayer.fetch(BUSY)
    assert (unavailable.value.reason, unavailable.value.retry_after) == ("busy", 60.5)


def test_a_request_is_made_once() -> None:
    sources = Sources()
    recorder = Recorder(sources, MemoryArchive())
    first = [outcome(recorder, request) for request in (GOOD, GONE)]
    second = [outcome(recorder, request) for request in (GOOD, GONE)]
    assert first == second
    assert sources.asked == [GOOD.key, GONE.key]


def test_a_request_is_made_once_by_many_threads() -> None:
    sources, start = Sources(), threading.Barrier(8)
    recorder = Recorder(sources, MemoryArchive())

    def fetch(number: int) -> Reply:
        start.wait(10)
        return recorder.fetch(Request(url=f"https://a.example/{number % 2}"))

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(fetch, range(8)))
    assert len(sources.asked) == 2
    assert len({reply.body for reply in replies}) == 2


def test_only_harmless_headers_are_kept(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    reply = Replayer(*sealed).fetch(GOOD)
    assert reply.headers == {"content-type": "text/xml", "etag": '"1"'}
    assert b"secret" not in sealed[0].to_json()


def test_other_errors_are_not_recorded() -> None:
    class Broken:
        def fetch(self, request: Request) -> Reply:
            raise ZeroDivisionError

    recorder = Recorder(Broken(), MemoryArchive())
    with pytest.raises(ZeroDivisionError):
        recorder.fetch(GOOD)
    assert recorder.seal(NOW).records == ()


def test_what_was_not_recorded_is_named(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    with pytest.raises(SnapshotError, match=r"d\.example/feed"):
        Replayer(*sealed).fetch(Request(url="https://d.example/feed"))


def test_a_missing_content_is_named(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    replayer = Replayer(sealed[0], MemoryArchive())
    with pytest.raises(SnapshotError, match=r"a\.example/feed") as caught:
        replayer.fetch(GOOD)
    assert caught.value.next_step


def test_no_message_tells_the_parameters_of_an_address() -> None:
    secret = Request(url="https://a.example/feed?apikey=hush", params=(("token", "hush"),))
    archive = MemoryArchive()
    recorder = Recorder(Sources(), archive)
    recorder.fetch(secret)
    whole = recorder.seal(NOW)
    bare = Snapshot(as_of=NOW, records=(Record(key=secret.key),))
    for snapshot in (Snapshot(as_of=NOW), bare, whole):
        with pytest.raises(SnapshotError, match=r"a\.example/feed") as caught:
            Replayer(snapshot, MemoryArchive()).fetch(secret)
        assert "hush" not in str(caught.value)


def test_a_record_without_answer_is_damage() -> None:
    snapshot = Snapshot(as_of=NOW, records=(Record(key=GOOD.key),))
    with pytest.raises(SnapshotError, match="no answer"):
        Replayer(snapshot, MemoryArchive()).fetch(GOOD)


# Snapshots


def test_a_snapshot_is_sorted_whatever_the_order(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    snapshot = sealed[0]
    turned = Snapshot(as_of=NOW, records=snapshot.records[::-1], meta=snapshot.meta[::-1])
    assert turned == snapshot
    assert turned.digest == snapshot.digest
    assert [record.key for record in turned.records] == sorted(r.key for r in snapshot.records)


def test_a_key_stands_once() -> None:
    with pytest.raises(SnapshotError, match="twice"):
        Snapshot(as_of=NOW, records=(Record(key="a"), Record(key="a", status=200)))


def test_with_record_adds_or_replaces(sealed: tuple[Snapshot, MemoryArchive]) -> None:
    snapshot = sealed[0]
    more = snapshot.with_record(Record(key="model 2"))
    assert len(more.records) == len(snapshot.records) + 1
    assert more.with_record(Record(key="model 2", status=1)).records[-1].status == 1
    assert len({snapshot.digest, more.digest}) == 2


def test_a_time_names_an_instant() -> None:
    east = Snapshot(as_of=NOW.astimezone(timezone(timedelta(hours=9))))
    assert east.digest == Snapshot(as_of=NOW).digest
    with pytest.raises(SnapshotError, match="no zone"):
        Snapshot(as_of=NOW.replace(tzinfo=None)).to_json()


TEXTS = st.text(max_size=8)
MAYBE_STATUS = st.none() | st.integers(100, 599)
ERRORS = st.builds(
    RecordedError,
    transient=st.booleans(),
    what=TEXTS,
    where=TEXTS,
    next_step=TEXTS,
    reason=TEXTS,
    status=MAYBE_STATUS,
    retry_after=st.none() | st.floats(0, 1e9),
)
RECORDS = st.builds(
    Record,
    key=TEXTS,
    received_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    url=TEXTS,
    status=st.integers(0, 599),
    final_url=TEXTS,
    headers=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    digest=st.none() | st.binary(max_size=4).map(digest),
    error=st.none() | ERRORS,
)
SNAPSHOTS = st.builds(
    Snapshot,
    as_of=st.datetimes(timezones=st.just(UTC)),
    records=st.lists(RECORDS, max_size=3, unique_by=lambda record: record.key).map(tuple),
    meta=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(SNAPSHOTS)
def test_json_round_trip(snapshot: Snapshot) -> None:
    again = Snapshot.from_json(snapshot.to_json())
    assert again == snapshot
    assert again.to_json() == snapshot.to_json()
    assert again.digest == snapshot.digest


def damaged(snapshot: Snapshot, *path: str | int, value: object) -> bytes:
    """The snapshot's JSON with one place overwritten."""
    tree = json.loads(snapshot.to_json())
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(tree).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 2),
        (("as_of",), "2026-03-27T21:21:00"),
        (("as_of",), 7),
        (("as_of",), "noon"),
        (("meta",), [["a"]]),
        (("meta",), [[1, "b"]]),
        (("records",), None),
        (("records", 0), {}),
        (("records", 0, "key"), "\ud800"),
        (("records", 0, "status"), "200"),
        (("records", 0, "digest"), "sha256:../x"),
        (("records", 0, "digest"), 5),
        (("records", 0, "headers"), {"a": "b"}),
        (("records", 1, "error", "status"), 4.5),
        (("records", 1, "error", "retry_after"), "soon"),
        (("records", 1, "error", "what"), None),
    ],
)
def test_a_damaged_list_is_refused(
    sealed: tuple[Snapshot, MemoryArchive], path: tuple[str | int, ...], value: object
) -> None:
    assert sealed[0].records[1].error is not None
    with pytest.raises(SnapshotError):
        Snapshot.from_json(damaged(sealed[0], *path, value=value))


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"{", b"[" * 100_000, b'{"a":1}'])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(SnapshotError):
        Snapshot.from_json(data)
