"""Which sentences of a story are worth quoting.

Lead-biased and central: the score of a sentence is its cosine to the centroid of the story's
sentences plus ``0.5 / (1 + position)``, the measure that did best on short news among the
extractive ones tried; maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) then
avoids saying the same thing twice, and a publisher already quoted stands back. Figures, and what
a second publisher has too, count in favour; words that need their day or their context against.
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
_SHARED = 0.1
_LEANING = 0.2

_POINTING_BACK = """
it its he his him she her hers they their them this that these those such both neither either
we our us i my you your there here also another others
and but yet or so nor however instead meanwhile moreover additionally furthermore still then thus
therefore separately similarly likewise otherwise
"""
_UNRESOLVED: Final = frozenset(_POINTING_BACK.split())
_BOILERPLATE: Final = re.compile(
    r"\bread (?:more|the full|on)\b|\bsign up\b|\bsubscribe\b|\bnewsletter\b|\bclick here\b"
    r"|\bappeared first on\b|\ball rights reserved\b|\bfollow us\b|\bcopyright\b|\badvertis"
    r"|\bdisclaimer\b|\b(?:financial|investment) advice\b|\bphoto(?:graph)? (?:by|credit)\b"
    r"|\bfor more information\b|\bwatch (?:the )?video\b|https?://|\bwww\.",
    re.IGNORECASE,
)
_LEANS: Final = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|earlier|later|this (?:morning|afternoon|evening)"
    r"|(?:last|this|next) (?:week|month|quarter|year))\b"
    r"|^the (?:agency|bank|company|deal|decision|exchange|executive|filing|firm|funds?|group"
    r"|measure|move|news|pair|platform|post|proposal|regulator|report|statement|token|venue)\b",
    re.IGNORECASE,
)
"""What a reader can only place who knows the day, or the sentence before."""
_MARK: Final = re.compile(r"[$€£¥]?\d[\d.,]*\d%?|\d%?|(?<=[a-z,] )[A-Z][\w&-]+")
_WHOLE: Final = re.compile(r"[.!][\"”’')\]]*$")
_CUT: Final = re.compile(r"\s*(?:\.\.|…|\[)\W*$")
_DATELINE: Final = re.compile(
    r"[A-Z][\w.]*(?:[ ,]+[A-Z][\w.]*){0,4}(?:,? \d{1,2}(?:, \d{4})?)?"
    r"(?: \([A-Z][A-Za-z ]*\))? ?(?:[–—]|--?)+ (?=[A-Z])"
)
"""Where and when a report was filed, and by which wire."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: Quote
    voice: str
    vector: Vector
    merit: float


def best_sentences(story: Story, n: int) -> tuple[Quote, ...]:
    """Up to ``n`` verbatim sentences of the story's teasers and pages, the best first.

    Left out are sentences that open with a pronoun or a connective to something said before,
    boilerplate, questions, and those with a figure that is no fact. Of a sentence that the feed
    cut off there is what it has, without a full stop, if the teaser opens with it. Where nothing
    is left, the leading title is the answer; its ``field`` says so.
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
    shared = _shared(story)
    return [
        _Candidate(
            quote,
            voice(item),
            vector,
            cosine(vector, middle) + 0.5 / (1 + place) + _worth(quote.text, shared),
        )
        for (item, place, quote), vector in zip(found, vectors, strict=True)
    ]


def _worth(text: str, shared: frozenset[str]) -> float:
    figures = any(sign.isdigit() for sign in text)
    confirmed = not shared.isdisjoint(_marks(text))
    leaning = _LEANS.search(text) is not None
    return _HAS_FIGURE * figures + _SHARED * confirmed - _LEANING * leaning


def _shared(story: Story) -> frozenset[str]:
    """Figures and names that at least two publishers of the story have."""
    voices: dict[str, set[str]] = {}
    for item in story.items:
        voices.setdefault(voice(item), set()).update(_marks(f"{item.title}\n{item.summary}"))
    counts = Counter(mark for marks in voices.values() for mark in marks)
    return frozenset(mark for mark, count in counts.items() if count > 1)


def _marks(text: str) -> frozenset[str]:
    """Figures as printed, and words that are names: capitals that open no sentence."""
    return frozenset(_MARK.findall(text))


def _quotable(item: Item) -> Iterator[tuple[int, Quote]]:
    """The quotable sentences of the teaser, and those of the page's opening that it lacks."""
    told = item.summary
    yield from _quotable_in(told, "summary", item)
    for place, quote in _quotable_in(item.opening, "text", item):
        if quote.text not in told:
            yield place, quote


def _quotable_in(field: str, name: str, item: Item) -> Iterator[tuple[int, Quote]]:
    for place, (start, _, text) in enumerate(sentences(field)):
        dateline = _DATELINE.match(text)
        shift = dateline.end() if dateline else 0
        run = text[shift:] if place else _CUT.sub("", text[shift:])
        if _stands_alone(run, whole=run == text[shift:]) and reported_in_full(run, time_of(item)):
            begin, end = start + shift, start + shift + len(run)
            yield place, Quote(item=item.id, field=name, text=run, start=begin, end=end)


def _stands_alone(text: str, *, whole: bool) -> bool:
    words = all_words(text)
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and words[0] not in _UNRESOLVED
        and not (whole and (_CUT.search(text) or _WHOLE.search(text) is None))
        and not (_BOILERPLATE.search(text) or instructs(text))
    )


def _title(item: Item) -> tuple[Quote, ...]:
    if not item.title or not reported_in_full(item.title, time_of(item)):
        return ()
    return (Quote(item=item.id, field="title", text=item.title, start=0, end=len(item.title)),)
