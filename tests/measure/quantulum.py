"""quantulum3's own test sentences: each expected quantity against the numerals that are read.

Data: quantulum3 (MIT), https://github.com/nielstron/quantulum3. Its values are compared exactly;
a range, which it states by its middle, is right if both ends are read and have that middle.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from reporter.numerals import Numeral, read
from tests.measure.corpora import corpus, same, say, table

_PLAIN = frozenset({"count", "ordinal", "fraction", "x", "year", "percent"})
_UNITS = {
    "dimensionless": "",
    "dollar": "usd",
    "euro": "eur",
    "pound sterling": "gbp",
    "cent": "usd",
    "percentage": "percent",
    "inch": "inches",
    "degree Celsius": "degrees Celsius",
    "degree fahrenheit": "degrees Fahrenheit",
    "pound-mass": "pounds",
    "dozen": "count",
    "gigahertz": "gigahertz",
    "count": "x",
    "kilometre per hour": "kilometres per hour",
}
"""Its names of units and ours, where ours are not simply the plural."""

_SIZES = {"dozen": 12, "cent": 0.01}
"""What it counts and we multiply in."""


def main() -> None:
    """Print how many quantities are read with their value, and with their unit too."""
    path = corpus("quantulum3", "quantities.json")
    if path is None:
        return
    tally: Counter[str] = Counter()
    misses: list[str] = []
    sentences = json.loads(path.read_text(encoding="utf-8"))
    for sentence in sentences:
        _judge(sentence["req"], sentence["res"], tally, misses)
    table(
        "quantulum3",
        ("sentences", "quantities", "value right", "value and unit right", "read beside them"),
        [(len(sentences), *(tally[key] for key in ("n", "value", "unit", "beside")))],
    )
    if "-v" in sys.argv:
        say("\n".join(misses))


def _judge(
    sentence: str, wanted: list[dict[str, Any]], tally: Counter[str], misses: list[str]
) -> None:
    left = list(read(sentence))
    for quantity in wanted:
        tally["n"] += 1
        here = _found(float(quantity["value"]) * _SIZES.get(quantity["unit"], 1), left)
        if not here:
            misses.append(f"{quantity['value']} {quantity['unit']} | {sentence}")
            continue
        tally["value"] += 1
        named = _has_unit(here[-1], quantity["unit"])
        tally["unit"] += named
        if not named:
            misses.append(f"unit {quantity['unit']}: {here[-1].unit} | {sentence}")
        left = [numeral for numeral in left if numeral not in here]
    tally["beside"] += len(left)


def _found(value: float, left: list[Numeral]) -> tuple[Numeral, ...]:
    """The numeral of this value, or the range that has it for its middle."""
    for numeral in left:
        if same(float(numeral.value), value):
            return (numeral,)
    groups = {n.group for n in left if n.group}
    for group in sorted(groups):
        ends = tuple(n for n in left if n.group == group)
        if len(ends) == 2 and same(float(ends[0].value + ends[1].value) / 2, value):
            return ends
    return ()


def _has_unit(numeral: Numeral, unit: str) -> bool:
    name = numeral.measure or numeral.unit
    if numeral.per:
        unit = unit.partition(" per ")[0]
    expected = _UNITS.get(unit, unit + "s")
    return name in _PLAIN if not expected else name == expected


if __name__ == "__main__":
    main()
