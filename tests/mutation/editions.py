"""Editions for the clean corpus: an invented world, its snapshot, and the files made from it.

``make_edition`` is run as it stands. Only the two slow drawings, PDF and PNG, are left out
where an edition is not asked to have them.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

from reporter.model.digest import digest
from reporter.model.edition import EditionKey
from reporter.net.archive import MemoryArchive
from reporter.net.request import Reply, Request
from reporter.net.snapshot import Snapshot
from reporter.newsroom.config import Config, build_config
from reporter.newsroom.edition import Job, Made, make_edition
from reporter.newsroom.gather import gather
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.resources import builtin_materials
from reporter.rendering.failures import PdfUnavailable
from tests.mutation.markets import SYMBOLS, Market, listing

VENUE = "https://fapi.corpus.example"
OUTLETS = {
    "Bank of Estmark": 1,
    "Estmark Statistics Office": 1,
    "Registry of Derivatives Notices": 1,
    "Estmark Ministry of Finance": 1,
    "Estmark Conduct Authority": 1,
    "Aldermoor Exchange": 1,
    "Northgate Wire": 2,
    "Harbour Financial Review": 2,
    "Blockside Daily": 3,
    "Perp Street Notes": 3,
}
MOMENTS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2026-03-27T21:21", "2026-01-01T00:04", "2026-02-28T23:58", "2025-12-31T12:00",
        "2024-02-29T07:59", "2026-04-05T16:00", "2026-05-11T03:30", "2026-06-30T08:01",
        "2026-07-04T13:37", "2026-08-19T10:10", "2026-09-09T09:09", "2026-10-25T01:30",
        "2026-11-03T15:45", "2026-12-24T18:20", "2027-01-31T22:05", "2025-06-02T05:55",
        "2025-09-30T11:11", "2025-10-10T20:50", "2025-11-28T14:02", "2026-03-29T02:15",
    )
)  # fmt: skip
SHOWN = 7
"""Stories of the pool that are news at one moment."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One edition of the corpus: its number decides moment, symbols, news and desk."""

    number: int
    as_of: datetime
    symbols: tuple[str, ...]
    stories: tuple[int, ...]
    model: str = ""
    pdf: bool = False

    @property
    def name(self) -> str:
        return f"{self.number:03d}-{self.as_of:%Y%m%d}-{'model' if self.model else 'offline'}"


def case(number: int, *, model: str = "", pdf: bool = False) -> Case:
    """The corpus's edition of that number; 300 of them show each symbol at several moments."""
    moment = number % len(MOMENTS)
    first = (number * 7 + number // len(SYMBOLS)) % len(SYMBOLS)
    count = 1 + number % 3
    news = random.Random(number).sample(range(len(_pool())), SHOWN)
    return Case(
        number=number,
        as_of=MOMENTS[moment],
        symbols=tuple(SYMBOLS[(first + 13 * i) % len(SYMBOLS)] for i in range(count)),
        stories=tuple(sorted(news)),
        model=model,
        pdf=pdf,
    )


@cache
def _pool() -> tuple[dict[str, Any], ...]:
    text = (Path(__file__).parent / "stories.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["story"])


class World:
    """Feeds and a venue that answer as of one case's moment."""

    def __init__(self, one: Case) -> None:
        self._case = one
        number = MOMENTS.index(one.as_of)
        self._market = Market(tuple(listing(s, number) for s in one.symbols), one.as_of)

    def fetch(self, request: Request) -> Reply:
        if request.url.startswith(VENUE):
            value = self._market.answer(request.url.removeprefix(VENUE), dict(request.params))
            return _reply(request, json.dumps(value).encode(), self._case.as_of)
        outlet = next(name for name in OUTLETS if _feed_url(name) == request.url)
        return _reply(request, _feed(outlet, self._case).encode(), self._case.as_of)


def _reply(request: Request, body: bytes, at: datetime) -> Reply:
    return Reply(
        url=request.full_url,
        final_url=request.full_url,
        status=200,
        headers={},
        body=body,
        digest=digest(body),
        received_at=at,
    )


def _host(outlet: str) -> str:
    return f"https://{re.sub('[^a-z]', '', outlet.lower())}.example"


def _feed_url(outlet: str) -> str:
    return f"{_host(outlet)}/rss.xml"


def _feed(outlet: str, one: Case) -> str:
    items = "".join(
        _item(outlet, row, f"{index}-{place}", one.as_of)
        for index in one.stories
        for place, row in enumerate(_pool()[index]["items"])
        if row["outlet"] == outlet
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlet)}</title><link>{_host(outlet)}</link>"
        f"<description>Invented</description>{items}</channel></rss>"
    )


def _item(outlet: str, row: dict[str, Any], name: str, as_of: datetime) -> str:
    published = as_of - timedelta(hours=row["ago"], minutes=7)
    return (
        f"<item><title>{escape(dated(row['title'], as_of))}</title>"
        f"<link>{_host(outlet)}/{name}</link><guid>{outlet} {name}</guid>"
        f"<pubDate>{published:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{escape(dated(row['text'], as_of))}</description></item>"
    )


def dated(text: str, as_of: datetime) -> str:
    """The text with its moments counted from ``as_of``.

    >>> dated("on {d-2} at {t-1}", datetime(2026, 3, 27, 21, 21))
    'on 25 March 2026 at 20:21 UTC'
    """

    def written(match: re.Match[str]) -> str:
        form, count = match[1], int(match[2])
        if form == "t":
            return f"{as_of + timedelta(hours=count):%H:%M} UTC"
        day = as_of + timedelta(days=count)
        return {
            "d": f"{day.day} {day:%B %Y}",
            "m": f"{day:%B} {day.day}",
            "w": f"{day:%A}",
        }[form]

    return re.sub(r"\{([dmtw])([+-]\d+)\}", written, text)


def configuration(one: Case) -> Config:
    """The desk of that case."""
    raw: dict[str, Any] = {
        "desk": {
            "name": "corpus",
            "brand": ("Meridian Desk", "Quay 7 Research", "The Lantern")[one.number % 3],
            "timezone": ("UTC", "Asia/Tokyo", "America/New_York")[one.number % 3],
            "contact": "editor@meridian.example",
            "conflicts": "None.",
        },
        "feeds": [
            {"name": name, "url": _feed_url(name), "tier": tier} for name, tier in OUTLETS.items()
        ],
        "market": {"symbols": list(one.symbols), "binance": {"base_url": VENUE}},
    }
    if one.model:
        raw["llm"] = {"base_url": one.model, "model": "ok", "max_cost_usd": 1.0}
    return build_config(raw, "the corpus")


def made(one: Case) -> Made:
    """The edition of that case, made in memory."""
    config, archive = configuration(one), MemoryArchive()
    snapshot = gather(
        config, as_of=one.as_of, slot="main", fetcher=World(one), archive=archive, tell=_quiet
    )
    return edition(config, snapshot, archive, pdf=one.pdf)


def edition(config: Config, snapshot: Snapshot, archive: MemoryArchive, *, pdf: bool) -> Made:
    """The edition of a snapshot."""
    job = Job(
        config=config,
        key=EditionKey(config.desk.name, snapshot.as_of.date(), "main"),
        snapshot=snapshot,
        archive=archive,
        materials=builtin_materials(),
        sample=False,
    )
    memory = RunMemory(snapshot, archive, api_key="none", clock=lambda: snapshot.as_of)
    with _drawings(drawn=pdf):
        return make_edition(job, memory, _quiet)


@contextmanager
def _drawings(*, drawn: bool) -> Iterator[None]:
    """Without PDF and PNG, which take most of an edition's time."""

    def no_pdf(*_: object) -> bytes:
        raise PdfUnavailable("left out of this corpus")

    with ExitStack() as stack:
        if not drawn:
            stack.enter_context(patch("reporter.newsroom.render.printing", no_pdf))
            stack.enter_context(patch("reporter.newsroom.letter.png", lambda *_, **__: b""))
            stack.enter_context(patch("reporter.newsroom.render.card_png", lambda _: b""))
        yield


def _quiet(_stage: str, _detail: str) -> None:
    """No progress."""
