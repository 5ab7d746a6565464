"""The writer with a model: headline, dek and lede rewritten by reference, or left as they are.

The model sees facts with their printed forms, the offline text and the news as untrusted data;
it answers with references. Whatever fails, the offline text stays and a note says why.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from reporter import news
from reporter.ledger import display, references
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.digest import digest_json
from reporter.model.facts import Fact, FactSheet
from reporter.model.text import Draft, Outline, Paragraph, Section, SectionKind, Sentence
from reporter.writing.chat import Memory, ModelSettings, Outcome, Question, ask, cost, json_object
from reporter.writing.disclosure import disclosure_section
from reporter.writing.lint import HEADLINE_WORDS, Material, faults, quotes, title_id
from reporter.writing.prompts import Prompt
from reporter.writing.quoting import excerpts, literal
from reporter.writing.readings import AS_OF, Readings

if TYPE_CHECKING:
    from pydantic import BaseModel

MODEL: Final = "model"
"""``Draft.writer`` where at least one part is the model's."""

_FIELDS: Final = ("headline", "dek", "lede_event", "lede_words", "lede_contract")
_LEDE: Final = _FIELDS[2:]
_ITEMS: Final = 5
_TEASER: Final = 700
_OFFERED: Final = (
    m.SYMBOL,
    m.BASE,
    m.VENUE,
    m.PRICE,
    m.PRICE_CHANGE,
    m.FUNDING_SETTLED,
    m.FUNDING_SETTLED_ANNUAL,
    m.FUNDING_SETTLED_TIME,
    m.FUNDING_PERCENTILE,
    m.BASIS,
    m.OPEN_INTEREST,
    m.OPEN_INTEREST_CHANGE,
    m.VALID_UNTIL,
)
_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in _FIELDS},
    "required": list(_FIELDS),
    "additionalProperties": False,
}


def write_with_model(
    draft: Draft,
    outline: Outline,
    sheet: FactSheet,
    desk: Desk,
    *,
    model: ModelSettings,
    prompt: Prompt,
    memory: Memory,
) -> Draft:
    """The draft with headline, dek and lede by the model, as far as its answer may be used.

    Headline, dek and lede are judged apart; a part that fails stays as it was, and a note
    names the reason. Raises ``ConfigError`` for a prompt that cannot be rendered, nothing for
    what a server or a model does.
    """
    readings = Readings(sheet, outline.featured)
    current = _current(draft)
    material = _material(outline, readings, current)
    question = _question(desk, current, material, prompt, model)
    outcome = ask(question, model, memory)
    draft = replace(draft, costs=(*draft.costs, *_costs(outcome, model)))
    if outcome.failure:
        return _noted(draft, f"model not used: {outcome.failure}")
    answer = _parsed(outcome.content)
    if answer is None:
        return _noted(draft, "model answer refused: it is not the JSON that was asked for")
    return _merged(draft, current, answer, material, desk, readings)


def _current(draft: Draft) -> dict[str, Sentence]:
    lede = draft.section(SectionKind.LEDE)
    sentences = lede.paragraphs[0].sentences if lede else ()
    return dict(zip(_FIELDS, (draft.headline, draft.dek, *sentences), strict=True))


def _material(outline: Outline, readings: Readings, current: Mapping[str, Sentence]) -> Material:
    story, sheet = outline.story, readings.sheet
    items = [item for item in story.items if not news.instructs(f"{item.title} {item.summary}")]
    texts = tuple(
        f"{_clean(item.outlet)}: {_clean(item.title)}. {_clean(item.summary)[:_TEASER]}"
        for item in items[:_ITEMS]
    )
    facts = {fact.id: fact for fact in _offered(outline, readings, current)}
    instrument = outline.featured.instrument
    symbols = frozenset({instrument.symbol, instrument.base})
    shown = " ".join(
        (*texts, *(display(fact) for fact in facts.values()), *(e.name for e in story.entities))
    )
    return Material(
        facts=facts,
        news=texts,
        excerpts=tuple((one.item.id, one.text) for one in excerpts(story, sheet, 6)),
        symbols=symbols,
        words=frozenset(word.casefold() for word in re.findall(r"[^\W\d_][\w&.-]*", shown)),
    )


def _offered(
    outline: Outline, readings: Readings, current: Mapping[str, Sentence]
) -> Iterator[Fact]:
    story = outline.story
    ids = [fact for one in current.values() for fact, _ in references(one.text)]
    ids += [AS_OF, f"story.{story.id}.outlets", f"story.{story.id}.first_seen"]
    ids += [
        f"item.{item.id}.{metric}" for item in story.items[:2] for metric in ("outlet", "published")
    ]
    ids += [readings.id(metric) for metric in _OFFERED]
    for fact_id in dict.fromkeys(ids):
        fact = readings.sheet.get(fact_id)
        if fact is not None:
            yield fact


def _clean(text: str) -> str:
    """Visible text in one line: no control, format or private-use characters."""
    kept = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join("".join(kept).split())


def _question(
    desk: Desk,
    current: Mapping[str, Sentence],
    material: Material,
    prompt: Prompt,
    model: ModelSettings,
) -> Question:
    facts = [
        {"id": fact.id, "label": _label(fact), "shown": _clean(display(fact))}
        for fact in material.facts.values()
    ]
    system, user = prompt.render(
        {
            "brand": desk.brand,
            "headline_words": HEADLINE_WORDS,
            "schema": json.dumps(_SCHEMA),
            "facts": facts,
            "texts": [(name, sentence.text) for name, sentence in current.items()],
            "news": list(material.news),
            # No stranger can know it beforehand, and a replay makes the same one.
            "mark": digest_json([*material.news, facts])[-16:],
        }
    )
    return Question(
        model=model.model,
        system=system,
        user=user,
        name=prompt.schema,
        schema=_SCHEMA,
        max_tokens=prompt.max_tokens,
    )


def _label(fact: Fact) -> str:
    return f"{fact.metric.replace('.', ' ').replace('_', ' ')} of {_clean(fact.subject)}"


@cache
def _answer_type() -> type[BaseModel]:
    from pydantic import ConfigDict, create_model

    config = ConfigDict(extra="forbid", strict=True)
    fields: dict[str, Any] = dict.fromkeys(_FIELDS, (str, ...))
    return create_model("Answer", __config__=config, **fields)


def _parsed(content: str) -> dict[str, str] | None:
    from pydantic import ValidationError

    try:
        return _answer_type().model_validate(json_object(content)).model_dump()
    except ValidationError:
        return None


def _merged(
    draft: Draft,
    current: Mapping[str, Sentence],
    answer: Mapping[str, str],
    material: Material,
    desk: Desk,
    readings: Readings,
) -> Draft:
    """Takes over every part without a fault; the lede is one part."""
    taken = False
    for part in (("headline",), ("dek",), _LEDE):
        found = [fault for name in part for fault in faults(name, answer[name], material)]
        if found:
            where = "lede" if part == _LEDE else part[0]
            reasons = "; ".join(dict.fromkeys(found))
            draft = _noted(draft, f"model answer refused for the {where}: {reasons}")
            continue
        new = {name: _rewritten(current[name], answer[name], material) for name in part}
        draft, taken = _with_part(draft, new), True
    if not taken:
        return draft
    final = disclosure_section(desk, readings, MODEL)
    return replace(_with_section(draft, final), writer=MODEL)


def _rewritten(sentence: Sentence, text: str, material: Material) -> Sentence:
    """The model's text with the stance and sources of the sentence it replaces."""
    quoted = next(iter(quotes(text)), "")
    if not quoted:
        return replace(sentence, text=text, quote="")
    title = material.facts.get(title_id(quoted))
    if title is not None:
        item, said = title.id.removeprefix("item.").removesuffix(".title"), str(title.value)
    else:
        item, said = next((item, quoted) for item, run in material.excerpts if quoted in run)
    sources = tuple(dict.fromkeys((item, *sentence.sources)))
    return replace(sentence, text=text, quote=literal(said), sources=sources)


def _with_part(draft: Draft, new: Mapping[str, Sentence]) -> Draft:
    if "headline" in new:
        return replace(draft, headline=new["headline"])
    if "dek" in new:
        return replace(draft, dek=new["dek"])
    paragraph = Paragraph(sentences=tuple(new[name] for name in _LEDE))
    return _with_section(draft, Section(kind=SectionKind.LEDE, heading="", paragraphs=(paragraph,)))


def _with_section(draft: Draft, section: Section) -> Draft:
    sections = tuple(section if one.kind is section.kind else one for one in draft.sections)
    return replace(draft, sections=sections)


def _noted(draft: Draft, note: str) -> Draft:
    return replace(draft, notes=(*draft.notes, note))


def _costs(outcome: Outcome, model: ModelSettings) -> tuple[tuple[str, str], ...]:
    """Tokens and the most they cost, where the server told them."""
    if outcome.tokens_in is None or outcome.tokens_out is None:
        return ()
    spent = cost(model, outcome.tokens_in, outcome.tokens_out)
    return (
        ("llm.tokens_in", str(outcome.tokens_in)),
        ("llm.tokens_out", str(outcome.tokens_out)),
        ("llm.usd_at_most", f"{spent:.6f}"),
    )
