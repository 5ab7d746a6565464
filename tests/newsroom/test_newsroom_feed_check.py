"""The five words for a feed's health: which is said when, and what is advised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.feeds import FeedState
from reporter.model.news import Tier
from reporter.newsroom.feed_check import (
    Checkup,
    Health,
    judge_error,
    judge_items,
    judge_state,
    known_dead,
)

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
URL = "https://harbour.example/rss"


@pytest.mark.parametrize(
    ("tier", "days", "health"),
    [
        (Tier.OTHER, 14, Health.OK),
        (Tier.OTHER, 14.1, Health.STALE),
        (Tier.MAJOR, 15, Health.STALE),
        (Tier.PRIMARY, 15, Health.OK),
        (Tier.PRIMARY, 100, Health.OK),
        (Tier.PRIMARY, 100.1, Health.STALE),
    ],
)
def test_a_feed_is_stale_after_its_tiers_time(tier: Tier, days: float, health: Health) -> None:
    checkup = judge_items(3, NOW - timedelta(days=days), tier, NOW)
    assert checkup.health == health
    assert checkup.is_readable
    assert bool(checkup.remedy) == (health == Health.STALE)


def test_what_was_seen_is_said_in_numbers() -> None:
    newest = NOW - timedelta(days=20)
    assert judge_items(1, NOW, Tier.OTHER, NOW).detail == "1 item, the newest of 2026-03-27."
    assert judge_items(2, newest, Tier.OTHER, NOW).detail == (
        "2 items, the newest of 2026-03-07, 20 days ago."
    )
    undated = judge_items(2, None, Tier.OTHER, NOW)
    assert (undated.health, undated.detail) == (Health.OK, "2 items, none with a usable time.")


def test_an_empty_feed_is_not_readable() -> None:
    checkup = judge_items(0, None, Tier.OTHER, NOW)
    assert checkup.health == Health.EMPTY
    assert not checkup.is_readable


@pytest.mark.parametrize("newest", [None, NOW, NOW - timedelta(days=30)])
def test_a_feed_that_moved_is_told_whatever_its_health(newest: datetime | None) -> None:
    checkup = judge_items(2, newest, Tier.OTHER, NOW, moved_to="https://new.example/rss")
    assert checkup.remedy == (
        "It has moved for good: put https://new.example/rss into reporter.toml."
    )


@pytest.mark.parametrize(
    ("reason", "health", "advice"),
    [
        ("forbidden", Health.BLOCKED, "terms"),
        ("blocked", Health.BLOCKED, "another feed"),
        ("restricted", Health.BLOCKED, "where the publisher allows it"),
        ("robots", Health.BLOCKED, "as the error says"),
        ("private-address", Health.BLOCKED, "as the error says"),
        ("no-contact", Health.BLOCKED, "Set contact under [desk]"),
        ("not-found", Health.DEAD, "'reporter feeds add SITE'"),
        ("gone", Health.DEAD, "remove it"),
        ("unreadable", Health.DEAD, "'reporter feeds add SITE'"),
        ("redirects", Health.DEAD, "where it ends"),
        ("too-large", Health.DEAD, "latest items only"),
        ("stalled", Health.DEAD, "as the error says"),
        ("empty", Health.EMPTY, "Try again later"),
    ],
)
def test_a_refusal_has_its_word_and_its_remedy(reason: str, health: Health, advice: str) -> None:
    error = SourceRefused("it is so.", URL, "as the error says", reason=reason)
    checkup = judge_error(error, URL)
    assert (checkup.health, checkup.detail) == (health, "it is so.")
    assert advice in checkup.remedy
    assert not checkup.is_readable


def test_an_error_without_advice_still_leads_somewhere() -> None:
    assert "feeds add SITE" in judge_error(SourceRefused("no.", reason="odd"), URL).remedy


@pytest.mark.parametrize(
    ("reason", "wait", "health", "advice"),
    [
        ("timeout", None, Health.DEAD, "every run asks again"),
        ("busy", None, Health.BLOCKED, "every run asks again"),
        ("busy", 20.0, Health.BLOCKED, "in 1 minute,"),
        ("busy", 1800.0, Health.BLOCKED, "in 30 minutes,"),
        ("server-error", 90.0, Health.DEAD, "in 2 minutes,"),
    ],
)
def test_what_may_pass_is_waited_for(
    reason: str, wait: float | None, health: Health, advice: str
) -> None:
    error = SourceUnavailable("later.", URL, reason=reason, retry_after=wait)
    checkup = judge_error(error, URL)
    assert checkup.health == health
    assert advice in checkup.remedy


def test_a_page_that_names_a_feed_is_the_remedy() -> None:
    error = SourceRefused("a web page came instead of a feed.", URL, reason="unreadable")
    named = ["https://harbour.example/a", "https://harbour.example/b"]
    assert judge_error(error, URL, named).remedy.endswith(": https://harbour.example/a")


@pytest.mark.parametrize(
    "url",
    [
        "http://feeds.reuters.com/reuters/businessNews",
        "https://www.reuters.com/rssFeed/technologyNews",
        "https://www.cftc.gov/rss/pressreleases.xml",
        "https://www.sec.gov/rss/litigation/litreleases.xml",
        "https://home.treasury.gov/rss/press.xml",
        "https://blockworks.co/feed/",
        "https://www.coindesk.com/feed",
        "https://www.theblockcrypto.com/rss.xml",
    ],
)
def test_known_dead_addresses_are_known_and_have_a_substitute(url: str) -> None:
    told = known_dead(url)
    assert told.startswith("This address is known to be dead. ")
    assert judge_error(SourceRefused("gone.", url, reason="gone"), url).remedy == told


@pytest.mark.parametrize(
    "url",
    [
        "https://www.coindesk.com/arc/outboundfeeds/rss/",
        "https://www.coindesk.com/feedback",
        "https://www.reuters.com/",
        "https://www.cftc.gov/RSS/RSSGP/rssgp.xml",
        "nonsense",
    ],
)
def test_living_addresses_are_not_called_dead(url: str) -> None:
    assert known_dead(url) == ""


def state(**values: object) -> FeedState:
    return FeedState(url=URL, first_seen=NOW, **values)  # type: ignore[arg-type]  # a test's short form


def judged(**values: object) -> Checkup:
    checkup = judge_state(state(**values), Tier.OTHER, NOW)
    assert checkup is not None
    return checkup


def test_a_stored_state_is_judged_alike() -> None:
    assert judge_state(None, Tier.OTHER, NOW) is None
    assert judge_state(state(), Tier.OTHER, NOW) is None
    assert judged(checked_at=NOW, items=2, newest=NOW).health == Health.OK
    assert judged(checked_at=NOW).health == Health.EMPTY
    old = NOW - timedelta(days=15)
    assert judged(checked_at=NOW, items=2, newest=old).health == Health.STALE
    moved = judged(checked_at=NOW, items=2, newest=NOW, moved_to="https://new.example/rss")
    assert "https://new.example/rss" in moved.remedy
    failing = judged(checked_at=NOW, failures=2, reason="not-found", detail="nothing there.")
    assert (failing.health, failing.detail) == (Health.DEAD, "nothing there.")
    assert "feeds add" in failing.remedy
    busy = judged(checked_at=NOW, failures=1, reason="busy", detail="later.")
    assert (busy.health, busy.remedy[:15]) == (Health.BLOCKED, "Try again later")
    closed = judged(checked_at=NOW, failures=1, reason="gone", detail="closed.", retired=True)
    assert (closed.health, closed.detail) == (Health.DEAD, "closed by its publisher.")


def test_a_private_address_is_no_matter_of_waiting() -> None:
    found = judged(checked_at=NOW, failures=1, reason="private-address", detail="private.")
    assert found.health == Health.BLOCKED
    assert "allow_hosts" in found.remedy
