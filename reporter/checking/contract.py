"""One contract's facts by metric, as the gates see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.units import FundingRate, Quantity
from reporter.model.verdict import Finding


@dataclass(frozen=True, slots=True)
class Contract:
    """All facts about one contract on one venue, by metric."""

    venue: str
    facts: Mapping[str, Fact]

    def number(self, metric: str) -> Decimal | None:
        """The value in its own unit, or None where the sheet has none."""
        fact = self.facts.get(metric)
        return fact.value.value if fact and isinstance(fact.value, Quantity) else None

    def text(self, metric: str) -> str:
        """The words of a text fact, or nothing where the sheet has none."""
        fact = self.facts.get(metric)
        return fact.value if fact and isinstance(fact.value, str) else ""

    def rate(self, metric: str) -> Decimal | None:
        """A funding rate as a fraction per eight hours."""
        fact = self.facts.get(metric)
        return fact.value.per(8).value if fact and isinstance(fact.value, FundingRate) else None

    @property
    def history(self) -> Decimal | None:
        """The largest rate of the own history, per eight hours, without its sign."""
        known = [self.rate(metric) for metric in (metrics.FUNDING_LOW, metrics.FUNDING_HIGH)]
        sizes = [abs(rate) for rate in known if rate is not None]
        return max(sizes, default=None)


Rule = Callable[[Contract], Iterator[Finding]]
