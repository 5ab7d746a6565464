"""What a model may not write. Each check gives the fault in words, or nothing.

The model's text is judged before it is filled in; the independent checker reads the finished
article again and knows nothing of this list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from reporter import news, numerals
from reporter.ledger import REFERENCE, UnknownForm, display, printed_sign, references
from reporter.model import metrics as m
from reporter.model.facts import Fact

HEADLINE_WORDS: Final = 12
_MOST_WORDS: Final = {"headline": HEADLINE_WORDS, "dek": 40}
_SENTENCE_WORDS: Final = 45
_LEAST_WORDS: Final = 4
_SENTENCES: Final = 2
_NEXT_SENTENCE: Final = re.compile(r"[.!?]['’)]?\s+\S")
_COPIED: Final = 13
"""A run of so many words of a source, unquoted, is copied (twelve may be shared)."""

_MARKUP: Final = re.compile(r"[<>\[\]`*#|\\~^_{}]|\(\s*https?|https?:|www\.|://|javascript:", re.I)
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]"
)
_PHRASES: Final = re.compile(
    r"\b(?:guarantee\w*|risk[- ]free|textbook|mechanical|inevitabl\w+|sure thing|bound to"
    r"|certain to|can(?:no|'|’)t lose|path of least resistance|you|your"
    r"|(?:buy|sell|short|long) (?:it )?now"
    r"|will (?:rise|fall|rally|surge|soar|crash|climb|plunge|pump|drop|jump|squeeze|reach|hit)"
    r"|currently|today|yesterday|tomorrow|right now|at the moment|extreme\w*|unusual\w*|record"
    r"|historic|severe\w*|exceptional\w*)\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_NAME: Final = re.compile(r"[A-Z][\w&'’.-]*\w|[A-Z]")
_WORD: Final = re.compile(r"[\w'’-]+")
_PLACEHOLDER: Final = "Figure"
_FREE_NAMES: Final = frozenset({_PLACEHOLDER, "UTC", "A", "I"})
_UP: Final = r"(?:ris\w*|rose|gain\w*|climb\w*|grew|grown|jump\w*|up)"
_DOWN: Final = r"(?:fall\w*|fell|drop\w*|declin\w*|lost|slid|shed|shrank|down)"
_RISING: Final = re.compile(rf"\b{_UP}\b", re.IGNORECASE)
_FALLING: Final = re.compile(rf"\b{_DOWN}\b", re.IGNORECASE)
_MOVED: Final = re.compile(
    rf"\b(?:{_UP}|{_DOWN})(?: (?:to|by|from))?\s+{_PLACEHOLDER}\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Material:
    """What the model was given: facts by id, news texts, and symbols it may name.

    ``excerpts`` are the runs that may be quoted (every figure in them is bound to a fact), as
    item id and text.
    """

    facts: Mapping[str, Fact]
    news: tuple[str, ...]
    excerpts: tuple[tuple[str, str], ...]
    symbols: frozenset[str]
    words: frozenset[str] = frozenset()


def faults(name: str, text: str, material: Material) -> tuple[str, ...]:
    """Everything that is wrong with one value of the model's answer."""
    return tuple(fault for check in _CHECKS for fault in check(name, text, material))


def quotes(text: str) -> tuple[str, ...]:
    """What stands in quotation marks."""
    return tuple(match[1] for match in _QUOTED.finditer(text))


def _shape(name: str, text: str, _: Material) -> Iterator[str]:
    words = len(text.split())
    if words > _MOST_WORDS.get(name, _SENTENCE_WORDS):
        yield "it is too long"
    if words < _LEAST_WORDS:
        yield "it is too short to hold a claim"
    if text != text.strip() or _HIDDEN.search(text):
        yield "it holds control or hidden characters"
    bare = _QUOTED.sub(_PLACEHOLDER, REFERENCE.sub(_PLACEHOLDER, text))
    if name == "headline":
        if re.search(r"[.?!]\s*$|\?", bare):
            yield "a headline is a claim without a full stop"
    elif len(_NEXT_SENTENCE.findall(bare)) >= _SENTENCES or not re.search(r"[.][”\"]?$", text):
        yield "it is not one sentence or two"


def _references(_: str, text: str, material: Material) -> Iterator[str]:
    used = references(text)
    if not used:
        yield "it holds no reference to a fact"
    for fact_id, form in used:
        fact = material.facts.get(fact_id)
        if fact is None:
            yield "it refers to a fact that was not offered"
        elif not _has_form(fact, form):
            yield "it asks for a form that the fact does not have"


def _has_form(fact: Fact, form: str) -> bool:
    try:
        display(fact, form)
    except UnknownForm:
        return False
    return True


def _own_words(text: str, material: Material) -> str:
    """The text without references and without quotations that may be quoted."""
    for quote in quotes(text):
        if _quotable(quote, material):
            text = text.replace(quote, _PLACEHOLDER)
    return REFERENCE.sub(f" {_PLACEHOLDER} ", text)


def _quotable(quote: str, material: Material) -> bool:
    title = material.facts.get(title_id(quote))
    if title is not None:
        return title.metric == "title"
    return bool(quote.strip()) and any(quote in run for _, run in material.excerpts)


def title_id(quote: str) -> str:
    """The fact's id where a quotation is nothing but a reference; else empty."""
    match = REFERENCE.fullmatch(quote)
    return match[1] if match else ""


def _figures(_: str, text: str, material: Material) -> Iterator[str]:
    bare = _own_words(text, material)
    if re.search(r"\d", bare):
        yield "it holds a digit outside a reference"
    elif numerals.read(bare):
        yield "it holds a number in words"


def _markup(_: str, text: str, __: Material) -> Iterator[str]:
    if _MARKUP.search(REFERENCE.sub("", text)):
        yield "it holds markup or a link"


def _phrases(_: str, text: str, material: Material) -> Iterator[str]:
    bare = _own_words(text, material)
    if _PHRASES.search(bare):
        yield "it advises, promises, or grades without a measure"
    if news.instructs(bare):
        yield "it speaks to a machine"


def _quotations(_: str, text: str, material: Material) -> Iterator[str]:
    if any(not _quotable(quote, material) for quote in quotes(text)):
        yield "it quotes what no source says word for word"
    if len(re.findall(r"[“”\"]", text)) % 2:
        yield "a quotation is left open"
    if len(quotes(text)) > 1:
        yield "it holds more than one quotation"


def _names(name: str, text: str, material: Material) -> Iterator[str]:
    """Names must stand in the material; a headline is in Title Case, so only capitals count."""
    bare = _own_words(text, material)
    for match in _NAME.finditer(bare):
        word = match[0].removesuffix("'s").removesuffix("’s").rstrip(".")
        before = bare[: match.start()].rstrip(" “\"'’")
        opens = not before or before.endswith((".", "!", "?"))
        shouted = len(word) > 1 and word.isupper()
        if word in _FREE_NAMES or (not shouted and (opens or name == "headline")):
            continue
        if word not in material.symbols and word.casefold() not in material.words:
            yield "it names somebody or something that the material does not"
            return


def _copied(_: str, text: str, material: Material) -> Iterator[str]:
    words = [word.casefold() for word in _WORD.findall(_own_words(text, material))]
    runs = {tuple(words[at : at + _COPIED]) for at in range(len(words) - _COPIED + 1)}
    for source in material.news:
        theirs = [word.casefold() for word in _WORD.findall(source)]
        spans = range(len(theirs) - _COPIED + 1)
        if any(tuple(theirs[at : at + _COPIED]) in runs for at in spans):
            yield "it copies a source without quoting it"
            return


def _directions(_: str, text: str, material: Material) -> Iterator[str]:
    """Words about direction agree with the signs of the facts beside them."""
    used = [material.facts[fact] for fact, _ in references(text) if fact in material.facts]
    bare = _own_words(text, material)
    for fact in used:
        wrong = _WRONG.get(_kind(fact.metric), {}).get(printed_sign(fact))
        if wrong and wrong.search(bare):
            yield "its words contradict the sign of a figure"
            return
    changes = any(_kind(fact.metric) == "change" for fact in used)
    if not changes and _MOVED.search(bare):
        yield "it tells a change that no figure in it shows"


def _kind(metric: str) -> str:
    if metric in {m.PRICE_CHANGE, m.OPEN_INTEREST_CHANGE}:
        return "change"
    if metric.endswith(".distance"):
        return "distance"
    if metric in _RATES:
        return "funding"
    return metric


_RATES: Final = frozenset(
    {
        m.FUNDING_SETTLED,
        m.FUNDING_SETTLED_ANNUAL,
        m.FUNDING_RUNNING,
        m.FUNDING_RUNNING_ANNUAL,
    }
)


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_LONGS_PAY: Final = r"longs?(?: \w+){0,3}? (?:pay|pays|paid|paying)"
_SHORTS_PAY: Final = r"shorts?(?: \w+){0,3}? (?:pay|pays|paid|paying)"
_WRONG: Final[Mapping[str, Mapping[int, re.Pattern[str]]]] = {
    "funding": {
        -1: _any(_LONGS_PAY, "positive"),
        1: _any(_SHORTS_PAY, "negative"),
        0: _any(_LONGS_PAY, _SHORTS_PAY, "negative", "positive"),
    },
    m.BASIS: {-1: _any("premium", "above"), 1: _any("discount", "below")},
    "change": {-1: _RISING, 1: _FALLING},
    "distance": {-1: _any("above", "resistance"), 1: _any("below", "support")},
}
"""What may not be said beside a figure of this kind and sign."""

_CHECKS: Final[tuple[Callable[[str, str, Material], Iterator[str]], ...]] = (
    _shape,
    _references,
    _figures,
    _markup,
    _phrases,
    _quotations,
    _names,
    _copied,
    _directions,
)
