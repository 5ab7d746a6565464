"""Which sentences of a story are worth quoting.

Lead-biased and central: the score of a sentence is its cosine to the centroid of the story's
sentences plus ``0.5 / (1 + position)``, the measure that did best on short news among the
extractive ones tried; maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) then
avoids saying the same thing twice, and a publisher already quoted stands back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reporter.model.news import Item, Quote, Story
from reporter.news.facts import reported_in_full
from reporter.news.injection import instructs
from reporter.news.order import time_of, voice
from reporter.news.sentences import sentences
from reporter.news.vectors import Vector, centroid, cosine, tf_idf
from reporter.news.words import all_words, terms

_PER_ITEM = 2  # quoting more than that of one teaser is copying it
_SHORTEST, _LONGEST = 5, 40  # words
_REDUNDANCY = 0.7
_SAME_VOICE = 0.3
_HAS_FIGURE = 0.1

_POINTING_BACK = """
it its he his him she her hers they their them this that these those such both neither either
we our us i my you your there here also
"""
_UNRESOLVED: Final = frozenset(_POINTING_BACK.split())
_BOILERPLATE: Final = re.compile(
    r"\bread (?:more|the full|on)\b|\bsign up\b|\bsubscribe\b|\bnewsletter\b|\bclick here\b"
    r"|\bappeared first on\b|\ball rights reserved\b|\bfollow us\b|\bcopyright\b|\badvertis"
    r"|\bdisclaimer\b|\b(?:financial|investment) advice\b|\bphoto(?:graph)? (?:by|credit)\b"
    r"|\bfor more information\b|\bwatch (?:the )?video\b|https?://|\bwww\.",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(r"[.!][\"”’')\]]*$")
_CUT: Final = re.compile(r"(?:\.\.|…|\[)\W*$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: Quote
    voice: str
    vector: Vector
    merit: float


def best_sentences(story: Story, n: int) -> tuple[Quote, ...]:
    """Up to ``n`` verbatim sentences of the story's teasers, the best first.

    Left out are sentences that open with a pronoun of something said before, cut-off ones,
    boilerplate, questions, and those with a figure that is no fact. Where no sentence is left,
    the leading title is the answer; its ``field`` says so.
    """
    rest = _candidates(story)
    if not rest:
        return _title(story.items[0])[:n]
    chosen: list[_Candidate] = []
    while rest and len(chosen) < n:
        best = max(rest, key=lambda candidate: _gain(candidate, chosen))
        chosen.append(best)
        quoted = Counter(candidate.quote.item for candidate in chosen)
        rest = [one for one in rest if one is not best and quoted[one.quote.item] < _PER_ITEM]
    return tuple(candidate.quote for candidate in chosen)


def _gain(candidate: _Candidate, chosen: list[_Candidate]) -> float:
    alike = max((cosine(candidate.vector, one.vector) for one in chosen), default=0.0)
    heard = any(candidate.voice == one.voice for one in chosen)
    return candidate.merit - _REDUNDANCY * alike - _SAME_VOICE * heard


def _candidates(story: Story) -> list[_Candidate]:
    found = [(item, place, quote) for item in story.items for place, quote in _quotable(item)]
    vectors = tf_idf([Counter(terms(quote.text)) for _, _, quote in found])
    middle = centroid(vectors, keep=50)
    return [
        _Candidate(quote, voice(item), vector, _merit(vector, middle, place, quote))
        for (item, place, quote), vector in zip(found, vectors, strict=True)
    ]


def _merit(vector: Vector, middle: Vector, place: int, quote: Quote) -> float:
    figures = any(sign.isdigit() for sign in quote.text)
    return cosine(vector, middle) + 0.5 / (1 + place) + _HAS_FIGURE * figures


def _quotable(item: Item) -> Iterator[tuple[int, Quote]]:
    for place, (start, end, text) in enumerate(sentences(item.summary)):
        if _stands_alone(text) and reported_in_full(text, time_of(item)):
            yield (
                place,
                Quote(item=item.id, field="summary", text=text, start=start, end=end),
            )


def _stands_alone(text: str) -> bool:
    words = all_words(text)
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and words[0] not in _UNRESOLVED
        and _WHOLE.search(text) is not None
        and not (_CUT.search(text) or _BOILERPLATE.search(text) or instructs(text))
    )


def _title(item: Item) -> tuple[Quote, ...]:
    if not item.title or not reported_in_full(item.title, time_of(item)):
        return ()
    return (Quote(item=item.id, field="title", text=item.title, start=0, end=len(item.title)),)
