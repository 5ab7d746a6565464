"""Backfill by months and days: what is fetched, what is not fetched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reporter.newsroom import environment
from tests.backfill.conftest import NOW, SYMBOL, ArchiveSite, fill, stored


def test_a_month_comes_whole_and_the_rest_by_day(desk: Path, site: ArchiveSite) -> None:
    done = fill(desk, site)
    assert done.complete
    assert (f"{done.first}", f"{done.last}") == ("2026-02-26", "2026-03-09")
    days = [f"2026-02-{d}" for d in (26, 27, 28)] + [f"2026-03-0{d}" for d in range(1, 10)]
    assert site.zips == sorted(
        [f"{SYMBOL}-1h-2026-02.zip", f"{SYMBOL}-fundingRate-2026-02.zip"]
        + [f"{SYMBOL}-1h-{day}.zip" for day in days[3:]]
        + [f"{SYMBOL}-metrics-{day}.zip" for day in days]
    )
    series = stored(desk)
    assert {name: len(one) for name, one in series.items()} == {
        "candles": 37 * 24,
        "taker": 37 * 24,
        "funding": 28 * 3,
        "open_interest": 12 * 24,
        "top_position": 12 * 24,
        "top_account": 12 * 24,
        "global_account": 12 * 24,
    }
    assert list(series["candles"]["close"][:3]) == [101.0, 102.0, 103.0]
    assert list(series["open_interest"]["coins"][:2]) == [1012.0, 1024.0]
    assert series["top_position"]["ratio"][0] == 2.19
    assert series["top_account"]["ratio"][0] == 1.5
    assert series["taker"]["ratio"][0] == pytest.approx(4 / 6)


def test_what_is_stored_is_not_fetched_again(desk: Path, site: ArchiveSite) -> None:
    fill(desk, site)
    site.seen.clear()
    again = fill(desk, site)
    assert again.complete
    assert site.seen == []
    assert sum(one.present for one in again.filled) == 23


def test_a_day_later_only_the_new_day_is_fetched(
    desk: Path, site: ArchiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk, site)
    site.seen.clear()
    monkeypatch.setattr(environment, "now", lambda: NOW + timedelta(days=1))
    fill(desk, site)
    assert site.zips == [f"{SYMBOL}-1h-2026-03-10.zip", f"{SYMBOL}-metrics-2026-03-10.zip"]


def test_a_month_that_its_days_made_whole_is_not_fetched_anew(
    desk: Path, site: ArchiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk, site, days=9)
    monkeypatch.setattr(environment, "now", lambda: datetime(2026, 4, 2, tzinfo=UTC))
    site.changes.append((r"monthly/klines", lambda _: (404, b"")))
    assert fill(desk, site, days=32).complete
    site.seen.clear()
    assert fill(desk, site, days=32).complete
    assert not [name for name in site.zips if "1h" in name]


def test_a_newly_listed_contract_has_named_gaps_that_are_not_asked_for_again(
    desk: Path, site: ArchiveSite
) -> None:
    site.listed = "2026-03-04"
    done = fill(desk, site, days=60)
    assert done.complete
    absent = {file.name for one in done.filled for file in one.absent}
    assert f"{SYMBOL}-1h-2026-01.zip" in absent
    assert f"{SYMBOL}-metrics-2026-03-03.zip" in absent
    site.seen.clear()
    fill(desk, site, days=60)
    old = [name for name in site.zips if "2026-01" in name]
    assert old == []
    assert f"{SYMBOL}-metrics-2026-03-03.zip" in site.zips  # may still be published


def test_a_file_that_appears_later_is_taken_then(desk: Path, site: ArchiveSite) -> None:
    site.published = "2026-03-08"
    assert [f.name for one in fill(desk, site).filled for f in one.absent] == [
        f"{SYMBOL}-1h-2026-03-09.zip",
        f"{SYMBOL}-metrics-2026-03-09.zip",
    ]
    site.published = "9999"
    done = fill(desk, site)
    assert not [f for one in done.filled for f in one.absent]
    assert len(stored(desk)["candles"]) == 37 * 24


def test_a_month_not_yet_published_comes_by_day(desk: Path, site: ArchiveSite) -> None:
    site.changes.append((r"monthly/klines", lambda _: (404, b"")))
    done = fill(desk, site)
    assert done.complete
    assert not [f for one in done.filled if one.span.kind == "candles" for f in one.absent]
    assert len(stored(desk)["candles"]) == 12 * 24
