"""Judging files: read them back, hold them against a fact sheet or against themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reporter import checking, numerals, reading
from reporter.model.digest import digest
from reporter.model.errors import ReporterError, UsageError
from reporter.model.facts import FactSheet
from reporter.model.text import FinishedText
from reporter.model.verdict import Verdict, merge
from reporter.net.atomic import write_atomic
from reporter.newsroom.document import Evidenced, evidence_from_json
from reporter.newsroom.evidence import Frame, Judged, evidence_html
from reporter.reading.decode import decoded
from reporter.reading.heap import uncollected

MOST_FIGURES = 10_000
"""Runs of digits in one file, digests aside; the longest briefings have a tenth of it."""
_DIGITS = re.compile(r"\d+")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of one file: its verdict, or the error that kept it from being read.

    A file that cannot be read has no verdict: it is never taken for a good one.
    """

    path: Path
    outcome: Verdict | ReporterError
    texts: tuple[FinishedText, ...] = ()
    sheet: FactSheet | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict; raises the error of a file that could not be read."""
        if isinstance(self.outcome, ReporterError):
            raise self.outcome
        return self.outcome


@uncollected()
def judge_files(files: Iterable[Path], facts: Path | None) -> tuple[Checked, ...]:
    """What came of each file, in the order given; one that cannot be read stops no other.

    ``facts`` names an ``edition.json`` or a sheet of facts; None: internal checks only. Raises
    ``UsageError`` where the facts cannot be read.
    """
    evidence = None if facts is None else _evidence(facts)
    return tuple(_judge(path, evidence) for path in files)


def write_evidence(checked: Checked, facts: Path | None, page: Path) -> None:
    """Write the page of evidence of one judged file.

    Raises the file's error where it could not be read, ``UsageError`` where the page would take
    the place of what was judged, ``OutputError`` where it cannot be written.
    """
    verdict = checked.verdict
    given = [path for path in (checked.path, facts) if path is not None]
    if any(page.resolve() == path.resolve() for path in given):
        raise UsageError(
            "the page of evidence would overwrite what was judged.", str(page), "Name another file."
        )
    judged = Judged(
        texts=checked.texts,
        verdict=verdict,
        sheet=checked.sheet,
        digest=digest(checked.path.read_bytes()),
    )
    write_atomic(page, evidence_html(judged, Frame()))


def _read(path: Path) -> tuple[FinishedText, ...]:
    """The parts of a file, if it is of a size that an article can have."""
    parts = reading.read_file(path)
    if not any(part.text.strip() for part in parts):
        raise UsageError(
            "there is no text in it.", str(path), "A scanned page has to be given as text."
        )
    figures = sum(len(_DIGITS.findall(_DIGEST.sub("", part.text))) for part in parts)
    if figures > MOST_FIGURES:
        raise UsageError(
            f"this is no article: it has {figures:,} runs of digits.",
            str(path),
            f"At most {MOST_FIGURES:,} are read.",
        )
    return parts


def _judge(path: Path, evidence: Evidenced | None) -> Checked:
    try:
        texts = _read(path)
        if evidence is not None:
            reading.require_known_styles(texts)
    except ReporterError as error:
        return Checked(path=path, outcome=error)
    if evidence is not None:
        labels = evidence.chart_labels
        texts = tuple(replace(t, exempt=labels) if t.format == "pdf" else t for t in texts)
    outcome = _check(path, texts, evidence)
    sheet = None if evidence is None else evidence.sheet
    return Checked(path=path, outcome=outcome, texts=texts, sheet=sheet)


def _check(path: Path, texts: Sequence[FinishedText], evidence: Evidenced | None) -> Verdict:
    sheet, record = (evidence.sheet, evidence.record) if evidence else (None, None)
    verdicts = [checking.check(text, sheet, record) for text in texts]
    # The parts of an e-mail tell the same article, so one of them is read for its style.
    return merge(str(path), [*verdicts, *(checking.readability(text) for text in texts[:1])])


def _evidence(path: Path) -> Evidenced:
    try:
        return evidence_from_json(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(
            f"the fact sheet cannot be read ({error.strerror}).", str(path), "Check the path."
        ) from error


def read_numerals(files: Iterable[Path]) -> dict[str, list[dict[str, Any]]]:
    """Every figure of every file: start, end, surface, value, unit.

    Places count characters of the text as it was read back; for plain text and Markdown that
    is the file itself.
    """
    found = {}
    for path in files:
        found[str(path)] = [
            {
                "start": numeral.start,
                "end": numeral.end,
                "surface": numeral.surface,
                "value": format(numeral.value, "f"),
                "unit": numeral.measure or numeral.unit,
            }
            for text in _texts(path)
            for numeral in numerals.read(text)
        ]
    return found


def _texts(path: Path) -> tuple[str, ...]:
    parts = _read(path)
    if path.suffix.lower() in {".txt", ".md", ""}:
        return (decoded(path.read_bytes(), str(path)),)
    return tuple(part.text for part in parts)
