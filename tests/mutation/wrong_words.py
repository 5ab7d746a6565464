"""Wrong words: the other side, the other direction, a hedge left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.mutation.errors import Kind, Mutation, Page

_SIDES = {
    "above": "below", "below": "above", "long": "short", "short": "long", "longs": "shorts",
    "shorts": "longs", "higher": "lower", "lower": "higher", "upper": "lower",
    "upside": "downside", "downside": "upside", "ask": "bid",
}  # fmt: skip
_DIRECTIONS = {
    "up": "down", "down": "up", "rose": "fell", "fell": "rose", "grew": "shrank",
    "shrank": "grew", "gained": "lost", "lost": "gained", "rising": "falling",
    "falling": "rising", "rises": "falls", "falls": "rises", "rise": "fall", "fall": "rise",
    "increased": "decreased", "decreased": "increased", "increase": "decrease",
    "buyers": "sellers", "sellers": "buyers", "bought": "sold", "sold": "bought",
    "premium": "discount", "discount": "premium", "positive": "negative",
    "negative": "positive", "agrees": "disagrees", "contradicts": "confirms",
    "top": "bottom", "bottom": "top", "smaller": "larger", "larger": "smaller",
    "more": "less", "fewer": "more", "less": "more", "climbed": "dropped", "dropped": "climbed",
    "receive": "pay", "pay": "receive", "pays": "receives", "receives": "pays",
    "widened": "narrowed", "narrowed": "widened", "most": "least", "stronger": "weaker",
    "weaker": "stronger", "gain": "loss", "bullish": "bearish", "bearish": "bullish",
}  # fmt: skip
_HEDGES = (
    (r"\b(may|might|could|would)\b(?! \d)", "will"),
    (r"\bcan(?= (change|still|move|lapse|draw|thin|also))", "will"),
    (r"\b(plausible|possible)\b", "certain"),
    (r"\b(likely|probably|perhaps|possibly|apparently|reportedly|allegedly) ", ""),
    (r"\balleged ", ""),
    (r"_Inference:_ |\bInference: ", ""),
    (r"\bmodelled,? (?=liquidation|level)", ""),
    (r", not observed\b", ""),
    (r"\b(about|near|nearly|roughly|around|approximately|almost|some) (?=[$€£]?\d)", ""),
    (r"\b(at least|at most|more than|less than|(?<!add )up to) (?=[$€£]?\d)", ""),
    (r"\b[Nn]o (?=(measured|lean)\b)", "a "),
    (r"\b[Nn]o (?=edge\b)", "an "),
    (r"\b(is|are|be) (only )?an inference\b", "is a fact"),
    (r"\bis expected to\b", "is certain to"),
    (r"\bOnly indirectly, if at all\b", "Directly"),
    (r"\bappear(s?) to be\b", "are"),
    (r"\bplausibly ", ""),
)
_STILL = re.compile(r"-| (?:of|as|to)\b| (?:longs|shorts)\b")
"""What follows words that take no part in a claim: "short of", "as long as", "pay to see"."""


def words(page: Page) -> Iterator[Mutation]:
    """Every word that carries a claim, turned round; every hedge, dropped."""
    yield from _pays(page)
    for kind, table in ((Kind.SIDE, _SIDES), (Kind.DIRECTION, _DIRECTIONS)):
        pattern = rf"(?<![-\w])(?<!\b[Hh]ow )(?:{'|'.join(table)})(?![-\w])"
        for match in re.finditer(pattern, page.seen, re.IGNORECASE):
            if not _STILL.match(page.seen, match.end()):
                other = cased(table[match[0].lower()], match[0])
                yield page.reworded(kind, match.start(), match[0], other)
    for hedge, instead in _HEDGES:
        for match in re.finditer(hedge, page.seen):
            yield page.reworded(Kind.HEDGE, match.start(), match[0], instead)


def _pays(page: Page) -> Iterator[Mutation]:
    pattern = r"\b(shorts|longs) (pay|paid|are paying) (longs|shorts)\b"
    for match in re.finditer(pattern, page.seen, re.IGNORECASE):
        if match[1].lower() != match[3].lower():
            after = f"{cased(match[3].lower(), match[1])} {match[2]} {match[1].lower()}"
            yield page.reworded(Kind.DIRECTION, match.start(), match[0], after)


def cased(word: str, like: str) -> str:
    """The word in the case of another one."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[0].isupper() else word
