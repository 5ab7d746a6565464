"""The only way out and in: a guarded HTTP client, the archive, and snapshots that replay."""

from __future__ import annotations

from reporter.net.archive import Archive, BlobStore, MemoryArchive
from reporter.net.atomic import write_atomic
from reporter.net.client import Client
from reporter.net.request import Fetcher, Reply, Request
from reporter.net.snapshot import (
    Record,
    Recorder,
    Replayer,
    Snapshot,
    export_snapshot,
    load_snapshot,
)

__all__ = [
    "Archive",
    "BlobStore",
    "Client",
    "Fetcher",
    "MemoryArchive",
    "Record",
    "Recorder",
    "Replayer",
    "Reply",
    "Request",
    "Snapshot",
    "export_snapshot",
    "load_snapshot",
    "write_atomic",
]
