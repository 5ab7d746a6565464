"""Two outlets that contradict each other, from their feeds to the finished files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter import checking, reading
from reporter.model.errors import UsageError
from reporter.model.text import BlockKind
from reporter.newsroom.document import evidence_from_json
from reporter.newsroom.run import Done, replay_edition
from tests.newsroom.conftest import document, quiet

Run = Callable[..., Done]

WIRE = (
    "The CFTC fined Kalshi $1.0 billion over client checks that were missing.",
    "The exchange has to show by summer that it knows the clients behind its event contracts.",
)
REVIEW = (
    "Kalshi must pay a fine of $1.2 billion to the CFTC, which found client checks missing.",
    "Client checks at the exchange were missing for two years, the order on Kalshi says.",
)

BOTH = re.compile(r"Review[^.]{1,40}\$1\.2 billion, Wire at \$1 billion")
"""Both values, each with its outlet, in one sentence."""


def feed(host: str, title: str, *sentences: str) -> bytes:
    return (
        '<rss version="2.0"><channel><title>A feed</title><item>'
        f"<title>{title}</title><link>https://{host}.example/fine</link><guid>{host}-1</guid>"
        "<pubDate>Fri, 27 Mar 2026 15:10:00 GMT</pubDate>"
        f"<description>{' '.join(sentences)}</description></item></channel></rss>"
    ).encode()


@pytest.fixture
def disagreeing(site: Any) -> Any:
    """The site with two feeds that give another fine, one that tells neither, one that is gone."""
    site.fault("registry-notices", 404)
    site.fault("northgatewire", feed("northgatewire", "CFTC fines Kalshi over checks", *WIRE))
    title = "Kalshi fined by the CFTC for missing client checks"
    site.fault("harbourreview", feed("harbourreview", title, *REVIEW))
    site.fault("blocksidedaily", feed("blocksidedaily", "A quiet day at sea", "Ships sail."))
    return site


def test_the_article_says_that_sources_disagree_in_every_format(run: Run, disagreeing: Any) -> None:
    done = run()
    assert done.made is not None
    assert [f.code for f in done.made.verdict.findings] == []
    content = document(done)
    facts = {fact["id"]: fact for fact in content["facts"] if fact["disputed_with"]}
    assert sorted(fact["value"] for fact in facts.values()) == [
        "1000000000.0",
        "1200000000.0",
    ]
    assert {one for fact in facts.values() for one in fact["disputed_with"]} == set(facts)
    (finding,) = [one for one in content["findings"] if one["code"] == "disputed"]
    assert finding["severity"] == "warning"
    assert finding["seen"] == "Review: $1.2 billion; Wire: $1.0 billion"
    folder = next(done.folder.glob("articles/*"))
    pieces = [folder / "article.md", folder / "article.html"]
    pieces += [done.folder / name for name in ("newsletter.eml", "briefing.pdf")]
    for path in (one for one in pieces if one.exists()):
        for text in reading.read_file(path):
            told = " ".join(block.text for block in text.blocks if block.kind is not BlockKind.TICK)
            told = re.sub(r"\s+", " ", told)
            assert re.search(BOTH, told), path.name
            assert "$1.1 billion" not in told


@pytest.mark.usefixtures("without_pictures", "disagreeing")
def test_a_replay_says_it_again(run: Run, desk: Path) -> None:
    done = run()
    again = replay_edition(str(done.folder), root=desk, out=desk / "again", export=None, tell=quiet)
    assert again.differs == ()


@pytest.mark.usefixtures("without_pictures")
def test_a_text_that_tells_one_of_the_values_as_settled_is_refused(
    run: Run, disagreeing: Any
) -> None:
    done = run()
    article = next(done.folder.glob("articles/*/article.md"))
    sheet = evidence_from_json((done.folder / "edition.json").read_bytes(), "").sheet
    whole = article.read_text(encoding="utf-8")
    line = next(one for one in whole.splitlines() if "$1.2 billion" in one)
    settled = whole.replace(line, "Kalshi has to pay a fine of $1.2 billion.")
    for text, codes in ((whole, []), (settled, ["disputed"])):
        verdict = checking.check(reading.read_markdown(text, "article.md"), sheet)
        assert [f.code for f in verdict.findings] == codes


def test_a_sheet_keeps_disputes_and_speakers_when_it_is_read_back() -> None:
    fact = {
        "id": "fine.kalshi.amount",
        "value": "1200000000",
        "unit": "usd",
        "as_of": "2026-03-27T15:10:00Z",
        "disputed_with": ["fine.kalshi.amount.2"],
        "evidence": {
            "sentence": "The fine is $1.2 billion, people close to it said.",
            "start": 12,
            "end": 24,
            "speaker": "people close to it",
            "hearsay": True,
        },
    }
    (kept,) = evidence_from_json(json.dumps({"facts": [fact]}).encode(), "").sheet
    assert kept.disputed_with == ("fine.kalshi.amount.2",)
    assert kept.evidence is not None
    assert (kept.evidence.speaker, kept.evidence.hearsay) == ("people close to it", True)
    fact["disputed_with"] = "fine.kalshi.amount.2"
    with pytest.raises(UsageError, match="disputed_with"):
        evidence_from_json(json.dumps({"facts": [fact]}).encode(), "")
