"""The scheduler: what it makes, tries again, skips and tells."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import ConfigError, OutputError
from reporter.newsroom import schedule_run, schedule_state
from reporter.newsroom.schedule_bell import Bell
from reporter.newsroom.schedule_child import Outcome
from reporter.newsroom.schedule_run import Scheduler
from reporter.newsroom.schedule_state import read_timetable, standing
from reporter.newsroom.workspace import Workspace
from reporter.storage import AttemptState, AttemptStore, EditionStore, StoredEdition
from tests.newsroom.schedule_world import FEW, HELD, MADE, MORNING, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    worlds: list[World] = []

    def build(now: str, schedule: str = MORNING) -> World:
        worlds.append(World(tmp_path / "desk", now, schedule))
        return worlds[-1]

    yield build
    for one in worlds:
        one.bell.close()


Build = Callable[..., World]


def test_what_is_due_is_made_once(world: Build) -> None:
    desk = world("2026-11-20T06:30")
    assert desk.once() == 0
    assert desk.made == []
    desk.now += timedelta(minutes=31)
    assert desk.once() == 0
    assert desk.keys == ["2026-11-20-morning"]
    assert desk.told[0].due.isoformat() == "2026-11-20T07:00:00+00:00"
    assert desk.once() == 0
    assert len(desk.made) == 1
    assert desk.beats == 1


def test_a_late_start_after_midnight_counts_for_the_day_it_was_due(world: Build) -> None:
    desk = world("2026-11-20T23:10", MORNING.replace("08:00", "23:30"))
    desk.once()
    assert desk.keys == ["2026-11-20-morning"]  # it is 00:10 of the 21st in Berlin


def test_slots_missed_together_are_made_in_their_order(world: Build) -> None:
    noon = '[[schedule.slots]]\nname = "again"\nat = "09:00"\n'
    desk = world("2026-11-20T09:30", noon.join(["[schedule]\nlate_hours = 3\n", MORNING[25:]]))
    desk.once()
    assert desk.keys == ["2026-11-20-morning", "2026-11-20-again"]


def test_what_is_too_late_is_skipped_and_said_once(world: Build) -> None:
    desk = world("2026-11-20T07:01")
    desk.once()
    desk.now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert desk.once() == 0
    assert desk.keys == ["2026-11-20-morning"]
    skipped = [(one.key.folder, one.said) for one in desk.told[1:]]
    assert skipped == [
        ("2026-11-21-morning", "it is more than 3 h late."),
        ("2026-11-22-morning", "it is more than 3 h late."),
    ]
    desk.once()
    assert len(desk.told) == 3
    assert desk.beats == 1


def test_before_the_first_attempt_nothing_was_missed(world: Build) -> None:
    desk = world("2026-11-20T12:00")
    desk.once()
    assert (desk.made, desk.told) == ([], [])


def test_a_long_absence_is_not_told_day_by_day(world: Build) -> None:
    desk = world("2026-11-20T07:01")
    desk.once()
    desk.now += timedelta(days=100, hours=5)
    desk.once()
    assert len(desk.told) == 1 + 7


def test_a_failure_is_tried_again_ever_later_and_given_up(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    desk.outcome = lambda _: FEW
    codes = []
    for _ in range(36):
        codes.append(desk.once())
        desk.now += timedelta(minutes=5)
    begun = [int((at - desk.made[0][1]).total_seconds() // 60) for _, at in desk.made]
    assert begun == [0, 6, 17, 38, 79, 140]
    assert codes.count(4) == 6
    assert codes.count(0) == 30
    assert desk.told[0].again == desk.made[0][1] + timedelta(minutes=5)
    assert desk.told[5].again is None, "the next try would be too late"
    desk.now += timedelta(hours=1)
    desk.once()
    assert desk.told[-1].state is AttemptState.SKIPPED
    assert desk.told[-1].said == "it is more than 3 h late. The last reason: too few."


def test_a_failure_that_passes_is_made_good(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    desk.outcome = lambda _: FEW if not desk.made else MADE
    assert desk.once() == 4
    desk.now += timedelta(minutes=6)
    assert desk.once() == 0
    assert desk.states == [AttemptState.FAILED, AttemptState.MADE]
    assert desk.beats == 1


def test_a_clock_that_was_set_back_makes_no_retry_wait(world: Build) -> None:
    desk = world("2026-11-20T09:00")
    desk.outcome = lambda _: FEW
    desk.once()
    desk.now -= timedelta(hours=1)
    desk.once()
    assert len(desk.made) == 2


def test_what_a_clock_that_ran_ahead_skipped_is_made_in_its_time(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    desk.once()
    desk.now += timedelta(days=3)
    desk.once()
    assert desk.states[1:] == [AttemptState.SKIPPED] * 2 + [AttemptState.MADE]
    desk.now = datetime(2026, 11, 21, 7, tzinfo=UTC)
    desk.once()
    assert desk.keys[-1] == "2026-11-21-morning"
    desk.now += timedelta(minutes=30)
    desk.once()
    assert len(desk.made) == 3


def test_no_slot_of_many_is_forgotten(world: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule_state, "_KEPT", 10)  # fewer than there are slots
    clocks = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
    slots = "".join(
        f'[[schedule.slots]]\nname = "s{number}"\nat = "{clock}"\n'
        for number, clock in enumerate(clocks)
    )
    desk = world("2026-11-20T23:05", f"[schedule]\nlate_hours = 23\n{slots}")

    def quiet(key: EditionKey) -> Outcome:
        assert (key.slot, key.day) not in seen
        seen.add((key.slot, key.day))
        return Outcome(code=10, said="nothing new.")

    seen: set[tuple[str, date]] = set()
    desk.outcome = quiet
    desk.once()
    assert len(seen) > 45


@pytest.mark.parametrize("outcome", [HELD, Outcome(code=3, error="ConfigError"), Outcome(code=6)])
def test_what_only_a_person_can_mend_is_tried_again_after_a_change(
    world: Build, outcome: Outcome
) -> None:
    desk = world("2026-11-20T07:00")
    desk.outcome = lambda _: outcome
    assert desk.once() == outcome.code
    desk.now += timedelta(minutes=30)
    assert desk.once() == 0
    assert len(desk.made) == 1
    template = desk.root / "templates" / "article.md.j2"
    template.parent.mkdir()
    template.write_text("{{ view.body }}", encoding="utf-8")
    assert desk.once() == outcome.code
    assert len(desk.made) == 2
    assert desk.beats == 0


def test_a_variable_that_is_set_at_last_is_a_change(
    world: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = world("2026-11-20T07:00")
    llm = '[llm]\nbase_url = "https://m.example/"\nmodel = "m"\napi_key_env = "EXAMPLE_KEY"\n'
    desk.configure(llm + MORNING)
    desk.outcome = lambda _: Outcome(code=3, error="ConfigError")
    assert desk.once() == 3
    assert desk.once() == 0
    monkeypatch.setenv("EXAMPLE_KEY", "a key")
    assert desk.once() == 3


def test_a_full_disk_has_room_again_without_a_change(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    desk.outcome = lambda _: Outcome(code=3, error="OutputError")
    desk.once()
    desk.now += timedelta(minutes=6)
    desk.once()
    assert desk.states == [AttemptState.FAILED] * 2


def test_a_day_without_news_is_over(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    desk.outcome = lambda _: Outcome(code=10, said="nothing new.")
    assert desk.once() == 10
    desk.now += timedelta(minutes=30)
    assert desk.once() == 0
    assert desk.states == [AttemptState.QUIET]
    assert desk.beats == 1


@pytest.mark.parametrize("code", [8, 130])
def test_a_run_that_was_not_to_its_end_counts_for_nothing(world: Build, code: int) -> None:
    desk = world("2026-11-20T07:00")
    desk.outcome = lambda _: Outcome(code=code)
    assert desk.once() == code
    assert desk.states == [None]
    desk.outcome = lambda _: MADE
    assert desk.once() == 0
    with AttemptStore(Workspace(desk.root).database) as store:
        (kept,) = store.last("desk", 10)
    assert (kept.state, kept.tries) == (AttemptState.MADE, 1)


def test_an_edition_made_by_hand_is_made(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    workspace = Workspace(desk.root)
    with EditionStore(workspace.database) as store:
        store.put(
            StoredEdition(
                key=EditionKey("desk", date(2026, 11, 20), "morning"),
                as_of=desk.now,
                state=EditionState.READY,
                snapshot=Digest("sha256:1"),
                document=Digest("sha256:2"),
                folder="2026-11-20-morning",
            )
        )
    desk.once()
    assert desk.made == []
    tomorrow = workspace.root / "output" / "2026-11-21-morning"
    tomorrow.mkdir(parents=True)
    (tomorrow / "edition.json").write_text(
        '{"schema": "reporter.edition/1", "key": {"desk": "desk"}}', encoding="utf-8"
    )
    assert standing(read_timetable(workspace), desk.now).agenda.next is not None
    desk.now += timedelta(days=1)
    desk.once()
    assert desk.made == [], "a crash had kept it out of the register"


def test_to_stay_is_to_make_each_edition_at_its_time(
    world: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = '[[schedule.slots]]\nname = "night"\nat = "02:30"\ndays = ["sat", "sun"]\n'
    desk = world("2026-10-23T12:00", MORNING + night)
    assert desk.stay(monkeypatch, step=7200) == 0
    assert desk.keys == [
        "2026-10-24-night",
        "2026-10-24-morning",
        "2026-10-25-night",
        "2026-10-25-morning",
        "2026-10-26-morning",
    ]
    due = [one.due for one in desk.told]
    for (_, ended), at in zip(desk.made, due, strict=True):
        assert timedelta() <= ended - timedelta(minutes=1) - at <= timedelta(seconds=60)
    assert [f"{at:%H:%M}" for at in due] == ["00:30", "06:00", "00:30", "07:00", "07:00"]


def test_a_failure_is_tried_again_while_staying(
    world: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = world("2026-11-20T06:59")
    desk.until = desk.now + timedelta(hours=2)
    desk.outcome = lambda _: FEW if len(desk.made) < 2 else MADE
    desk.stay(monkeypatch)
    assert desk.states == [AttemptState.FAILED, AttemptState.FAILED, AttemptState.MADE]


def test_another_run_is_waited_for(world: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = world("2026-11-20T06:59")
    desk.until = desk.now + timedelta(minutes=30)
    desk.outcome = lambda _: Outcome(code=8) if len(desk.made) < 2 else MADE
    desk.stay(monkeypatch, step=60)
    assert desk.states == [None, None, AttemptState.MADE]


def test_the_configuration_is_read_anew_and_a_broken_one_changes_nothing(
    world: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = world("2026-11-20T06:00")
    desk.until = desk.now + timedelta(hours=1, minutes=30)
    turns = 0

    def beat(seconds: float) -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            desk.configure("[schedule]\nslots = 5\n")
        if turns == 6:
            desk.configure(MORNING.replace("08:00", "08:10"))
        desk.now += timedelta(seconds=max(seconds, 1))
        if desk.now >= desk.until:
            desk.bell.ring(signal.SIGINT)

    monkeypatch.setattr(schedule_run, "STEP", 300)
    monkeypatch.setattr(desk.bell, "wait", beat)
    assert desk.scheduler().stay() == 130
    assert len(desk.warned) == 1
    assert "schedule.slots" in desk.warned[0]
    assert [f"{one.due:%H:%M}" for one in desk.told] == ["07:10"]


def test_a_database_that_cannot_be_used_is_told_once_and_tried_again(
    world: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = world("2026-11-20T06:00")
    desk.until = desk.now + timedelta(minutes=10)
    database = Workspace(desk.root).database
    database.parent.mkdir()
    database.write_bytes(b"no database, but long enough to be taken for a damaged one " * 20)
    assert desk.stay(monkeypatch) == 0
    assert len(desk.warned) == 1
    assert "database is damaged" in desk.warned[0]
    with pytest.raises(OutputError):
        Scheduler(Workspace(desk.root), Bell(), desk.scheduler()._around).once()


def test_who_has_no_schedule_is_told_how_to_make_one(world: Build) -> None:
    desk = world("2026-11-20T06:00", "")
    with pytest.raises(ConfigError, match="there is no schedule") as caught:
        desk.scheduler()
    assert "[[schedule.slots]]" in caught.value.next_step


def test_a_file_that_cannot_be_read_is_named(world: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = world("2026-11-20T06:00")
    timetable = read_timetable(Workspace(desk.root))

    def refused(_data: bytes) -> Digest:
        raise PermissionError(13, "Permission denied", "templates/mine")

    monkeypatch.setattr(schedule_state, "digest", refused)
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        standing(timetable, desk.now)
    assert caught.value.where == "templates/mine"


def test_a_signal_before_the_work_begins_ends_it(world: Build) -> None:
    desk = world("2026-11-20T07:00")
    desk.bell.ring(signal.SIGTERM)
    assert desk.once() == 130
    assert desk.made == []
