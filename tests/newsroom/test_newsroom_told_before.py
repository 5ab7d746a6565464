"""What led before returns only with new facts, as an update; a replay knows what the run knew."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.model.edition import EditionKey
from reporter.model.errors import NothingNewsworthy
from reporter.net.archive import Archive
from reporter.net.snapshot import Snapshot
from reporter.news import KnownItem
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.run import Done, replay_edition
from reporter.newsroom.stories import rank_today
from reporter.newsroom.told_before import (
    recall_stories,
    remember_stories,
    remembered_stories,
    stories_before,
)
from reporter.newsroom.workspace import Workspace
from tests.newsroom.conftest import AS_OF, Site, document, quiet

pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]
NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
Entry = tuple[str, str, float]

MARGIN: Entry = (
    "Kalshi wins approval to clear margin trades",
    "The regulator approved Kalshi as a clearing house for margin trades in event contracts.",
    5,
)
COURT: Entry = (
    "Coinbase settles a lawsuit over staking rewards",
    "A court in Delaware ended the case that investors of Coinbase had brought over staking.",
    8,
)
AMOUNT: Entry = (
    "Kalshi sets aside $1.2 billion to clear margin trades",
    "Kalshi told the regulator that the clearing house for margin trades holds $1.2 billion.",
    1,
)


def rss(outlet: str, *entries: Entry) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><description>{text}</description>"
        f"<link>https://{outlet}.example/{title.replace(' ', '-').replace('$', '')}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=hours))}</pubDate></item>"
        for title, text, hours in entries
    )
    channel = f"<title>{outlet}</title><link>https://{outlet}.example/</link>{items}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


@pytest.fixture
def carry(site: Site) -> Callable[..., None]:
    """Let the Wire and the Review carry these entries, and the other feeds nothing."""

    def publish(wire: Sequence[Entry], review: Sequence[Entry] = ()) -> None:
        site.fault("northgatewire", rss("northgatewire", *wire))
        site.fault("harbourreview", rss("harbourreview", *(review or wire)))
        site.fault("registry|blockside", rss("blockside"))

    return publish


def lead(done: Done) -> str:
    title: str = document(done)["stories"][0]["title"]
    return title


def test_a_lead_returns_only_with_a_new_figure_and_as_an_update(
    desk: Path,
    run: Run,
    carry: Callable[..., None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    carry([MARGIN, COURT])
    first = run(slot="morning")
    assert lead(first) == MARGIN[0]
    second = run(slot="noon")
    assert lead(second) == COURT[0]
    old = document(second)["stories"][1]
    assert old["id"] == document(first)["stories"][0]["id"]
    assert old["reasons"][0] == "led on 27 March, nothing new since"
    with pytest.raises(NothingNewsworthy, match="nothing new since the last editions"):
        run(slot="afternoon")

    carry([AMOUNT, MARGIN, COURT])
    told = rank_today(desk, AS_OF, quiet, "evening").stories[0]
    assert told.is_update
    assert told.reasons[0] == "new since 27 March: the figure $1.2 billion"
    assert cli.invoke(["stories", "--workspace", str(desk), "--as-of", AS_OF]) == 0
    assert f" 1. Update: {AMOUNT[0]}\n    new since 27 March: " in capsys.readouterr().out
    assert cli.invoke(["stories", "--workspace", str(desk), "--as-of", AS_OF, "--json"]) == 0
    first_listed = json.loads(capsys.readouterr().out)["stories"][0]
    assert first_listed["update"]
    assert first_listed["earlier"]["led"] == "2026-03-27T21:21:00+00:00"
    third = run(slot="evening")
    content = document(third)
    assert content["state"] == "ready", content["findings"]
    assert content["stories"][0]["id"] == old["id"]
    article = content["articles"][0]
    assert article["headline"]["text"].startswith("Update: ")
    assert len(article["headline"]["text"]) <= 64
    second_sentence = article["sections"][0]["sentences"][1]["text"]
    assert "27 March 2026" in second_sentence
    assert "$1.2 billion" in second_sentence

    again = replay_edition(
        third.folder.name, root=desk, out=tmp_path / "again", export=None, tell=quiet
    )
    assert again.differs == ()


def test_remaking_an_edition_does_not_see_itself(run: Run, carry: Callable[..., None]) -> None:
    carry([MARGIN])
    before = run(slot="morning")
    files = dict(before.made.edition.manifest.files) if before.made else {}
    again = run(slot="morning", force=True)
    assert lead(again) == MARGIN[0]
    assert again.made is not None
    assert dict(again.made.edition.manifest.files) == files


def test_a_first_run_tells_the_newest_and_not_the_archive(
    desk: Path, run: Run, carry: Callable[..., None]
) -> None:
    names = ("Kalshi", "Cboe", "Coinbase", "Binance", "CFTC", "SEC", "Kraken", "Circle")
    archive: list[Entry] = [
        (f"{names[number % 8]} files paper {chr(97 + number % 26)}{number}", "", number / 3)
        for number in range(4, 504)
    ]
    carry([MARGIN, *archive])
    done = run()
    content = document(done)
    assert lead(done) == MARGIN[0]
    assert len(content["stories"]) <= 12
    assert len(content["articles"]) == 1
    assert [path.name for path in (desk / "output").glob("*-main")] == [done.folder.name]
    assert lead(run(slot="evening")) != MARGIN[0]


# --- the record ---------------------------------------------------------------------------


@pytest.fixture
def memory(tmp_path: Path) -> RunMemory:
    archive = Archive(tmp_path / "archive")
    return RunMemory(Snapshot(as_of=NOW), archive, api_key=None, clock=lambda: NOW)


def edition(title: str, *ids: str, value: str = "1200000000.0") -> dict[str, object]:
    published = (NOW - timedelta(days=2)).isoformat()
    return {
        "stories": [
            {
                "id": name,
                "outlets": ["Wire"],
                "items": [
                    {
                        "canonical": f"https://wire.example/{name}",
                        "title": title,
                        "summary": "",
                        "published": published,
                        "tier": 2,
                    }
                ],
            }
            for name in ids
        ],
        "facts": [
            {"id": "margin.kalshi.amount", "kind": "reported", "value": value, "unit": "usd"},
            {
                "id": "margin.kalshi.date",
                "kind": "reported",
                "value": "2026-04-14T00:00:00Z",
                "unit": "instant",
            },
            {"id": "story.margin.items", "kind": "observed", "value": "1", "unit": "count"},
        ],
    }


def test_what_counts_is_what_readers_knew_when_it_last_led() -> None:
    days = [NOW - timedelta(days=number) for number in (1, 2, 3, 15)]
    earlier = [
        (days[0], edition("Third", "court", "margin", value="5")),
        (days[1], edition("Second", "margin", value="1200000000.0")),
        (days[2], edition("First", "court", "margin", value="7")),
        (days[3], edition("Forgotten", "margin", value="9")),
    ]
    court, margin = stories_before(earlier, NOW)
    assert court.earlier.led == days[0]
    assert (margin.earlier.first, margin.earlier.last) == (days[2], days[0])
    assert margin.earlier.led == days[1]
    assert margin.figures == {
        ("usd", "1200000000"),
        ("usd", "7"),
        ("instant", "2026-04-14T00:00:00+00:00"),
    }
    assert margin.items == (
        KnownItem(
            address="https://wire.example/margin",
            title="Third",
            summary="",
            published=NOW - timedelta(days=2),
        ),
    )
    assert not margin.primary


def test_the_record_gives_back_what_was_remembered(memory: RunMemory) -> None:
    before = stories_before([(NOW, edition("Title", "margin", "court"))], NOW)
    remember_stories(memory, before)
    assert remembered_stories(memory) == before


def test_a_new_workspace_remembers_nothing(desk: Path, memory: RunMemory) -> None:
    workspace = Workspace(desk)
    key = EditionKey("desk", NOW.date(), "main")
    assert recall_stories(workspace, workspace.load(), key, NOW) == ()
    digest = memory.snapshot.digest
    remember_stories(memory, ())
    assert memory.snapshot.digest == digest
    assert remembered_stories(memory) == ()
