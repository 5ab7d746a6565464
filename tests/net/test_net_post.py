"""Questions with a body: sent whole, repeated, never redirected, kept apart in a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.model.errors import SnapshotError, SourceRefused, SourceUnavailable
from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.request import Request
from reporter.net.snapshot import Recorder, Replayer, Snapshot

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
JSON = (("content-type", "application/json"),)
QUESTION = b'{"type":"meta"}'
# conftest.py is no importable module under importlib mode
Site = Any


def echo(site: Site) -> None:
    site.pages["/info"] = lambda visit: visit.answer(200, b"to " + site.posted[-1][1])


def ask(site: Site, body: bytes = QUESTION) -> Request:
    request: Request = site.ask("/info", headers=JSON, body=body)
    return request


def test_the_body_is_sent_with_its_type_and_length(client: Client, site: Site) -> None:
    echo(site)
    large = b'{"type":"' + b"x" * 100_000 + b'"}'

    assert client.fetch(ask(site)).body == b"to " + QUESTION
    assert client.fetch(ask(site, large)).body == b"to " + large
    assert site.posted == [("application/json", QUESTION), ("application/json", large)]
    assert site.seen[0][1]["content-length"] == str(len(QUESTION))
    assert site.seen[0][1]["user-agent"] == "Reporter/1.0 (desk@example.com)"


def test_a_question_without_body_is_a_get(client: Client, site: Site) -> None:
    site.pages["/info"] = lambda visit: visit.answer(200, visit.command.encode())

    assert client.fetch(ask(site, b"")).body == b"GET"
    assert "content-length" not in site.seen[0][1]


def test_a_failing_question_is_repeated_with_its_body(client: Client, site: Site) -> None:
    statuses = iter((503, 429, 200))
    site.pages["/info"] = lambda visit: visit.answer(next(statuses), b"fine")

    assert client.fetch(ask(site)).body == b"fine"
    assert site.posted == [("application/json", QUESTION)] * 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(client: Client, site: Site, status: int) -> None:
    echo(site)
    site.pages["/old"] = lambda visit: visit.answer(status, Location="/info")

    with pytest.raises(SourceRefused) as caught:
        client.fetch(site.ask("/old", headers=JSON, body=QUESTION))

    assert caught.value.reason == "redirects"
    assert len(site.posted) == 1


def test_refusals_are_those_of_a_get(client: Client, site: Site) -> None:
    site.pages["/info"] = lambda visit: visit.answer(451)

    with pytest.raises(SourceRefused) as caught:
        client.fetch(ask(site))

    assert caught.value.reason == "restricted"


def test_a_silent_server_uses_up_the_time(client: Client, site: Site) -> None:
    site.pages["/info"] = lambda visit: site.over.wait()

    with pytest.raises(SourceUnavailable) as caught:
        client.fetch(site.ask("/info", headers=JSON, body=QUESTION, deadline=0.2))

    assert caught.value.reason in {"timeout", "deadline"}


def test_a_private_address_is_not_asked(client: Client, sites: Callable[[], Site]) -> None:
    there = sites()

    with pytest.raises(SourceRefused) as caught:
        client.fetch(ask(there))

    assert caught.value.reason == "private-address"
    assert there.posted == []


# Snapshots


def test_answers_are_kept_by_body(client: Client, site: Site) -> None:
    echo(site)
    archive = MemoryArchive()
    recorder = Recorder(client, archive)
    other = ask(site, b'{"type":"other"}')
    for request in (ask(site), other, ask(site)):
        recorder.fetch(request)
    assert len(site.posted) == 2

    snapshot = Snapshot.from_json(recorder.seal(NOW).to_json())
    replayer = Replayer(snapshot, archive)
    assert replayer.fetch(other).body == b'to {"type":"other"}'
    assert replayer.fetch(ask(site)) == recorder.fetch(ask(site))
    with pytest.raises(SnapshotError):
        replayer.fetch(ask(site, b"{}"))


def test_the_key_of_a_get_is_its_address() -> None:
    request = Request(url="https://a.example/feed", params=(("limit", "2"),), headers=JSON)

    assert request.key == "GET https://a.example/feed?limit=2"


@given(st.lists(st.tuples(st.text(max_size=4), st.binary(max_size=4)), min_size=2, unique=True))
def test_keys_are_unambiguous(questions: list[tuple[str, bytes]]) -> None:
    keys = {Request(url=f"https://a.example/{path}", body=body).key for path, body in questions}

    assert len(keys) == len(questions)
