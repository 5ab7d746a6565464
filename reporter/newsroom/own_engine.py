"""The publisher's own engine: asked once, kept in the snapshot, and read from there alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from reporter.model.errors import SnapshotError, SourceRefused, SourceUnavailable
from reporter.model.market import Gap
from reporter.model.setup import Engine, Setup
from reporter.model.verdict import Finding
from reporter.net.archive import BlobStore
from reporter.net.request import Fetcher
from reporter.net.snapshot import Record, RecordedError, Replayer, Snapshot
from reporter.newsroom.config import EngineConfig
from reporter.sources.engine import (
    MOST_BYTES,
    EngineReading,
    fetch_engine,
    parse_engine,
    read_engine,
)

_KEY: Final = "ENGINE "
_NAME: Final = "the publisher’s engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What an engine hands over to an edition.

    ``left_out`` are the setups that do not hold, ``refused`` what the gates found in them;
    ``gaps`` say that the engine's document could not be had or read at all.
    """

    setups: tuple[Setup, ...] = ()
    left_out: tuple[Gap, ...] = ()
    refused: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


def ask_engine(fetcher: Fetcher, engine: EngineConfig | None) -> None:
    """Fetch the document of an engine that is asked by HTTP."""
    if engine is not None and engine.url is not None:
        # The recorder keeps the error; it is met again, and named as a gap, when it is read.
        with suppress(SourceUnavailable, SourceRefused):
            fetch_engine(fetcher, engine.url)


def with_engine_file(
    snapshot: Snapshot, archive: BlobStore, engine: EngineConfig | None, root: Path
) -> Snapshot:
    """The snapshot with the bytes of the engine's file, or with why it cannot be read."""
    if engine is None or engine.path is None:
        return snapshot
    key = _KEY + engine.path
    try:
        content = archive.put(read_file(root, engine.path))
    except SourceRefused as error:
        return snapshot.with_record(Record(key=key, error=RecordedError.of(error)))
    return snapshot.with_record(Record.of_content(key, content, snapshot.as_of))


def read_file(root: Path, path: str) -> bytes:
    """The engine's file below the workspace, no more of it than a document may have.

    Raises ``SourceRefused`` where it cannot be read.
    """
    try:
        with (root / path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceRefused(
            f"the engine's file cannot be read ({reason}).",
            _shown(path),
            "Let the engine write it before the edition, or correct 'path' in [market.engine].",
            reason="not-found" if missing else "unreadable",
        ) from error


def handed_over(engine: EngineConfig | None, snapshot: Snapshot, archive: BlobStore) -> HandedOver:
    """The engine's setups, from the snapshot alone, each with the engine's name on it.

    What cannot be had or read is a gap. Raises ``SnapshotError`` for a snapshot that knows
    nothing of the engine's answer.
    """
    if engine is None:
        return HandedOver()
    try:
        reading = _recorded(engine, snapshot, archive)
    except (SourceRefused, SourceUnavailable) as error:
        detail = f"{error.where}: {error.what}"
        gap = Gap(subject=_NAME, part="setups", reason=error.reason, detail=detail)
        return HandedOver(gaps=(gap,))
    own = Engine(name=reading.name, version=reading.version, method_url=reading.method_url)
    return HandedOver(
        setups=tuple(replace(setup, engine=own) for setup in reading.setups),
        left_out=reading.gaps,
        refused=reading.refused,
    )


def _recorded(engine: EngineConfig, snapshot: Snapshot, archive: BlobStore) -> EngineReading:
    as_of = snapshot.as_of
    if engine.url is not None:
        return read_engine(fetch_engine(Replayer(snapshot, archive), engine.url), as_of=as_of)
    key = f"{_KEY}{engine.path}"
    record = next((one for one in snapshot.records if one.key == key), None)
    if record is not None and record.error is not None:
        raise record.error.revive()
    if record is None or record.digest is None:
        raise SnapshotError(
            "the snapshot holds no setups of the engine.",
            _shown(str(engine.path)),
            "Replay with the configuration of that edition, or gather again.",
        )
    return parse_engine(archive.get(record.digest), where=_shown(str(engine.path)), as_of=as_of)


def _shown(path: str) -> str:
    """The file's name alone: where a publisher keeps it is nobody's business."""
    return Path(path).name
