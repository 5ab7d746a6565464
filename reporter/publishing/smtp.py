"""A test copy of the newsletter to one recipient, over SMTP."""

from __future__ import annotations

import re
import smtplib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.publishing.mail import Account, mailbox, message_id, ready
from reporter.publishing.parcel import Parcel, Receipt

_MARK: Final = "[Test]"
_OURSELVES: Final = "[127.0.0.1]"
"""How this machine introduces itself: its name is nobody's business."""
_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_WRONG: Final = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True, kw_only=True)
class SmtpTest(Account):
    """Sends a test copy, marked so in its subject, from ``sender`` to the one ``recipient``.

    Without ``user`` it does not log in. Raises ``ConfigError`` like its account, and where
    sender or recipient is not one address.
    """

    sender: str
    recipient: str

    finds = False

    def __post_init__(self) -> None:
        super().__post_init__()
        mailbox(self.sender, "sender")
        mailbox(self.recipient, "recipient")

    def find(self, parcel: Parcel) -> Receipt | None:
        """None: what was sent cannot be looked for."""
        del parcel
        return None

    def bring(self, parcel: Parcel) -> Receipt:
        """Send the copy.

        Raises ``NotDelivered`` where the server has surely not taken it, and ``OutcomeUnknown``
        where the connection broke after the whole of it was sent.
        """
        sender, recipient = mailbox(self.sender, "sender"), mailbox(self.recipient, "recipient")
        name = message_id(parcel.key, sender.domain)
        fields = [("Message-ID", name), ("From", sender.field), ("To", recipient.field)]
        message = ready(parcel, fields, _MARK)
        with self._session() as client:
            with self.telling(*_WRONG):
                self._accepted(client.mail(sender.address), 250)
                self._accepted(client.rcpt(recipient.address), 250)
                self._accepted(client.docmd("DATA"), 354)
                client.send(_DOT.sub(b"..", message.removesuffix(b"\r\n")))
            self._finish(client)
        return Receipt(id=name)

    def _finish(self, client: smtplib.SMTP) -> None:
        """The line that ends the message: only after it may the server deliver."""
        try:
            client.send(b"\r\n.\r\n")
            answer = client.getreply()
        except _WRONG as error:
            raise self._unknown(f"the connection broke ({self.said(str(error))})") from error
        if not 200 <= answer[0] < 600:
            raise self._unknown(f"the server's answer is none ({self.said(answer[1])})")
        self._accepted(answer, 250)

    def _unknown(self, what: str) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"{what} after the copy was sent.",
            self.place,
            f"Look into the mail of {self.recipient} whether it has arrived.",
        )

    def _accepted(self, answer: tuple[int, bytes], code: int) -> None:
        if answer[0] // 100 != code // 100:  # 251 takes a recipient as well as 250
            raise NotDelivered(
                f"the server refused the copy ({answer[0]} {self.said(answer[1])}).", self.place
            )

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection that is logged in, and closed in the end."""
        with self.telling(*_WRONG):
            client = self._connected()
        try:
            with self.telling(*_WRONG):
                client.ehlo()
                if self.security == "starttls":
                    client.starttls(context=self.tls())
                    client.ehlo()
                if self.user:
                    self._log_in(client)
            yield client
            # The copy is taken by now; taking leave cannot change it.
            with suppress(*_WRONG):
                client.quit()
        finally:
            client.close()

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, _OURSELVES, context=self.tls(), timeout=self.timeout
            )
        return smtplib.SMTP(self.host, self.port, _OURSELVES, timeout=self.timeout)

    def _log_in(self, client: smtplib.SMTP) -> None:
        client.set_debuglevel(0)  # smtplib would print the password
        try:
            if "PLAIN" in client.esmtp_features.get("auth", "").upper().split():
                code, answer = client.docmd("AUTH", f"PLAIN {b64encode(self.plain).decode()}")
                if code != 235:
                    raise self.not_let_in(answer)
            else:
                client.login(self.user, self.password)
        # Not "from error", because an answer may repeat what was sent.
        except smtplib.SMTPAuthenticationError as error:
            raise self.not_let_in(error.smtp_error) from None
        except UnicodeEncodeError:  # whose words name a letter of the password
            raise self.not_let_in("it takes plain letters only") from None
        except _WRONG as error:
            raise self.not_reached(error) from None
