"""What the channels by mail share: the server's account, and the draft made ready for it."""

from __future__ import annotations

import ipaddress
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, formataddr
from typing import Final, Literal
from urllib.parse import quote

from reporter.model.errors import ConfigError
from reporter.publishing.failures import NotDelivered
from reporter.publishing.parcel import Parcel

Security = Literal["tls", "starttls", "none"]

_FIELD_END: Final = re.compile(rb"\r\n(?![ \t])")
_SET_ANEW: Final = {b"x-unsent", b"date", b"message-id", b"from", b"to"}
_MAILBOX: Final = re.compile(
    r"(?:(?P<name>[^<>@]*)<)?(?P<address>[\w!#$%&'*+/=?^`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)"
    r"(?(name)>)",
    re.ASCII,
)
_LONGEST_ANSWER: Final = 200


@dataclass(frozen=True, kw_only=True)
class Account:
    """A mail server, and who calls it. ``password_env`` names where the password came from.

    ``none`` sends everything in the clear and is for servers on this machine only. Raises
    ``ConfigError`` for another host, or where a value holds more than one line.
    """

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    password_env: str = ""
    timeout: float = 30.0

    def __post_init__(self) -> None:
        for text in (self.host, self.user, self.password):
            if any(sign in text for sign in "\r\n\0"):
                raise ConfigError(
                    "the host, the user or the password of a mail server has a line break.",
                    self.place,
                    "Write each on one line; look at the end of the variable's value.",
                )
        if self.security == "none" and not _is_this_machine(self.host):
            raise ConfigError(
                "without encryption only a mail server on this machine may be called.",
                self.place,
                "Set security to 'tls' or 'starttls'.",
            )

    @property
    def place(self) -> str:
        """The server in messages."""
        return f"{self.host}:{self.port}"

    @property
    def plain(self) -> bytes:
        """User and password as SASL's mechanism PLAIN sends them; any letters may stand in them."""
        return f"\0{self.user}\0{self.password}".encode()

    def tls(self) -> ssl.SSLContext:
        """Encryption with the server's certificate and name verified."""
        return ssl.create_default_context()

    def not_reached(self, error: Exception) -> NotDelivered:
        """The server cannot be talked to, whatever the reason."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return NotDelivered(
                f"the server's certificate is not trusted ({error.verify_message}).",
                self.place,
                "Check host and port; a private authority can be named in SSL_CERT_FILE.",
            )
        return NotDelivered(
            f"the mail server cannot be used ({self.said(str(error)) or type(error).__name__}).",
            self.place,
            "Check host, port and security, and whether the server runs.",
        )

    @contextmanager
    def telling(self, *wrong: type[Exception]) -> Iterator[None]:
        """These errors of a mail library as ours, for as long as nothing is handed over."""
        try:
            yield
        except wrong as error:
            raise self.not_reached(error) from error

    def not_let_in(self, answer: str | bytes) -> NotDelivered:
        """User and password were refused."""
        source = f" in {self.password_env}" if self.password_env else ""
        return NotDelivered(
            f"the server refused the user {self.user!r} and the password{source}"
            f" ({self.said(answer)}).",
            self.place,
            "Many providers want an app password here instead of the account's own.",
        )

    def said(self, answer: str | bytes) -> str:
        """A server's answer on one short line, without the password if it repeats that."""
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        for secret in self._secrets():
            text = text.replace(secret, "***") if secret else text
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())[
            :_LONGEST_ANSWER
        ]

    def _secrets(self) -> tuple[str, ...]:
        """The password in the forms in which it is sent, the longest first."""
        escaped = self.password.replace("\\", "\\\\").replace('"', '\\"')
        encoded = (b64encode(form).decode() for form in (self.plain, self.password.encode()))
        return (*encoded, escaped, self.password)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A sender or recipient: an address, with a name or without."""

    name: str
    address: str

    @property
    def field(self) -> str:
        """As it stands in a header field."""
        return formataddr((self.name, self.address), "utf-8")

    @property
    def domain(self) -> str:
        """What stands after the at sign."""
        return self.address.rpartition("@")[2]


def mailbox(text: str, key: str) -> Mailbox:
    """The one address in ``text``, as in ``Ada Quill <ada@desk.example>``.

    Raises ``ConfigError`` naming ``key`` where there is none, or more than one.
    """
    found = _MAILBOX.fullmatch(text.strip())
    if found is None or not text.isprintable():
        raise ConfigError(
            f"{text!r} is not one e-mail address.",
            key,
            "Write it as desk@example.com or as Name <desk@example.com>.",
        )
    return Mailbox((found["name"] or "").strip().strip('"'), found["address"])


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a parcel: the same whenever it is brought."""
    return f"<{quote(key, safe='')}@{domain}>"


def ready(parcel: Parcel, fields: Sequence[tuple[str, str]], mark: str = "") -> bytes:
    """The parcel's draft as a message of its own: dated by the edition, with these fields.

    ``mark`` goes before the subject. The body stays as it was checked, byte for byte. Raises
    ``NotDelivered`` where the parcel holds no e-mail.
    """
    head, blank, body = parcel.eml.partition(b"\r\n\r\n")
    if not blank:
        raise NotDelivered(
            "the newsletter is no e-mail: its head has no end.", "newsletter.eml",
            "Make the edition again.",
        )  # fmt: skip
    dated = ("Date", format_datetime(datetime.fromisoformat(parcel.instant)))
    lines = [f"{name}: {value}".encode("ascii") for name, value in (dated, *fields)]
    for line in _FIELD_END.split(head):
        name, _, value = line.partition(b":")
        if name.lower() == b"subject" and mark:
            lines.append(b"Subject: " + mark.encode("ascii") + b"\r\n " + value.lstrip())
        elif name.lower() not in _SET_ANEW:
            lines.append(line)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
