"""How a desk's schedule stands: what is made, what failed and when it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from reporter import __version__
from reporter.model.digest import Digest, digest, digest_json
from reporter.model.edition import EditionKey
from reporter.model.errors import ConfigError
from reporter.newsroom import environment
from reporter.newsroom.config import FILE, Config
from reporter.newsroom.config_schedule import ScheduleConfig
from reporter.newsroom.index import read_document
from reporter.newsroom.schedule import Agenda, Occurrence, agenda, around
from reporter.newsroom.stored_calibration import FILE as CALIBRATION
from reporter.newsroom.workspace import Workspace
from reporter.storage import Attempt, AttemptState, AttemptStore, EditionStore

_KEPT: Final = 100
"""So many of the last attempts are looked at, and eight of every slot more: those of the time
that is looked back on must be among them."""
_LOOK_BACK: Final = timedelta(days=7)
"""What was missed longer ago than this is not spoken of."""
_FIRST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_OVER: Final = frozenset({AttemptState.MADE, AttemptState.QUIET, AttemptState.SKIPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A workspace whose configuration has a schedule."""

    workspace: Workspace
    config: Config
    schedule: ScheduleConfig

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the desk's clock."""
        return ZoneInfo(self.config.desk.timezone)

    @property
    def late(self) -> timedelta:
        """How late an edition may be made."""
        return timedelta(hours=self.schedule.late_hours)

    def key(self, one: Occurrence) -> EditionKey:
        """The key of the edition that is due then."""
        return EditionKey(self.config.desk.name, one.day, one.slot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The schedule at a moment: what is ``ready`` to be made, and when to ``wake`` for more.

    ``attempts`` are the last ones, newest first; ``ground`` is the digest of what a person can
    change, without which an edition that was held is not tried again.
    """

    agenda: Agenda
    ready: tuple[Occurrence, ...]
    wake: datetime | None
    attempts: tuple[Attempt, ...]
    ground: Digest


def read_timetable(workspace: Workspace) -> Timetable:
    """The schedule of this workspace; raises ``ConfigError``, also where there is none."""
    config = workspace.load()
    if config.schedule is None:
        raise ConfigError(
            "there is no schedule.",
            str(workspace.config_file),
            'Add [[schedule.slots]] with name = "morning" and at = "08:00"; see docs/schedule.md.',
        )
    return Timetable(workspace=workspace, config=config, schedule=config.schedule)


def standing(timetable: Timetable, now: datetime) -> Standing:
    """How the schedule stands; nothing is written. Errors as of ``TableStore``."""
    desk = timetable.config.desk.name
    with AttemptStore(timetable.workspace.database) as store:
        attempts = store.last(desk, _KEPT + 8 * len(timetable.schedule.slots))
    ground = _ground(timetable)
    since = max(_since(attempts, now - timetable.late), now - _LOOK_BACK)
    between = around(timetable.schedule.slots, timetable.zone, since, now)
    # What a clock wrote that ran ahead, as of slots that are still to come, does not count.
    known = {attempt.key: attempt for attempt in attempts if attempt.at <= now}
    with EditionStore(timetable.workspace.database) as editions:

        def finished(one: Occurrence) -> bool:
            key = timetable.key(one)
            return _is_over(known.get(key), ground) or _is_made(key, timetable, editions)

        found = agenda(between, finished, now=now, late=timetable.late)
    again = {one: _again(known.get(timetable.key(one)), now) for one in found.due}
    later = [moment for moment in again.values() if moment is not None]
    return Standing(
        agenda=found,
        ready=tuple(one for one in found.due if again[one] is None),
        wake=min([*later, *([found.next.at] if found.next else [])], default=None),
        attempts=attempts,
        ground=ground,
    )


def retry_at(attempt: Attempt) -> datetime:
    """When a failed attempt is made again: after five minutes, then ten, up to an hour."""
    doubled: int = 1 << min(attempt.tries - 1, 10)
    return attempt.at + min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def _again(attempt: Attempt | None, now: datetime) -> datetime | None:
    """When a failed one may be tried again; None for now."""
    if attempt is None or attempt.state is not AttemptState.FAILED:
        return None
    moment = retry_at(attempt)
    return moment if now < moment else None


def _since(attempts: Sequence[Attempt], earliest: datetime) -> datetime:
    """From when on an edition counts as missed: before its first attempt a desk had no schedule."""
    known = [one.due for one in attempts[:1]]
    open_ = [one.due for one in attempts if one.state is AttemptState.FAILED]
    return min([earliest, *known, *open_])


def _is_over(attempt: Attempt | None, ground: Digest) -> bool:
    if attempt is None:
        return False
    if attempt.state is AttemptState.STOPPED:
        return attempt.ground == ground
    return attempt.state in _OVER


def _is_made(key: EditionKey, timetable: Timetable, editions: EditionStore) -> bool:
    """Whether the register knows it, or a crash has left it standing outside the register."""
    if editions.find(key) is not None:
        return True
    folder = timetable.workspace.output(timetable.config) / key.folder
    document = read_document(folder / "edition.json")
    return document is not None and document["key"]["desk"] == key.desk


def _ground(timetable: Timetable) -> Digest:
    """The digest of all that a person can change so that a held edition may come out otherwise."""
    workspace = timetable.workspace
    folders = (workspace.templates, workspace.prompts, workspace.disclosures)
    single = (workspace.root / name for name in (FILE, ".env", CALIBRATION))
    paths = chain(single, *(folder.rglob("*") for folder in folders))
    try:
        files = {str(one): digest(one.read_bytes()) for one in paths if one.is_file()}
    except OSError as error:
        raise ConfigError(
            f"a file of the workspace cannot be read ({error.strerror}).", str(error.filename)
        ) from error
    secret = _has_secret(timetable.config, workspace.root)
    return digest_json({"reporter": __version__, "secret": secret, "files": files})


def _has_secret(config: Config, root: Path) -> bool:
    if config.llm is not None:
        try:
            environment.secret(config.llm.api_key_env, root)
        except ConfigError:
            return False
    return True
