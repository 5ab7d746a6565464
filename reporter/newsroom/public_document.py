"""The published copy of ``edition.json``: all that its files need to be checked, and no more.

Teasers and pages of the sources are others' work, so only their quoted sentences stay. Of the
measurements those stay that are printed, their inputs, and all of the contract that an article
is about. What came with publication is added: its times and the corrections.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from reporter.ledger import references
from reporter.model.digest import Digest
from reporter.model.edition import EditionKey
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.moments import iso_instant
from reporter.news.sentences import sentences
from reporter.newsroom.document import fact_json

Document = dict[str, Any]
"""The content of an ``edition.json``."""
PUBLISHED: Final = "edition.desk.published"
_CONTEXT: Final = frozenset({"symbol", "base", "venue", "funding.interval"})
"""What is kept of each contract of which anything is printed."""
_TEASERS: Final = frozenset({"summary", "text"})
_LISTED: Final = frozenset({"title", "outlet", "published"})
"""What is kept of each item that the article names as a source."""
_QUOTES: Final = ("“", "”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction: when, its text, the same with references, and the facts behind its figures.

    The facts are frozen under ids of their own, so that it stays true beside later versions.
    """

    moment: datetime
    text: str
    words: str
    facts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One version of an edition as it is published; ``digest`` is that of the desk's own copy.

    ``published`` is when the first version was; ``corrections`` are dated, the oldest first.
    """

    digest: Digest
    version: int
    published: datetime
    corrections: tuple[Correction, ...] = ()


def document_bytes(document: Document) -> bytes:
    """A document on one line; equal content gives equal bytes."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return (text + "\n").encode()


def public_document(document: Document, issue: Issue) -> Document:
    """The content of the published copy, under the same schema."""
    return {
        **document,
        "stories": [_story(story) for story in document["stories"]],
        "facts": [*_kept(document), *_own(issue)],
        "record": _record(document["record"], issue),
        "costs": {},
        "manifest": {**document["manifest"], "files": _unchanged(document)},
        "publication": _publication(issue),
    }


def edition_key(document: Document) -> EditionKey:
    """The key of the edition whose document this is."""
    key = document["key"]
    return EditionKey(key["desk"], date.fromisoformat(key["date"]), key["slot"])


def correction_id(number: int) -> str:
    """The fact that says when the correction of that number was made; the first has 1."""
    return f"edition.desk.corrected.{number}"


def _publication(issue: Issue) -> dict[str, Any]:
    return {
        "version": issue.version,
        "document": issue.digest,
        "published": iso_instant(issue.published),
        "corrections": [
            {"moment": iso_instant(one.moment), "text": one.text} for one in issue.corrections
        ],
    }


def _story(story: Document) -> Document:
    items = [{**item, "summary": ""} for item in story["items"]]
    return {**story, "items": items}


def _unchanged(document: Document) -> dict[str, str]:
    """The digests of the files that are published as they were made; pages get another head."""
    files: dict[str, str] = document["manifest"]["files"]
    return {name: seal for name, seal in files.items() if not name.endswith((".html", ".eml"))}


# --- facts --------------------------------------------------------------------------------------


def _kept(document: Document) -> Iterator[Document]:
    facts = {fact["id"]: fact for fact in document["facts"]}
    printed = _with_inputs(cited(document), facts)
    whole = _featured(document)
    contracts, items = _stems(printed) | whole, _listed(printed)
    quotes = tuple(_quotes(document["record"]))
    for fact_id, fact in facts.items():
        stem, metric = _stem(fact_id), fact["metric"]
        if fact_id in printed or fact_id.startswith("edition.") or stem in whole:
            yield fact
        elif stem in items and metric in _TEASERS:
            yield from _quoted(fact, quotes)
        elif metric in (_CONTEXT if stem in contracts else ()) or (
            stem in items and metric in _LISTED
        ):
            yield fact


def _featured(document: Document) -> set[str]:
    """The contracts that the articles are about, as their fact ids begin."""
    subjects = {article["subject"].lower() for article in document["articles"]}
    named = {call["instrument"] for call in document["calls"]}
    return {name for name in named if name.partition(".")[2] in subjects}


def _stem(fact_id: str) -> str:
    """Whose fact it is: ``binance.filusdt`` or ``item.n4cb80f787333``."""
    return ".".join(fact_id.split(".", 2)[:2])


def _stems(fact_ids: Iterable[str]) -> set[str]:
    return {_stem(fact_id) for fact_id in fact_ids}


def _listed(fact_ids: Iterable[str]) -> set[str]:
    return {stem for stem in _stems(fact_ids) if stem.startswith("item.")}


def _with_inputs(fact_ids: Iterable[str], facts: Mapping[str, Document]) -> set[str]:
    """These facts, what they were computed from, and what disputes them."""
    found: set[str] = set()
    waiting = list(fact_ids)
    while waiting:
        fact_id = waiting.pop()
        if fact_id not in found and fact_id in facts:
            found.add(fact_id)
            waiting += [*facts[fact_id]["inputs"], *facts[fact_id].get("disputed_with", ())]
    return found


def cited(document: Document) -> set[str]:
    """The ids of all facts that a word of any of its files refers to."""
    named = {fact_id for words in _words(document["record"]) for fact_id, _ in references(words)}
    told = (
        sentence
        for article in document["articles"]
        for section in article["sections"]
        for sentence in section["sentences"]
    )
    return named.union(*(sentence["facts"] for sentence in told))


def _words(record: Document) -> Iterator[str]:
    yield from (sentence["words"] for sentence in record["sentences"])
    yield from (cell for row in record["rows"] for cell in row)
    yield from (source["words"] for source in record["sources"])


def _quotes(record: Document) -> Iterator[str]:
    """What the article quotes, as far as it can be looked for in a source's own words."""
    opens, closes = _QUOTES
    for sentence in record["sentences"]:
        runs = [part.partition(closes)[0] for part in sentence["words"].split(opens)[1:]]
        for run in (sentence["quote"], *runs):
            bare = run.strip().rstrip(".,;:!?…")
            if bare and "{{" not in bare:
                yield bare


def _quoted(fact: Document, quotes: Collection[str]) -> Iterator[Document]:
    """A teaser cut down to the sentences that are quoted from it; nothing where none is."""
    text = fact["value"]
    spans = [(at, at + len(quote)) for quote in quotes if (at := text.find(quote)) >= 0]
    kept = [
        sentence
        for start, end, sentence in sentences(text)
        if any(start < stop and begin < end for begin, stop in spans)
    ]
    if kept:
        yield {**fact, "value": " ".join(kept)}


def _own(issue: Issue) -> Iterator[Document]:
    """When it was published and corrected, and the facts that the corrections speak of."""
    yield fact_json(_moment(PUBLISHED, "desk.published", issue.published))
    for number, correction in enumerate(issue.corrections, 1):
        yield fact_json(_moment(correction_id(number), "desk.corrected", correction.moment))
        yield from correction.facts


def _moment(fact_id: str, metric: str, value: datetime) -> Fact:
    return Fact(
        id=fact_id,
        kind=FactKind.OBSERVED,
        subject="edition",
        metric=metric,
        value=value,
        as_of=value,
        source=Source(name="Desk", url=""),
    )


# --- the record ---------------------------------------------------------------------------------


def _record(record: Document, issue: Issue) -> Document:
    """The record with the lines that publication adds to its pages."""
    lines = [f"Published {{{{{PUBLISHED}}}}}"]
    for number, correction in enumerate(issue.corrections, 1):
        lines.append(f"Corrected {{{{{correction_id(number)}}}}}: {correction.words}")
        lines.append(correction.words)
    added = [{"words": line, "stance": "frame", "notes": [], "quote": ""} for line in lines]
    return {**record, "sentences": [*record["sentences"], *added]}
