"""Judging files: read them back, hold them against a fact sheet or against themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from reporter import checking, numerals, reading
from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.model.verdict import Verdict, merge
from reporter.newsroom.document import Evidenced, evidence_from_json

MOST_FIGURES = 10_000
"""Runs of digits in one file; the longest briefings have a tenth of it."""


_DIGITS = re.compile(r"\d+")


def check_files(files: Iterable[Path], facts: Path | None) -> tuple[Verdict, ...]:
    """One verdict a file. ``facts`` names an ``edition.json``; None: internal checks only."""
    evidence = None if facts is None else _evidence(facts)
    return tuple(_check(path, evidence) for path in files)


def _read(path: Path) -> tuple[FinishedText, ...]:
    """The parts of a file, if it is of a size that an article can have."""
    parts = reading.read_file(path)
    figures = sum(len(_DIGITS.findall(part.text)) for part in parts)
    if figures > MOST_FIGURES:
        raise UsageError(
            f"this is no article: it has {figures:,} runs of digits.",
            str(path),
            f"At most {MOST_FIGURES:,} are read.",
        )
    return parts


def _check(path: Path, evidence: Evidenced | None) -> Verdict:
    parts = _read(path)
    if evidence is None:
        return merge(str(path), (checking.check(part, None) for part in parts))
    labels = evidence.chart_labels
    marked = (replace(part, exempt=labels) if part.format == "pdf" else part for part in parts)
    return merge(str(path), (checking.check(part, evidence.sheet) for part in marked))


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
                "unit": numeral.unit,
            }
            for text in _texts(path)
            for numeral in numerals.read(text)
        ]
    return found


def _texts(path: Path) -> tuple[str, ...]:
    parts = _read(path)
    if path.suffix.lower() in {".txt", ".md", ""}:
        return (path.read_text(encoding="utf-8"),)
    return tuple(part.text for part in parts)
