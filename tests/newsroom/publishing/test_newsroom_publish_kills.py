"""Two hundred deliveries killed in the middle: no second draft anywhere, and none lost."""

from __future__ import annotations

import imaplib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reporter.net.send import Sender
from reporter.publishing.buttondown import Buttondown
from reporter.publishing.ghost import Ghost
from reporter.publishing.imap import ImapDrafts
from reporter.publishing.parcel import Channel, Parcel
from reporter.publishing.webhook import Webhook
from reporter.publishing.wordpress import WordPress
from reporter.storage.outbox import OutboxState
from tests.newsroom.publishing.kills import NOW, Case, Moment, parcel, survive
from tests.publishing.cms_servers import (
    BUTTONDOWN_KEY,
    GHOST_KEY,
    HOOK,
    WORDPRESS_PASSWORD,
    WORDPRESS_USER,
    Cms,
    serving,
)
from tests.publishing.mail_servers import PASSWORD, USER, mailbox, pymap

CASES, MAILED = 46, 16
"""Of each of the four channels over HTTP, and of the mailbox, whose log-ins take their time."""
Count = Callable[[Parcel], int]


@pytest.fixture(scope="module")
def cms() -> Iterator[Cms]:
    # In turn, so that what a killed process had sent is dealt with before it is looked for.
    with serving(in_turn=True) as made:
        yield made


@pytest.fixture(scope="module")
def mail() -> Iterator[int]:
    with pymap("--no-tls") as port:
        yield port


def over_http(kind: str, cms: Cms) -> tuple[Channel, Count]:
    """The channel, and how often the server has a parcel."""
    sender = Sender("Reporter/1", allow_hosts=[cms.address])
    match kind:
        case "ghost":
            ghost = Ghost(cms.url, GHOST_KEY, sender, lambda: NOW)
            return ghost, lambda one: sum(
                {"name": f"#reporter-{one.key}"} in post["tags"] for post in cms.posts
            )
        case "wordpress":
            wordpress = WordPress(cms.url, WORDPRESS_USER, WORDPRESS_PASSWORD, sender)
            return wordpress, lambda one: sum(
                post["slug"].endswith(one.key[-12:]) for post in cms.articles
            )
        case "buttondown":
            buttondown = Buttondown(cms.url, BUTTONDOWN_KEY, sender)
            return buttondown, lambda one: sum(
                email["metadata"]["reporter"] == one.key for email in cms.emails
            )
        case _:
            # Of the notices the title is told, and not the key: each case has a title of its own.
            return Webhook(cms.url + HOOK, sender), lambda one: sum(
                one.title in notice["text"] for notice in cms.notices
            )


def in_mailbox(client: imaplib.IMAP4, one: Parcel) -> int:
    client.select('"Drafts"', readonly=True)
    found = client.search(None, "HEADER", "Message-ID", f'"<{one.key}@reporter.invalid>"')[1][0]
    return len(found.split())


def tried(case: Case, lot: random.Random, tally: Counter[Moment]) -> bool:
    """Whether a person had to be asked; the case has ended well when this returns."""
    moments, asked = survive(case, lot)
    tally.update(moments)
    row = case.known()
    assert row is not None
    assert row.state is OutboxState.BROUGHT, moments
    assert case.count(case.parcel) == 1, (moments, case.parcel.key)
    return asked


@pytest.mark.parametrize("kind", ["ghost", "wordpress", "buttondown", "webhook"])
def test_over_http_none_is_doubled_and_none_is_lost(kind: str, cms: Cms, tmp_path: Path) -> None:
    lot, tally, asked = random.Random(f"kills {kind}"), Counter[Moment](), 0
    channel, count = over_http(kind, cms)
    for number in range(CASES):
        one = parcel(number)
        one = one if kind != "webhook" else _titled(one, number)
        case = Case(tmp_path / "reporter.db", one, channel, count, cms)
        asked += tried(case, lot, tally)
    assert set(tally) == set(Moment)
    assert (asked > 0) is (not channel.finds)


def _titled(one: Parcel, number: int) -> Parcel:
    return replace(one, title=f"Edition {number:04}")


def test_in_a_mailbox_none_is_doubled_and_none_is_lost(mail: int, tmp_path: Path) -> None:
    lot, tally = random.Random("kills imap"), Counter[Moment]()
    channel = ImapDrafts(
        host="127.0.0.1",
        port=mail,
        security="none",
        user=USER,
        password=PASSWORD,
        timeout=10,
        folder="Drafts",
    )
    with mailbox(mail) as client:
        client.create("Drafts")
        for number in range(MAILED):
            one = parcel(number)
            case = Case(
                tmp_path / "reporter.db", one, channel, lambda sent: in_mailbox(client, sent)
            )
            assert not tried(case, lot, tally)
        client.select('"Drafts"', readonly=True)
        assert len(client.search(None, "ALL")[1][0].split()) == MAILED
