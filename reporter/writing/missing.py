"""The section on data gaps: what was asked for and is not there, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reporter.model import metrics as m
from reporter.model.facts import FactSheet
from reporter.model.market import Gap
from reporter.model.text import Paragraph, Section, SectionKind, Sentence
from reporter.writing.quoting import literal
from reporter.writing.readings import framed, listed, ref

_SILENT: Final = frozenset({"note", "duplicate"})
"""Reasons after which nothing is missing from the article."""

_REASONS: Final = {
    "timeout": "no answer in time",
    "deadline": "no answer in time",
    "reset": "the connection broke",
    "busy": "the source asked to be left alone",
    "server-error": "the source failed",
    "unavailable": "the source did not answer",
    "unreachable": "the source could not be reached",
    "certificate": "the certificate is not valid",
    "restricted": "not available from this place",
    "forbidden": "access was refused",
    "refused": "the source refused",
    "not-found": "the address leads nowhere",
    "gone": "the address was given up",
    "private-address": "the address is private",
    "redirects": "the address redirects too often",
    "too-large": "the answer was too large",
    "unreadable": "the answer could not be read",
    "empty": "nothing came in",
    "no-such-symbol": "the venue does not list it",
    "unknown-interval": "the settlement interval is unknown",
    "thin": "the history is too short",
    "stale": "too old to use",
    "implausible": "implausible and held back",
    "undated": "without a usable time",
    "future": "dated after this edition",
    "instruction": "set aside because the text addresses a machine",
}


_PARTS: Final = {
    m.FUNDING_SETTLED: "settled funding",
    m.FUNDING_RUNNING: "the running funding estimate",
    m.OPEN_INTEREST_COINS: "open interest",
    m.OPEN_INTEREST_BEFORE: "earlier open interest",
    m.MARK: "mark price",
    m.INDEX: "index price",
    m.TOP_POSITION_RATIO: "top-trader positions",
    m.TOP_ACCOUNT_RATIO: "top-trader accounts",
    m.GLOBAL_ACCOUNT_RATIO: "all accounts' positions",
    m.TAKER_RATIO: "taker flow",
}
"""Readings that a gate refused are named by metric."""


def gaps_section(gaps: Iterable[Gap], sheet: FactSheet) -> Section | None:
    """One sentence a subject, its parts grouped by reason; None where nothing is missing."""
    grouped: dict[str, dict[str, list[str]]] = {}
    for gap in gaps:
        if gap.reason not in _SILENT:
            parts = grouped.setdefault(gap.subject, {}).setdefault(_reason(gap.reason), [])
            if (part := _part(gap.part)) not in parts:
                parts.append(part)
    if not grouped:
        return None
    names = _names(sheet)
    sentences = tuple(_sentence(_name(names, who), why) for who, why in grouped.items())
    return Section(
        kind=SectionKind.GAPS,
        heading="Data Gaps",
        paragraphs=tuple(Paragraph(sentences=(sentence,)) for sentence in sentences),
    )


def _sentence(name: str, reasons: dict[str, list[str]]) -> Sentence:
    told = "; ".join(f"{listed(parts)} ({reason})" for reason, parts in reasons.items())
    return framed(f"Missing for {name}: {told}.")


def _names(sheet: FactSheet) -> dict[str, str]:
    """Names that may be printed by reference: symbols, outlets and subjects of gaps."""
    found: dict[str, str] = {}
    for fact in sheet:
        named = fact.metric in {"symbol", "outlet"} or fact.metric.startswith("gap.")
        if named and isinstance(fact.value, str):
            found.setdefault(fact.value, ref(fact.id))
    return found


def _name(names: dict[str, str], subject: str) -> str:
    if subject in names:
        return names[subject]
    return "a source that the review names" if re.search(r"\d", subject) else literal(subject)


def _part(part: str) -> str:
    words = _PARTS.get(part) or re.sub(r"[._\s]+", " ", part).strip()
    return "a part that the review names" if re.search(r"\d", words) else literal(words)


def _reason(reason: str) -> str:
    words = re.sub(r"[\W\d_]+", " ", reason).strip()
    return _REASONS.get(reason, words or "no reason was given")
