"""Items of our own words, and the labelled set."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reporter.model.digest import digest
from reporter.model.news import DateSource, Item, Tier

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)

MakeItem = Callable[..., Item]


@dataclass(frozen=True)
class Labelled:
    item: Item
    story: str


def _item(
    title: str,
    summary: str = "",
    *,
    outlet: str = "Harbour Wire",
    tier: int = 2,
    hours: float = 3.0,
    **more: object,
) -> Item:
    slug = "-".join(title.lower().split())[:60]
    host = f"{outlet.lower().replace(' ', '')}.example"
    fields: dict[str, object] = {
        "id": f"{host.partition('.')[0]}-{slug}",
        "outlet": outlet,
        "tier": Tier(tier),
        "title": title,
        "summary": summary,
        "url": f"https://www.{host}/{slug}?utm_source=feed",
        "link": f"https://www.{host}/{slug}/",
        "canonical": f"https://www.{host}/{slug}",
        "published": AS_OF - timedelta(hours=hours),
        "date_source": DateSource.PUBLISHED,
        "source": digest(host.encode()),
        **more,
    }
    return Item(**fields)  # type: ignore[arg-type]  # a table of fields has no one type


@pytest.fixture(scope="session")
def as_of() -> datetime:
    return AS_OF


@pytest.fixture(scope="session")
def make_item() -> MakeItem:
    return _item


@pytest.fixture(scope="session")
def labelled() -> tuple[Labelled, ...]:
    with (Path(__file__).parent / "labelled_headlines.csv").open(encoding="utf-8") as file:
        return tuple(
            Labelled(
                _item(
                    row["title"],
                    row["summary"],
                    outlet=row["outlet"],
                    tier=int(row["tier"]),
                    hours=float(row["hours"]),
                ),
                row["story"],
            )
            for row in csv.DictReader(file)
        )
