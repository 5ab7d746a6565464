"""Making editions in a workspace: live, again from a snapshot, and the bundled sample."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from reporter.model.digest import Digest, digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import SnapshotError, UsageError
from reporter.net.archive import Archive, BlobStore
from reporter.net.snapshot import Snapshot, export_snapshot, load_snapshot
from reporter.newsroom import environment
from reporter.newsroom.config import Config
from reporter.newsroom.edition import Job, Made, make_edition
from reporter.newsroom.gather import Tell, gather, snapshot_config
from reporter.newsroom.index import rewrite_index
from reporter.newsroom.memory import ModelMemory
from reporter.newsroom.resources import Materials, builtin_materials, workspace_materials
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.storage import (
    EditionStore,
    StoredEdition,
    publish_folder,
    recover,
    workspace_lock,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run led to: the folder, the edition (None where nothing was to be done)."""

    folder: Path
    state: EditionState
    made: Made | None


def run_edition(
    root: Path, *, as_of: str | None, slot: str, offline: bool, force: bool, tell: Tell
) -> Done:
    """Make the edition of this moment's day and slot, once.

    The same key again does nothing new unless ``force``. An edition that a gate holds is kept
    for review below the workspace's state folder; the output folder keeps the last good one.
    """
    workspace = Workspace(root)
    config = _configured(workspace, offline=offline)
    key_of_model = _secret(config, workspace)
    moment = environment.parse_moment(as_of) if as_of else environment.now()
    key = edition_key(config, moment, slot)
    with workspace_lock(workspace.state), EditionStore(workspace.database) as store:
        recover(workspace.output(config))
        earlier = store.find(key)
        folder = workspace.output(config) / key.folder
        if earlier and earlier.state is EditionState.READY and folder.is_dir() and not force:
            return Done(folder=folder, state=earlier.state, made=None)
        archive = Archive(workspace.archive)
        with open_client(config) as client:
            snapshot = gather(
                config, as_of=moment, slot=slot, fetcher=client, archive=archive, tell=tell
            )
        memory = ModelMemory(snapshot, archive, api_key=key_of_model, clock=environment.now)
        made = make_edition(_job(snapshot, archive, workspace_materials(workspace)), memory, tell)
        return _keep(workspace, config, store, made, memory.snapshot)


def _configured(workspace: Workspace, *, offline: bool) -> Config:
    config = workspace.load()
    return config.model_copy(update={"llm": None}) if offline else config


def _secret(config: Config, workspace: Workspace) -> str | None:
    return environment.secret(config.llm.api_key_env, workspace.root) if config.llm else None


def _job(snapshot: Snapshot, archive: BlobStore, materials: Materials) -> Job:
    config, slot, sample = snapshot_config(snapshot)
    return Job(
        config=config,
        key=edition_key(config, snapshot.as_of, slot),
        snapshot=snapshot,
        archive=archive,
        materials=materials,
        sample=sample,
    )


def _keep(
    workspace: Workspace, config: Config, store: EditionStore, made: Made, snapshot: Snapshot
) -> Done:
    archive = Archive(workspace.archive)
    stored = archive.put(snapshot.to_json())
    edition = made.edition
    ready = edition.state is EditionState.READY
    place = workspace.output(config) if ready else workspace.held
    folder = publish_folder(place, edition.key.folder, made.files)
    store.put(
        StoredEdition(
            key=edition.key,
            as_of=edition.as_of,
            state=edition.state,
            snapshot=stored,
            document=digest(made.files["edition.json"]),
            folder=edition.key.folder,
        )
    )
    if ready:
        rewrite_index(place)
    return Done(folder=folder, state=edition.state, made=made)


def replay_edition(source: str, *, root: Path, out: Path, export: Path | None, tell: Tell) -> Done:
    """Make an edition again from its snapshot, offline, into ``out``.

    ``source`` is an exported snapshot file, or the folder or name (``2026-03-27-main``) of an
    edition of the workspace. ``export`` writes the snapshot as one file.
    """
    workspace = Workspace(root)
    snapshot, archive = _sealed(source, workspace)
    if export is not None:
        export_snapshot(snapshot, archive, export)
        tell("export", str(export))
    materials = workspace_materials(workspace)
    return _again(snapshot, archive, materials, out, tell)


def make_demo(out: Path, tell: Tell) -> Done:
    """The sample edition, from the snapshot that is part of the package: no network, no key."""
    with resources.as_file(resources.files("reporter") / "sample" / "snapshot.zip") as path:
        snapshot, archive = load_snapshot(path)
    return _again(snapshot, archive, builtin_materials(), out, tell)


def _again(
    snapshot: Snapshot, archive: BlobStore, materials: Materials, out: Path, tell: Tell
) -> Done:
    memory = ModelMemory(snapshot, archive, api_key=None, clock=environment.now)
    made = make_edition(_job(snapshot, archive, materials), memory, tell)
    folder = publish_folder(out, made.edition.key.folder, made.files)
    rewrite_index(out)
    return Done(folder=folder, state=made.edition.state, made=made)


def _sealed(source: str, workspace: Workspace) -> tuple[Snapshot, BlobStore]:
    path = Path(source)
    if path.is_file():
        return load_snapshot(path)
    archive = Archive(workspace.archive)
    stored = _stored_digest(path, workspace)
    return Snapshot.from_json(archive.get(stored)), archive


def _stored_digest(path: Path, workspace: Workspace) -> Digest:
    for folder in (path, workspace.root / "output" / path, workspace.held / path):
        document = folder / "edition.json"
        if document.is_file():
            try:
                return Digest(json.loads(document.read_bytes())["manifest"]["snapshot"])
            except (ValueError, KeyError, TypeError) as error:
                raise SnapshotError(
                    "the edition does not name its snapshot.", str(document), "Is it damaged?"
                ) from error
    raise UsageError(
        "there is no snapshot and no edition of that name.",
        str(path),
        "Give a snapshot file, or an edition's folder such as output/2026-03-27-main.",
    )


def edition_key(config: Config, as_of: datetime, slot: str) -> EditionKey:
    """The key of the edition of that moment: its day is counted in the desk's time zone."""
    day = as_of.astimezone(ZoneInfo(config.desk.timezone)).date()
    return EditionKey(config.desk.name, day, slot)
