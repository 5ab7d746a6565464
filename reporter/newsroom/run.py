"""Making editions in a workspace: live, again from a snapshot, and the bundled sample."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reporter.model.digest import Digest, digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import (
    ConfigError,
    NothingNewsworthy,
    SnapshotError,
    TooFewSources,
    UsageError,
)
from reporter.net.archive import Archive, BlobStore
from reporter.net.snapshot import Replayer, Snapshot, export_snapshot, load_snapshot
from reporter.newsroom import environment
from reporter.newsroom.config import Config
from reporter.newsroom.earlier import remember_views
from reporter.newsroom.edition import Job, Made, make_edition
from reporter.newsroom.feeds import note_reading, visiting
from reporter.newsroom.gather import (
    Kept,
    Tell,
    gather,
    snapshot_config,
    snapshot_day,
    with_day,
)
from reporter.newsroom.index import earlier_documents, read_document, rewrite_index
from reporter.newsroom.measure import read_feeds
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.own_engine import with_engine_file
from reporter.newsroom.resources import Materials, builtin_materials, workspace_materials
from reporter.newsroom.stored_calibration import with_calibration
from reporter.newsroom.told_before import remember_stories, stories_before
from reporter.newsroom.turns import remember_wordings
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.rendering.press import start_press
from reporter.storage import (
    EditionStore,
    FeedStates,
    StoredEdition,
    publish_folder,
    recover,
    workspace_lock,
)
from reporter.writing.notices import chosen

SLOT = "main"
"""The edition of a day, unless another is named."""

HELD = ".held"
"""Where a replay puts an edition that a gate holds, below its output folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run led to: the folder, and the edition (None where nothing was to be done).

    ``differs`` names the files of a replay that are not the original's bytes; None where there
    is no original to compare with.
    """

    folder: Path
    state: EditionState
    made: Made | None
    differs: tuple[str, ...] | None = None

    @property
    def held(self) -> bool:
        """Whether a gate holds the edition."""
        return self.state is EditionState.HELD


def run_edition(
    root: Path,
    *,
    as_of: str | None,
    slot: str,
    offline: bool,
    force: bool,
    tell: Tell,
    day: date | None = None,
) -> Done:
    """Make the edition of this moment's day and slot, once.

    ``day`` is the one before or after, where the edition was due then; prices and news are of
    the moment all the same. The same key again does nothing new unless ``force``. An edition
    that a gate holds is kept for review below the workspace's state folder; the output folder
    keeps the last good one.
    """
    workspace = Workspace(root)
    config = _configured(workspace, offline=offline)
    api_key = _secret(config, workspace)
    moment = _moment(as_of)
    key = edition_key(config, moment, slot, day)
    output, materials = workspace.output(config), workspace_materials(workspace)
    chosen(config.desk.jurisdictions or (), materials.notices)  # told before anything is asked
    with (
        workspace_lock(workspace.state),
        EditionStore(workspace.database) as store,
        FeedStates(workspace.database) as feeds,
    ):
        recover(output)
        earlier = _standing(output, key, store)
        if earlier is not None and not force:
            rewrite_index(output, materials.templates)
            return Done(folder=output / key.folder, state=earlier.state, made=None)
        archive = Archive(workspace.archive)
        said = earlier_documents(store, output, key, moment)
        before = stories_before(said, moment)
        kept = Kept(history=workspace.history, stories=before)
        snapshot = _gathered(config, feeds, archive, kept, tell, as_of=moment, slot=slot)
        snapshot = _sealed(snapshot, archive, workspace, config, day)
        memory = RunMemory(snapshot, archive, api_key=api_key, clock=environment.now)
        remember_stories(memory, before)
        remember_wordings(memory, said)
        remember_views(memory, said, moment)
        made = _made(_job(snapshot, archive, materials), memory, feeds, tell)
        folder = publish_folder(
            workspace.held if _is_held(made) else output, key.folder, made.files
        )
        if not _is_held(made):
            store.put(_row(made))
            rewrite_index(output, materials.templates)
    return Done(folder=folder, state=made.edition.state, made=made)


def _moment(as_of: str | None) -> datetime:
    """That of the edition, cut to the whole second: nothing it prints is finer."""
    moment = environment.parse_moment(as_of) if as_of else environment.now()
    return moment.replace(microsecond=0)


def _gathered(
    config: Config,
    feeds: FeedStates,
    archive: Archive,
    kept: Kept,
    tell: Tell,
    *,
    as_of: datetime,
    slot: str,
) -> Snapshot:
    """What the sources answer now."""
    start_press()  # it takes a second to load, while others are awaited
    with (
        open_client(config) as client,
        visiting(config, client, archive, environment.now, feeds) as fetcher,
    ):
        return gather(
            config,
            as_of=as_of,
            slot=slot,
            fetcher=fetcher,
            archive=archive,
            kept=kept,
            tell=tell,
        )


def _sealed(
    snapshot: Snapshot, archive: Archive, workspace: Workspace, config: Config, day: date | None
) -> Snapshot:
    """The snapshot with what the workspace adds, kept: it outlives any failure from here on."""
    if day is not None:
        snapshot = with_day(snapshot, day)
    snapshot = with_engine_file(snapshot, archive, config.market.engine, workspace.root)
    snapshot = with_calibration(snapshot, archive, workspace)
    archive.put(snapshot.to_json())
    return snapshot


def _is_held(made: Made) -> bool:
    return made.edition.state is EditionState.HELD


def _made(job: Job, memory: RunMemory, feeds: FeedStates, tell: Tell) -> Made:
    """The edition; how the feeds stand is kept even where they make none."""
    try:
        made = make_edition(job, memory, tell)
    except (TooFewSources, NothingNewsworthy):
        replayer = Replayer(job.snapshot, job.archive)
        note_reading(feeds, job.config, read_feeds(job.config, replayer))
        raise
    note_reading(feeds, job.config, made.told)
    return made


def _configured(workspace: Workspace, *, offline: bool) -> Config:
    config = workspace.load()
    return config.model_copy(update={"llm": None}) if offline else config


def _secret(config: Config, workspace: Workspace) -> str | None:
    return environment.secret(config.llm.api_key_env, workspace.root) if config.llm else None


def _standing(output: Path, key: EditionKey, store: EditionStore) -> StoredEdition | None:
    """The edition of that key that stands in the output folder.

    One that a crash kept out of the register is entered now. Raises ``ConfigError`` where the
    place is taken by another desk.
    """
    document = read_document(output / key.folder / "edition.json")
    if document is None:
        return None
    if document["key"]["desk"] != key.desk:
        raise ConfigError(
            f"the place of this edition is taken by desk {document['key']['desk']!r}.",
            str(output / key.folder),
            "Give each desk an [output] dir of its own, or use another --slot.",
        )
    known = store.find(key)
    if known is None:
        known = StoredEdition(
            key=key,
            as_of=datetime.fromisoformat(document["as_of"]),
            state=EditionState(document["state"]),
            snapshot=Digest(document["manifest"]["snapshot"]),
            document=digest((output / key.folder / "edition.json").read_bytes()),
            folder=key.folder,
        )
        store.put(known)
    return known


def _row(made: Made) -> StoredEdition:
    edition = made.edition
    return StoredEdition(
        key=edition.key,
        as_of=edition.as_of,
        state=edition.state,
        snapshot=edition.manifest.snapshot,
        document=digest(made.files["edition.json"]),
        folder=edition.key.folder,
    )


def _job(snapshot: Snapshot, archive: BlobStore, materials: Materials) -> Job:
    config, slot, sample = snapshot_config(snapshot)
    return Job(
        config=config,
        key=edition_key(config, snapshot.as_of, slot, snapshot_day(snapshot)),
        snapshot=snapshot,
        archive=archive,
        materials=materials,
        sample=sample,
    )


def replay_edition(source: str, *, root: Path, out: Path, export: Path | None, tell: Tell) -> Done:
    """Make an edition again from its snapshot, offline, into ``out``.

    ``source`` is an exported snapshot file, or the folder or name (``2026-03-27-main``) of an
    edition of the workspace; then the new files are compared with that edition's manifest.
    ``export`` writes the snapshot as one file.
    """
    workspace = Workspace(root)
    path = Path(source)
    document = None
    snapshot: Snapshot
    archive: BlobStore
    if path.is_file():
        snapshot, archive = load_snapshot(path)
    else:
        document = _document(path, workspace)
        archive = Archive(workspace.archive)
        snapshot = Snapshot.from_json(archive.get(Digest(document["manifest"]["snapshot"])))
    if export is not None:
        export_snapshot(snapshot, archive, export)
        tell("export", str(export))
    done = _again(snapshot, archive, workspace_materials(workspace), out, tell)
    if document is None:
        return done
    return replace(done, differs=_differing(document, done))


def make_demo(out: Path, tell: Tell) -> Done:
    """The sample edition, from the snapshot that is part of the package: no network, no key."""
    with resources.as_file(resources.files("reporter") / "sample" / "snapshot.zip") as path:
        snapshot, archive = load_snapshot(path)
    return _again(snapshot, archive, builtin_materials(), out, tell)


def _again(
    snapshot: Snapshot, archive: BlobStore, materials: Materials, out: Path, tell: Tell
) -> Done:
    memory = RunMemory(snapshot, archive, api_key=None, clock=environment.now)
    made = make_edition(_job(snapshot, archive, materials), memory, tell)
    folder = publish_folder(
        out / HELD if _is_held(made) else out, made.edition.key.folder, made.files
    )
    if not _is_held(made):
        rewrite_index(out, materials.templates)
    return Done(folder=folder, state=made.edition.state, made=made)


def _document(path: Path, workspace: Workspace) -> dict[str, Any]:
    """The ``edition.json`` of an edition given by folder or by name."""
    outputs = [workspace.root / "output"]
    if workspace.config_file.is_file():
        outputs.insert(0, workspace.output(workspace.load()))
    for folder in (path, *(output / path for output in outputs), workspace.held / path):
        file = folder / "edition.json"
        if file.is_file():
            document = read_document(file)
            if document is None:
                raise SnapshotError(
                    "the edition does not name its snapshot.", str(file), "Is it damaged?"
                )
            return document
    raise UsageError(
        "there is no snapshot and no edition of that name.",
        str(path),
        "Give a snapshot file, or an edition's folder such as output/2026-03-27-main.",
    )


def _differing(document: dict[str, Any], done: Done) -> tuple[str, ...]:
    assert done.made is not None  # noqa: S101 - a replay always makes something
    before = document["manifest"]["files"]
    now = dict(done.made.edition.manifest.files)
    return tuple(sorted(n for n in {*before, *now} if before.get(n) != now.get(n)))


def edition_key(config: Config, as_of: datetime, slot: str, day: date | None = None) -> EditionKey:
    """The key of the edition of that moment: its day is counted in the desk's time zone.

    ``day`` is another day that it was due on; raises ``UsageError`` where it is not the one
    before or after.
    """
    present = as_of.astimezone(ZoneInfo(config.desk.timezone)).date()
    if day is not None and abs(day - present) > timedelta(days=1):
        raise UsageError(
            f"{day.isoformat()} is more than a day away from {present.isoformat()},"
            " the desk's day at that moment.",
            "--day",
            "An edition can be late by a day at most; the past is made again with replay.",
        )
    return EditionKey(config.desk.name, day or present, slot)
