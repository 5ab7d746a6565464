"""One delivery, so that a crash at any moment neither doubles nor loses it.

The outbox says ``bringing`` before the channel is called and ``brought`` after it has answered.
What dies in between leaves ``bringing`` behind: a channel that can find what it was brought is
looked through first, and on any other a person has to say what became of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from reporter.model.errors import ReporterError
from reporter.publishing.failures import OutcomeUnknown
from reporter.publishing.parcel import Channel, Parcel, Receipt
from reporter.storage.outbox import Outbox, OutboxRow, OutboxState


def deliver(
    outbox: Outbox,
    waiting: OutboxRow,
    channel: Channel,
    parcel: Parcel,
    clock: Callable[[], datetime],
) -> tuple[OutboxRow, bool]:
    """Bring the parcel, unless the channel has it; the row then, and whether it was brought now.

    ``waiting`` is the row to begin with. Raises what the channel raises; the outbox then says
    ``refused``, or still ``bringing`` where the outcome is unknown.
    """
    receipt = channel.find(parcel) if channel.finds else None
    fresh = receipt is None
    if receipt is None:
        receipt = _brought(outbox, waiting, channel, parcel)
    return note_arrival(outbox, waiting, receipt, clock()), fresh


def note_arrival(
    outbox: Outbox, waiting: OutboxRow, receipt: Receipt, now: datetime, detail: str = ""
) -> OutboxRow:
    """Note durably that the parcel is there."""
    row = replace(
        waiting,
        state=OutboxState.BROUGHT,
        brought_at=now,
        receipt_id=receipt.id,
        receipt_url=receipt.url,
        detail=detail,
    )
    outbox.note(row)
    return row


def _brought(outbox: Outbox, waiting: OutboxRow, channel: Channel, parcel: Parcel) -> Receipt:
    outbox.note(waiting)
    try:
        return channel.bring(parcel)
    except OutcomeUnknown as error:
        outbox.note(replace(waiting, detail=error.what))
        raise
    except ReporterError as error:
        outbox.note(replace(waiting, state=OutboxState.REFUSED, detail=error.what))
        raise
