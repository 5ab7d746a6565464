"""What a run learns of its feeds is what ``reporter feeds list`` shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter.newsroom.feed_check import Health
from reporter.newsroom.feed_survey import Kept, ask_now, remembered_feeds
from reporter.newsroom.run import Done


def by_name(root: Path) -> dict[str, Kept]:
    remembered = remembered_feeds(root)
    assert remembered.fault is None
    return {kept.feed.name: kept for kept in remembered.feeds}


@pytest.mark.usefixtures("without_pictures")
def test_a_run_leaves_the_health_of_each_feed_and_a_test_none(
    desk: Path, site: Any, run: Callable[..., Done]
) -> None:
    assert all(kept.state is None and kept.checkup is None for kept in by_name(desk).values())
    site.fault("/harbourreview.example/", 404)
    site.fault("/blocksidedaily.example/", b"<html><body>no feed</body></html>")
    run()
    found = by_name(desk)
    health = {name: kept.checkup.health for name, kept in found.items() if kept.checkup}
    assert health["Review"] == Health.DEAD
    assert health["Daily"] == Health.DEAD
    # The sample's items are of March 2026: how old they are depends on today.
    assert health["Wire"] in {Health.OK, Health.STALE}
    wire, review = found["Wire"].state, found["Review"].state
    assert wire is not None
    assert wire.items > 0
    assert wire.last_ok_at is not None
    assert review is not None
    assert (review.failures, review.reason) == (1, "not-found")
    site.fault("/northgatewire.example/", 410)
    (visit,) = ask_now(desk, ["Wire"], None)  # which touches nothing that is remembered
    assert visit.checkup.health == Health.DEAD
    assert {name: kept.state for name, kept in by_name(desk).items()} == {
        name: kept.state for name, kept in found.items()
    }
