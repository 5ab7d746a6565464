"""``reporter publish``: a person's word that one edition goes to one channel.

It is bound to the digest of the edition's ``edition.json``, and nothing else in the project
contacts a channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reporter.ledger.figures import instant
from reporter.model.digest import Digest
from reporter.model.errors import Held, UsageError
from reporter.newsroom import environment
from reporter.newsroom.channels import (
    SITE,
    Setting,
    channel_kind,
    channel_names,
    open_channel,
    takes_samples,
)
from reporter.newsroom.gather import Tell
from reporter.newsroom.publish_delivery import deliver, note_arrival
from reporter.newsroom.publish_gates import (
    Candidate,
    find_candidate,
    require_digest,
    require_publishable,
    require_valid,
)
from reporter.newsroom.publish_parcel import parcel_of
from reporter.newsroom.workspace import Workspace
from reporter.publishing.failures import OutcomeUnknown
from reporter.publishing.parcel import Channel, Receipt
from reporter.rendering.plaintext import plain
from reporter.storage import EditionStore, workspace_lock
from reporter.storage.outbox import Outbox, OutboxRow, OutboxState
from reporter.storage.publications import PublicationStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the person asks for.

    ``digest`` is that of the version meant, empty for the one that stands there. ``correction``
    is what readers of the site are told of a new version. ``arrived`` says that an earlier
    attempt of unknown outcome did arrive, ``again`` that it did not, or that a second draft or
    notice is wanted.
    """

    edition: str
    channel: str
    digest: str = ""
    correction: str = ""
    arrived: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of an order; ``fresh`` is False where the edition was there before."""

    channel: str
    kind: str
    folder: Path
    row: OutboxRow
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An edition with what the outbox knows of it, channel by channel."""

    folder: Path
    digest: Digest
    channels: tuple[tuple[str, str], ...]
    rows: tuple[OutboxRow, ...]


def publish(root: Path, order: Order, tell: Tell) -> Published:
    """Bring an edition to a channel, once.

    Raises ``UsageError`` (no such edition or channel, or a person's word is wanted),
    ``ConfigError`` (a credential is missing), ``Held`` (a gate), ``RunLocked``, and
    ``NotDelivered`` or ``OutcomeUnknown``.
    """
    workspace = Workspace(root)
    config = workspace.load()
    kind = channel_kind(config, order.channel)
    _require_sense(order)
    with workspace_lock(workspace.state), Outbox(workspace.database) as outbox:
        candidate = find_candidate(workspace, config, order.edition)
        require_digest(candidate, order.digest)
        setting = Setting(
            workspace=workspace,
            config=config,
            folder=candidate.folder,
            clock=environment.now,
            correction=order.correction,
        )
        row, fresh = _carried_out(order, candidate, setting, outbox, tell)
    return Published(
        channel=order.channel, kind=kind, folder=candidate.folder, row=row, fresh=fresh
    )


def standing(root: Path, name: str) -> Standing:
    """What was brought where of an edition; no channel is contacted. Raises ``UsageError``."""
    workspace = Workspace(root)
    config = workspace.load()
    candidate = find_candidate(workspace, config, name)
    with Outbox(workspace.database) as outbox:
        rows = outbox.of(candidate.key)
    names = channel_names(config)
    return Standing(
        folder=candidate.folder,
        digest=candidate.digest,
        channels=tuple((name, channel_kind(config, name)) for name in names),
        rows=rows,
    )


def _carried_out(
    order: Order, candidate: Candidate, setting: Setting, outbox: Outbox, tell: Tell
) -> tuple[OutboxRow, bool]:
    """The outbox's row in the end, and whether the edition was brought just now."""
    known = outbox.find(candidate.digest, order.channel)
    if order.arrived:
        return _arrived(outbox, known, setting.clock()), False
    if known is not None and known.state is OutboxState.BROUGHT:
        _require_told(order, candidate, setting)
        if not order.again:
            return known, False
    channel, rows = open_channel(order.channel, setting), outbox.of(candidate.key)
    if not order.again:
        _require_known_outcome(channel, known)
        _require_first_version(order, candidate, rows)
    _require_real(order, candidate, setting)
    tell("check", str(candidate.folder))
    on_site = {r.digest for r in rows if (r.channel, r.state) == (SITE, OutboxState.BROUGHT)}
    with EditionStore(setting.workspace.database) as editions:
        require_publishable(candidate, editions)
    if order.channel != SITE or not on_site:  # what readers have may be corrected at any time
        require_valid(candidate, setting.clock())
    parcel = parcel_of(candidate, setting.config, on_site=candidate.digest in on_site)
    tell("bring", f"{parcel.key} to {order.channel}")
    waiting = OutboxRow(
        digest=candidate.digest,
        channel=order.channel,
        key=candidate.key,
        folder=candidate.folder.name,
        state=OutboxState.BRINGING,
        attempted_at=setting.clock(),
    )
    return deliver(outbox, waiting, channel, parcel, setting.clock)


def _arrived(outbox: Outbox, known: OutboxRow | None, now: datetime) -> OutboxRow:
    """The row once a person has said that the attempt arrived."""
    if known is None or known.state is not OutboxState.BRINGING:
        raise UsageError(
            "no attempt of unknown outcome is on record for this version and channel.",
            "--arrived",
            "Leave the flag out.",
        )
    return note_arrival(outbox, known, Receipt(id=""), now, "a person said so")


def _require_sense(order: Order) -> None:
    """Raises ``UsageError`` for flags that contradict each other."""
    if order.arrived and order.again:
        raise UsageError(
            "it has either arrived or to be brought again.", "--arrived --again", "Give one."
        )
    if order.correction and order.channel != SITE:
        raise UsageError(
            "corrections are told on the site.", "--correction", f"Use it with --to {SITE}."
        )


def _require_told(order: Order, candidate: Candidate, setting: Setting) -> None:
    """A version that is on the site is not changed, so a new text for it would reach nobody."""
    if not order.correction:
        return
    with PublicationStore(setting.workspace.database) as store:
        told = {version.correction for version in store.versions(candidate.key)}
    if plain(order.correction) not in told:
        raise UsageError(
            "this very version is on the site already: it corrects nothing.",
            "--correction",
            "Make the corrected version first, or leave the text out.",
        )


def _require_known_outcome(channel: Channel, known: OutboxRow | None) -> None:
    """An attempt that broke off is never repeated blindly where nothing can be looked up."""
    if known is not None and known.state is OutboxState.BRINGING and not channel.finds:
        raise OutcomeUnknown(
            f"the outcome of the attempt of {instant(known.attempted_at)} is unknown.",
            known.channel,
            "Look there; then run again with --arrived or, to bring it again, --again.",
        )


def _require_first_version(order: Order, candidate: Candidate, rows: Sequence[OutboxRow]) -> None:
    """A second version of one edition goes to a channel only on a person's express word."""
    earlier = [
        row
        for row in rows
        if row.channel == order.channel
        and row.digest != candidate.digest
        and row.state is not OutboxState.REFUSED
    ]
    if not earlier or (order.channel == SITE and order.correction):
        return
    correcting = 'Say what has changed with --correction "…".'
    raise UsageError(
        f"another version of this edition went there on {instant(earlier[-1].attempted_at)}.",
        order.channel,
        correcting if order.channel == SITE else "Run again with --again to bring this one too.",
    )


def _require_real(order: Order, candidate: Candidate, setting: Setting) -> None:
    if candidate.sample and not takes_samples(setting.config, order.channel):
        raise Held(
            "this edition is made of sample data, which goes to [site] and to exports only.",
            str(candidate.folder),
            "Publish an edition of your own.",
        )
