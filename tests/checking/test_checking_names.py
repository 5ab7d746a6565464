"""Names that look like figures, and quotations that a PDF shows with stand-ins."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.checking.known import STAND_IN, KnownTexts
from tests.checking.conftest import edition, fact, filusdt, finished, sheet_of

FEED = "Zero Hedge Five Thirty"
TITLE = "Kalshi 🚀 万 wins approval for 68 members"
SHEET = sheet_of(
    filusdt(),
    edition(),
    [
        fact("edition.gap.1", FEED),
        fact("edition.desk.author", "Two Writers"),
        fact("item.n1.title", TITLE),
        fact("item.n1.summary", TITLE),
    ],
)


def codes(text: str) -> set[str]:
    return {finding.code for finding in check(finished(text, form="pdf"), SHEET).findings}


def test_number_words_in_a_configured_name_are_no_figures() -> None:
    assert codes(f"Not read: {FEED}. Written by Two Writers.") == set()
    assert "unbound-number" in codes("Not read: Zero Fudge Five Thirty.")


@pytest.mark.parametrize(
    ("shown", "held"),
    [
        (f"Kalshi {STAND_IN} {STAND_IN} wins approval for 68 members", True),
        (f"Kalshi {STAND_IN} {STAND_IN} wins approval for {STAND_IN} members", False),
        (f"Kalshi {STAND_IN} {STAND_IN} wins approval for 86 members", False),
        (f"{STAND_IN} {STAND_IN} {STAND_IN} wins approval for 68 members", False),
    ],
)
def test_a_stand_in_hides_foreign_signs_only(shown: str, *, held: bool) -> None:
    assert KnownTexts(SHEET).holds(shown) is held
