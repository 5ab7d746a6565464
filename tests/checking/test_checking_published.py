"""Times of publication and correction: each is the event that the words name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter import checking
from reporter.checking.codes import Code
from reporter.model.facts import Fact, FactKind, FactSheet, Source
from reporter.model.text import Block, BlockKind, FinishedText

PUBLISHED = datetime(2026, 3, 27, 22, 5, tzinfo=UTC)
CORRECTED = datetime(2026, 3, 28, 9, 30, tzinfo=UTC)


def moment(name: str, metric: str, value: datetime) -> Fact:
    return Fact(
        id=f"edition.{name}",
        kind=FactKind.OBSERVED,
        subject="edition",
        metric=metric,
        value=value,
        as_of=value,
        source=Source(name="Desk", url=""),
    )


SHEET = FactSheet(
    (
        moment("desk.published", "desk.published", PUBLISHED),
        moment("desk.corrected.1", "desk.corrected", CORRECTED),
    )
)


def codes(text: str) -> set[str]:
    block = Block(kind=BlockKind.PARAGRAPH, text=text, place="line 1")
    finished = FinishedText(name="page", format="html", blocks=(block,))
    return {finding.code for finding in checking.check(finished, SHEET).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Published 27 March 2026, 22:05 UTC",
        "Corrected 28 March 2026, 09:30 UTC: the name was wrong.",
        "Published on 27 March 2026.",
    ],
)
def test_the_time_of_the_event_is_a_fact(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    "text",
    ["Published 28 March 2026, 09:30 UTC", "Corrected 27 March 2026, 22:05 UTC: it was wrong."],
)
def test_the_time_of_another_event_is_not(text: str) -> None:
    assert codes(text) == {Code.WRONG_METRIC}
