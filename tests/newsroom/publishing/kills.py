"""Processes killed in the middle of a delivery, against real servers on loopback.

Each case is one edition on its way to one channel: a process brings it and is killed at a moment
drawn by lot, perhaps again, and then one is left to run to the end. A copy of a warm process is
killed, so that two hundred cases take seconds.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from reporter.model.digest import Digest, digest
from reporter.model.edition import EditionKey
from reporter.newsroom.publish_delivery import deliver, note_arrival
from reporter.publishing.parcel import Channel, Parcel, Receipt
from reporter.storage.outbox import Outbox, OutboxRow, OutboxState
from tests.publishing.cms_servers import Cms
from tests.publishing.mail_servers import parcel as mail_parcel

NOW = datetime(2026, 3, 27, 21, 40, tzinfo=UTC)
LONGEST = 0.03
"""A moment drawn by the clock lies within so many seconds of the start."""


class Moment(Enum):
    """When a process is killed."""

    BEFORE_SENDING = "before the channel is called"
    AS_IT_ARRIVES = "when the server has it and has kept nothing"
    AS_IT_IS_KEPT = "when the server has kept it and not answered"
    BEFORE_NOTING = "after the answer, before the note"
    AFTER_NOTING = "after the note"
    ANY = "at any moment, by the clock"


@dataclass
class Case:
    """One edition and one channel; ``count`` tells how often the server has it.

    ``cms`` is the server that can kill whoever is calling it.
    """

    outbox: Path
    parcel: Parcel
    channel: Channel
    count: Callable[[Parcel], int]
    cms: Cms | None = None

    @property
    def row(self) -> OutboxRow:
        """The row to begin with."""
        day = datetime.fromisoformat(self.parcel.instant).date()
        return OutboxRow(
            digest=self.parcel.digest,
            channel="channel",
            key=EditionKey("desk", day, "main"),
            folder="2026-03-27-main",
            state=OutboxState.BRINGING,
            attempted_at=NOW,
        )

    def known(self) -> OutboxRow | None:
        with Outbox(self.outbox) as outbox:
            return outbox.find(self.parcel.digest, "channel")


class _Dying:
    """The channel in a process that kills itself around the call."""

    def __init__(self, channel: Channel, moment: Moment) -> None:
        self._channel, self._moment = channel, moment
        self.finds = channel.finds

    def find(self, parcel: Parcel) -> Receipt | None:
        return self._channel.find(parcel)

    def bring(self, parcel: Parcel) -> Receipt:
        if self._moment is Moment.BEFORE_SENDING:
            _die()
        receipt = self._channel.bring(parcel)
        if self._moment is Moment.BEFORE_NOTING:
            _die()
        return receipt


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def parcel(number: int) -> Parcel:
    """One edition of its own for each case."""
    own: Digest = digest(str(number).encode())
    key = f"2026-03-27-main-{own[7:19]}"
    return replace(mail_parcel(key), digest=own, images=(("card.png", "Card", b"\x89PNG"),))


def killed(case: Case, moment: Moment, seconds: float) -> None:
    """Bring it in a process that is killed at this moment."""
    start, go = os.pipe()
    child = os.fork()
    if child == 0:
        _run(case, moment, start, seconds)
    if case.cms is not None:
        _arm(case.cms, moment, child)
    os.write(go, b"x")
    os.waitpid(child, 0)
    os.close(start)
    os.close(go)
    if case.cms is not None:
        case.cms.before = case.cms.after = lambda: None


def _run(case: Case, moment: Moment, start: int, seconds: float) -> None:
    """What the process does; it never comes back from here."""
    try:
        os.read(start, 1)
        if moment is Moment.ANY:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
        with Outbox(case.outbox) as outbox:
            dying = _Dying(case.channel, moment)
            deliver(outbox, case.row, dying, case.parcel, lambda: NOW)
            _die()
    finally:
        os._exit(1)


def _arm(cms: Cms, moment: Moment, child: int) -> None:
    def kill() -> None:
        os.kill(child, signal.SIGKILL)

    if moment is Moment.AS_IT_ARRIVES:

        def before() -> None:
            kill()
            raise ConnectionAbortedError  # nothing is kept then

        cms.before = before
    if moment is Moment.AS_IT_IS_KEPT:
        cms.after = kill


def finished(case: Case) -> bool:
    """Run to the end as the command would; whether a person had to be asked."""
    asked = False
    with Outbox(case.outbox) as outbox:
        known = outbox.find(case.parcel.digest, "channel")
        if known is not None and known.state is OutboxState.BROUGHT:
            return asked
        if known is not None and known.state is OutboxState.BRINGING and not case.channel.finds:
            asked = True
            if case.count(case.parcel):
                note_arrival(outbox, known, Receipt(id=""), NOW, "a person said so")
                return asked
        deliver(outbox, case.row, case.channel, case.parcel, lambda: NOW)
    return asked


def survive(case: Case, lot: random.Random) -> tuple[tuple[Moment, ...], bool]:
    """One case from the first kill to the end: the moments, and whether a person was asked."""
    moments: list[Moment] = []
    for _ in range(lot.choice((1, 1, 2))):
        if moments and not case.channel.finds and case.known() is not None:
            break  # the command would stop here and ask
        moment = lot.choice(list(Moment))
        moments.append(moment)
        killed(case, moment, lot.uniform(0.0005, LONGEST))
    return tuple(moments), finished(case)
