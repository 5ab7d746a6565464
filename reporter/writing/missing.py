"""The section on data gaps: what was asked for and is not there, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from reporter.model import metrics as m
from reporter.model.facts import FactSheet
from reporter.model.market import Gap
from reporter.model.text import Paragraph, Section, SectionKind
from reporter.model.units import Count
from reporter.writing.quoting import literal
from reporter.writing.readings import framed, listed, ref
from reporter.writing.telling import with_article
from reporter.writing.voice import Voice
from reporter.writing.wordings import worded

_ROOM: Final = 24
"""Words for the lists of a sentence, so that it stays below 35; a wording has up to ten more."""
_NAMED: Final = 8
"""Words for the names of those that lack something: longer lists take another sentence."""

_SILENT: Final = frozenset({"note", "duplicate"})
"""Reasons after which nothing is missing from the article."""

_REASONS: Final = {
    "timeout": "no answer in time",
    "deadline": "no answer in time",
    "reset": "the connection broke",
    "busy": "the source asked for fewer requests",
    "server-error": "the source failed",
    "unavailable": "the source did not answer",
    "unreachable": "the source could not be reached",
    "certificate": "the certificate is not valid",
    "restricted": "not available from this location",
    "forbidden": "access was refused",
    "blocked": "its bot protection turned us away",
    "no-contact": "the source answers nobody without a contact",
    "refused": "the source refused",
    "not-found": "nothing was found at the address",
    "gone": "the source was closed for good",
    "private-address": "the address is private",
    "redirects": "the address redirects too often",
    "too-large": "the answer was too large",
    "unreadable": "the answer could not be read",
    "stalled": "reading it took too long",
    "empty": "nothing came in",
    "no-such-symbol": "the venue does not list it",
    "unknown-interval": "the settlement interval is unknown",
    "thin": "the history is too short",
    "stale": "too old to use",
    "implausible": "the value was implausible and held back",
    "robots": "the site keeps robots out",
    "robots-unread": "it is not known whether the site lets robots in",
    "pause": "the site wants longer pauses between requests",
    "unanswered": "the site had stopped answering",
    "paywalled": "not free to read",
    "elsewhere": "the address leads to another site",
    "other-matter": "the page is about something else",
    "no-article": "no article was found",
    "language": "in another language",
    "not-recorded": "the page was not recorded",
    "undated": "without a usable time",
    "future": "dated after this edition",
    "instruction": "set aside unread, because the text speaks to a machine",
    "missing": "the source does not name it",
    "not-published": "the venue publishes no such figures",
    "delisted": "the venue does not trade it at present",
    "unsupported": "not quoted in a dollar stablecoin",
    "disagrees": "it differs from the venue's own answer",
    "damaged": "the stored file is damaged",
    "one-sided": "a side of the market is empty",
    "wide": "bid and offer lie too far apart",
    "ambiguous": "the venue has codes in other units for it, and a single code is told",
    "changed": "it has just been changed, so the running estimate was left out",
}
_MENDED: Final = {
    "repaired": "damaged, repeated or misplaced rows were dropped",
    "shortened": "the oldest rows did not come",
    "hole": "a settlement is missing, and the venue's own list was used",
}
"""Reasons after which a reading is used all the same."""
_OF_VENUE: Final = {
    "empty": "the venue sent nothing",
    "refused": "the venue's answer could not be used",
}
"""The same reasons where a venue was asked and not a feed."""
_OF_ENGINE: Final = {
    "implausible": "a figure in it was refused",
    "unreadable": "it could not be read",
    "duplicate": "its document repeats the contract",
    "expired": "it had lapsed",
    "future": "dated after this edition",
    "unsupported": "not a contract in a dollar stablecoin",
}
"""Why a setup of the publisher's own engine was left out."""
_SETUP: Final = "setup"
PAGE: Final = "article page"
"""The part of a gap about a page that was not read, where the feed allows to read it."""
_DROPPED: Final = frozenset({"future", "stale", "undated", "instruction"})
"""Reasons for leaving out an item that have wordings of their own."""
_NO_WORDS: Final[Mapping[str, str]] = {}
_ITEMS: Final = frozenset({"item", "items"})

_PARTS: Final = {
    _SETUP: "the engine's setup",
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


def gaps_section(gaps: Iterable[Gap], sheet: FactSheet, voice: Voice) -> Section | None:
    """What is missing, equal gaps in one sentence; None where nothing is."""
    told = [gap for gap in gaps if gap.reason not in _SILENT or gap.part == _SETUP]
    if not told:
        return None
    names = _names(sheet)
    symbols = [fact.value for fact in sheet if fact.metric == m.SYMBOL]
    lost = [gap for gap in told if gap.part in _ITEMS]
    unread = [gap for gap in told if gap.part == "feed"]
    pages = [gap for gap in told if gap.part == PAGE]
    handed = [gap for gap in told if gap.part == _SETUP]
    mended = [gap for gap in told if gap.reason in _MENDED and gap not in handed]
    market = [gap for gap in told if gap.subject in symbols and gap not in (*handed, *mended)]
    rest = [gap for gap in told if gap not in (*lost, *unread, *pages, *handed, *market, *mended)]
    sentences = (
        *_unread(unread, names, voice),
        *_unread(pages, names, voice, "pages"),
        *_dropped(lost, names, voice),
        *_missing(_grouped(rest), names, voice),
        *_missing(_grouped(handed, _OF_ENGINE), names, voice),
        *_missing(_grouped(market, _OF_VENUE), names, voice, _measured(sheet)),
        *_missing(_grouped(mended, _MENDED), names, voice, message="mended"),
    )
    return Section(
        kind=SectionKind.GAPS,
        heading="Data Gaps",
        paragraphs=tuple(Paragraph(sentences=(framed(text),)) for text in sentences),
    )


def _measured(sheet: FactSheet) -> tuple[str, ...]:
    """The symbols that are measured in full; bulk readings have symbols too."""
    count = sheet["edition.market.symbols"].value
    found = tuple(dict.fromkeys(fact.subject for fact in sheet if fact.metric == m.BIAS))
    return found if isinstance(count, Count) and len(found) == int(count.value) else ()


def _unread(
    gaps: list[Gap], names: Mapping[str, str], voice: Voice, message: str = "unread"
) -> Iterator[str]:
    """All feeds that could not be read, or whose pages could not, each with what happened."""
    told = {
        f"{gap.subject} ({why})": f"{_name(names, gap.subject)} ({why})"
        for gap in gaps
        for why in (_reason(gap.reason),)
    }
    for run in _runs(told, _ROOM):
        feeds = listed(list(dict.fromkeys(told[feed] for feed in run)))
        yield worded(voice, f"missing.{message}", feeds=feeds)


def _dropped(gaps: list[Gap], names: Mapping[str, str], voice: Voice) -> Iterator[str]:
    """Items that were left out: by reason, with all their feeds."""
    reasons: dict[str, dict[str, str]] = {}
    for gap in gaps:
        reasons.setdefault(gap.reason, {}).setdefault(gap.subject, gap.part)
    for reason, parts in reasons.items():
        message = reason if reason in _DROPPED else "dropped"
        for feeds in _runs(parts, _ROOM - len(_reason(reason).split())):
            single = [parts[feed] for feed in feeds] == ["item"]
            items = "an item" if single else "items"
            slots = {"items": items, "single" if single else "several": items}
            slots |= {
                "feeds": listed(list(dict.fromkeys(_name(names, feed) for feed in feeds))),
                "reason": _reason(reason),
            }
            yield worded(voice, f"missing.{message}", **slots)


def _runs(texts: Iterable[str], room: int) -> Iterator[list[str]]:
    """The texts in their order, in runs of at most so many words; a longer text stands alone."""
    run: list[str] = []
    for text in texts:
        if run and len(" ".join((*run, text)).split()) > room:
            yield run
            run = []
        run.append(text)
    if run:
        yield run


_Groups = dict[tuple[str, ...], dict[str, list[str]]]
"""Subjects -> reason -> what these subjects lack for it."""


def _grouped(gaps: list[Gap], words: Mapping[str, str] = _NO_WORDS) -> _Groups:
    """The gaps of all subjects that lack the same parts for the same reasons, in order."""
    holders: dict[tuple[str, str], dict[str, None]] = {}
    for gap in gaps:
        key = words.get(gap.reason) or _reason(gap.reason), _part(gap.part)
        holders.setdefault(key, {}).setdefault(gap.subject)
    groups: _Groups = {}
    for (reason, part), subjects in holders.items():
        groups.setdefault(tuple(subjects), {}).setdefault(reason, []).append(part)
    return groups


def _missing(
    groups: _Groups,
    names: Mapping[str, str],
    voice: Voice,
    measured: Sequence[str] = (),
    message: str = "lacking",
) -> Iterator[str]:
    """By subjects that lack the same parts and by reason, the widest first; long lists parted."""
    for group, reasons in sorted(groups.items(), key=lambda row: -len(row[0])):
        for reason, parts in reasons.items():
            for words, who in _holders(group, names, measured):
                room = _ROOM - words - len(reason.split())
                for run in _runs(parts, room):
                    told = f"{listed(run)} ({reason})"
                    yield worded(voice, f"missing.{message}", who=who, parts=told)


def _holders(
    group: tuple[str, ...], names: Mapping[str, str], measured: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Who lacks something, and in how many words: most symbols by the few that do not."""
    others = [symbol for symbol in measured if symbol not in group]
    is_market = len(group) + len(others) == len(measured) > 1
    if is_market and len(others) < min(len(group) / 2, _NAMED):
        but = f" but {listed([_name(names, one) for one in others])}" if others else ""
        every = f"all {ref('edition.market.symbols')} symbols measured{but}"
        yield len(every.split()), every
    else:
        for run in _runs(group, _NAMED):
            yield len(" ".join(run).split()), listed([_name(names, one) for one in run])


def _names(sheet: FactSheet) -> dict[str, str]:
    """Names that may be printed by reference: symbols, outlets and subjects of gaps."""
    found: dict[str, str] = {}
    for fact in sheet:
        named = fact.metric in {"symbol", "outlet"} or fact.metric.startswith("gap.")
        if named and isinstance(fact.value, str):
            found.setdefault(fact.value, with_article(fact.value, ref(fact.id)))
    return found


def _name(names: Mapping[str, str], subject: str) -> str:
    if subject in names:
        return names[subject]
    return "a source that the review names" if re.search(r"\d", subject) else literal(subject)


def _part(part: str) -> str:
    words = _PARTS.get(part) or re.sub(r"[._\s]+", " ", part).strip()
    return "a part that the review names" if re.search(r"\d", words) else literal(words)


def _reason(reason: str) -> str:
    words = re.sub(r"[\W\d_]+", " ", reason).strip()
    return _REASONS.get(reason, words or "no reason was given")
