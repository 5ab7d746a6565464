"""Handing something over: once, guarded, and never in doubt without saying so."""

from __future__ import annotations

import gzip
import logging
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.net.send import NotSent, Sender, Sending, Unanswered
from tests.publishing.mail_servers import scripted

# conftest.py is no importable module under importlib mode
Site = Any
SECRET = "tok-en-1234"
HEADERS = (("Authorization", f"Bearer {SECRET}"), ("content-type", "text/plain"))


def sending(site: Site, path: str = "/in", **more: Any) -> Sending:
    values: dict[str, Any] = {"body": b"what is handed over", "deadline": 5.0, "headers": HEADERS}
    return Sending(url=site.url(path), **(values | more))


@pytest.fixture
def sender(site: Site) -> Sender:
    return Sender("Reporter/1.0", allow_hosts=[site.host])


def test_it_goes_out_once_with_headers_and_body(sender: Sender, site: Site) -> None:
    site.pages["/in"] = lambda visit: visit.answer(201, b"taken")
    answer = sender.send(sending(site))
    assert (answer.status, answer.body, answer.accepted) == (201, b"taken", True)
    assert site.posted == [("text/plain", b"what is handed over")]
    _, headers = site.seen[0]
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["user-agent"] == "Reporter/1.0"


def test_without_a_body_it_asks(sender: Sender, site: Site) -> None:
    site.pages["/in"] = lambda visit: visit.answer(200, visit.command.encode())
    assert sender.send(sending(site, body=b"")).body == b"GET"


def test_a_compressed_answer_is_unpacked(sender: Sender, site: Site) -> None:
    packed = gzip.compress(b'{"id": 1}')
    site.pages["/in"] = lambda visit: visit.answer(200, packed, Content_Encoding="gzip")
    assert sender.send(sending(site)).body == b'{"id": 1}'


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 422, 429])
def test_a_refusal_is_an_answer(sender: Sender, site: Site, status: int) -> None:
    site.pages["/in"] = lambda visit: visit.answer(status, b"no")
    answer = sender.send(sending(site))
    assert (answer.status, answer.body, answer.accepted) == (status, b"no", False)
    assert len(site.posted) == 1


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 303, 304])
def test_after_a_fault_of_the_server_nobody_knows(sender: Sender, site: Site, status: int) -> None:
    site.pages["/in"] = lambda visit: visit.answer(status, Location="/in", Retry_After="0")
    with pytest.raises(Unanswered) as caught:
        sender.send(sending(site))
    assert caught.value.exit_code == 7
    assert len(site.posted) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(sender: Sender, site: Site, status: int) -> None:
    site.pages["/in"] = lambda visit: visit.answer(status, Location="/other")
    with pytest.raises(NotSent, match="elsewhere"):
        sender.send(sending(site))
    assert [path for path, _ in site.seen] == ["/in"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda visit: visit.raw(b""),
        lambda visit: visit.raw(b"HTTP/1.1 201"),
        lambda visit: visit.raw(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nhalf"),
        lambda visit: visit.raw(b"no such protocol\r\n\r\n"),
        lambda visit: visit.answer(201, b"no gzip at all", Content_Encoding="gzip"),
        lambda visit: visit.answer(201, gzip.compress(b"x" * 99)[:-9], Content_Encoding="gzip"),
        lambda visit: visit.answer(201, b"x" * 2_000_001),
        lambda visit: visit.server.over.wait(),
    ],
    ids=["nothing", "begun", "half", "nonsense", "no gzip", "half gzip", "too large", "silence"],
)
def test_once_it_has_gone_out_a_broken_answer_leaves_it_open(
    sender: Sender, site: Site, spoil: Callable[[Any], None]
) -> None:
    site.pages["/in"] = spoil
    with pytest.raises(Unanswered) as caught:
        sender.send(sending(site, deadline=0.5))
    assert caught.value.where == site.host
    assert len(site.posted) == 1


def test_a_server_that_hangs_up_while_it_is_handed_over_leaves_it_open(site: Site) -> None:
    def cut(stream: Any) -> None:
        stream.read(10)

    with scripted(cut) as port, pytest.raises(Unanswered):
        Sender("Reporter/1", allow_hosts=[f"127.0.0.1:{port}"]).send(
            Sending(url=f"http://127.0.0.1:{port}/in", body=b"x" * 5_000_000, deadline=5.0)
        )


# What never went out


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NotSent, match="cannot be reached") as caught:
        Sender("Reporter/1", allow_hosts=["127.0.0.1"]).send(
            Sending(url=f"http://127.0.0.1:{port}/in", body=b"x")
        )
    assert caught.value.exit_code == 7


def test_a_name_that_does_not_resolve_was_not_sent() -> None:
    def nowhere(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    with pytest.raises(NotSent):
        Sender("Reporter/1", resolve=nowhere).send(Sending(url="https://x.example/", body=b"x"))


def test_a_certificate_that_nobody_vouches_for_ends_it_before_a_byte_is_sent() -> None:
    refused = pytest.raises(NotSent, match="certificate")
    with scripted(lambda stream: None, tls=True) as port, refused:
        Sender("Reporter/1", allow_hosts=[f"localhost:{port}"]).send(
            Sending(url=f"https://localhost:{port}/in", body=b"x", deadline=5.0)
        )


def test_a_private_address_is_not_contacted() -> None:
    with pytest.raises(NotSent, match="private network") as caught:
        Sender("Reporter/1", resolve=lambda *_: ("10.0.0.8",)).send(
            Sending(url=f"https://cms.example/{SECRET}", headers=HEADERS, body=b"x")
        )
    assert "allow_hosts" in caught.value.next_step
    assert SECRET not in str(caught.value)


def test_no_credential_goes_out_unencrypted() -> None:
    with pytest.raises(NotSent, match="unencrypted") as caught:
        Sender("Reporter/1", resolve=lambda *_: ("93.184.215.14",)).send(
            Sending(url=f"http://cms.example/{SECRET}", body=b"x")
        )
    assert "https" in caught.value.next_step
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "cms.example/x", f"ftp://cms.example/{SECRET}", f"https://{SECRET}@cms.example/", "http://[",
     "https://cms.example:0/", "https://cms.example:99999/", "https://xn--/", "https:///x"],
)  # fmt: skip
def test_what_is_no_plain_address_was_not_sent(url: str) -> None:
    with pytest.raises(NotSent) as caught:
        Sender("Reporter/1", resolve=lambda *_: ("93.184.215.14",)).send(
            Sending(url=url, body=b"x")
        )
    assert SECRET not in str(caught.value)


@given(st.text(max_size=60))
def test_no_address_makes_anything_but_a_clear_refusal(rest: str) -> None:
    def nowhere(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    for url in (rest, f"https://{rest}", f"https://cms.example/{rest}"):
        with pytest.raises(NotSent):
            Sender("Reporter/1", resolve=nowhere).send(Sending(url=url, body=b"x"))


def test_a_header_that_is_none_was_not_sent_and_is_not_told(sender: Sender, site: Site) -> None:
    with pytest.raises(NotSent) as caught:
        sender.send(sending(site, headers=(("authorization", f"{SECRET}\nx: y"),)))
    assert SECRET not in str(caught.value)
    assert site.posted == []


def test_secrets_are_in_no_repr_message_or_log(
    sender: Sender, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.pages[f"/{SECRET}"] = lambda visit: visit.raw(b"")
    given = sending(site, f"/{SECRET}")
    with pytest.raises(Unanswered) as caught:
        sender.send(given)
    told = f"{given!r}{sender!r}{caught.value}{caught.value!r}{caplog.text}"
    assert SECRET not in told
