"""A late edition over real HTTP: prices of the moment, and the day that it was due on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import SnapshotError, UsageError
from reporter.net.archive import Archive
from reporter.net.snapshot import Snapshot
from reporter.newsroom.config import parse_config
from reporter.newsroom.gather import snapshot_day, with_day
from reporter.newsroom.index import read_document
from reporter.newsroom.run import Done, edition_key, replay_edition, run_edition
from reporter.newsroom.schedule_bell import Bell
from reporter.newsroom.schedule_child import Outcome
from reporter.newsroom.schedule_run import Scheduler, Surroundings, Voice
from reporter.newsroom.workspace import Workspace
from tests.newsroom.conftest import AS_OF, configuration, document, quiet

YESTERDAY = date(2026, 3, 26)
pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


def late(desk: Path, day: date) -> Done:
    return run_edition(
        desk, as_of=AS_OF, slot="night", day=day, offline=True, force=False, tell=quiet
    )


def test_a_late_edition_has_the_prices_of_now_and_the_day_that_it_was_due(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    done = late(desk, YESTERDAY)
    assert done.made is not None
    assert done.folder.name == "2026-03-26-night"
    content = document(done)
    assert content["key"] == {"desk": "desk", "date": "2026-03-26", "slot": "night"}
    assert content["as_of"].startswith("2026-03-27T21:21")
    assert late(desk, YESTERDAY).made is None, "each key once"
    again = replay_edition(
        done.folder.name, root=desk, out=tmp_path / "again", export=None, tell=quiet
    )
    assert again.differs == ()
    assert again.folder.name == "2026-03-26-night"


@pytest.mark.parametrize("day", [date(2026, 3, 25), date(2026, 3, 29)])
def test_a_day_far_from_the_moment_is_refused(desk: Path, day: date) -> None:
    with pytest.raises(UsageError, match="more than a day away") as caught:
        late(desk, day)
    assert caught.value.where == "--day"
    assert not (desk / "output").exists()


def test_the_moment_s_day_is_counted_in_the_desk_s_zone() -> None:
    text = configuration("127.0.0.1:9").replace(
        "[[feeds]]", 'timezone = "Asia/Tokyo"\n[[feeds]]', 1
    )
    config = parse_config(text, "reporter.toml")
    moment = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
    assert edition_key(config, moment, "main").day == date(2026, 3, 28)
    assert edition_key(config, moment, "main", date(2026, 3, 29)).day == date(2026, 3, 29)
    with pytest.raises(UsageError):
        edition_key(config, moment, "main", YESTERDAY)


def test_a_snapshot_s_day_that_is_none_is_damage() -> None:
    snapshot = Snapshot(as_of=datetime(2026, 3, 27, tzinfo=UTC), records=())
    assert snapshot_day(snapshot) is None
    assert snapshot_day(with_day(snapshot, YESTERDAY)) == YESTERDAY
    damaged = Snapshot(as_of=snapshot.as_of, records=(), meta=(("day", "soon"),))
    with pytest.raises(SnapshotError, match="description cannot be read"):
        snapshot_day(damaged)


def test_the_scheduler_and_the_register_know_one_another(run: Run, desk: Path) -> None:
    """What a run has made is due no longer, and what is due is made under its own day."""
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[schedule]\nlate_hours = 23\n[[schedule.slots]]\nname = "main"\nat = "21:00"\n'
            '[[schedule.slots]]\nname = "night"\nat = "23:30"\n'
        )
    made: list[EditionKey] = []

    def make(key: EditionKey) -> Outcome:
        made.append(key)
        return Outcome(code=0, folder=str(late(desk, key.day).folder))

    voice = Voice(tell=lambda _: None, sleep=lambda _: None, warn=lambda _: None)
    around = Surroundings(
        make=make,
        beat=lambda _: "",
        clock=lambda: datetime.fromisoformat(AS_OF),
        jitter=lambda: 0.0,
        voice=voice,
    )
    assert run().state is EditionState.READY
    bell = Bell()
    for _ in range(2):
        assert Scheduler(Workspace(desk), bell, around).once() == 0
    bell.close()
    assert [key.folder for key in made] == ["2026-03-26-night"]
    digests = [document_of(desk, name) for name in ("2026-03-26-night", "2026-03-27-main")]
    assert all(Archive(Workspace(desk).archive).get(one) for one in digests)


def document_of(desk: Path, name: str) -> Digest:
    content = read_document(desk / "output" / name / "edition.json")
    assert content is not None
    return Digest(content["manifest"]["snapshot"])
