"""Editions whose feeds remember their last visit: 304, fresh copies, rest, closure, replay."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.model.errors import NothingNewsworthy, OutputError, TooFewSources
from reporter.model.feeds import FeedState
from reporter.net.archive import Archive, MemoryArchive
from reporter.net.snapshot import Recorder, Replayer
from reporter.newsroom import environment, measure
from reporter.newsroom.config import Config, parse_config
from reporter.newsroom.feeds import ask_feeds, note_reading, visiting
from reporter.newsroom.measure import NewsRead
from reporter.newsroom.run import Done, replay_edition
from reporter.newsroom.stories import rank_today
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.storage import FeedStates, database
from tests.newsroom.conftest import AS_OF, configuration, document, quiet

pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]
Clock = Callable[[timedelta], None]
Read = Callable[[], NewsRead]
FEEDS = r"\.atom|rss|/feed"
NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The newsroom's clock stands still until the test turns it; pauses cost nothing."""
    moment = [NOW]
    monkeypatch.setattr(environment, "now", lambda: moment[0])
    monkeypatch.setattr(environment, "pause", lambda _: None)

    def turn(by: timedelta) -> None:
        moment[0] += by

    return turn


def states(desk: Path) -> dict[str, FeedState]:
    """The stored states by the feed's host, which is the first part of its path here."""
    with FeedStates(desk / ".reporter" / "reporter.db") as store:
        return {state.url.split("/")[3].partition(".")[0]: state for state in store.all()}


@pytest.fixture
def read(desk: Path, clock: Clock) -> Read:
    """A round of the feeds as a run makes it, and their reading, without the edition."""

    def visit() -> NewsRead:
        config = Workspace(desk).load()
        archive = Archive(desk / ".reporter" / "archive")
        with FeedStates(desk / ".reporter" / "reporter.db") as store, open_client(config) as client:
            with visiting(config, client, archive, environment.now, store) as fetcher:
                recorder = Recorder(fetcher, archive)
                ask_feeds(recorder, config)
            told = measure.read(config, Replayer(recorder.seal(NOW), archive), NOW)
            note_reading(store, config, told)
            return told

    return visit


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        (b"<html><body>Sign in to read on</body></html>", TooFewSources, "unreadable"),
        (b"", TooFewSources, "empty"),
        (b"<rss version='2.0'><channel><title>T</title></channel></rss>", NothingNewsworthy, ""),
    ],
)
def test_how_feeds_stand_is_kept_where_no_edition_comes_of_them(
    run: Run, desk: Path, site: Any, body: bytes, error: type[Exception], reason: str
) -> None:
    site.fault(FEEDS, body)
    with pytest.raises(error):
        run(force=True)
    assert {(state.items, state.reason) for state in states(desk).values()} == {(0, reason)}


def gaps(told: NewsRead, subject: str) -> list[tuple[str, str]]:
    return [(gap.reason, gap.detail) for gap in told.gaps if gap.subject == subject]


COPY = "Read from the copy of 21:21 UTC, fresh until 21:51 UTC by its publisher."


def test_an_edition_of_kept_feeds_replays_to_the_same_bytes(
    run: Run, read: Read, desk: Path, site: Any, clock: Clock, tmp_path: Path
) -> None:
    site.header(FEEDS, ETag='"1"')
    site.header("northgatewire", Cache_Control="max-age=1800")
    read()
    site.seen.clear()
    clock(timedelta(minutes=10))
    done = run()
    known = states(desk)
    assert [known[name].status for name in ("harbourreview", "northgatewire")] == [304, 200]
    assert not any("northgatewire" in path for path in site.seen)
    told = {(gap["subject"], gap["reason"], gap["detail"]) for gap in document(done)["gaps"]}
    assert ("Wire", "note", COPY) in told
    (desk / ".reporter" / "reporter.db").unlink()
    again = replay_edition(
        done.folder.name, root=desk, out=tmp_path / "out", export=None, tell=quiet
    )
    assert done.made is not None
    assert again.made is not None
    assert again.made.files == done.made.files


def test_unchanged_feeds_read_the_same(read: Read, desk: Path, site: Any, clock: Clock) -> None:
    site.header(FEEDS, ETag='"1"')
    first = read()
    clock(timedelta(hours=2))
    assert read() == first
    assert {state.status for state in states(desk).values()} == {304}


def test_a_fresh_copy_is_noted_and_is_no_fault(read: Read, site: Any, clock: Clock) -> None:
    site.header("northgatewire", Cache_Control="max-age=1800")
    read()
    clock(timedelta(minutes=29))
    assert ("note", COPY) in gaps(read(), "Wire")
    assert len([path for path in site.seen if "northgatewire" in path]) == 1
    clock(timedelta(minutes=1))
    assert ("note", COPY) not in gaps(read(), "Wire")
    assert len([path for path in site.seen if "northgatewire" in path]) == 2


def test_the_states_tell_what_was_read(read: Read, desk: Path, site: Any, clock: Clock) -> None:
    site.fault("harbourreview", b"<html><body>Sign in to read on</body></html>")
    site.fault("blocksidedaily", 500)
    told = read()
    known = states(desk)
    wire, review, daily = (
        known[name] for name in ("northgatewire", "harbourreview", "blocksidedaily")
    )
    times = [item.published for item in told.items if item.outlet == "Wire" and item.published]
    assert wire.items == sum(item.outlet == "Wire" for item in told.items) > 3
    assert wire.newest == max(times)
    assert (wire.failures, wire.reason, wire.last_ok_at) == (0, "", NOW)
    assert (review.failures, review.reason, review.items) == (1, "unreadable", 0)
    assert (daily.failures, daily.reason, daily.last_ok_at) == (1, "server-error", None)
    site.faults.clear()
    clock(timedelta(minutes=1))
    read()
    assert not any(state.failures or state.reason for state in states(desk).values())


def test_a_closed_feed_is_named_every_time_until_its_address_changes(
    read: Read, desk: Path, site: Any, clock: Clock
) -> None:
    site.fault("northgatewire", 410)
    read()
    site.faults.clear()
    site.seen.clear()
    clock(timedelta(days=3))
    ((reason, detail),) = gaps(read(), "Wire")
    assert reason == "gone"
    assert "remove it from reporter.toml, or give its new address" in detail
    assert not any("northgatewire" in path for path in site.seen)
    old = "/northgatewire.example/markets/rss.xml"
    site.answers[f"{old}?new=1"] = site.answers[old]
    path = desk / "reporter.toml"
    text = path.read_text(encoding="utf-8").replace(old, f"{old}?new=1")
    path.write_text(text, encoding="utf-8")
    assert "gone" not in dict(gaps(read(), "Wire"))


def test_a_run_without_any_feed_keeps_what_it_learnt(
    run: Run, desk: Path, site: Any, clock: Clock
) -> None:
    site.fault(FEEDS, 500)
    for _ in range(2):
        with pytest.raises(TooFewSources):
            run()
    assert {state.failures for state in states(desk).values()} == {2}
    site.seen.clear()
    with pytest.raises(TooFewSources, match="not asked again before 27 March, 21:26 UTC"):
        run()
    assert not any(part in path for path in site.seen for part in ("rss.xml", ".atom"))


def test_a_database_that_another_program_holds_ends_the_run(
    run: Run, read: Read, desk: Path, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    read()
    site.seen.clear()
    holder = sqlite3.connect(desk / ".reporter" / "reporter.db")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OutputError, match="no other program holds it") as caught:
        run()
    holder.rollback()
    holder.close()
    assert caught.value.exit_code == 3
    assert site.seen == []


def test_a_damaged_database_is_named_before_anything_is_asked(
    run: Run, desk: Path, site: Any
) -> None:
    path = desk / ".reporter" / "reporter.db"
    path.parent.mkdir()
    path.write_bytes(b"this is no database, it is a sentence that is long enough" * 200)
    with pytest.raises(OutputError, match="damaged"):
        run()
    with pytest.raises(OutputError, match="damaged"):
        rank_today(desk, AS_OF, quiet)
    assert site.seen == []


def test_stories_use_and_keep_the_states_of_a_workspace_that_has_run(
    read: Read, desk: Path, site: Any, clock: Clock
) -> None:
    site.header(FEEDS, ETag='"1"')
    rank_today(desk, AS_OF, quiet)
    assert not (desk / ".reporter").exists()
    read()
    clock(timedelta(hours=2))
    told = rank_today(desk, AS_OF, quiet)
    assert told.stories
    wire = states(desk)["northgatewire"]
    assert (wire.status, wire.checked_at) == (304, NOW + timedelta(hours=2))
    assert wire.items == sum(item.outlet == "Wire" for item in told.items)


# How feeds are asked


def many(address: str, paths: list[str], allowed: str) -> Config:
    feeds = "".join(
        f'[[feeds]]\nname = "{number}"\nurl = "http://{address}{path}"\n'
        for number, path in enumerate(paths)
    )
    text = configuration(allowed)
    head, rest = text.split("[[feeds]]", 1)
    return parse_config(head + feeds + rest[rest.index("[market]") :], "the test")


def test_an_address_that_stands_twice_is_asked_once(site: Any) -> None:
    path = "/northgatewire.example/markets/rss.xml"
    config = many(site.address, [path, path, "/other"], site.address)
    archive = MemoryArchive()
    with open_client(config) as client:
        with visiting(config, client, archive, environment.now) as fetcher:
            ask_feeds(Recorder(fetcher, archive), config)
        assert [state.url.rpartition("/")[2] for state in fetcher.states] == ["rss.xml", "other"]
    assert sorted(site.seen) == [path, "/other"]


def test_a_contact_opens_the_sec(site: Any) -> None:
    config = many("www.sec.gov", ["/news/pressreleases.rss"], site.address)
    archive = MemoryArchive()

    class Nobody:
        def fetch(self, request: Any) -> Any:
            raise AssertionError("it was asked")

    with visiting(config, Nobody(), archive, environment.now) as fetcher:
        ask_feeds(Recorder(fetcher, archive), config)
    assert [state.reason for state in fetcher.states] == ["no-contact"]
    desk = replace_contact(config, "desk@example.com")
    with (
        pytest.raises(AssertionError, match="it was asked"),
        visiting(desk, Nobody(), archive, environment.now) as fetcher,
    ):
        ask_feeds(Recorder(fetcher, archive), desk)


def replace_contact(config: Config, contact: str) -> Config:
    desk = config.desk.model_copy(update={"contact": contact})
    return config.model_copy(update={"desk": desk})


@pytest.mark.parametrize("address", ["[::1", "a.example:port", "[]"])
def test_an_address_that_is_none_is_refused_like_others(site: Any, address: str) -> None:
    config = many(address, ["/feed"], site.address)
    archive = MemoryArchive()
    with (
        open_client(config) as client,
        visiting(config, client, archive, environment.now) as fetcher,
    ):
        ask_feeds(Recorder(fetcher, archive), config)
    assert {state.reason for state in fetcher.states} == {"refused"}
