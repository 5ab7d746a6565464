from __future__ import annotations

import imaplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymap.parsing.modutf7 import modutf7_decode

from reporter.model.errors import ConfigError
from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.publishing.imap import ImapDrafts
from reporter.publishing.imap_folders import Folder, decoded, encoded, folders, quoted
from reporter.publishing.parcel import Channel, Receipt
from tests.publishing.mail_servers import (
    CERTIFICATE,
    PASSWORD,
    USER,
    drafts,
    free_port,
    imap_script,
    mailbox,
    parcel,
    pymap,
    scripted,
)

ID = "<2026-03-27-main.0123abcd@reporter.invalid>"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with pymap("--no-tls") as port:
        yield port


@pytest.fixture
def folder(server: int, request: pytest.FixtureRequest) -> str:
    """A new folder of the mailbox, with a name that needs encoding and quoting."""
    name = f'Entwürfe & "mehr" {abs(hash(request.node.name))}'
    with mailbox(server) as client:
        assert client.create(quoted(encoded(name)))[0] == "OK"
    return name


def channel(port: int, folder: str = "", **changed: Any) -> ImapDrafts:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "user": USER,
        "password": PASSWORD,
        "password_env": "MAIL_PASSWORD",
        "folder": folder,
        "sender": "Ada Quill, analyst <ada@meridian.example>",
        "timeout": 10,
    }
    return ImapDrafts(**(values | changed))


def plain(port: int, **changed: Any) -> ImapDrafts:
    """For scripted servers, whose users need no odd letters."""
    return channel(port, **({"password": "secret-word"} | changed))


def test_a_draft_is_there_once_however_often_it_is_brought(server: int, folder: str) -> None:
    drafting: Channel = channel(server, folder)
    assert drafting.finds
    assert drafting.find(parcel()) is None
    assert drafting.bring(parcel()) == Receipt(id=ID)
    assert drafting.bring(parcel()) == Receipt(id=ID)
    assert drafting.find(parcel()) == Receipt(id=ID)
    assert drafting.find(parcel("2026-03-27-main.0123")) is None  # a part of a key is another
    with mailbox(server) as client:
        [(flags, data)] = drafts(client, quoted(encoded(folder)))
    assert {rb"\Draft", rb"\Seen"} <= set(imaplib.ParseFlags(flags))
    message = message_from_bytes(data, policy=default)
    assert message["Message-ID"] == ID
    assert message["Subject"] == "Funding at −0.0406%"
    assert message["From"] == '"Ada Quill, analyst" <ada@meridian.example>'
    assert message["Date"] == "Fri, 27 Mar 2026 21:21:00 +0000"
    assert message["To"] is None
    assert message["X-Unsent"] is None
    assert data.partition(b"\r\n\r\n")[2] == parcel().eml.partition(b"\r\n\r\n")[2]


def test_two_editions_are_two_drafts(server: int, folder: str) -> None:
    drafting = channel(server, folder, sender="")
    assert drafting.bring(parcel("one")).id != drafting.bring(parcel("two")).id
    with mailbox(server) as client:
        found = drafts(client, quoted(encoded(folder)))
    assert len(found) == 2
    assert all(message_from_bytes(data)["From"] is None for _, data in found)


def test_without_a_folder_for_drafts_those_there_are_named(server: int, folder: str) -> None:
    for wanted in ("", "Papierkorb"):
        with pytest.raises(NotDelivered, match="INBOX") as caught:
            channel(server, wanted).bring(parcel())
        assert repr(folder) in str(caught.value)
        assert "folder" in caught.value.next_step
    assert caught.value.exit_code == 7


def test_a_wrong_password_is_told_by_its_variable(
    server: int, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imaplib, "Debug", 5)
    wrong = channel(server, password="not-the-password")
    with pytest.raises(NotDelivered, match="MAIL_PASSWORD") as caught:
        wrong.bring(parcel())
    told = "".join(capfd.readouterr()) + repr(wrong) + repr(caught.value)
    assert "not-the-password" not in told
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO wrong: secret-word\r\n",
        b"TAG BAD LOGIN desk secret-word\r\n",
        b"no IMAP: secret-word\r\n",
    ],
)
def test_a_server_that_repeats_the_password_does_not_make_us_do_so(answer: bytes) -> None:
    with scripted(imap_script({"LOGIN": answer})) as port, pytest.raises(NotDelivered) as caught:
        plain(port).find(parcel())
    assert "secret-word" not in f"{caught.value}{caught.value.__cause__}"
    assert "***" in str(caught.value)


def test_the_marked_folder_is_taken_and_a_named_one_goes_before_it() -> None:
    listing = (
        b'* LIST (\\Noselect \\Drafts) "/" "[Mail]"\r\n'
        b'* LIST (\\HasNoChildren \\Drafts) "/" {15}\r\n[Mail]/Entw"r\\e\r\n'
        b"* LIST () NIL Other\r\n"
    )
    seen: list[bytes] = []
    for wanted in ("", "Other"):
        with scripted(noting(imap_script({"LIST": listing}), seen)) as port:
            plain(port, folder=wanted).bring(parcel())
    opened = [line.partition(b" ")[2] for line in seen if b" EXAMINE " in line]
    assert opened == [b'EXAMINE "[Mail]/Entw\\"r\\\\e"', b'EXAMINE "Other"']


def test_a_server_that_marks_folders_only_when_asked_is_asked() -> None:
    bare, marked = b'* LIST () "/" D\r\n', b'* LIST (\\Drafts) "/" D\r\n'

    class Answers(dict[str, Any]):
        asked = 0

        def get(self, word: str, other: Any = None) -> Any:
            if word == "LIST":
                self.asked += 1
                return bare if self.asked == 1 else marked
            return super().get(word, other)

    answers = Answers(CAPABILITY=b"* CAPABILITY IMAP4rev1 SPECIAL-USE LIST-EXTENDED\r\n")
    seen: list[bytes] = []
    with scripted(noting(imap_script(answers), seen)) as port:
        assert plain(port).bring(parcel()) == Receipt(id=ID)
    assert any(line.endswith(b'LIST "" "*" RETURN (SPECIAL-USE)') for line in seen)


def test_a_server_that_does_not_repeat_its_capabilities_marks_no_folder() -> None:
    class Answers(dict[str, Any]):
        told = False

        def get(self, word: str, other: Any = None) -> Any:
            if word == "CAPABILITY" and self.told:
                return b""
            self.told = self.told or word == "CAPABILITY"
            return super().get(word, other)

    answers = Answers(LIST=b'* LIST () "/" D\r\n')
    with (
        scripted(imap_script(answers)) as port,
        pytest.raises(NotDelivered, match="no folder is marked"),
    ):
        plain(port).bring(parcel())


def noting(script: Any, seen: list[bytes]) -> Any:
    """The script, with the lines it reads written down."""

    class Noting:
        def __init__(self, stream: IO[bytes]) -> None:
            self.read, self.write, self.stream = stream.read, stream.write, stream

        def readline(self) -> bytes:
            line = self.stream.readline()
            seen.append(line.strip())
            return line

    return lambda stream: script(Noting(stream))


@pytest.mark.parametrize(
    "answers",
    [
        {"BEFORE": b"TAG NO [OVERQUOTA] full\r\n"},
        {"APPEND": b"TAG NO full\r\n"},
        {"APPEND": b"TAG BAD no such thing\r\n"},
        {"SEARCH": b"TAG NO cannot\r\n"},
        {"EXAMINE": b"TAG NO [NONEXISTENT] gone\r\n"},
        {"LIST": None},
        {"LOGIN": None},
        {"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n"},
        {"CAPABILITY": b"* CAPABILITY POP3\r\n"},
        {"LIST": b"\xff\xfe\r\n"},
        {"SEARCH": b"* SEARCH {x}\r\nTAG WHAT\r\n"},
    ],
)
def test_what_was_refused_has_surely_not_arrived(answers: dict[str, Any]) -> None:
    with scripted(imap_script(answers)) as port, pytest.raises(NotDelivered) as caught:
        plain(port).bring(parcel())
    assert f"127.0.0.1:{port}" in str(caught.value)


@pytest.mark.parametrize("where", ["BEFORE", "APPEND"])
def test_a_connection_cut_while_it_was_handed_over_is_an_unknown_outcome(where: str) -> None:
    with scripted(imap_script({where: None})) as port, pytest.raises(OutcomeUnknown) as caught:
        plain(port).bring(parcel())
    assert "Message-ID" in caught.value.next_step
    assert caught.value.exit_code == 7


def test_a_silent_server_is_not_waited_for_without_end() -> None:
    done = threading.Event()
    with scripted(lambda _: done.wait(10) and None) as port:  # type: ignore[arg-type]  # a script gives nothing
        with pytest.raises(NotDelivered, match="timed out"):
            plain(port, timeout=0.2).find(parcel())
        done.set()


def test_nobody_listens() -> None:
    with pytest.raises(NotDelivered, match="host, port and security"):
        plain(free_port()).find(parcel())


def test_a_certificate_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(imap_script({}), imap_script({}), tls=True) as port:
        with pytest.raises(NotDelivered, match="certificate is not trusted"):
            plain(port, security="tls").find(parcel())
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert plain(port, security="tls").find(parcel()) is None


def test_starttls_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pymap("--cert", str(CERTIFICATE), "--key", str(CERTIFICATE)) as port:
        secured = channel(port, "INBOX", host="localhost", security="starttls")
        with pytest.raises(NotDelivered, match="certificate is not trusted"):
            secured.bring(parcel())
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert secured.bring(parcel()) == secured.find(parcel()) == Receipt(id=ID)
    seen: list[bytes] = []
    with (
        scripted(noting(imap_script({}), seen)) as port,
        pytest.raises(NotDelivered, match="TLS not supported"),
    ):
        plain(port, security="starttls").find(parcel())
    assert not any(b"LOGIN" in line for line in seen)


def test_a_server_that_knows_this_machine_asks_for_no_password() -> None:
    def script(stream: IO[bytes]) -> None:
        class Known:
            readline, read = staticmethod(stream.readline), staticmethod(stream.read)

            @staticmethod
            def write(data: bytes) -> Any:
                return stream.write(data.replace(b"* OK [", b"* PREAUTH ["))

        imap_script({"LOGIN": None})(Known)  # type: ignore[arg-type]  # as much of a stream as is used

    with scripted(script) as port:
        assert plain(port).find(parcel()) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mail.example"},
        {"host": "127.0.0.1.example"},
        {"password": "two\r\nlines"},
        {"user": "a\nb"},
        {"sender": "a@x.example, b@y.example"},
        {"sender": "Ada\r\nBcc: all@evil.example <a@x.example>"},
        {"sender": "nobody"},
    ],
)
def test_what_cannot_be_right_is_refused_before_any_call(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        channel(1, **wrong)
    assert caught.value.exit_code == 3
    assert caught.value.next_step
    assert PASSWORD not in str(caught.value)


def test_servers_on_this_machine_need_no_encryption() -> None:
    assert [channel(1, host=host).place for host in ("localhost", "::1")] == [
        "localhost:1",
        "::1:1",
    ]
    assert channel(1, host="mail.example", security="tls").place == "mail.example:1"


def test_an_edition_without_an_e_mail_is_not_brought(server: int, folder: str) -> None:
    with pytest.raises(NotDelivered, match=r"newsletter\.eml"):
        channel(server, folder).bring(replace(parcel(), eml=b"nothing"))


KILLED = """
import os, signal, sys
import imaplib
from reporter.publishing.imap import ImapDrafts
from tests.publishing.mail_servers import PASSWORD, USER, parcel

class Killed(imaplib.IMAP4):
    calls = 0
    def _count(self):
        Killed.calls += 1
        if Killed.calls == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
    def send(self, data):
        self._count()
        super().send(data)
        self._count()
    def append(self, *args):
        answer = super().append(*args)
        if sys.argv[3] == "-1":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

imaplib.IMAP4 = Killed
ImapDrafts(host="127.0.0.1", port=int(sys.argv[1]), security="none", user=USER,
           password=PASSWORD, folder=sys.argv[2]).bring(parcel())
"""


@pytest.mark.parametrize("moment", [-1, *range(14, 21)])
def test_a_process_killed_at_any_moment_leaves_one_draft_in_the_end(
    server: int, folder: str, moment: int
) -> None:
    root = Path(__file__).parents[2]
    call = [sys.executable, "-c", KILLED, str(server), folder, str(moment)]
    killed = subprocess.run(call, cwd=root, capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr
    drafting = channel(server, folder)
    if moment == -1:
        assert drafting.find(parcel())
    drafting.bring(parcel())
    with mailbox(server) as client:
        assert len(drafts(client, quoted(encoded(folder)))) == 1


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@settings(max_examples=100, deadline=None)
@given(name=NAMES)
def test_folder_names_survive_the_wire(name: str) -> None:
    wire = encoded(name)
    assert wire.isascii()
    assert decoded(wire.encode()) == modutf7_decode(wire.encode()) == name


@settings(max_examples=100, deadline=None)
@given(line=st.binary(max_size=60))
def test_any_listing_is_read(line: bytes) -> None:
    answers: list[bytes | tuple[bytes, bytes] | None] = [line, (b'() "/" {3}', line), b")", None]
    for folder in folders([*answers, b'() "/" ' + line]):
        assert isinstance(folder.name, str)


def test_a_listing_is_read_as_the_server_meant_it() -> None:
    answers: list[bytes | tuple[bytes, bytes] | None] = [
        b'(\\HasNoChildren \\Drafts) "." "A \\"b\\" \\\\c"',
        (b'(\\Marked) "/" {5}', b"Entw\xc3"),
        b"",
        b"(\\NonExistent) NIL Old",
    ]
    assert folders(answers) == [
        Folder('A "b" \\c', frozenset({b"\\hasnochildren", b"\\drafts"})),
        Folder("Entw�", frozenset({b"\\marked"})),
        Folder("Old", frozenset({b"\\nonexistent"})),
    ]
