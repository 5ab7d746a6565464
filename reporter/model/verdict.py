"""Findings and verdicts: what a check saw, what it expected, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # holds the edition
    WARNING = "warning"  # printed in the review


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. ``code`` is stable (``docs/checks.md`` lists them all).

    ``place`` names file and passage, ``seen`` quotes what stands there, ``expected`` says what
    would have been right.
    """

    code: str
    severity: Severity
    place: str
    seen: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One named check over an edition and how it ended."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability:
    """How hard one article's own prose is: Flesch-Kincaid grade, and words a sentence."""

    subject: str
    grade: float
    mean_words: float
    sentences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All findings about one file or one fact sheet, and how many figures were resolved.

    ``readability`` holds an entry for each article that was measured.
    """

    subject: str
    findings: tuple[Finding, ...]
    numerals: int = 0
    resolved: int = 0
    readability: tuple[Readability, ...] = ()

    @property
    def held(self) -> bool:
        """Whether any finding is an error."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def merge(subject: str, verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict over several."""
    all_of = tuple(verdicts)
    return Verdict(
        subject=subject,
        findings=tuple(f for v in all_of for f in v.findings),
        numerals=sum(v.numerals for v in all_of),
        resolved=sum(v.resolved for v in all_of),
        readability=tuple(one for v in all_of for one in v.readability),
    )
