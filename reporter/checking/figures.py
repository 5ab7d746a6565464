"""Every figure of a finished text against the fact sheet, and the closed list of exemptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.ground import Ground
from reporter.checking.index import CALENDAR
from reporter.checking.kept import Kept, Same
from reporter.checking.resolve import Bound, resolve
from reporter.checking.scope import Passage, passages
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.units import AnnualRate, FundingRate, Price
from reporter.model.verdict import Finding
from reporter.numerals import Numeral

_NOTE: Final = re.compile(r"\[(\d{1,3})\]")
_NOTE_NUMBER: Final = re.compile(r"\A\s*\[?(\d{1,3})[\].)]?\s")
_PAGE: Final = re.compile(r"(?:page )?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?", re.IGNORECASE)
_IDIOM: Final = re.compile(r"[A-Za-z-]+")
_CLOCKED: Final = frozenset({"date", "time", "instant", "month", "year"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage, what its figures were bound to, and which were refused; the rest is exempt."""

    passage: Passage
    bounds: tuple[Bound, ...]
    refused: tuple[tuple[Numeral, Finding], ...] = ()


@dataclass(frozen=True, slots=True)
class _Bound:
    """What came of one passage's figures, wherever the passage stands.

    ``told`` are findings on how its figures go together; ``resolved`` counts the others that
    are right or exempt.
    """

    bounds: tuple[Bound, ...]
    refused: tuple[tuple[Numeral, Finding], ...]
    told: tuple[Finding, ...]
    resolved: int


@dataclass(slots=True)
class Tally:
    """What came of a file's figures."""

    readings: list[Reading]
    findings: list[Finding]
    numerals: int = 0
    resolved: int = 0


def bind(text: FinishedText, ground: Ground) -> Tally:
    """Resolve every figure of the text."""
    return _Binder(text, ground).run()


@lru_cache(maxsize=1)
def _kept(_: Same[Ground]) -> Kept[_Bound]:
    """What passages came to against this sheet, for as long as it is the one asked for."""
    return Kept()


_NOTHING: Final = _Bound((), (), (), 0)


class _Labels:
    """A chart's labels that a PDF repeats without a mark, each at most as often as listed.

    They were checked at the chart itself; a passage is exempt only if it holds nothing else.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        self._left = Counter(label for label in labels if label)
        longest = sorted(self._left, key=lambda label: (-len(label), label))
        words = "|".join(map(re.escape, longest)) or r"(?!)"
        self._any = re.compile(rf"(?<!\S)(?:{words})(?!\S)")

    def make_up(self, text: str) -> bool:
        found = Counter(self._any.findall(text))
        rest = self._any.sub("", text).replace(" | ", " ")  # which the reader put between them
        if rest.strip() or not found <= self._left:
            return False
        self._left -= found
        return True


class _Binder:
    def __init__(self, text: FinishedText, ground: Ground) -> None:
        self.text = text
        self.known, self.subjects, self.index = ground.known, ground.subjects, ground.index
        self.kept = _kept(Same(ground))
        self.notes = _notes(text.blocks)
        self.labels = _Labels(text.exempt)
        self.ticks = {
            f"{text.name}: {block.place}": block
            for block in text.blocks
            if block.kind is BlockKind.TICK
        }

    def run(self) -> Tally:
        tally = Tally([], [])
        for passage in passages(self.text, self.subjects):
            if passage.kind is BlockKind.STATIC:
                continue
            found = self._bound(passage) if passage.numerals else _NOTHING
            tally.numerals += len(passage.numerals)
            tally.resolved += found.resolved
            refused = tuple((n, replace(f, place=passage.place)) for n, f in found.refused)
            tally.readings.append(Reading(passage, found.bounds, refused))
            tally.findings.extend(finding for _, finding in refused)
            tally.findings.extend(replace(f, place=passage.place) for f in found.told)
        return tally

    def _bound(self, passage: Passage) -> _Bound:
        """What the figures of a passage are; kept, as it comes back in every format."""
        if passage.kind is BlockKind.TICK:
            wrong = tuple(self._off_axis(passage))
            return _Bound((), wrong, (), len(passage.numerals) - len(wrong))
        is_label = self._is_counted(passage.text)
        places = tuple((numeral.start, numeral.end) for numeral in passage.numerals)
        key = (passage.key, places, self.notes, is_label)
        return self.kept.of(key, lambda: self._judged(passage, is_label=is_label))

    def _is_counted(self, text: str) -> bool:
        """Whether it is a page's number, or a chart's label as the page repeats it."""
        return bool(_PAGE.fullmatch(text.strip())) or self.labels.make_up(text)

    def _judged(self, passage: Passage, *, is_label: bool) -> _Bound:
        licensed = [(0, len(passage.text))] if is_label else list(self._licensed(passage))
        outcomes = [(n, self._outcome(n, passage, licensed)) for n in passage.numerals]
        bounds = tuple(outcome for _, outcome in outcomes if isinstance(outcome, Bound))
        refused = tuple(
            (numeral, outcome)
            for numeral, outcome in outcomes
            if isinstance(outcome, Finding) and not _is_evident(numeral, outcome, bounds)
        )
        told = (
            *_pairs(passage, bounds),
            *_one_story(passage, bounds),
            *_yearly(passage, bounds),
        )
        return _Bound(bounds, refused, told, len(outcomes) - len(refused))

    def _outcome(
        self, numeral: Numeral, passage: Passage, licensed: Sequence[tuple[int, int]]
    ) -> Bound | Finding | None:
        """What the figure is bound to, None for an exempt one, or the finding."""
        if any(start <= numeral.start and numeral.end <= end for start, end in licensed):
            return None
        if (note := _note_at(numeral, passage)) is not None:
            return self._note(note, passage)
        if _is_idiom(numeral):
            return None
        return resolve(numeral, passage, self.index)

    def _licensed(self, passage: Passage) -> Iterator[tuple[int, int]]:
        yield from self.subjects.spans(passage.text)
        yield from self.known.spans(passage.text)
        if passage.kind is BlockKind.SOURCE and (lead := _NOTE_NUMBER.match(passage.text)):
            yield lead.span()

    def _note(self, number: int, passage: Passage) -> Finding | None:
        if number in self.notes:
            return None
        return error(
            Code.NOTE,
            passage.place,
            f"[{number}]",
            f"one of the {len(self.notes)} numbered sources",
            "The note points to a source that the list does not have.",
        )

    def _off_axis(self, passage: Passage) -> Iterator[tuple[Numeral, Finding]]:
        domain = self.ticks[passage.place].domain
        for numeral in passage.numerals:
            if domain is not None and not _in_domain(numeral, domain):
                yield (
                    numeral,
                    error(
                        Code.TICK,
                        passage.place,
                        numeral.surface,
                        f"from {domain[0]:g} to {domain[1]:g}",
                        "The axis label lies outside the range that the axis shows.",
                    ),
                )


def _is_evident(numeral: Numeral, finding: Finding, bounds: Sequence[Bound]) -> bool:
    """Whether the source's sentence behind a figure beside it has this number as well."""
    if finding.code != Code.UNBOUND:
        return False
    word = re.compile(rf"(?<![\w.,$]){re.escape(numeral.surface)}(?![\w%]|[.,]\d)", re.IGNORECASE)
    told = {f.evidence.sentence for bound in bounds for f in bound.facts if f.evidence}
    return any(word.search(sentence) for sentence in told)


def _in_domain(numeral: Numeral, domain: tuple[float, float]) -> bool:
    if numeral.unit in _CLOCKED:
        return True
    slack = (domain[1] - domain[0]) * 0.05 + float(numeral.step) / 2
    return domain[0] - slack <= float(numeral.value) <= domain[1] + slack


def _notes(blocks: Iterable[Block]) -> frozenset[int]:
    """The numbers of the source lines, printed or by position."""
    lines = [block for block in blocks if block.kind is BlockKind.SOURCE]
    printed = [int(m[1]) for line in lines if (m := _NOTE_NUMBER.match(line.text))]
    return frozenset([*printed, *range(1, len(lines) + 1)])


def _note_at(numeral: Numeral, passage: Passage) -> int | None:
    match = _NOTE.match(passage.text, max(0, numeral.start - 1))
    return int(match[1]) if match and match.end() == numeral.end + 1 else None


def _is_idiom(numeral: Numeral) -> bool:
    """``one`` and ordinals in words (``the first exchange``) count nothing."""
    if not _IDIOM.fullmatch(numeral.surface):
        return False
    return numeral.unit == "ordinal" or (numeral.unit == "count" and numeral.value == 1)


def _pairs(passage: Passage, bounds: Sequence[Bound]) -> Iterator[Finding]:
    """A level's distance, odds or size must stand beside its own price."""
    levels = {key for bound in bounds if _is_price(bound) for key in _keys(bound)}
    if not levels:
        return
    for bound in bounds:
        keys = _keys(bound)
        if keys and not _is_price(bound) and not keys & levels:
            yield error(
                Code.PAIR,
                passage.place,
                bound.numeral.surface,
                ", ".join(sorted(fact.id for fact in bound.facts)),
                "The figure belongs to another level than the price beside it.",
            )


def _one_story(passage: Passage, bounds: Sequence[Bound]) -> Iterator[Finding]:
    """Counts and times of a story in one sentence must be of one story."""
    told = [
        {fact.subject for fact in bound.facts if fact.id.startswith("story.")} for bound in bounds
    ]
    stories = [subjects for subjects in told if subjects]
    if len(stories) > 1 and not set.intersection(*stories):
        yield error(
            Code.PAIR,
            passage.place,
            " ".join(passage.text.split())[:80],
            "figures of one story",
            "The sentence joins counts and times of different stories.",
        )


def _yearly(passage: Passage, bounds: Sequence[Bound]) -> Iterator[Finding]:
    """A rate a year stands beside the rate that it is computed from."""
    told = [bound for bound in bounds if bound.numeral.unit not in CALENDAR]
    rates = {fact.id for b in told for fact in b.facts if isinstance(fact.value, FundingRate)}
    for bound in told:
        years = [fact for fact in bound.facts if isinstance(fact.value, AnnualRate)]
        if not rates or not years or len(years) < len(bound.facts):
            continue
        if not any(rates.intersection(fact.inputs) for fact in years if fact.inputs):
            yield error(
                Code.PAIR,
                passage.place,
                bound.numeral.surface,
                ", ".join(sorted(name for fact in years for name in fact.inputs)),
                "The yearly rate is not that of the rate beside it.",
            )


def _keys(bound: Bound) -> set[str]:
    """The levels a figure may belong to; empty where it may be something else."""
    keys = {_level_of(fact) for fact in bound.facts}
    return set() if "" in keys else keys


def _level_of(fact: Fact) -> str:
    parts = fact.metric.split(".")
    if parts[0] == metrics.INVALIDATION:
        return f"{fact.subject} {parts[0]}"
    return f"{fact.subject} {'.'.join(parts[:3])}" if parts[0] == "level" else ""


def _is_price(bound: Bound) -> bool:
    return any(isinstance(fact.value, Price) for fact in bound.facts)
