"""How writers refer to facts: by name, never by figure.

A writer asks whether a reading is there, which sign it prints with, and gets a reference. It
never holds the printed form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporter.ledger import display, printed_sign
from reporter.model import metrics as m
from reporter.model.facts import FactSheet
from reporter.model.setup import Setup
from reporter.model.text import Sentence, Stance
from reporter.model.units import Quantity

AS_OF = "edition.desk.as_of"
BRAND = "edition.desk.brand"
ENGINE = "edition.engine.name"
"""The name of the publisher's own engine, where it handed setups over."""


def ref(fact_id: str, form: str = "") -> str:
    """``{{fact.id}}`` or ``{{fact.id|form}}``."""
    return "{{" + fact_id + (f"|{form}" if form else "") + "}}"


@dataclass(frozen=True, slots=True)
class Readings:
    """The facts of one symbol, by metric."""

    sheet: FactSheet
    setup: Setup

    def id(self, metric: str) -> str:
        """The id of that metric's fact."""
        return f"{self.setup.instrument.key}.{metric}"

    def has(self, *metrics: str) -> bool:
        """Whether all of them are facts of this edition."""
        return all(self.id(metric) in self.sheet for metric in metrics)

    def ref(self, metric: str, form: str = "") -> str:
        """A reference to that metric's fact."""
        return ref(self.id(metric), form)

    def sign(self, metric: str) -> int:
        """-1, 0 or 1 as printed; 0 also where the fact is missing."""
        fact = self.sheet.get(self.id(metric))
        return printed_sign(fact) if fact else 0

    def number(self, metric: str) -> float | None:
        """The value for choosing words, never for printing."""
        fact = self.sheet.get(self.id(metric))
        return float(fact.value.value) if fact and isinstance(fact.value, Quantity) else None

    def instant(self, metric: str) -> datetime | None:
        """The instant for choosing words."""
        fact = self.sheet.get(self.id(metric))
        return fact.value if fact and isinstance(fact.value, datetime) else None

    def alike(self, first: str, second: str) -> bool:
        """Whether both metrics are there and print the same in short."""
        facts = [self.sheet.get(self.id(metric)) for metric in (first, second)]
        printed = {display(fact, "short") for fact in facts if fact}
        return None not in facts and len(printed) == 1

    @property
    def symbol(self) -> str:
        """A reference to the symbol as printed."""
        return self.ref(m.SYMBOL)

    @property
    def base(self) -> str:
        """A reference to the asset's ticker."""
        return self.ref(m.BASE)


def base_windows(readings: Readings) -> str:
    """The length of the base rate's past windows, and whose they are if not this contract's."""
    confidence = readings.setup.confidence
    pooled = confidence is not None and confidence.pooled and confidence.probability is None
    return f"{readings.ref(m.HORIZON)}{' on several contracts' if pooled else ''}"


def measured(text: str) -> Sentence:
    """A sentence about what the engine measured."""
    return Sentence(text=text, stance=Stance.MEASURED)


def inferred(text: str) -> Sentence:
    """A sentence that is our inference."""
    return Sentence(text=text, stance=Stance.INFERENCE)


def framed(text: str) -> Sentence:
    """A sentence that claims nothing of its own."""
    return Sentence(text=text, stance=Stance.FRAME)


def reported(text: str, *sources: str, quote: str = "") -> Sentence:
    """A sentence about what publishers say; ``sources`` are item ids."""
    return Sentence(text=text, stance=Stance.REPORTED, sources=sources, quote=quote)


def listed(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
