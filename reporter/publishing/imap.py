"""The newsletter as a draft in a mailbox, over IMAP: there once, however often it is brought."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.publishing.imap_folders import Folder, encoded, folders, quoted
from reporter.publishing.mail import Account, mailbox, message_id, ready
from reporter.publishing.parcel import Parcel, Receipt

_DOMAIN: Final = "reporter.invalid"
"""Of the Message-ID by which a draft is found again; not the sender's, which may change."""
_BROKEN: Final = (OSError, imaplib.IMAP4.abort)
_WRONG: Final = (OSError, imaplib.IMAP4.error, ValueError)
"""Whatever imaplib raises where a server breaks off, refuses, or speaks no IMAP."""


@dataclass(frozen=True, kw_only=True)
class ImapDrafts(Account):
    """Brings the newsletter into the drafts of a mailbox.

    ``folder`` names the folder; without it the one that the server marks for drafts is taken.
    ``sender`` is an address for the draft's From, or empty. Raises ``ConfigError`` like its
    account, and where ``sender`` is no address.
    """

    folder: str = ""
    sender: str = ""

    finds = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.sender:
            mailbox(self.sender, "sender")

    def find(self, parcel: Parcel) -> Receipt | None:
        """The draft of this parcel, if it is in the folder. Raises ``NotDelivered``."""
        with self._session() as client, self.telling(*_WRONG):
            self._open_drafts(client)
            return self._found(client, parcel)

    def bring(self, parcel: Parcel) -> Receipt:
        """Put the draft there, unless it is there already.

        Raises ``NotDelivered`` where surely nothing was stored, and ``OutcomeUnknown`` where
        the connection broke while it was handed over.
        """
        message = ready(parcel, self._fields(parcel))
        with self._session() as client:
            with self.telling(*_WRONG):
                folder = self._open_drafts(client)
                if found := self._found(client, parcel):
                    return found
            self._append(client, folder, parcel, message)
            return Receipt(id=_id(parcel))

    def _fields(self, parcel: Parcel) -> list[tuple[str, str]]:
        sender = [("From", mailbox(self.sender, "sender").field)] if self.sender else []
        return [("Message-ID", _id(parcel)), *sender]

    def _append(self, client: imaplib.IMAP4, folder: str, parcel: Parcel, message: bytes) -> None:
        moment = datetime.fromisoformat(parcel.instant)
        try:
            answer, text = client.append(
                quoted(encoded(folder)), r"(\Draft \Seen)", moment, message
            )
        except _BROKEN as error:
            raise OutcomeUnknown(
                f"the connection broke while the draft was handed over ({self.said(str(error))}).",
                self.place,
                "Publish again: what arrived is found by its Message-ID.",
            ) from error
        except imaplib.IMAP4.error as error:
            raise self._refused(str(error)) from error
        if answer != "OK":
            raise self._refused(text[-1])

    def _refused(self, answer: bytes | str | Any) -> NotDelivered:
        return NotDelivered(
            f"the server did not take the draft ({self.said(answer)}).",
            self.place,
            "Look whether the mailbox is full or the folder read-only.",
        )

    @contextmanager
    def _session(self) -> Iterator[imaplib.IMAP4]:
        """A connection that is logged in, and logged out of in the end."""
        with self.telling(*_WRONG):
            client = self._connected()
        try:
            with self.telling(*_WRONG):
                self._log_in(client)
            yield client
            # What the session was for is done by now; taking leave cannot change it.
            with suppress(*_WRONG):
                client.logout()
        finally:
            with suppress(OSError):  # it is closed already where it broke or has ended
                client.shutdown()

    def _connected(self) -> imaplib.IMAP4:
        if self.security == "tls":
            return imaplib.IMAP4_SSL(
                self.host, self.port, ssl_context=self.tls(), timeout=self.timeout
            )
        client = imaplib.IMAP4(self.host, self.port, timeout=self.timeout)
        if self.security == "starttls":
            try:
                client.starttls(self.tls())
            except _WRONG:
                with suppress(OSError):  # where encryption failed it is closed already
                    client.shutdown()
                raise
        return client

    def _log_in(self, client: imaplib.IMAP4) -> None:
        client.debug = 0  # imaplib would print the password
        if client.state == "AUTH":  # the server knows this machine
            return
        if "LOGINDISABLED" in client.capabilities:
            raise NotDelivered(
                "the server takes no password on this connection.",
                self.place,
                "Set security to 'tls' or 'starttls'.",
            )
        try:
            if (self.user + self.password).isascii():
                client.login(quoted(self.user), self.password)
            else:
                client.authenticate("PLAIN", lambda _: self.plain)
        # Not "from error", because an answer may repeat what was sent.
        except _BROKEN as error:
            raise self.not_reached(error) from None
        except imaplib.IMAP4.error as error:
            raise self.not_let_in(_words(error)) from None

    def _open_drafts(self, client: imaplib.IMAP4) -> str:
        """The name of the folder for drafts, which is opened for looking."""
        listed = folders(client.list()[1])
        if not self.folder and not any(folder.is_for_drafts for folder in listed):
            listed = self._marked(client) or listed
        name = self._chosen([folder for folder in listed if folder.is_open])
        answer, text = client.select(quoted(encoded(name)), readonly=True)
        if answer != "OK":
            raise NotDelivered(
                f"the folder {name!r} cannot be opened ({self.said(text[-1] or b'')}).", self.place
            )
        return name

    def _marked(self, client: imaplib.IMAP4) -> list[Folder]:
        """The folders with their marks, of a server that tells these on request only."""
        told = client.capability()[1]  # [None] where the server says nothing
        if b"SPECIAL-USE" not in b" ".join(filter(None, told)).upper():
            return []
        return folders(client.list(pattern='"*" RETURN (SPECIAL-USE)')[1])

    def _chosen(self, listed: list[Folder]) -> str:
        names = [folder.name for folder in listed]
        if self.folder in names:
            return self.folder
        marked = [folder.name for folder in listed if folder.is_for_drafts]
        if marked and not self.folder:
            return marked[0]
        wanted = f"there is no folder {self.folder!r}" if self.folder else "no folder is marked"
        raise NotDelivered(
            f"{wanted} for drafts; the mailbox has: {', '.join(map(repr, names)) or 'none'}.",
            self.place,
            "Name one of these as the channel's folder.",
        )

    def _found(self, client: imaplib.IMAP4, parcel: Parcel) -> Receipt | None:
        answer, numbers = client.uid("SEARCH", "HEADER", "Message-ID", quoted(_id(parcel)))
        if answer != "OK":
            raise NotDelivered(
                f"the server cannot search its drafts ({self.said(numbers[-1] or b'')}).",
                self.place,
                "Without that nothing is brought, so that no draft is there twice.",
            )
        return Receipt(id=_id(parcel)) if any(numbers) else None


def _id(parcel: Parcel) -> str:
    return message_id(parcel.key, _DOMAIN)


def _words(error: imaplib.IMAP4.error) -> str | bytes:
    """What the server said: imaplib hands it on as bytes or as text."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, bytes) else str(said)
