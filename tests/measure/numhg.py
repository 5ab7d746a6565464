"""NumHG: the figure of each headline, read there and found again in the article.

Data: Huang and others, "NumHG: A Dataset for Number-Focused Headline Generation" (2023); it has
no licence, so that its rows are measured and never shown outside ``-v``.

A row is *right* if the reader takes the stated number from the headline (its blank filled in),
and finds each operand of its annotation in the article. For the arithmetic operators the share
is given whose result follows from those operands.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from dataclasses import dataclass, field

from reporter.numerals import Numeral, read
from tests.measure.corpora import corpus, same, say, table, values

_CALL = re.compile(r"\s*([A-Za-z]+)\s*\(")
_LETTERS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_SCALES = (1.0, 1e3, 1e6, 1e9, 1e12)
_CONSTANTS = frozenset({1.0, 100.0, 24.0, 30.0})
"""One person counted, a share turned into percent, hours of a day, days of a month."""


@dataclass(slots=True)
class Operation:
    """What an annotation says: its result, and the figures it takes from the article."""

    result: float | None
    operands: list[float] = field(default_factory=list)


def main() -> None:
    """Print the share of right rows by operator."""
    path = corpus("numhg", "fold1_part_a.csv")
    if path is None:
        return
    tally: Counter[tuple[str, str]] = Counter()
    misses: list[str] = []
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            _judge(row, tally, misses)
    operators = list(dict.fromkeys(name for name, _ in tally))
    columns = ("n", "headline", "article", "right")
    table(
        "NumHG",
        ("operator", "rows", "read in the headline", "found in the article", "right"),
        ([name, *(tally[name, column] for column in columns)] for name in operators),
    )
    if "-v" in sys.argv:
        say("\n".join(misses))


def _judge(row: dict[str, str], tally: Counter[tuple[str, str]], misses: list[str]) -> None:
    operation = _operation(row["cloze_annotation"])
    match = _CALL.match(row["cloze_annotation"])
    name = match[1] if match else "?"
    stated = _plain(row["cloze_gt"])
    printed = _in_headline(row["cloze"], row["cloze_gt"])
    headline = any(_stands_for(value, stated) for value in printed)
    known = values(row["text"])
    lost = [v for v in operation.operands if v not in _CONSTANTS and not _found(v, known)]
    slack = 1.0 if name == "SRound" else 0.51  # rounded towards zero
    follows = operation.result is None or abs(operation.result - stated) <= slack
    article = not lost and follows and bool(operation.operands)
    tally[name, "n"] += 1
    tally[name, "headline"] += headline
    tally[name, "article"] += article
    tally[name, "right"] += headline and article
    if not (headline and article):
        misses.append(f"{row['cloze']} | {row['cloze_annotation']} | {printed} | {lost}")


def _plain(number: str) -> float:
    """The stated number; NaN, which equals nothing, where a name such as ``9/11`` is stated."""
    try:
        return float(number.replace(",", ""))
    except ValueError:
        return float("nan")


def _in_headline(cloze: str, number: str) -> tuple[float, ...]:
    """What is read at the blank, once the number stands there."""
    start = cloze.index("____")
    end = start + len(number)
    text = cloze.replace("____", number, 1)
    here = [n for n in read(text) if n.start < end and start < n.end]
    return tuple(value for n in here for value in _values(n))


def _values(numeral: Numeral) -> tuple[float, ...]:
    return values(numeral.surface) or (float(numeral.value),)


def _stands_for(value: float, stated: float) -> bool:
    return any(same(value, stated * scale) for scale in _SCALES)


def _found(value: float, known: tuple[float, ...]) -> bool:
    return any(_stands_for(abs(other), abs(value)) for other in known)


def _operation(annotation: str) -> Operation:
    """The operands and the result of an annotation such as ``Round( Copy( 96.5 ) , 0 )``."""
    call = _CALL.match(annotation)
    if call is None:
        number = _number(annotation)
        return Operation(number, [] if number is None else [number])
    parts = [part.strip() for part in _arguments(annotation[call.end() :])]
    name = call[1]
    inner = [_operation(part) for part in parts]
    if name in {"Add", "Subtract", "Multiply", "Divide"} and len(inner) == 2:
        return _arithmetic(name, inner[0], inner[1])
    first = inner[0] if inner else Operation(None)
    if name == "Paraphrase" and first.result is not None:
        return Operation(first.result / _LETTERS.get(parts[-1], 1.0), first.operands)
    return first


def _arguments(text: str) -> list[str]:
    """The arguments up to the closing bracket; a comma inside a number divides none."""
    found, depth, start = [], 0, 0
    for match in re.finditer(r"[()]| ,", text):
        if match[0] == " ," and depth == 0:
            found.append(text[start : match.start()])
            start = match.end()
        elif match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
            if depth < 0:
                return [*found, text[start : match.start()]]
    return [*found, text[start:]]


def _arithmetic(name: str, one: Operation, two: Operation) -> Operation:
    operands = one.operands + two.operands
    if one.result is None or two.result is None or (name == "Divide" and not two.result):
        return Operation(None, operands)
    results = {
        "Add": one.result + two.result,
        "Subtract": one.result - two.result,
        "Multiply": one.result * two.result,
    }
    return Operation(results[name] if name in results else one.result / two.result, operands)


def _number(text: str) -> float | None:
    """The value of an operand, in digits or in words."""
    plain = text.strip().replace(",", "")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", plain):
        return float(plain)
    found = values(text)
    return found[0] if found else None


if __name__ == "__main__":
    main()
