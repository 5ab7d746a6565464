"""Recording what comes in, and giving it again.

A recorder stands around the live fetcher and keeps every answer; a replayer gives the same
answers and the same errors again, offline, from the records and the archive. What a caller
sees while recording is already the kept form, so that recording and replay cannot differ.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime

from reporter.model.errors import NotRecorded, SnapshotError, SourceRefused, SourceUnavailable
from reporter.net.archive import BlobStore
from reporter.net.bundle import export_snapshot, load_snapshot
from reporter.net.records import DAMAGED, Record, RecordedError, Snapshot
from reporter.net.request import Fetcher, Reply, Request, place

__all__ = [
    "Record",
    "RecordedError",
    "Recorder",
    "Replayer",
    "Snapshot",
    "export_snapshot",
    "load_snapshot",
]

_KEPT_HEADERS = frozenset(
    {
        "content-type",
        "etag",
        "last-modified",
        "date",
        "content-location",
        "content-language",
        "reporter-kept-until",  # our own word, that the answer is a copy which is still fresh
    }
)


class Recorder:
    """A fetcher that keeps what another one answers; safe to share between threads.

    The same request is made once: a second time it is answered from the record, whether it
    had succeeded or failed.
    """

    def __init__(self, fetcher: Fetcher, archive: BlobStore) -> None:
        self._fetcher = fetcher
        self._archive = archive
        self._records: dict[str, Record] = {}
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}

    def fetch(self, request: Request) -> Reply:
        """The answer, as a replayer will give it again. Errors as of the inner fetcher."""
        with self._lock:
            busy = self._busy.setdefault(request.key, threading.Lock())
        with busy:
            record = self._records.get(request.key) or self._keep(self._record(request))
        return _reply(record, request, self._archive)

    def _record(self, request: Request) -> Record:
        try:
            reply = self._fetcher.fetch(request)
        except (SourceUnavailable, SourceRefused) as error:
            return Record(
                key=request.key,
                url=request.full_url,
                error=RecordedError.of(error),
            )
        return Record(
            key=request.key,
            url=reply.url,
            status=reply.status,
            final_url=reply.final_url,
            headers=_kept(reply.headers),
            digest=self._archive.put(reply.body),
            received_at=reply.received_at,
        )

    def seal(self, as_of: datetime, meta: tuple[tuple[str, str], ...] = ()) -> Snapshot:
        """Everything recorded so far as a snapshot."""
        with self._lock:
            records = tuple(self._records.values())
        return Snapshot(as_of=as_of, records=records, meta=meta)

    def _keep(self, record: Record) -> Record:
        """Keep the first record of a key; gives the one that is kept."""
        with self._lock:
            return self._records.setdefault(record.key, record)


class Replayer:
    """A fetcher that answers from a snapshot alone."""

    def __init__(self, snapshot: Snapshot, archive: BlobStore) -> None:
        self._archive = archive
        self._records = {record.key: record for record in snapshot.records}

    def fetch(self, request: Request) -> Reply:
        """The recorded answer or error. Raises NotRecorded when it holds none."""
        record = self._records.get(request.key)
        if record is None:
            raise NotRecorded(
                "the snapshot holds no answer to this request.",
                place(request.full_url),
                "Replay with the configuration of that edition, or gather again.",
            )
        return _reply(record, request, self._archive)


def _reply(record: Record, request: Request, archive: BlobStore) -> Reply:
    if record.error is not None:
        raise record.error.revive()
    if record.digest is None or record.received_at is None:
        raise SnapshotError("the record holds no answer.", place(request.full_url), DAMAGED)
    try:
        body = archive.get(record.digest)
    except SnapshotError as error:
        where = f"{place(request.full_url)} ({error.where})"
        raise SnapshotError(error.what, where, error.next_step) from error
    return Reply(
        url=record.url,
        final_url=record.final_url,
        status=record.status,
        headers=dict(record.headers),
        body=body,
        digest=record.digest,
        received_at=record.received_at,
    )


def _kept(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pair for pair in headers.items() if pair[0] in _KEPT_HEADERS))
