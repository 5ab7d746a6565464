"""The times of feeds' items, and where each comes from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter.model.news import DateSource
from tests.sources.feed_texts import ATOM, RDF, item, read, rss


@pytest.mark.parametrize(
    ("raw", "hour"),
    [("11:00:00 BST", 10), ("11:00:00 CET", 10), ("05:00:00 EST", 10), ("10:00:00", 10)],
)
def test_named_zones(raw: str, hour: int) -> None:
    (one,) = read(rss(item(pubDate=f"Fri, 27 Mar 2026 {raw}"))).items
    assert one.published == datetime(2026, 3, 27, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["Sat, 30 Dec 1899 00:00:00 GMT", "Sun, 29 Mar 2026 10:00:00 GMT", "soon", ""]
)
def test_a_time_that_cannot_be_is_no_time(raw: str) -> None:
    reading = read(rss(item(pubDate=raw)))
    assert (reading.items[0].published, reading.items[0].date_source) == (None, DateSource.NONE)
    assert reading.notes == ("1 entry without a usable time.",)


@pytest.mark.parametrize(
    ("raw", "is_assumed"),
    [
        ("Fri, 27 Mar 2026 10:00:00", True),
        ("2026-03-27", True),
        ("Fri, 27 Mar 2026 10:00:00 BST", False),
        ("2026-03-27T10:00:00+01:00", False),
    ],
)
def test_a_zone_that_is_assumed_is_told(raw: str, is_assumed: bool) -> None:
    reading = read(rss(item(pubDate=raw), item(2, pubDate="")))
    assert [one.zone_assumed for one in reading.items] == [is_assumed, False]
    told = "1 entry with a time that names no zone, read as UTC."
    assert (told in reading.notes) is is_assumed


def test_each_time_says_where_it_came_from() -> None:
    assert read(RDF).items[0].date_source is DateSource.DUBLIN_CORE
    assert read(ATOM).items[0].date_source is DateSource.PUBLISHED


@pytest.mark.parametrize("first", ["Thu, 01 Jan 2099 00:00:00 GMT", "30 Dec 1899", "soon"])
def test_a_time_that_cannot_be_gives_way_to_the_next(first: str) -> None:
    body = RDF.replace("<dc:date>", f"<pubDate>{first}</pubDate><dc:date>")
    (one,) = read(body).items
    assert one.published == datetime(2026, 3, 27, 10, tzinfo=UTC)
    assert one.date_source is DateSource.DUBLIN_CORE


def test_the_time_of_an_update_is_second_best() -> None:
    updated = ATOM.replace("published>", "ignored>")
    (one,) = read(updated).items
    assert one.published == datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert one.date_source is DateSource.UPDATED
