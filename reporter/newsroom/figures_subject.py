"""The contract whose charts are drawn: its data, its facts, and how words about it are filled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporter import signals
from reporter.ledger import display, fill_text
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactSheet
from reporter.model.setup import Heatmap, Setup
from reporter.newsroom.captions import Captions
from reporter.rendering.charts_frame import Chart, Tag
from reporter.rendering.tokens import Palette
from reporter.signals.series import SymbolData
from reporter.writing.readings import AS_OF, Readings, ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart, and the draft words of its title, labels, source and alternative text."""

    chart: Chart
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One contract's setup, its history (None where there is none) and the edition's facts."""

    setup: Setup
    data: SymbolData | None
    sheet: FactSheet
    palette: Palette

    @property
    def symbol(self) -> str:
        """A reference to the contract's name."""
        return self.read.symbol

    @cached_property
    def read(self) -> Readings:
        """Its facts by metric."""
        return Readings(self.sheet, self.setup)

    @cached_property
    def heat(self) -> Heatmap | None:
        """Its liquidation map over time, where it has one of ours."""
        ours = self.setup.engine is None
        mapped = self.read.has(m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW)
        if self.data is None or not (ours and mapped):
            return None
        return signals.liquidation_heatmap(self.data, self.setup.as_of)

    @property
    def source(self) -> str:
        """Venue and time of reading, in draft words."""
        return f"{self.read.ref(m.VENUE)}, as of {ref(AS_OF)}"

    def fact(self, metric: str) -> Fact:
        """The fact of a metric that the contract has."""
        return self.sheet[self.read.id(metric)]

    def printed(self, metric: str, form: str = "full") -> str:
        """That fact as it is printed."""
        return display(self.fact(metric), form)

    def number(self, metric: str) -> float:
        """Its value, for a place in a drawing."""
        value = self.read.number(metric)
        assert value is not None  # noqa: S101 - asked only for quantities that are there
        return value

    def tag(self, metric: str, form: str, note: str) -> Tag:
        """Its place on an axis with its printed form; ``note`` is draft words."""
        return Tag(
            value=self.number(metric), text=self.printed(metric, form), note=self.filled(note)
        )

    def filled(self, words: str) -> str:
        """Draft words with the facts filled in."""
        return fill_text(words, self.sheet)

    def told(self, kind: str, words: Captions) -> dict[str, Any]:
        """What every chart is told (see ``charts_frame.Told``), named after contract and kind."""
        return {
            "name": f"{self.setup.instrument.symbol.lower()}-{kind}",
            "title": self.filled(words.title),
            "subtitle": self.filled(words.subtitle),
            "source": self.filled(words.source),
            "alt": self.filled(words.alt),
            "palette": self.palette,
        }
