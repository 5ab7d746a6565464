from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from typing import IO, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from reporter.model.errors import ConfigError
from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.publishing.parcel import Channel, Receipt
from reporter.publishing.smtp import SmtpTest
from tests.publishing.mail_servers import (
    CERTIFICATE,
    PASSWORD,
    USER,
    Script,
    free_port,
    parcel,
    scripted,
)

ID = "<2026-03-27-main.0123abcd@meridian.example>"


class Inbox:
    """What a server has taken, and whom it lets in."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope)
        return "250 taken"

    def let_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=right, handled=False)


@contextmanager
def inbox(**options: Any) -> Iterator[tuple[Inbox, int]]:
    """aiosmtpd on a port of its own."""
    found = Inbox()
    controller = Controller(
        found, "127.0.0.1", free_port(), authenticator=found.let_in, server_hostname="x", **options
    )
    controller.start()
    try:
        yield found, controller.port
    finally:
        controller.stop()


def certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def channel(port: int, **changed: Any) -> SmtpTest:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "user": "",
        "password": "",
        "password_env": "SMTP_PASSWORD",
        "sender": "Märidian Desk <desk@meridian.example>",
        "recipient": "ada@meridian.example",
        "timeout": 10,
    }
    return SmtpTest(**(values | changed))


def test_the_copy_reaches_its_one_recipient() -> None:
    with inbox(auth_require_tls=False) as (found, port):
        sending: Channel = channel(port)
        assert not sending.finds
        assert sending.find(parcel()) is None
        assert sending.bring(parcel()) == Receipt(id=ID)
    [taken] = found.taken
    assert taken.mail_from == "desk@meridian.example"
    assert taken.rcpt_tos == ["ada@meridian.example"]
    data = taken.original_content
    assert data is not None
    message = message_from_bytes(data, policy=default)
    assert message["Subject"] == "[Test] Funding at −0.0406%"
    assert message["From"] == "Märidian Desk <desk@meridian.example>"
    assert message["To"] == "ada@meridian.example"
    assert message["Message-ID"] == ID
    assert message["Date"] == "Fri, 27 Mar 2026 21:21:00 +0000"
    assert message["X-Unsent"] is None
    assert data.partition(b"\r\n\r\n")[2] == parcel().eml.partition(b"\r\n\r\n")[2]
    assert b"\r\n.a line that begins with a dot\r\n" in data
    assert not any(part.defects for part in message.walk())


def test_a_plain_subject_is_marked_as_well() -> None:
    eml = b"Subject: Funding at 1%\r\nMIME-Version: 1.0\r\n\r\nHello\r\n"
    with inbox(auth_require_tls=False) as (found, port):
        channel(port).bring(parcel(eml=eml))
    data = found.taken[0].original_content or b""
    assert message_from_bytes(data, policy=default)["Subject"] == "[Test] Funding at 1%"
    assert data.endswith(b"\r\n\r\nHello\r\n")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_connection_is_encrypted_and_logged_in(
    security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    options: dict[str, Any] = (
        {"ssl_context": certified(), "auth_require_tls": False}
        if security == "tls"
        else {"tls_context": certified(), "require_starttls": True}
    )
    with inbox(**options) as (found, port):
        secured = channel(port, host="localhost", security=security, user=USER, password=PASSWORD)
        assert secured.bring(parcel()) == Receipt(id=ID)
        assert len(found.taken) == 1


def test_a_certificate_is_verified() -> None:
    with inbox(tls_context=certified()) as (found, port):
        with pytest.raises(NotDelivered, match="certificate is not trusted"):
            channel(port, security="starttls").bring(parcel())
        assert not found.taken


def test_no_starttls_no_mail() -> None:
    with inbox(auth_require_tls=False) as (found, port):
        with pytest.raises(NotDelivered, match="STARTTLS"):
            channel(port, security="starttls", user=USER, password=PASSWORD).bring(parcel())
        assert not found.taken


def test_a_wrong_password_is_told_by_its_variable(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtplib.SMTP, "debuglevel", 2)
    with inbox(auth_require_tls=False) as (_, port):
        wrong = channel(port, user=USER, password="not-the-password")
        with pytest.raises(NotDelivered) as caught:
            wrong.bring(parcel())
    assert "SMTP_PASSWORD" in str(caught.value)
    told = "".join(capfd.readouterr()) + repr(wrong) + repr(caught.value)
    assert "not-the-password" not in told
    assert "bm90LXRoZS1wYXNzd29yZ" not in told


def smtp_script(answers: Mapping[str, bytes | None]) -> Script:
    """A server that answers each command (its first word) as told; at None it hangs up."""
    usual = {"EHLO": b"250-x\r\n250 AUTH LOGIN\r\n", "DATA": b"354 go on\r\n"}

    def script(stream: IO[bytes]) -> None:
        stream.write(answers.get("HELLO") or b"220 x ready\r\n")
        while line := stream.readline():
            word = line.split()[0].decode().upper()
            answer = answers.get(word, usual.get(word, b"250 fine\r\n"))
            if answer is None:
                return
            stream.write(answer)
            if answer.startswith(b"354"):
                while (line := stream.readline()) != b".\r\n":
                    if not line or "MIDDLE" in answers:
                        return
                if (end := answers.get("END", b"250 taken\r\n")) is None:
                    return
                stream.write(end)

    return script


@pytest.mark.parametrize(
    "answers",
    [
        {"HELLO": b"554 go away\r\n"},
        {"EHLO": None},
        {"MAIL": b"550 not you\r\n"},
        {"RCPT": b"550 nobody here\r\n"},
        {"RCPT": None},
        {"DATA": b"451 later\r\n"},
        {"DATA": None},
        {"END": b"552 too large\r\n"},
        {"END": b"451 try again\r\n"},
        {"MAIL": b"no SMTP\r\n"},
    ],
)
def test_what_was_refused_has_surely_not_arrived(answers: dict[str, bytes | None]) -> None:
    with scripted(smtp_script(answers)) as port, pytest.raises(NotDelivered) as caught:
        channel(port).bring(parcel())
    assert caught.value.exit_code == 7
    assert f"127.0.0.1:{port}" in str(caught.value)


def test_a_message_that_was_not_sent_whole_has_surely_not_arrived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send = smtplib.SMTP.send

    def cut(self: smtplib.SMTP, data: bytes | str) -> None:
        if isinstance(data, bytes) and b"MIME-Version" in data:
            send(self, data[:100])
            raise BrokenPipeError(32, "Broken pipe")
        send(self, data)

    monkeypatch.setattr(smtplib.SMTP, "send", cut)
    with (
        scripted(smtp_script({"MIDDLE": b""})) as port,
        pytest.raises(NotDelivered, match="Broken pipe"),
    ):
        channel(port).bring(parcel())


def test_a_connection_cut_after_the_end_is_an_unknown_outcome() -> None:
    with scripted(smtp_script({"END": None})) as port, pytest.raises(OutcomeUnknown) as caught:
        channel(port).bring(parcel())
    assert caught.value.exit_code == 7
    assert "ada@meridian.example" in caught.value.next_step


def test_an_answer_that_is_none_after_the_end_is_an_unknown_outcome() -> None:
    with (
        scripted(smtp_script({"END": b"yes, I think\r\n"})) as port,
        pytest.raises(OutcomeUnknown, match="I think"),
    ):
        channel(port).bring(parcel())


def test_a_taken_copy_is_taken_however_the_server_takes_leave() -> None:
    with scripted(smtp_script({"QUIT": None})) as port:
        assert channel(port).bring(parcel()) == Receipt(id=ID)


@pytest.mark.parametrize("answer", [b"535 no: cGE=\r\n", None, b"250 what\r\n"])
def test_other_ways_to_log_in_fail_as_plainly(answer: bytes | None) -> None:
    with scripted(smtp_script({"AUTH": answer})) as port, pytest.raises(NotDelivered) as caught:
        channel(port, user="desk", password="secret-word").bring(parcel())
    assert caught.value.__cause__ is None
    assert "secret-word" not in str(caught.value)


def test_a_password_that_the_server_s_way_cannot_take_is_not_spelled() -> None:
    with scripted(smtp_script({"AUTH": b"334 VXNlcm5hbWU6\r\n"})) as port:
        with pytest.raises(NotDelivered, match=r"SMTP_PASSWORD.*plain letters only") as caught:
            channel(port, user="desk", password="schlüssel").bring(parcel())
        assert caught.value.__cause__ is None
        assert "xfc" not in str(caught.value)


def test_the_password_is_masked_in_every_form_in_which_it_is_sent() -> None:
    account = channel(1, user="desk", password='a"b\\c d')
    for form in ('a"b\\c d', 'a\\"b\\\\c d', "YSJiXGMgZA==", b64encode(account.plain).decode()):
        assert account.said(f"no: {form}.") == "no: ***."


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mail.example"},
        {"password": "two\nlines"},
        {"sender": "desk@meridian.example, ada@meridian.example"},
        {"recipient": "ada@meridian.example; eve@evil.example"},
        {"recipient": "Ada <ada@meridian.example>, eve@evil.example"},
        {"recipient": "ada@meridian.example\r\nRCPT TO:<eve@evil.example>"},
        {"recipient": ""},
        {"sender": "désk@meridian.example"},
    ],
)
def test_what_cannot_be_right_is_refused_before_any_call(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        channel(1, **wrong)
    assert caught.value.next_step


def test_nobody_listens() -> None:
    with pytest.raises(NotDelivered, match="host, port and security"):
        channel(free_port()).bring(parcel())


def test_the_name_of_this_machine_is_not_told() -> None:
    seen: list[bytes] = []

    def script(stream: IO[bytes]) -> None:
        stream.write(b"220 x\r\n")
        seen.append(stream.readline())

    with scripted(script) as port, pytest.raises(NotDelivered):
        channel(port).bring(parcel())
    assert seen == [b"ehlo [127.0.0.1]\r\n"]
    assert socket.gethostname().encode() not in seen[0]
