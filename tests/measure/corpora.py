"""What the measuring scripts share: where the corpora lie, and how a table is printed.

The corpora are no part of this project. They are looked for beside the checkout; a script whose
corpus is missing says so and measures nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from reporter.numerals import Numeral, read

ROOT = Path(__file__).parents[2]
GROUNDING = ROOT.parent / "shared" / "data" / "grounding"


def corpus(*parts: str) -> Path | None:
    """The corpus at this place, or None after saying that it is not there."""
    path = GROUNDING.joinpath(*parts)
    if path.exists():
        return path
    say(f"skipped: {'/'.join(parts)} is not in {GROUNDING}")
    return None


def say(text: str = "") -> None:
    """One line of the report."""
    sys.stdout.write(text + "\n")


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table that can be pasted into the documentation."""
    say(f"\n{title}\n")
    say("| " + " | ".join(head) + " |")
    say("|" + "---|" * len(head))
    for row in rows:
        say("| " + " | ".join(str(cell) for cell in row) + " |")


def same(one: float, other: float, tolerance: float = 1e-6) -> bool:
    """Whether two values agree but for the way they were stored."""
    return abs(one - other) <= tolerance * max(abs(one), abs(other)) or one == other


def values(text: str) -> tuple[float, ...]:
    """Every value that a reader can take from the text, parts of dates among them."""
    return tuple(value for numeral in read(text) for value in _values_of(numeral))


def _values_of(numeral: Numeral) -> tuple[float, ...]:
    if numeral.unit in {"date", "instant", "month", "time"}:
        clock = (numeral.clock.hour, numeral.clock.minute) if numeral.clock else ()
        parts = (numeral.year, numeral.month, numeral.day_of_month, *clock)
        return tuple(float(part) for part in parts if part is not None)
    if numeral.unit in {"quarter", "half-year"} and numeral.year is not None:
        return (float(numeral.value), float(numeral.year))
    return (float(numeral.value),)
