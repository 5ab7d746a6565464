"""What the offline writer writes can be read: its grade and its sentences, case by case."""

from __future__ import annotations

import pytest

from reporter.checking import readability
from tests.writing.cases import CASES
from tests.writing.conftest import finished, series


@pytest.mark.parametrize("name", CASES)
def test_every_case_reads_easily_in_every_edition(name: str) -> None:
    for _, article in series(CASES[name]):
        verdict = readability(finished(article))
        assert verdict.readability
        assert [f.seen for f in verdict.findings] == []
