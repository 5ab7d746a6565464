"""Numbers in words: ``twenty-two billion``, ``a hundred and five``, ``one point five``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from reporter.numerals.lexicon import FRACTIONS, SCALES, SMALL, TENS

_WORD: Final = re.compile(r"[^\W\d_]{1,40}")
_GAP: Final = re.compile(r"[\s\u00a0]{1,2}|-|,\s(?=[a-z])")
_LONGEST: Final = 24
"""No number in words has more words than this; it bounds the work at one place."""

_VOCABULARY: Final = frozenset(
    {*SMALL, *TENS, *SCALES, *(f"{scale}s" for scale in SCALES)}
    | {"a", "an", "and", "&", "hundred", "dozen"}
)
_DIGIT: Final = "|".join(word for word, number in SMALL.items() if number < 10)
_POINT: Final = re.compile(
    rf"[\s-]{{1,2}}point((?:[\s-]{{1,2}}(?:{_DIGIT})){{1,9}})(?![^\W_])", re.IGNORECASE
)
_AT_ONE: Final = re.compile(r"\bat\s\Z", re.IGNORECASE)
_AND_PART: Final = re.compile(
    r"[\s-]{1,2}and[\s-]{1,2}(?:(?:an?|one)[\s-]{1,2}(half|quarter)"
    r"|(two|three)[\s-]{1,2}(third|quarter)s)(?![^\W_])",
    re.IGNORECASE,
)
"""``and a third`` is left out: more often than a part it begins the third of a list."""
_TENTH: Final = Decimal("0.1")


class Spelled(NamedTuple):
    """A number in words: where it ends, its value and one unit of what it names last."""

    end: int
    number: Decimal
    step: Decimal


class _Token(NamedTuple):
    word: str
    end: int
    comma: bool


class _Part(NamedTuple):
    """A number read so far, with the index of the word behind it."""

    value: int
    after: int
    step: int = 1


def spelled_at(text: str, pos: int) -> Spelled | None:
    """The number in words that begins here, or None.

    A bare ``one`` is read too; whether it is a figure is for the caller to judge.
    """
    tokens = _tokens(text, pos)
    part = _number(tokens)
    if part is None:
        return None
    spelled = Spelled(tokens[part.after - 1].end, Decimal(part.value), Decimal(part.step))
    at_one = part.value == 1 and _AT_ONE.search(text[max(0, pos - 4) : pos])
    if not at_one and (point := _POINT.match(text, spelled.end)):
        digits = "".join(str(SMALL[word]) for word in re.findall(r"[a-z]+", point[1].lower()))
        places = Decimal(1).scaleb(-len(digits))
        return Spelled(point.end(), spelled.number + Decimal(digits) * places, places)
    return part_after(text, spelled)


def part_after(text: str, whole: Spelled) -> Spelled:
    """``two and a half``, ``a million and a half``: the number with the part that follows it."""
    match = _AND_PART.match(text, whole.end)
    if match is None:
        return whole
    top = SMALL[match[2].lower()] if match[2] else 1
    part = whole.step * top / FRACTIONS[(match[1] or match[3]).lower()]
    return Spelled(match.end(), whole.number + part, whole.step * _TENTH)


def _tokens(text: str, pos: int) -> list[_Token]:
    """The words from here on that a number can be made of."""
    found: list[_Token] = []
    comma = False
    for _ in range(_LONGEST):
        match = _WORD.match(text, pos)
        end = match.end() if match else pos + 1
        word = text[pos:end].lower()
        if word not in _VOCABULARY:
            break
        found.append(_Token(word, end, comma))
        gap = _GAP.match(text, end)
        if gap is None:
            break
        comma, pos = gap[0].startswith(","), gap.end()
    return found


def _number(tokens: Sequence[_Token]) -> _Part | None:
    """Groups below a thousand with falling scales: ``three million, two hundred and forty``."""
    total, step, ceiling = 0, 1, 0
    last: int | None = None
    at = 0
    while (group := _group(tokens, at, first=last is None)) is not None:
        power = SCALES.get(_word(tokens, group.after).removesuffix("s"), 0)
        if tokens[group.after : group.after + 1] and tokens[group.after].comma:
            power = 0
        listed = tokens[at].comma and group.value < 100
        if last is not None and (listed or power >= ceiling or group.value >= 10**ceiling):
            break
        total += group.value * 10**power
        last = group.after + (power > 0)
        step, ceiling = (10**power, power) if power else (group.step, 0)
        if not power:
            break
        at = last + (_word(tokens, last) in {"and", "&"})
    return None if last is None else _Part(total, last, step)


def _group(tokens: Sequence[_Token], at: int, *, first: bool) -> _Part | None:
    """A number below a thousand, or ``a`` before a scale word."""
    head, following = _word(tokens, at), _word(tokens, at + 1)
    if first and head in {"a", "an"}:
        if following not in {"hundred", "dozen", *SCALES}:
            return None
        part: _Part | None = _Part(1, at + 1)
    else:
        part = _below_hundred(tokens, at, comma=True)
    if part is None:
        return None
    following = _word(tokens, part.after)
    if following == "dozen":
        return _Part(part.value * 12, part.after + 1)
    if following != "hundred":
        return part
    return _with_hundreds(tokens, part)


def _with_hundreds(tokens: Sequence[_Token], count: _Part) -> _Part:
    after = count.after + 1
    whole = _Part(count.value * 100, after, 100)
    joined = after + (_word(tokens, after) in {"and", "&"})
    rest = _below_hundred(tokens, joined, comma=False)
    return whole if rest is None else _Part(whole.value + rest.value, rest.after)


def _below_hundred(tokens: Sequence[_Token], at: int, *, comma: bool) -> _Part | None:
    word = _word(tokens, at)
    if word and tokens[at].comma and not comma:
        return None
    if word in SMALL:
        return _Part(SMALL[word], at + 1)
    if word not in TENS:
        return None
    unit = SMALL.get(_word(tokens, at + 1), 0)
    if 1 <= unit <= 9 and not tokens[at + 1].comma:
        return _Part(TENS[word] + unit, at + 2)
    return _Part(TENS[word], at + 1)


def _word(tokens: Sequence[_Token], at: int) -> str:
    return tokens[at].word if at < len(tokens) else ""
