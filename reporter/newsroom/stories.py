"""What would lead today, and the stories of any set of headlines."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from reporter import news
from reporter.model.errors import UsageError
from reporter.net.archive import Archive, BlobStore, MemoryArchive
from reporter.net.snapshot import Recorder
from reporter.newsroom import environment
from reporter.newsroom.feeds import ask_feeds, note_reading, visiting
from reporter.newsroom.gather import Tell
from reporter.newsroom.measure import NewsRead, read
from reporter.newsroom.run import edition_key
from reporter.newsroom.told_before import recall_stories
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.storage import FeedStates

COLUMNS = ("id", "time", "title", "url", "publisher")


def rank_today(root: Path, as_of: str | None, tell: Tell, slot: str = "main") -> NewsRead:
    """The ranked stories of the workspace's feeds, now, as that slot's edition would have them.

    Nothing is kept but the feeds' states: they are used and kept, bodies included, where an
    earlier run has made the database. Earlier editions are those of other days and slots.
    """
    workspace = Workspace(root)
    config = workspace.load()
    moment = environment.parse_moment(as_of) if as_of else environment.now()
    tell("gather", f"{len(config.feeds)} feeds")
    with ExitStack() as stack:
        states = None
        archive: BlobStore = MemoryArchive()
        if workspace.database.is_file():
            states = stack.enter_context(FeedStates(workspace.database))
            archive = Archive(workspace.archive)
        client = stack.enter_context(open_client(config))
        with visiting(config, client, archive, environment.now, states) as fetcher:
            recorder = Recorder(fetcher, archive)
            ask_feeds(recorder, config)
        key = edition_key(config, moment, slot)
        before = recall_stories(workspace, config, key, moment)
        told = read(config, recorder, moment, before)
        if states is not None:
            note_reading(states, config, told)
        return told


def group_rows(path: Path) -> dict[str, str]:
    """``{id: story}`` for a CSV file with the columns id, time, title, url, publisher.

    Raises ``UsageError`` naming the line where the file is not of that form.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = [_row(line, number, path) for number, line in _lines(handle, path)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"the items cannot be read ({error}).",
            str(path),
            f"Give a CSV file in UTF-8 with the columns {', '.join(COLUMNS)}.",
        ) from error
    return news.cluster_rows(rows)


def _lines(handle: Iterable[str], path: Path) -> list[tuple[int, dict[str, str | None]]]:
    reader = csv.DictReader(handle)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise UsageError(
            f"the column {missing[0]!r} is missing.",
            str(path),
            f"The first line must name the columns {', '.join(COLUMNS)}.",
        )
    return list(enumerate(reader, start=2))


def _row(line: dict[str, str | None], number: int, path: Path) -> news.Row:
    if line["id"] is None or line["time"] is None:
        raise UsageError(
            "the row has no id or no time.", f"{path}, line {number}", "Give it all columns."
        )
    try:
        moment = environment.parse_moment(line["time"])
    except UsageError as error:
        raise UsageError(
            f"{line['time']!r} is no time.",
            f"{path}, line {number}",
            "Write ISO 8601, such as 2026-03-27T21:21:00Z.",
        ) from error
    return news.Row(
        id=line["id"],
        time=moment,
        title=line["title"] or "",
        url=line["url"] or "",
        publisher=line["publisher"] or "",
    )
