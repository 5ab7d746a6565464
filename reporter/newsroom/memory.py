"""What a run learned beside the sources, kept in the snapshot: a replay needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from reporter.net.archive import BlobStore
from reporter.net.snapshot import Record, Snapshot


class RunMemory:
    """Answers of the model by request key, and what earlier editions said, in a snapshot.

    ``api_key`` is None on a replay: then nothing may be asked, only recalled. ``snapshot``
    is the sealed snapshot with the answers that were added since.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        archive: BlobStore,
        *,
        api_key: str | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.snapshot = snapshot
        self.api_key = api_key
        self._archive = archive
        self._clock = clock

    def recall(self, key: str) -> bytes | None:
        """The remembered answer, or None."""
        for record in self.snapshot.records:
            if record.key == key and record.digest is not None:
                return self._archive.get(record.digest)
        return None

    def remember(self, key: str, body: bytes) -> None:
        """Keep an answer; the snapshot's digest changes with it."""
        record = Record.of_content(key, self._archive.put(body), self._clock())
        self.snapshot = self.snapshot.with_record(record)
        self._archive.put(self.snapshot.to_json())  # what was paid for outlives a failure
