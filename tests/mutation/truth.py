"""What an edition holds to be true, read from ``edition.json`` alone.

A mutation whose result is true by another fact of the same subject is no error. This module
answers that question with figures and instants of its own reading: it knows neither the
checker nor the numeral grammar nor the display forms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

FAMILIES = {
    "percent": ("percent", 1),
    "probability": ("percent", 100),
    "fraction_per_year": ("percent", 100),
    "bps": ("bps", 1),
    "usd": ("money", 1),
    "price_usd": ("money", 1),
    "eur": ("money", 1),
    "gbp": ("money", 1),
    "ratio": ("plain", 1),
    "count": ("plain", 1),
    "coins": ("plain", 1),
    "percentile": ("rank", 1),
    "hours": ("hours", 1),
}
"""Unit of a fact -> family of figures in print, and what the value is multiplied with there."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: what it amounts to, half a unit of its last digit, its family.

    ``signed`` figures carry a sign in print; the others may stand for either.
    """

    value: Decimal
    slack: Decimal
    family: str
    signed: bool


EDITION = "edition"
_COUNTING = re.compile(r"\b(?:symbols|items|stories|feeds)\b")
_TELLING = re.compile(r"\b(?:outlets?|stor(?:y|ies)|reports?)\b")


@dataclass(slots=True)
class Truth:
    """Figures, instants, names and texts of one edition, by subject."""

    figures: dict[str, list[tuple[str, Decimal]]] = field(default_factory=lambda: defaultdict(list))
    instants: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    biases: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    outlets: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    entities: list[str] = field(default_factory=list)
    featured: str = ""
    lead: str = ""

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(self.bases)

    def subjects(self, line: str) -> set[str]:
        """Who a line is about: what it names, or else the featured contract.

        The edition's own counts belong to lines that count, the lead story's to those that tell
        it.
        """
        named = {s for s, base in self.bases.items() if _stands(s, line) or _stands(base, line)}
        others = {name for name in (*self.outlets, *self.entities) if name in line}
        about = (named or {self.featured}) | others
        if _COUNTING.search(line):
            about.add(EDITION)
        if _TELLING.search(line):
            about.add(self.lead)
        return about

    def holds(self, figure: Figure, subjects: Iterable[str]) -> bool:
        """Whether some fact of these subjects rounds to that figure."""
        return any(
            family == figure.family and _rounds(value, figure)
            for subject in subjects
            for family, value in self.figures.get(subject, ())
        )

    def happened(self, printed: str, form: str, subjects: Iterable[str]) -> bool:
        """Whether an instant of these or of the edition prints so in the form of ``strftime``."""
        return any(
            moment.strftime(form) == printed
            for subject in (*subjects, EDITION)
            for moment in self.instants.get(subject, ())
        )

    def published(self, quote: str, outlet: str = "") -> bool:
        """Whether an item (of that outlet) holds these words."""
        of = [outlet] if outlet else list(self.outlets)
        return any(quote in text for name in of for text in self.outlets.get(name, ()))


def truth_of(document: dict[str, Any]) -> Truth:
    """What the edition of this ``edition.json`` holds to be true."""
    lead = next((story["id"] for story in document["stories"]), "")
    truth = Truth(featured=document["articles"][0]["subject"], lead=lead)
    for fact in document["facts"]:
        _enter(truth, fact, fact["subject"])
    if truth.featured not in truth.bases:
        truth.featured = next(iter(truth.bases))
    return truth


def _enter(truth: Truth, fact: dict[str, Any], subject: str) -> None:
    unit, value, name = fact["unit"], fact["value"], fact["id"].rpartition(".")[2]
    if unit == "instant":
        truth.instants[subject].append(datetime.fromisoformat(value))
    elif unit == "text":
        if fact["metric"] == "bias":
            truth.biases[subject] = value
        elif fact["metric"] == "base":
            truth.bases[subject] = value
        elif name in ("title", "summary"):
            truth.outlets[subject].append(value)
    else:
        family, factor = _family(unit)
        truth.figures[subject].append((family, Decimal(value) * factor))
        if unit == "fraction_per_year" or fact["metric"].startswith("volatility."):
            truth.figures[subject].append(("annual", Decimal(value) * factor))
    if fact["kind"] == "reported" and subject not in truth.entities and fact["evidence"]:
        truth.entities.append(subject)


def _family(unit: str) -> tuple[str, int]:
    if unit.startswith("fraction_per_") and unit.endswith("h"):
        return "percent", 100
    return FAMILIES.get(unit, (unit, 1))


def _rounds(value: Decimal, figure: Figure) -> bool:
    near = abs(value - figure.value) <= figure.slack
    return near or (not figure.signed and abs(abs(value) - figure.value) <= figure.slack)


def _stands(name: str, line: str) -> bool:
    return re.search(rf"(?<![A-Z0-9a-z]){re.escape(name)}(?![A-Z0-9a-z])", line) is not None
