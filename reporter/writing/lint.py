"""What a model may not write. Each check gives the fault in words, or nothing.

The model's text is judged before it is filled in; the independent checker reads the finished
article again and knows nothing of this list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from reporter import news, numerals
from reporter.ledger import REFERENCE, UnknownForm, display, references
from reporter.model.facts import Fact
from reporter.model.text import Stance
from reporter.writing import claims, directions, disputes, naming, opposites, signs, swaps
from reporter.writing.answers import Answered
from reporter.writing.case import PLACEHOLDER, QUOTED, Case, Fault
from reporter.writing.material import Material, label, quoted
from reporter.writing.nouns import is_stated
from reporter.writing.signs import cited
from reporter.writing.slots import DEK, HEADLINE, OPENING, PARTS, Slot

HEADLINE_WORDS: Final = 12
_MOST_WORDS: Final = {HEADLINE: HEADLINE_WORDS, DEK: 40}
_SENTENCE_WORDS: Final = 50
_GROWTH: Final = 1.5
_LEAST_WORDS: Final = 4
_SENTENCES: Final = 2
_NEXT_SENTENCE: Final = re.compile(r"(?<=[.!?])[”\"'’)]*\s+(?=\S)")
_COPIED: Final = 13
"""A run of so many words of a source, unquoted, is copied (twelve may be shared)."""
_EVIDENCE_WORDS: Final = 4

_MARKUP: Final = re.compile(
    r"[<>\[\]`*#|\\~^_{}]|\(\s*https?|https?:|www\.|://|\w\.com\b|\w@\w", re.I
)
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff"
    "\U000e0000-\U000e007f]"
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
_NAME: Final = re.compile(r"[A-Z][\w&'’.-]*\w|[A-Z]")
_WORD: Final = re.compile(r"[\w'’-]+")
_FREE_NAMES: Final = frozenset({PLACEHOLDER, "UTC", "A", "I"})
_ATTRIBUTION: Final = ("outlet", "title")


def faults(slot: Slot, answer: Answered, material: Material) -> tuple[Fault, ...]:
    """Everything that is wrong with one sentence of the model's answer."""
    case = Case(slot, answer, material)
    return tuple(fault for check in _CHECKS for fault in check(case))


def doubtful(slot: Slot, answer: Answered, material: Material) -> bool:
    """Whether an answer holds something so wrong that none of its sentences is to be used."""
    case = Case(slot, answer, material)
    return signs.contradicts(case.text, material.facts) or any(
        fault for check in _NEVER for fault in check(case)
    )


def quotes(text: str) -> tuple[str, ...]:
    """What stands in quotation marks."""
    return tuple(match[1] for match in QUOTED.finditer(text))


def title_id(quote: str) -> str:
    """The fact's id where a quotation is nothing but a reference; else empty."""
    match = REFERENCE.fullmatch(quote)
    return match[1] if match else ""


# --- form ---------------------------------------------------------------------------------


def _shape(case: Case) -> Iterator[Fault]:
    slot, text = case.slot, case.text
    most = most_words(slot)
    if word_count(text) > most:
        yield Fault("it is too long", f"{most} words at most")
    if len(text.split()) < min(_LEAST_WORDS, len(slot.sentence.text.split())):
        yield Fault("it is too short to hold a claim")
    if text != text.strip() or _HIDDEN.search(text):
        yield Fault("it holds control or hidden characters")
    if slot.lead or slot.unit == HEADLINE:
        if re.search(r"[.?!:;]\s*$|\?", case.own):
            yield Fault("a headline or lead-in is a claim without a full stop, colon or question")
    elif len(_NEXT_SENTENCE.findall(case.own)) >= _SENTENCES or not re.search(
        r"[.][”\"]?(?: \(shortened\)\.)?$", text
    ):
        yield Fault("it is not one sentence or two, each with a full stop")


def most_words(slot: Slot) -> int:
    """How long a slot's text may be: half as long again as the plan, within the house's bounds."""
    grown = max(_GROWTH * word_count(slot.sentence.text), word_count(slot.sentence.text) + 6)
    return min(int(grown), _MOST_WORDS.get(slot.unit, _SENTENCE_WORDS))


def word_count(text: str) -> int:
    """Words, a reference counting as one."""
    return len(REFERENCE.sub(PLACEHOLDER, text).split())


def _form(case: Case) -> Iterator[Fault]:
    """Type, fact ids and source ids say what the text does."""
    answer, slot = case.answer, case.slot
    if answer.type != slot.sentence.stance.value:
        yield Fault("its type is not the plan's", slot.sentence.stance.value)
    if set(answer.fact_ids) != set(cited(answer.text)):
        yield Fault("its fact_ids are not the facts that its text refers to")
    sources = slot.sentence.sources
    if case.reported and sources and not set(sources) & set(answer.source_ids):
        yield Fault("its source_ids lack the source that the plan names", ", ".join(sources))


def _references(case: Case) -> Iterator[Fault]:
    for fact_id, form in references(case.text):
        fact = case.material.facts.get(fact_id)
        if fact is None:
            yield Fault("it refers to a fact that was not offered", fact_id)
        elif not _has_form(fact, form):
            yield Fault("it asks for a form that the fact does not have", f"{fact_id}|{form}")


def _has_form(fact: Fact, form: str) -> bool:
    try:
        display(fact, form)
    except UnknownForm:
        return False
    return True


def _own_facts(case: Case) -> Iterator[Fault]:
    """The plan's facts stay: names of sources all, of figures at least one."""
    planned, used = case.slot.facts, set(cited(case.text))
    facts = case.material.facts
    sourced = [one for one in planned if facts[one].metric in _ATTRIBUTION]
    lacking = [one for one in sourced if one not in used]
    if lacking:
        yield Fault("it leaves out the source that the plan names", ", ".join(lacking))
    if planned and not used & set(planned):
        yield Fault("it refers to none of its own facts", ", ".join(planned))
    if case.slot.sentence.stance is Stance.INFERENCE and used - set(planned):
        yield Fault("it puts figures into an inference that has none in the plan")
    subjects = {facts[one].subject for one in planned} | {case.material.subject}
    strangers = {one.subject for one in case.facts} - subjects
    if case.slot.sentence.stance is Stance.MEASURED and any(_is_symbol(one) for one in strangers):
        yield Fault("it brings in a fact about another contract")


def _is_symbol(subject: str) -> bool:
    return subject.isupper() and subject.isalnum()


def _each_sentence(case: Case) -> Iterator[Fault]:
    """No sentence rides along without a fact or a quotation, unless it is the plan's own."""
    slot = case.slot
    if not slot.facts or slot.sentence.stance is Stance.INFERENCE:
        return
    if set(_unmarked(case.text, slot)) - set(_unmarked(slot.sentence.text, slot)):
        yield Fault("one of its sentences refers to no fact")


def _unmarked(text: str, slot: Slot) -> Iterator[str]:
    """The sentences of a text that hold neither a reference nor the plan's quotation."""
    kept = quoted(slot.sentence.text)
    marked = REFERENCE.sub(PLACEHOLDER, text.replace(kept, PLACEHOLDER) if kept else text)
    return (one for one in _NEXT_SENTENCE.split(marked) if PLACEHOLDER not in one)


def _figures(case: Case) -> Iterator[Fault]:
    if re.search(r"\d", case.own):
        yield Fault("it holds a digit outside a reference")
    elif found := numerals.read(case.own):
        yield Fault("it holds a number in words", found[0].surface)


def _markup(case: Case) -> Iterator[Fault]:
    if _MARKUP.search(REFERENCE.sub("", case.text)):
        yield Fault("it holds markup, a link or an address")


def _recited(case: Case) -> Iterator[Fault]:
    """The label of a name or a time is no prose: "the symbol of FILUSDT stands at FILUSDT"."""
    told = case.own.casefold()
    for fact in case.facts:
        if not is_stated(fact) and label(fact).casefold().removeprefix("the ") in told:
            yield Fault("it recites the list of facts", label(fact))
            return


def _phrases(case: Case) -> Iterator[Fault]:
    planned = {match[0].casefold() for match in _PHRASES.finditer(case.plan)}
    new = [match[0] for match in _PHRASES.finditer(case.own) if match[0].casefold() not in planned]
    if new:
        yield Fault("it advises, promises, or grades without a measure", ", ".join(new))
    if news.instructs(case.own):
        yield Fault("it speaks to a machine")


# --- quotations, sources, names -----------------------------------------------------------


def _quotations(case: Case) -> Iterator[Fault]:
    kept = quoted(case.slot.sentence.text)
    if kept and kept not in case.text:
        yield Fault("it does not keep the quotation as it stands in the plan")
    if re.search(r"[“”\"„«»]", case.own):
        yield Fault("it quotes what the plan does not quote")
    if (
        case.reported
        and case.slot.sentence.quote
        and not evidence(case.slot, case.answer, case.material)
    ):
        yield Fault("its quote is no verbatim run of a source that the plan names")


def evidence(slot: Slot, answer: Answered, material: Material) -> str:
    """The answer's quote, if it is a verbatim run of one of the slot's sources; else nothing."""
    quote = " ".join(answer.quote.strip('“”" ').split())
    runs = (slot.sentence.quote, *(material.text_of([one]) for one in slot.sentence.sources))
    if len(quote.split()) < _EVIDENCE_WORDS:
        return ""
    return quote if any(quote in " ".join(run.split()) for run in runs) else ""


def _names(case: Case) -> Iterator[Fault]:
    """Names must stand in the material; a headline is in Title Case, so only capitals count."""
    bare = case.own
    for match in _NAME.finditer(bare):
        word = match[0].removesuffix("'s").removesuffix("’s").rstrip(".")
        before = bare[: match.start()].rstrip(" “\"'’")
        opens = not before or before.endswith((".", "!", "?"))
        shouted = len(word) > 1 and word.isupper()
        if word in _FREE_NAMES or (not shouted and (opens or case.slot.unit == HEADLINE)):
            continue
        if word.casefold() not in case.material.names:
            yield Fault("it names somebody or something that the material does not", word)
            return


def _copied(case: Case) -> Iterator[Fault]:
    words = [word.casefold() for word in _WORD.findall(case.own)]
    runs = {tuple(words[at : at + _COPIED]) for at in range(len(words) - _COPIED + 1)}
    for source in case.material.items.values():
        theirs = [word.casefold() for word in _WORD.findall(source.text)]
        spans = range(len(theirs) - _COPIED + 1)
        if any(tuple(theirs[at : at + _COPIED]) in runs for at in spans):
            yield Fault("it copies a source without quoting it")
            return


# --- claims -------------------------------------------------------------------------------


def _claims(case: Case) -> Iterator[Fault]:
    """The plan's claims and no others; the opening may pick among them, the sections keep all."""
    opens = case.slot.unit in PARTS[OPENING]
    if signs.contradicts(case.text, case.material.facts):
        yield Fault("its words contradict the sign or side of a figure")
    if directions.swapped(case.own, case.plan):
        yield Fault("it turns round what goes up and what goes down")
    if opposites.opposed(case.own, case.plan):
        yield Fault("it says the opposite of the plan")
    if any(swap(case.text, case.slot.sentence.text) for swap in _SWAPS):
        yield Fault("it lets figures or words of the plan change places")
    if signs.moves_without_change(case.own, case.facts):
        yield Fault("it tells a change that no figure in it shows")
    planned = case.plan + " " + _evidence_words(case)
    new = tuple(claims.added(case.own, planned, case.facts))
    if new:
        yield Fault("it claims what the plan does not", ", ".join(new))
    before = _planned_words(case.slot)
    gone = [kind for kind in claims.lost(case.own, before) if kind != "a negation" or not opens]
    if claims.turned(case.own, before):
        yield Fault("it says what the plan denies")
    if gone:
        yield Fault("it leaves out what the plan says", ", ".join(gone))


_SWAPS: Final = (swaps.misnamed, swaps.displaced, swaps.shuffled)


def _planned_words(slot: Slot) -> str:
    return REFERENCE.sub(PLACEHOLDER, QUOTED.sub(PLACEHOLDER, slot.sentence.text))


def _evidence_words(case: Case) -> str:
    return evidence(case.slot, case.answer, case.material) if case.reported else ""


def _named(case: Case) -> Iterator[Fault]:
    """Names and figures belong together."""
    told = (case.text, case.material.plan(case.slot), case.material.facts)
    found = (*naming.misnamed(*told), *disputes.unsettled(*told))
    yield from map(Fault, dict.fromkeys(found))


def _matter(case: Case) -> Iterator[Fault]:
    """Every word is plain, or stands in the plan, beside the facts, or in the evidence."""
    shown = (f"{label(fact)} {display(fact)}" for fact in case.facts)
    symbols = f"{case.material.subject} {PLACEHOLDER}"
    support = " ".join((case.plan, symbols, *shown, _evidence_words(case)))
    strange = claims.unsupported(case.own, support)
    if strange:
        yield Fault("it brings in words that neither plan nor source has", ", ".join(strange[:6]))


_NEVER: Final[tuple[Callable[[Case], Iterator[Fault]], ...]] = (
    _form,
    _references,
    _figures,
    _markup,
    _phrases,
    _names,
    _copied,
)
"""Checks of what no part of an answer may hold."""

_CHECKS: Final[tuple[Callable[[Case], Iterator[Fault]], ...]] = (
    _shape,
    _form,
    _references,
    _own_facts,
    _each_sentence,
    _figures,
    _markup,
    _phrases,
    _recited,
    _quotations,
    _names,
    _copied,
    _claims,
    _named,
    _matter,
)
