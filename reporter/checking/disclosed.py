"""The disclosure of an edition's own article: each required statement has to be found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reporter.checking.codes import Code, error
from reporter.model.facts import FactSheet
from reporter.model.text import BlockKind, FinishedText
from reporter.model.verdict import Finding

AUTHOR: Final = "edition.desk.author"
_VERBATIM: Final = ("edition.desk.author", "edition.desk.publisher", "edition.desk.conflicts")
_NOTICE: Final = "edition.notice."
_HEADING: Final = re.compile(r"\A\W*disclosures?\b", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Required:
    name: str
    words: re.Pattern[str]


def _required(name: str, pattern: str) -> _Required:
    return _Required(name, re.compile(pattern, re.IGNORECASE))


_TIME: Final = r"[^.]{0,60}\b\d{1,2}:\d{2} UTC"
_STATEMENTS: Final = (
    _required("who wrote it", r"\bauthors?: \w"),
    _required("who publishes it", r"\bpublishers?: \w"),
    _required("when it was completed", rf"\bcompleted (?:at|on)\b{_TIME}"),
    _required("when it is first published", r"\bfirst (?:published|disseminated)\b"),
    _required("venue and time of its prices", rf"\bread on \w+(?:(?:, | and )\w+)* as of\b{_TIME}"),
    _required("where its facts come from", r"\bnumbers? of (?:its|their) sources?\b"),
    _required("its method", r"\bmethod: \w"),
    _required("what its view means", r"\blean means\b"),
    _required("the horizon of its view", r"\bhorizon\b"),
    _required("what its odds are", r"\bodds are\b|\bno odds\b|\bprobability is\b"),
    _required("what voids its view", r"\binvalidation price\b"),
    _required("when its view lapses", rf"\blapses at\b{_TIME}"),
    _required("whether updates are planned", r"\bupdates?\b[^.]*\bplanned\b"),
    _required("the earlier view", r"\bearlier views?\b"),
    _required("conflicts of interest", r"\bconflicts? of interest: \w"),
    _required("what machines did", r"\blanguage model\b"),
    _required("who reviewed it", r"\breviewed it\b"),
    _required("its risk", r"\bcan lose\b"),
    _required("that it is no advice", r"\bnot investment advice\b"),
)
"""What stands there whoever the publisher is, by words of our own, not of the writer's code."""


def missing_statements(text: FinishedText, sheet: FactSheet) -> Iterator[Finding]:
    """A finding for each statement that the finished disclosure lacks.

    Only for editions of our own, whose sheet names the author; a stranger's article discloses
    in its own way.
    """
    if AUTHOR not in sheet:
        return
    stated = _disclosure(text)
    if not stated:
        yield _lacking(text, "a section 'Disclosure'")
        return
    for required in _STATEMENTS:
        if not required.words.search(stated):
            yield _lacking(text, required.name)
    signs = _signs(stated)
    for fact in sheet:
        verbatim = fact.id in _VERBATIM or fact.id.startswith(_NOTICE)
        if verbatim and isinstance(fact.value, str) and _signs(fact.value) not in signs:
            yield _lacking(text, f"{fact.id} word for word", fact.value)


def _disclosure(text: FinishedText) -> str:
    """The text below the last heading that is called so; nothing where there is none."""
    inside, found = False, list[str]()
    for block in text.blocks:
        if block.kind is BlockKind.HEADING:
            inside = _HEADING.match(block.text) is not None
            found = [] if inside else found
        elif inside:
            found.append(block.text)
    return " ".join(" ".join(found).split())


def _signs(text: str) -> str:
    """Letters and digits alone: a PDF parts words at line ends and may lack foreign letters."""
    return _SIGNS.sub("", text.lower())


def _lacking(text: FinishedText, name: str, expected: str = "") -> Finding:
    return error(
        Code.NO_DISCLOSURE,
        text.name,
        "",
        expected or name,
        f"The disclosure does not state {name}.",
    )
