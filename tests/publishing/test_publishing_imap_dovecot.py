from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.publishing.failures import NotDelivered
from reporter.publishing.imap import ImapDrafts
from reporter.publishing.mail import Security
from reporter.publishing.parcel import Receipt
from tests.publishing.mail_servers import (
    CERTIFICATE,
    USER,
    dovecot,
    drafts,
    mailbox,
    parcel,
)

PASSWORD = "wörter"
pytestmark = pytest.mark.tools


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    # A short path of its own: the addresses of Dovecot's sockets may not be long.
    with (
        tempfile.TemporaryDirectory(prefix="mail-") as home,
        dovecot(Path(home), PASSWORD) as found,
    ):
        yield found


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_dovecots_marked_folder_holds_one_draft(
    ports: tuple[int, int], security: Security, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    channel = ImapDrafts(
        host="localhost",
        port=ports[security == "tls"],
        security=security,
        user=USER,
        password=PASSWORD,
        sender="Ada <ada@meridian.example>",
    )
    sent = parcel(f"edition-{security}")
    assert channel.find(sent) is None
    receipt = channel.bring(sent)
    assert channel.bring(sent) == channel.find(sent) == receipt
    name = receipt.id.encode()
    with mailbox(ports[0], PASSWORD) as client:
        assert sum(name in data for _, data in drafts(client, '"Entw&APw-rfe"')) == 1
        assert not any(name in data for _, data in drafts(client))


def test_dovecot_is_told_the_folder(ports: tuple[int, int]) -> None:
    channel = ImapDrafts(
        host="127.0.0.1", port=ports[0], security="none", user=USER, password=PASSWORD,
        folder="Drafts",
    )  # fmt: skip
    assert channel.bring(parcel("named")) == Receipt(id="<named@reporter.invalid>")
    with mailbox(ports[0], PASSWORD) as client:
        assert len(drafts(client)) == 1


def test_dovecot_refuses_a_wrong_password(ports: tuple[int, int]) -> None:
    channel = ImapDrafts(
        host="127.0.0.1", port=ports[0], security="none", user=USER, password="wrong",
        password_env="MAIL_PASSWORD",
    )  # fmt: skip
    with pytest.raises(NotDelivered, match="MAIL_PASSWORD"):
        channel.find(parcel())
