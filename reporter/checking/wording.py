"""Whether the words around a figure speak of the metric, side and direction of a fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from reporter.checking.beside import named_beside
from reporter.checking.gates import is_market
from reporter.checking.index import HOURS_OF, Entry, is_reported
from reporter.checking.lexicon import (
    ADVERB_OF_SIDE,
    CLAUSE,
    COUNTED,
    DOWN,
    LONG_BESIDE,
    METRIC_WORDS,
    NEEDED_IN_ROWS,
    NEEDED_WORDS,
    SHORT_BESIDE,
    TRIGGERS,
    UP,
)
from reporter.checking.scope import Passage, is_general
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.text import BlockKind
from reporter.model.units import Count, FundingRate, Price
from reporter.numerals import Numeral

_CHECKED: Final = frozenset({"percent", "bps", "coins", "count", "x"})
_CHANGES: Final = (metrics.PRICE_CHANGE, metrics.OPEN_INTEREST_CHANGE)
_CHANCES: Final = (metrics.BASE_RATE, metrics.PROBABILITY)
_PAST_OF_LEVEL: Final = re.compile(r"level\.(above|below)\.\d+\.odds")
_LONG_SHARES: Final = (
    metrics.TOP_POSITION_LONG,
    metrics.TOP_ACCOUNT_LONG,
    metrics.GLOBAL_ACCOUNT_LONG,
)
_SHORT_SHARES: Final = (
    metrics.TOP_POSITION_SHORT,
    metrics.TOP_ACCOUNT_SHORT,
    metrics.GLOBAL_ACCOUNT_SHORT,
)
_PAYS: Final = re.compile(
    r"\bshorts? pay(?:s|ing)?(?: longs?)?(?: about| roughly| around)? \Z", re.IGNORECASE
)
_SHARE_OF: Final = re.compile(r"\b(long|short)(?: share| side)(?: of| at| is)* \Z", re.IGNORECASE)
_TRADES_AT: Final = re.compile(r"\btrad(?:es|ed|ing) at \Z", re.IGNORECASE)
_SETTLES_AT: Final = re.compile(r"\bfunding settle[sd] at \Z", re.IGNORECASE)
_WORTH_OF: Final = re.compile(
    r"\A (?:of|in) (?:\w+ ){0,2}(?:liquidations?|open interest|positions|contracts|inflows)\b"
)
_MINUS_AND_DOWN: Final = re.compile(
    r"\b(?:down|fell|fallen|dropped|lost|declined|lower|below)(?: by)? \Z", re.IGNORECASE
)
_BELOW: Final = re.compile(r"\A (?:below|lower|under|beneath)\b")
_AWAY: Final = re.compile(r"\A (?:away|off|distant|from)\b")
_T = TypeVar("_T")


# --- metric -------------------------------------------------------------------------------


def metric_agrees(entry: Entry, numeral: Numeral, passage: Passage) -> bool:
    """Whether nothing beside the figure says that it measures something else."""
    fact = entry.fact
    if is_market(fact) and not _is_fitting(fact, numeral, passage):
        return False
    after = passage.text[numeral.end :]
    if isinstance(fact.value, Count):
        return _counts_right(fact, after)
    if is_general(fact) or not (numeral.unit in _CHECKED or len(numeral.unit) == 3):
        return True
    beside = _triggers_beside(numeral, passage)
    if not beside:
        return True
    if is_reported(fact):
        known = _triggers_in(fact.evidence.sentence if fact.evidence else "")
    else:
        known = _named(fact.metric, METRIC_WORDS) or beside
    return not known or bool(known & beside)


def _is_fitting(fact: Fact, numeral: Numeral, passage: Passage) -> bool:
    before, after = passage.text[: numeral.start], passage.text[numeral.end :]
    if _TRADES_AT.search(before) and fact.metric != metrics.PRICE:
        return False
    if isinstance(fact.value, FundingRate) and _SETTLES_AT.search(before):
        return fact.metric == metrics.FUNDING_SETTLED
    if isinstance(fact.value, Price) and _WORTH_OF.match(after):
        return False
    if not named_beside(fact.metric, numeral, passage):
        return False
    return _share_agrees(fact, numeral, passage) and _is_told(fact, numeral, passage)


def _share_agrees(fact: Fact, numeral: Numeral, passage: Passage) -> bool:
    """Whether ``68.7% long`` is a long share, and ``5.5% below`` a distance or a change."""
    if numeral.unit != "percent":
        return True
    after = passage.text[numeral.end :]
    before = _SHARE_OF.search(passage.text[: numeral.start])
    side = re.match(r" (long|short)\b", after) or before
    if side:
        long = side[1].lower() == "long"
        return fact.metric in (_LONG_SHARES if long else _SHORT_SHARES)
    if ADVERB_OF_SIDE.match(after):
        return _moves(fact)
    if fact.metric in _LONG_SHARES:
        return SHORT_BESIDE.match(after) is None
    return fact.metric not in _SHORT_SHARES or LONG_BESIDE.match(after) is None


def _moves(fact: Fact) -> bool:
    return fact.metric in _CHANGES or fact.metric.endswith(".distance")


def _is_told(fact: Fact, numeral: Numeral, passage: Passage) -> bool:
    """Whether the words say what the figure is: a bare number may be anything."""
    if passage.kind is BlockKind.ROW:
        words = cell_words(numeral, passage)
        in_rows = _named(fact.metric, NEEDED_IN_ROWS)
        if in_rows is not None and not in_rows.search(words):
            return False
    elif passage.kind in (BlockKind.PARAGRAPH, BlockKind.BULLET):
        words = passage.context
    else:
        return True
    needed = _named(fact.metric, NEEDED_WORDS)
    return needed is None or needed.search(words) is not None


def cell_words(numeral: Numeral, passage: Passage) -> str:
    """What a table says of one cell: its own words, its row's first cell, its column's head."""
    cells = passage.text.split(" | ")
    column = passage.text.count(" | ", 0, numeral.start)
    head = passage.header[column] if len(passage.header) == len(cells) else passage.text
    return f"{head} | {cells[0]} | {cells[column]}"


def _named(metric: str, table: Mapping[str, _T]) -> _T | None:
    """What a table says of a metric: of its first and last part, else of its first."""
    root, _, rest = metric.partition(".")
    return table.get(f"{root}.{rest.rpartition('.')[2]}", table.get(root))


def _counts_right(fact: Fact, after: str) -> bool:
    """Whether the noun behind a count, if it is a known one, is what the fact counts."""
    tail = fact.metric.rpartition(".")[2]
    for word in re.findall(r"[a-z]+", after[:40])[:2]:
        meant = {name for name, pattern in COUNTED.items() if pattern.fullmatch(word)}
        if meant:
            told = fact.evidence.sentence.lower() if fact.evidence else ""
            return tail in meant or word in told
    return True


def _triggers_beside(numeral: Numeral, passage: Passage) -> frozenset[str]:
    """Metrics that the words right before or right behind the figure name."""
    start = max((n.end for n in passage.numerals if n.end <= numeral.start), default=0)
    clause = CLAUSE.split(passage.text[start : numeral.start])[-1]
    before = " ".join(clause.split()[-6:])
    after = passage.text[numeral.end : numeral.end + 60]
    adjacent = re.match(r"\s(?:in|of|worth of)\s((?:[\w/-]+\s?){1,3})", after)
    return _triggers_in(before) | _triggers_in(adjacent[1] if adjacent else "")


def _triggers_in(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in TRIGGERS.items() if pattern.search(text))


# --- sign and direction -------------------------------------------------------------------


def sign_agrees(entry: Entry, numeral: Numeral, passage: Passage) -> bool:
    """Whether the sign is printed, or a lost minus is made good by the figure's own words."""
    if numeral.value == 0 or entry.value == 0:
        return True
    if numeral.signed:
        twice = numeral.value < 0 and _moves(entry.fact) and _says_down(numeral, passage)
        return (numeral.value < 0) == (entry.value < 0) and not twice
    if entry.value > 0:
        return True
    if passage.kind is BlockKind.ROW:
        return False
    if entry.per:
        return _PAYS.search(passage.text[: numeral.start]) is not None
    if entry.fact.metric.endswith(".distance") and _AWAY.match(passage.text[numeral.end :]):
        # A length: the level that it leads to says on which side it lies.
        return DOWN.search(passage.text) is not None
    return _stated_direction(numeral, passage) < 0


def _says_down(numeral: Numeral, passage: Passage) -> bool:
    """Whether a word says down already: a minus beside it would say up."""
    ahead = _MINUS_AND_DOWN.search(passage.text[: numeral.start])
    return bool(ahead or _BELOW.match(passage.text[numeral.end :]))


def direction_agrees(entry: Entry, numeral: Numeral, passage: Passage) -> bool:
    """Whether words of up and down go with the sign of a change, a distance or an event."""
    stated = _stated_direction(numeral, passage)
    if stated == 0 or numeral.value == 0:
        return True
    fact = entry.fact
    if _moves(fact) or (fact.metric == metrics.BASIS and not numeral.signed):
        return entry.value == 0 or (entry.value > 0) == (stated > 0)
    if fact.metric in _CHANCES:
        # The event that the engine counts is a higher price.
        return stated > 0
    if level := _PAST_OF_LEVEL.fullmatch(fact.metric):
        # Past windows rose as far as a level above, or fell as far as one below.
        return (level[1] == "above") is (stated > 0)
    if is_reported(fact) and fact.evidence and numeral.unit in ("percent", "bps", "pp"):
        origin = fact.evidence
        source = _direction(origin.sentence[: origin.start], origin.sentence[origin.end :])
        return source in (0, stated)
    return True


def _stated_direction(numeral: Numeral, passage: Passage) -> int:
    """+1 or -1 where the words of the figure's own clause say up or down, else 0."""
    others = [n for n in passage.numerals if n.unit not in HOURS_OF]
    start = max((n.end for n in others if n.end <= numeral.start), default=0)
    stop = min((n.start for n in others if n.start >= numeral.end), default=None)
    return _direction(passage.text[start : numeral.start], passage.text[numeral.end : stop])


def _direction(before: str, after: str) -> int:
    clause = CLAUSE.split(before)[-1]
    behind = " ".join(CLAUSE.split(after)[0].split()[:3])
    words = f"{clause} | {behind}"
    # "rose to 3%" and "from 3%" state levels, not changes.
    if re.search(r"\b(?:to|from|at)\s*\Z", clause):
        return 0
    up, down = bool(UP.search(words)), bool(DOWN.search(words))
    return int(up) - int(down)
