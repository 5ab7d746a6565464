"""News of midnight, and news of which only the day is known: printed as told, in every format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.newsroom.run import Done
from tests.newsroom.conftest import document

pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("Fri, 27 Mar 2026 00:00:00 GMT", "27 March 2026, 00:00 UTC"),
        ("27 March 2026", "27 March 2026"),
    ],
    ids=["instant", "day"],
)
def test_the_time_of_a_lead_is_printed_as_precisely_as_its_feed_gives_it(
    run: Run, site: Any, told: str, printed: str
) -> None:
    site.fault(r"\.atom|rss|/feed", feed(told))
    done = run()
    assert done.made is not None
    assert done.made.verdict.findings == ()
    assert done.state is EditionState.READY
    (line,) = source_lines(done)
    assert line.endswith(f"), {printed}")
    pages = evidence_pages(done)
    assert any(f"{printed}</dd>" in page for page in pages)
    assert any("27 March 2026, 00:00 UTC" in page for page in pages) is ("UTC" in printed)
    whole = {one["id"]: one["whole_day"] for one in document(done)["facts"]}
    (published,) = {name for name in whole if name.endswith(".published")}
    assert whole[published] is ("UTC" not in printed)


def feed(time: str) -> bytes:
    """A feed with one piece of news of that time."""
    return (
        '<rss version="2.0"><channel><title>Harbour Notes</title><item>'
        "<title>Filecoin storage deals pass 2 exbibytes</title>"
        "<link>https://harbour-notes.example/deals</link>"
        f"<pubDate>{time}</pubDate>"
        "<description>Providers on the Filecoin network hold 2 exbibytes of deals as of 26 March"
        " 2026.</description></item></channel></rss>"
    ).encode()


def source_lines(done: Done) -> list[str]:
    text = next(done.folder.glob("articles/*/article.md")).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if "](https://harbour-notes.example/deals)," in line]


def evidence_pages(done: Done) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in done.folder.rglob("evidence*.html")]
