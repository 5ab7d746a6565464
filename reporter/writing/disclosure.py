"""What a published market view must disclose. A required field that is empty is an error."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.errors import ConfigError
from reporter.model.setup import Bias
from reporter.model.text import Paragraph, Section, SectionKind
from reporter.writing.readings import AS_OF, BRAND, Readings, framed, ref

OFFLINE: Final = "offline"
"""``Draft.writer`` of the deterministic writer; a model's draft says ``model``."""

_AI: Final = {
    OFFLINE: (
        "This article was assembled automatically from cited excerpts and measured data by fixed "
        "rules; no language model was used."
    ),
    "model": (
        "A language model phrased the headline, the summary line or the opening; all figures, "
        "quotations and links were set by code, and the rest was assembled by fixed rules."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The statements in the order in which they are printed.

    Texts hold references instead of figures. ``sample`` alone may be empty. Raises
    ``ConfigError`` where another field is.
    """

    sample: str
    author: str
    completed: str
    prices: str
    method: str
    stance: str
    invalidation: str
    updates: str
    conflicts: str
    ai: str
    advice: str

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name != "sample" and not getattr(self, field.name).strip():
                raise ConfigError(
                    f"the disclosure needs {field.name!r}, and it is empty.",
                    "[desk]",
                    "State it, even if the statement is that there is none.",
                )

    @property
    def statements(self) -> tuple[str, ...]:
        """All statements that are not empty."""
        return tuple(text for f in fields(self) if (text := getattr(self, f.name)))


def disclosure(desk: Desk, readings: Readings, writer: str) -> Disclosure:
    """The statements of one article. Raises ``ConfigError`` for an empty desk field."""
    return Disclosure(
        sample=_SAMPLE if desk.sample else "",
        author=_given(
            desk.author, f"Author: {ref('edition.desk.author')}. Publisher: {ref(BRAND)}."
        )
        if desk.brand.strip()
        else "",
        completed=f"Completed at {ref(AS_OF)}.",
        prices=(
            f"Prices and rates were read on {readings.ref(m.VENUE)} as of {ref(AS_OF)} unless "
            "another time is stated."
        ),
        method=(
            "Method: figures come from the venue's public interfaces; annual rates are simple, "
            "without compounding; percentiles and odds are shares of the contract's own past; "
            "liquidations and levels are modelled, not observed; how news may reach markets is "
            "inference from a reviewed list of rules."
        ),
        stance=_stance(readings),
        invalidation=_invalidation(readings),
        updates="No updates are planned; a later edition is a separate view.",
        conflicts=_given(desk.conflicts, f"Conflicts of interest: {ref('edition.desk.conflicts')}"),
        ai=_AI["offline" if writer == OFFLINE else "model"],
        advice=(
            "This is general information, not investment advice; leveraged positions can lose "
            "more than the margin posted."
        ),
    )


_SAMPLE: Final = "Sample data: this edition shows the format and describes no real market."


def _given(value: str, statement: str) -> str:
    return statement if value.strip() else ""


def _stance(readings: Readings) -> str:
    horizon = f" over {readings.ref(m.HORIZON)}" if readings.has(m.HORIZON) else ""
    meanings = {
        Bias.LONG: "a long lean means that more of the weighted signals speak for a higher price",
        Bias.SHORT: "a short lean means that more of the weighted signals speak for a lower price",
        Bias.NEUTRAL: "no lean means that the weighted signals do not agree on a direction",
    }
    meaning = f"For {readings.symbol}, {meanings[readings.setup.bias]}{horizon}"
    return f"{meaning}; it is a score, not a probability."


def _invalidation(readings: Readings) -> str:
    end = f"it lapses at {readings.ref(m.VALID_UNTIL)}"
    if readings.has(m.INVALIDATION):
        return (
            f"The view is wrong if {readings.symbol} trades through "
            f"{readings.ref(m.INVALIDATION)}, its invalidation price; otherwise {end}."
        )
    return f"The view on {readings.symbol} has no invalidation price; {end}."


def disclosure_section(desk: Desk, readings: Readings, writer: str) -> Section:
    """The section that closes every article."""
    sentences = tuple(framed(text) for text in disclosure(desk, readings, writer).statements)
    return Section(
        kind=SectionKind.DISCLOSURE,
        heading="Disclosure",
        paragraphs=tuple(Paragraph(sentences=(sentence,)) for sentence in sentences),
    )
