"""Mail servers on loopback: real ones as processes of their own, and one that keeps to a script."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from reporter.model.digest import digest
from reporter.publishing.parcel import Parcel

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Key and certificate of localhost, trusted by nobody."""
USER, PASSWORD = "desk@meridian.example", 'pa"ss\\ wörd'
EML = (
    b"Subject: =?utf-8?q?Funding_at_=E2=88=920=2E0406=25?=\r\n"
    b"X-Unsent: 1\r\n"
    b"MIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html";\r\n boundary="=_r"\r\n'
    b"\r\n"
    b"--=_r\r\n"
    b'Content-Type: text/html; charset="utf-8"\r\n\r\n'
    b'<p>Hello</p><img src="cid:a@x.invalid" alt="Price > $1 &amp; up" width="592">\r\n'
    b".a line that begins with a dot\r\n"
    b"--=_r\r\n"
    b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <a@x.invalid>\r\n"
    b'Content-Disposition: inline; filename="a.png"\r\n\r\niVBORw==\r\n'
    b"--=_r--\r\n"
)


def parcel(key: str = "2026-03-27-main.0123abcd", eml: bytes = EML) -> Parcel:
    """An edition on its way."""
    return Parcel(
        key=key,
        edition="desk/2026-03-27-main",
        digest=digest(eml),
        slug="kalshi",
        title="Funding at −0.0406%",
        dek="A dek.",
        brand="Meridian Desk",
        tags=("FILUSDT",),
        instant="2026-03-27T21:21:00Z",
        html="<p>Hello</p>",
        markdown="Hello",
        eml=eml,
        images=(),
        url="",
    )


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def process(command: Sequence[str], port: int, **kept: str) -> Iterator[None]:
    """A server as a process, from when it answers to the end of the block."""
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **kept}
    )
    try:
        for _ in range(400):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert running.poll() is None, "the server has ended"
            time.sleep(0.025)
        yield
    finally:
        running.terminate()
        running.wait(10)


_PYMAP = """
from pysasl.hashing import BuiltinHash
BuiltinHash.__init__.__kwdefaults__["rounds"] = 1
from pymap.main import main
main()
"""
# As it comes it hashes a password half a million times at each log-in, and there are hundreds.


@contextmanager
def pymap(*options: str) -> Iterator[int]:
    """pymap with one empty mailbox; gives its port."""
    port = free_port()
    users = ("dict", "--demo-user", USER, "--demo-password", PASSWORD)
    command = (
        sys.executable,
        "-c",
        _PYMAP,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        *options,
        *users,
    )
    with process(command, port):
        yield port


_DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{home}/mail
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail
}}
namespace inbox {{
  inbox = yes
  mailbox Entwürfe {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox Drafts {{
    auto = create
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def dovecot(home: Path, password: str) -> Iterator[tuple[int, int]]:
    """Dovecot with a marked folder for drafts; gives its ports, in the clear and with TLS."""
    port, tls_port = free_port(), free_port()
    name = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    owner = pwd.getpwnam(name)
    (home / "mail").mkdir()
    home.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
    settings = home / "dovecot.conf"
    settings.write_text(
        _DOVECOT.format(
            home=home,
            certificate=CERTIFICATE,
            user=name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            password=password,
            port=port,
            tls_port=tls_port,
        )
    )
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "dovecot-imapd is not installed"
    with process((program, "-F", "-c", str(settings)), port):
        yield port, tls_port


Script = Callable[[IO[bytes]], None]


@contextmanager
def scripted(*scripts: Script, tls: bool = False) -> Iterator[int]:
    """A server that follows one script a connection, then hangs up; gives its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for script in scripts:
            with suppress(OSError):  # a client that hangs up, or does not trust us
                connection = server.accept()[0]
                with (
                    connection,
                    _secured(connection, tls=tls) as channel,
                    cast(IO[bytes], channel.makefile("rwb", buffering=0)) as stream,
                ):
                    script(stream)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.close()
        thread.join(10)


def _secured(connection: socket.socket, *, tls: bool) -> socket.socket:
    if not tls:
        return connection
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context.wrap_socket(connection, server_side=True)


def imap_script(answers: Mapping[str, bytes | None]) -> Script:
    """An IMAP server that answers each command (its first word) as told, otherwise OK.

    An answer is the lines before the tagged one, which is ``OK`` unless ``TAG`` stands in them;
    at None the connection is cut. ``BEFORE`` is said before a literal is read.
    """

    def script(stream: IO[bytes]) -> None:
        stream.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        while line := stream.readline():
            tag, _, command = line.strip().partition(b" ")
            word = command.split(b" ")[0].decode().upper()
            if word == "UID":
                word = command.split(b" ")[1].decode().upper()
            if command.endswith(b"}"):
                before = answers.get("BEFORE", b"+ go on\r\n")
                if before is None:
                    return
                stream.write(before.replace(b"TAG", tag))
                if b"TAG" in before:
                    continue
                size = int(command[command.rindex(b"{") + 1 : -1])
                while size > 0:
                    size -= len(stream.read(size))
                stream.readline()
            answer = answers.get(word, _USUAL.get(word, b""))
            if answer is None:
                return
            if b"TAG" not in answer:
                answer += b"TAG OK done\r\n"
            stream.write(answer.replace(b"TAG", tag))

    return script


_USUAL = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    "LIST": b'* LIST (\\HasNoChildren \\Drafts) "/" Drafts\r\n',
    "EXAMINE": b"* 0 EXISTS\r\n",
    "SEARCH": b"* SEARCH\r\n",
}


@contextmanager
def mailbox(port: int, password: str = PASSWORD) -> Iterator[imaplib.IMAP4]:
    """The mailbox at this port, as its owner looks into it."""
    client = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    try:
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{password}".encode())
        yield client
        client.logout()
    finally:
        with suppress(OSError):
            client.shutdown()


def drafts(client: imaplib.IMAP4, folder: str = '"Drafts"') -> list[tuple[bytes, bytes]]:
    """Flags and bytes of every message of the folder."""
    count = client.select(folder, readonly=True)[1][0]
    found = []
    for number in range(1, int(count or 0) + 1):
        answer = client.fetch(str(number), "(FLAGS BODY.PEEK[])")[1][0]
        assert isinstance(answer, tuple)
        found.append((answer[0], answer[1]))
    return found
