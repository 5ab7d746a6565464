"""The page of gates is whole and true."""

from __future__ import annotations

import re

from reporter.checking.codes import Code
from tests.docs.examples import ROOT
from tests.docs.gate_examples import PAGE, codes, worked

TEXT = PAGE.read_text(encoding="utf-8")
CHECKS = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


def test_every_planted_error_is_found_and_told_as_the_page_shows() -> None:
    assert worked(TEXT) == TEXT  # else: python -m tests.docs.gate_examples, and look


def test_ten_gates_have_a_rule_and_a_planted_error_each() -> None:
    names = [f"G{number}" for number in range(1, 11)]
    assert list(codes(TEXT)) == names
    assert re.findall(r"^\| (G\d+) \|", TEXT, re.MULTILINE) == names


def test_every_code_of_a_gate_on_facts_belongs_to_one_gate() -> None:
    named = [code for own in codes(TEXT).values() for code in own]
    assert len(named) == len(set(named))
    assert set(named) <= {code.value for code in Code}
    part = CHECKS[CHECKS.index("## Gates on facts") : CHECKS.index("## Figures of a text")]
    assert set(re.findall(r"^\| `([\w-]+)` \|", part, re.MULTILINE)) <= set(named)
