"""``reporter feeds list`` and ``test``: how the feeds stand, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from reporter.model.feeds import FeedState
from reporter.storage import FeedStates
from tests.cli.feed_site import FeedSite, Page, rss, serving, workspace

PAGE = b"""<!DOCTYPE html><html><head><title>Harbour</title>
<link rel="alternate" type="application/rss+xml" href="/right.xml"></head></html>"""


@pytest.fixture
def site() -> Iterator[FeedSite]:
    with serving() as made:
        yield made


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.invoke(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def rows_of(
    capsys: pytest.CaptureFixture[str], desk: Path, *more: str
) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the rows of ``feeds test --json`` by name."""
    code, out, err = run(capsys, "feeds", "test", "--workspace", str(desk), "--json", *more)
    assert err == ""
    return code, {row["name"]: row for row in json.loads(out)}


def test_each_health_is_told_with_its_remedy(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages["/empty.xml"] = Page(rss(site.url("/"), days=0, title="Empty", items=0))
    site.pages["/page"] = Page(PAGE)
    site.pages["/secret"] = Page(status=403)
    site.pages["/busy"] = Page(status=429, headers={"Retry-After": "1800"})
    site.pages["/robot"] = Page(status=403, headers={"cf-mitigated": "challenge"})
    site.pages["/closed"] = Page(status=410)
    site.pages["/country"] = Page(status=451)
    desk = workspace(
        tmp_path / "desk",
        site,
        ("Fresh", site.feed("/fresh.xml"), 3),
        ("Moved", site.redirect("/old.xml", site.url("/fresh.xml")), 3),
        ("Elsewhere today", site.redirect("/now.xml", site.url("/fresh.xml"), 302), 3),
        ("Slow", site.feed("/slow.xml", days=20), 3),
        ("Office", site.feed("/office.xml", days=20), 1),
        ("Quiet office", site.feed("/quiet.xml", days=101), 1),
        ("Empty", site.url("/empty.xml"), 3),
        ("Page", site.url("/page"), 3),
        ("Secret", site.url("/secret"), 3),
        ("Busy", site.url("/busy"), 3),
        ("Robot", site.url("/robot"), 3),
        ("Closed", site.url("/closed"), 3),
        ("Country", site.url("/country"), 3),
        ("Missing", site.url("/missing"), 3),
        ("SEC", "https://www.sec.gov/news/pressreleases.rss", 1),
        ("Private", "http://127.0.0.2:9/rss", 3),
    )
    code, rows = rows_of(capsys, desk)
    assert code == 0
    assert {name: row["health"] for name, row in rows.items()} == {
        "Fresh": "OK", "Moved": "OK", "Elsewhere today": "OK", "Slow": "STALE", "Office": "OK",
        "Quiet office": "STALE", "Empty": "EMPTY", "Page": "DEAD", "Secret": "BLOCKED",
        "Busy": "BLOCKED", "Robot": "BLOCKED", "Closed": "DEAD", "Country": "BLOCKED",
        "Missing": "DEAD", "SEC": "BLOCKED", "Private": "BLOCKED",
    }  # fmt: skip
    assert {name for name, row in rows.items() if not row["remedy"]} == {
        "Fresh", "Elsewhere today", "Office",
    }  # fmt: skip
    assert rows["Fresh"]["items"] == 2
    assert rows["Fresh"]["title"] == "Harbour Notes"
    assert site.url("/fresh.xml") in rows["Moved"]["remedy"]
    assert rows["Moved"]["moved_to"] == site.url("/fresh.xml")
    assert "20 days ago" in rows["Slow"]["detail"]
    assert site.url("/right.xml") in rows["Page"]["remedy"]
    assert "30 minutes" in rows["Busy"]["remedy"]
    assert "contact" in rows["SEC"]["remedy"]
    assert "allow_hosts" in rows["Private"]["remedy"]
    assert not (desk / ".reporter").exists()


def test_feeds_can_be_named_and_an_address_tried(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = workspace(tmp_path, site, ("One", site.feed("/1"), 1), ("Two", site.feed("/2"), 3))
    assert set(rows_of(capsys, desk, "Two")[1]) == {"Two"}
    assert site.seen == ["/2"]
    site.feed("/3", title="Third")
    code, rows = rows_of(capsys, desk, "--url", site.url("/3"))
    assert code == 0
    assert rows["127.0.0.1"]["title"] == "Third"
    assert rows_of(capsys, desk, "--url", site.url("/1"))[1]["One"]["tier"] == 1
    code, _, err = run(capsys, "feeds", "test", "Tow", "--workspace", str(desk))
    assert code == 2
    assert "Did you mean 'Two'?" in err
    code, _, err = run(capsys, "feeds", "test", "Quite other", "--workspace", str(desk))
    assert "Did you mean" not in err
    both = ("feeds", "test", "Two", "--url", site.url("/1"), "--workspace", str(desk))
    assert run(capsys, *both)[0] == 2
    code, _, err = run(capsys, "feeds", "test", "--url", "nonsense", "--workspace", str(desk))
    assert code == 2
    assert "is no http or https address" in err


def test_none_readable_is_exit_code_4(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = workspace(tmp_path, site, ("Good", site.feed("/good"), 3), ("Gone", site.url("/no"), 3))
    assert rows_of(capsys, desk)[0] == 0
    assert rows_of(capsys, desk, "Gone")[0] == 4
    code, out, _ = run(capsys, "feeds", "test", "--workspace", str(desk))
    assert code == 0
    assert out.splitlines()[0].startswith("OK       Good  2 items, the newest of ")
    assert out.splitlines()[1].startswith("DEAD     Gone  ")
    assert out.splitlines()[-1] == "2 asked: 1 OK, 1 DEAD"


def test_an_address_that_is_known_to_be_dead_says_what_to_use(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    # Without a contact nobody is asked, so that the test stays on this machine.
    dead = "https://www.sec.gov/rss/litigation/litreleases.xml"
    desk = workspace(tmp_path, site, ("Litigation", dead, 1))
    code, rows = rows_of(capsys, desk)
    assert code == 4
    assert "known to be dead" in rows["Litigation"]["remedy"]
    assert "https://www.sec.gov/rss/litigation/admin.xml" in rows["Litigation"]["remedy"]


def test_the_list_shows_what_the_runs_remember(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    names = ("Good", "Failing", "Moved", "Retired", "New")
    desk = workspace(tmp_path, site, *((name, site.url(f"/{name}"), 3) for name in names))
    states = {
        name: FeedState(url=site.url(f"/{name}"), first_seen=now, checked_at=now, items=2)
        for name in names[:4]
    }
    values: dict[str, dict[str, Any]] = {
        "Good": {"last_ok_at": now, "newest": now},
        "Failing": {"failures": 3, "reason": "server-error", "detail": "it has a fault (503)."},
        "Moved": {"last_ok_at": now, "moved_to": "https://new.example/rss"},
        "Retired": {"failures": 1, "reason": "gone", "detail": "closed (410).", "retired": True},
    }
    with FeedStates(desk / ".reporter" / "reporter.db") as store:
        store.put(*(changed(states[name], **values[name]) for name in names[:4]))
    code, out, err = run(capsys, "feeds", "list", "--workspace", str(desk))
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    day = f"{now:%Y-%m-%d}"
    assert lines[0] == f"tier 3 Good summary OK {day} {site.url('/Good')}"
    assert lines[2].startswith("tier 3 Failing summary DEAD - ")
    assert lines[3] == "3 failures in a row; it has a fault (503)."
    assert "It has moved for good: put https://new.example/rss into reporter.toml." in lines
    assert "closed by its publisher." in lines
    assert lines[-1] == f"tier 3 New summary - - {site.url('/New')}"
    rows = json.loads(run(capsys, "feeds", "list", "--workspace", str(desk), "--json")[1])
    by_name = {row["name"]: row for row in rows}
    assert by_name["Good"]["newest"] == now.isoformat()
    assert by_name["Failing"]["failures"] == 3
    assert by_name["Moved"]["moved_to"] == "https://new.example/rss"
    assert by_name["Retired"]["retired"] is True
    assert by_name["New"]["health"] is None
    assert site.seen == []


def changed(state: FeedState, **values: Any) -> FeedState:
    from dataclasses import replace

    return replace(state, **values)


def test_a_damaged_database_costs_the_health_and_not_the_list(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = workspace(tmp_path, site, ("Good", site.url("/good"), 3))
    (desk / ".reporter").mkdir()
    (desk / ".reporter" / "reporter.db").write_bytes(b"no database at all" * 100)
    code, out, err = run(capsys, "feeds", "list", "--workspace", str(desk), "--json")
    assert code == 0
    assert [row["health"] for row in json.loads(out)] == [None]
    assert "the health is not known" in err


def test_a_state_that_is_days_old_is_judged_by_today(
    tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]
) -> None:
    then = datetime.now(UTC) - timedelta(days=30)
    desk = workspace(tmp_path, site, ("Old", site.url("/old"), 3))
    state = FeedState(url=site.url("/old"), first_seen=then, checked_at=then, items=4, newest=then)
    with FeedStates(desk / ".reporter" / "reporter.db") as store:
        store.put(state)
    rows = json.loads(run(capsys, "feeds", "list", "--workspace", str(desk), "--json")[1])
    assert rows[0]["health"] == "STALE"
