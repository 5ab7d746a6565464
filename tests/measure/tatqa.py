"""TAT-QA: every derivation recomputed from figures that the numeral reader finds in the context.

Data: Zhu and others, "TAT-QA: A Question Answering Benchmark on a Hybrid of Tabular and Textual
Content in Finance" (ACL 2021), CC BY 4.0.

A derivation counts as *recomputed* if its arithmetic over the figures as read gives the stated
answer in the stated scale, and as *grounded* if each operand is a figure read in the table or
the paragraphs of its context: in amount, since a cost may be printed in brackets, and in any
scale, since ``$4.3 million`` is 4.3 in a table of millions.
"""

from __future__ import annotations

import ast
import json
import operator
import re
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from reporter.numerals import read
from tests.measure.corpora import corpus, same, say, table, values

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_OPERAND = re.compile(r"[$€£¥]?\s?(?:\d[\d,]*(?:\.\d+)?|\.\d+)\s?(?:%|million|thousand|billion)?")
_CONSTANTS = frozenset({1.0, 2.0, 3.0, 4.0, 5.0, 100.0, 12.0})
"""Divisors of an average and factors of a percentage: no figures of the context."""

_COLUMNS = ("n", "recomputed", "grounded")
_SCALES = (1.0, 1e3, 1e6, 1e9, 1e-3, 1e-6)
_RESCALED = (1.0, 1e-3, 1e-6, 1e-9)


def main() -> None:
    """Print how many derivations are recomputed and grounded, and which are not."""
    path = corpus("tatqa", "tatqa_dev_part.json")
    if path is None:
        return
    tally: Counter[tuple[str, str]] = Counter()
    misses: list[str] = []
    for context in json.loads(path.read_text(encoding="utf-8")):
        known = _known(context)
        for question in context["questions"]:
            if question["answer_type"] == "arithmetic":
                _judge(question, known, tally, misses)
    rows: list[tuple[object, ...]] = [
        (scale or "none", *(tally[scale, column] for column in _COLUMNS))
        for scale in ("percent", "thousand", "million", "billion", "")
    ]
    sums = [sum(n for (_, name), n in tally.items() if name == column) for column in _COLUMNS]
    rows.append(("all", *sums))
    table("TAT-QA", ("scale", "derivations", *_COLUMNS[1:]), rows)
    if "-v" in sys.argv:
        say("\n".join(misses))


def _known(context: dict[str, Any]) -> frozenset[float]:
    """Every amount that is read in the context, cell by cell and paragraph by paragraph."""
    cells = [cell for row in context["table"]["table"] for cell in row]
    texts = [paragraph["text"] for paragraph in context["paragraphs"]]
    return frozenset(abs(value) for text in [*cells, *texts] for value in values(text))


def _judge(
    question: dict[str, Any],
    known: frozenset[float],
    tally: Counter[tuple[str, str]],
    misses: list[str],
) -> None:
    scale, derivation = question["scale"], question["derivation"]
    tally[scale, "n"] += 1
    operands = _operands(derivation)
    lost = [v for v in operands if not _grounded(v, known)]
    tally[scale, "grounded"] += not lost
    results = _results(derivation)
    right = any(_is_answer(result, question) for result in results)
    tally[scale, "recomputed"] += right
    if lost or not right:
        misses.append(f"{derivation!r} = {results} stated {question['answer']} {scale} lost {lost}")


def _grounded(value: float, known: frozenset[float]) -> bool:
    return value in _CONSTANTS or any(
        same(value * scale, other) for other in known for scale in _SCALES
    )


def _operands(derivation: str) -> list[float]:
    return [float(n.value) for m in _OPERAND.findall(derivation) for n in read(m)]


def _results(derivation: str) -> list[float]:
    """The derivation's result, its operands read by the numeral reader.

    Two results if it has percentages, which are shares in some derivations (``10 * 5%``) and
    bare numbers in others (``21.0% - 19.0%``); none if it is no arithmetic.
    """
    text = derivation.translate(str.maketrans("[]{}×−–", "()()*--"))
    found = (_computed(text, share) for share in (0.01, 1))
    return [result for result in found if result is not None]


def _computed(text: str, share: float) -> float | None:
    expression = _OPERAND.sub(lambda match: _as_read(match[0], share), text)
    try:
        return _value(ast.parse(expression.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, TypeError):
        return None


def _as_read(printed: str, share: float) -> str:
    found = read(printed)
    if len(found) != 1:
        return "?"
    return repr(float(found[0].value) * (share if found[0].unit == "percent" else 1))


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise TypeError(ast.dump(node))


def _is_answer(result: float, question: dict[str, Any]) -> bool:
    """Whether the answer is this result: it is stated with two places and in its scale."""
    factors = (100.0, 1.0) if question["scale"] == "percent" else _RESCALED
    stated = float(question["answer"])
    return any(abs(result * factor - stated) <= 0.0051 for factor in factors)


if __name__ == "__main__":
    main()
