"""One sentence of a model's with what it is judged by, and the fault found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reporter.ledger import REFERENCE
from reporter.model.facts import Fact
from reporter.model.text import Stance
from reporter.writing.answers import Answered
from reporter.writing.material import Material, quoted
from reporter.writing.signs import cited
from reporter.writing.slots import Slot

PLACEHOLDER: Final = "Figure"
"""Stands where a reference or a quotation was."""
QUOTED: Final = re.compile(r"[“\"]([^“”\"]*)[”\"]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: ``what`` in words of ours, and a ``detail`` that may quote the model.

    Only ``what`` may be printed; the detail goes back to the model.
    """

    what: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.what} ({self.detail})" if self.detail else self.what


@dataclass(frozen=True, slots=True)
class Case:
    """One answered sentence with what it is judged by."""

    slot: Slot
    answer: Answered
    material: Material

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def own(self) -> str:
        """The words of the model's own: no references, no quotation of the plan's."""
        text = self.text
        if kept := quoted(self.slot.sentence.text):
            text = text.replace(kept, PLACEHOLDER)
        return REFERENCE.sub(PLACEHOLDER, text)

    @property
    def plan(self) -> str:
        """The planned words, likewise."""
        text = self.material.plan(self.slot)
        return REFERENCE.sub(PLACEHOLDER, QUOTED.sub(PLACEHOLDER, text))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The offered facts that the text refers to."""
        offered = self.material.facts
        return tuple(offered[fact] for fact in cited(self.text) if fact in offered)

    @property
    def reported(self) -> bool:
        return self.slot.sentence.stance is Stance.REPORTED
