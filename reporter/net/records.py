"""The records of a snapshot, and their canonical JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from reporter.model.digest import Digest, canonical_json, digest
from reporter.model.errors import ReporterError, SnapshotError, SourceRefused, SourceUnavailable
from reporter.net.archive import hex_of

_FORMAT = 1
DAMAGED = "Use a whole copy of the snapshot, or gather again."
"""What to do about a damaged snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedError:
    """A failed fetch, complete enough to be raised again. ``retry_after`` is in seconds."""

    transient: bool
    what: str
    where: str
    next_step: str
    reason: str
    status: int | None = None
    retry_after: float | None = None

    @classmethod
    def of(cls, error: SourceUnavailable | SourceRefused) -> RecordedError:
        """The record of this error."""
        return cls(
            transient=isinstance(error, SourceUnavailable),
            what=error.what,
            where=error.where,
            next_step=error.next_step,
            reason=error.reason,
            status=error.status,
            retry_after=error.retry_after if isinstance(error, SourceUnavailable) else None,
        )

    def revive(self) -> ReporterError:
        """An error equal to the recorded one."""
        words = (self.what, self.where, self.next_step)
        if self.transient:
            return SourceUnavailable(
                *words, reason=self.reason, status=self.status, retry_after=self.retry_after
            )
        return SourceRefused(*words, reason=self.reason, status=self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One answer by key: its place in the archive, or the error that came instead.

    A remembered content (a model's reply) has a key, a digest and a time, and no address; an
    error has no time.
    """

    key: str
    received_at: datetime | None = None
    url: str = ""
    status: int = 0
    final_url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    digest: Digest | None = None
    error: RecordedError | None = None

    @classmethod
    def of_content(cls, key: str, content: Digest, at: datetime) -> Record:
        """The record of a remembered content, such as a model's reply."""
        return cls(key=key, digest=content, received_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The sealed input of an edition. Records are sorted by key, ``meta`` by name."""

    as_of: datetime
    records: tuple[Record, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        records = tuple(sorted(self.records, key=lambda record: record.key))
        if len({record.key for record in records}) != len(records):
            raise SnapshotError("a key stands twice in the snapshot.", next_step=DAMAGED)
        object.__setattr__(self, "records", records)
        object.__setattr__(self, "meta", tuple(sorted(self.meta)))

    @property
    def digest(self) -> Digest:
        """The digest of the canonical JSON: the identity of all that came in."""
        return digest(self.to_json())

    def with_record(self, record: Record) -> Snapshot:
        """A new snapshot with this record added, or in place of the one of the same key."""
        kept = tuple(old for old in self.records if old.key != record.key)
        return replace(self, records=(*kept, record))

    def to_json(self) -> bytes:
        """Canonical JSON; ``from_json`` reads it back."""
        return canonical_json(
            {
                "format": _FORMAT,
                "as_of": _written(self.as_of),
                "meta": [list(pair) for pair in self.meta],
                "records": [_record_json(record) for record in self.records],
            }
        )

    @classmethod
    def from_json(cls, data: bytes) -> Snapshot:
        """The snapshot in these bytes. Raises SnapshotError when they hold none."""
        try:
            tree = json.loads(data)
            if tree["format"] != _FORMAT:
                raise SnapshotError(
                    "the snapshot has another format.", next_step="Use the version that made it."
                )
            return cls(
                as_of=_read_time(tree["as_of"]),
                meta=tuple((_text(name), _text(value)) for name, value in tree["meta"]),
                records=tuple(_read_record(entry) for entry in tree["records"]),
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise SnapshotError(
                "the list of the snapshot is damaged.", next_step=DAMAGED
            ) from error


def _record_json(record: Record) -> dict[str, Any]:
    written = asdict(record)
    written["received_at"] = record.received_at and _written(record.received_at)
    return written


def _read_record(tree: dict[str, Any]) -> Record:
    error, key = tree["error"], tree["digest"]
    return Record(
        key=_text(tree["key"]),
        received_at=None if tree["received_at"] is None else _read_time(tree["received_at"]),
        url=_text(tree["url"]),
        status=_whole(tree["status"]),
        final_url=_text(tree["final_url"]),
        headers=tuple((_text(name), _text(value)) for name, value in tree["headers"]),
        digest=None if key is None else Digest("sha256:" + hex_of(_text(key))),
        error=None if error is None else _read_error(error),
    )


def _read_error(tree: dict[str, Any]) -> RecordedError:
    status, pause = tree["status"], tree["retry_after"]
    return RecordedError(
        transient=tree["transient"] is True,
        what=_text(tree["what"]),
        where=_text(tree["where"]),
        next_step=_text(tree["next_step"]),
        reason=_text(tree["reason"]),
        status=None if status is None else _whole(status),
        retry_after=None if pause is None else float(pause),
    )


def _written(moment: datetime) -> str:
    """ISO 8601 in UTC. Raises SnapshotError for a time without zone, which names no instant."""
    if moment.tzinfo is None:
        raise SnapshotError(f"the time {moment.isoformat()} has no zone.")
    return moment.astimezone(UTC).isoformat()


def _read_time(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a time without zone")
    return moment


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    value.encode()  # a lone surrogate is no text
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a whole number is expected")
    return value
