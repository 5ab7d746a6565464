"""What a model's calls may cost: reserved before each call, booked after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from reporter.writing.chat import ModelSettings, Outcome, Question

ASSUMED_INPUT_PRICE: Final = 10.0
ASSUMED_OUTPUT_PRICE: Final = 40.0
"""USD per million tokens where the configuration names none: dear, so that an unknown model is
never taken to be free."""


def cost(settings: ModelSettings, tokens_in: int, tokens_out: int) -> float:
    """USD for so many tokens; without configured prices at the assumed ones."""
    dear_in, dear_out = settings.input_price, settings.output_price
    per_in = ASSUMED_INPUT_PRICE if dear_in is None else dear_in
    per_out = ASSUMED_OUTPUT_PRICE if dear_out is None else dear_out
    return (tokens_in * per_in + tokens_out * per_out) / 1_000_000


@dataclass(slots=True)
class Spending:
    """The account of one edition, in USD.

    ``reserve`` holds back the most that a question may cost, so that questions under way
    together cannot pass the cap; ``book`` puts in its place what the server counted. Where it
    counted nothing but may charge for it, all that was reserved counts as spent.
    """

    settings: ModelSettings
    spent: float = 0.0
    held: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    calls: int = 0
    _uncounted: int = field(default=0, repr=False)

    def reserve(self, question: Question) -> bool:
        """Whether the question may be asked; if so, its worst case is held back."""
        worst = self._worst(question)
        if self.spent + self.held + worst > self.settings.max_cost_usd:
            return False
        self.held += worst
        return True

    def book(self, question: Question, outcome: Outcome) -> None:
        """Close the reservation of a question with what it cost."""
        worst = self._worst(question)
        self.held -= worst
        self.calls += outcome.asked
        if not outcome.charged:
            return
        if outcome.tokens_in is None or outcome.tokens_out is None:
            self.spent += worst
            self._uncounted += 1
            return
        self.tokens_in += outcome.tokens_in
        self.tokens_out += outcome.tokens_out
        self.spent += cost(self.settings, outcome.tokens_in, outcome.tokens_out)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The account for the edition's record; empty where nothing was asked."""
        if not self.calls:
            return ()
        rows = (
            ("llm.calls", str(self.calls)),
            ("llm.tokens_in", str(self.tokens_in)),
            ("llm.tokens_out", str(self.tokens_out)),
            ("llm.usd_at_most", f"{self.spent:.6f}"),
        )
        uncounted = (("llm.calls_uncounted", str(self._uncounted)),)
        return (*rows, *uncounted) if self._uncounted else rows

    def _worst(self, question: Question) -> float:
        return cost(self.settings, question.most_tokens_in, question.max_tokens)
