"""Wording the messages about one symbol."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.model.text import Sentence
from reporter.writing.readings import Readings, framed, inferred, measured
from reporter.writing.voice import Voice, crossed
from reporter.writing.wordings import capital, wordings


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words messages such as ``engine.price_moved``; ``$symbol`` is a slot of every wording."""

    readings: Readings
    voice: Voice

    def say(self, *parts: str, **slots: str) -> str:
        """The message in the wording whose turn it is, with a capital first.

        The wordings of several parts are those of the first, each with those of the next.
        """
        options = crossed(*(wordings(part) for part in parts))
        text = self.voice.say(" ".join(parts), options, symbol=self.readings.symbol, **slots)
        return capital(text)

    def measured(self, *parts: str, **slots: str) -> Sentence:
        """The message as a sentence about what the engine measured."""
        return measured(self.say(*parts, **slots))

    def framed(self, *parts: str, **slots: str) -> Sentence:
        """The message as a sentence that claims nothing of its own."""
        return framed(self.say(*parts, **slots))

    def inferred(self, *parts: str, **slots: str) -> Sentence:
        """The message as a sentence that is our inference."""
        return inferred(self.say(*parts, **slots))
