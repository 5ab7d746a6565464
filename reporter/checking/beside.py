"""Words right beside a figure that name one metric of a family: settled or running, top or all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reporter.checking.index import CALENDAR
from reporter.checking.scope import Passage
from reporter.model import metrics
from reporter.model.text import BlockKind
from reporter.numerals import Numeral

_LINK: Final = (
    r"(?: (?:at|is|of|was|the|rate|funding|stands|to|about|on|for|came|in|a|now|it|by|then|as|next"
    r"|price|(?-i:[A-Z0-9]{2,15}))){0,6},? \Z"
)
_RUNNING: Final = frozenset({metrics.FUNDING_RUNNING, metrics.FUNDING_RUNNING_ANNUAL})
_SETTLED: Final = frozenset({metrics.FUNDING_SETTLED, metrics.FUNDING_SETTLED_ANNUAL})
_BEFORE: Final = tuple(
    (re.compile(rf"\b(?:{words}){_LINK}", re.IGNORECASE), frozenset(family), frozenset(right))
    for words, family, right in (
        ("settled|last settlement|settles", _RUNNING | _SETTLED, _SETTLED),
        ("running|estimated?|running estimate", _RUNNING | _SETTLED, _RUNNING),
        ("median", _RUNNING | _SETTLED | {metrics.FUNDING_MEDIAN}, {metrics.FUNDING_MEDIAN}),
        ("index", {metrics.PRICE, metrics.MARK, metrics.INDEX}, {metrics.INDEX}),
        ("mark", {metrics.PRICE, metrics.MARK, metrics.INDEX}, {metrics.MARK}),
    )
)
"""Words that lead to a figure, the metrics they tell apart, and those that they mean."""

_TOP: Final = frozenset({metrics.TOP_ACCOUNT_RATIO, metrics.TOP_POSITION_RATIO})
_RATIOS: Final = _TOP | {metrics.GLOBAL_ACCOUNT_RATIO}
_BEHIND: Final = tuple(
    (re.compile(rf"\A (?:for|among|at|with) (?:the )?(?:{words})\b", re.IGNORECASE), right)
    for words, right in (
        ("top traders|largest traders|largest accounts", _TOP),
        ("all traders|all accounts|everyone", frozenset({metrics.GLOBAL_ACCOUNT_RATIO})),
    )
)
_COUNTED: Final[Mapping[str, re.Pattern[str]]] = {
    metrics.FUNDING_SAMPLE: re.compile(r"\A (?:past |own |earlier )?windows?\b"),
    metrics.BASE_SAMPLE: re.compile(r"\A (?:past |own |earlier )?(?:settlements?|prints?)\b"),
}
"""Nouns behind a count that the metric's own count never has."""


def named_beside(metric: str, numeral: Numeral, passage: Passage) -> bool:
    """Whether no word right beside the figure means a sister metric of this one."""
    after = passage.text[numeral.end :]
    if (wrong := _COUNTED.get(metric)) and wrong.match(after):
        return False
    if metric in _RATIOS and not all(metric in right for p, right in _BEHIND if p.match(after)):
        return False
    if passage.kind is BlockKind.ROW:
        return True
    before = _without_times(numeral, passage)
    for pattern, family, right in _BEFORE:
        if metric in family and pattern.search(before):
            return metric in right
    return True


def _without_times(numeral: Numeral, passage: Passage) -> str:
    """The words before the figure, up to the last other figure; dates and times left out."""
    start, text = 0, ""
    for other in (one for one in passage.numerals if one.end <= numeral.start):
        text = text + passage.text[start : other.start].rstrip() if other.unit in CALENDAR else ""
        start = other.end
    return text + passage.text[start : numeral.start]
