"""One edition on trial: is it clean, and which of its mutations are caught?"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reporter import reading
from reporter.model.text import Block
from reporter.model.verdict import Finding
from tests.mutation.errors import Fate, Kind, Mutation
from tests.mutation.forms import mutable
from tests.mutation.judge import errors
from tests.mutation.mutator import mutations
from tests.mutation.sites import line_of
from tests.mutation.truth import Truth, truth_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One mutation and what became of it. ``codes`` are those of the errors it brought up."""

    case: str
    file: str
    kind: Kind
    fate: Fate
    before: str
    after: str
    codes: tuple[str, ...] = ()

    @property
    def caught(self) -> bool:
        return bool(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one edition: findings on its clean files with their passages, and the shots.

    ``trouble`` says why there was no edition; ``skipped`` are those without news.
    """

    case: str
    findings: tuple[tuple[Finding, str], ...]
    shots: tuple[Shot, ...]
    writer: str = ""
    trouble: str = ""
    skipped: bool = False


def shots_at(
    case: str, files: Mapping[str, bytes], name: str, *, each: int, seed: str
) -> tuple[Shot, ...]:
    """At most ``each`` wrong mutations of every class on one file, each checked by itself.

    Mutations that turn out true or without effect are drawn on the way and told as well.
    """
    document = files["edition.json"]
    file = mutable(name, files[name])
    chosen = sample(file.text, file.form, truth_of(json.loads(document)), each=each, seed=seed)
    wrong = [mutation for mutation in chosen if mutation.fate is Fate.WRONG]
    clean, *found = file.judge(document, [file.text, *(m.applied(file.text) for m in wrong)])
    known = errors(clean)
    codes = {
        id(mutation): tuple(sorted({code for code, _, _ in errors(findings) - known}))
        for mutation, findings in zip(wrong, found, strict=True)
    }
    return tuple(_shot(case, name, file.text, m, codes.get(id(m), ())) for m in chosen)


def _shot(case: str, name: str, text: str, mutation: Mutation, codes: tuple[str, ...]) -> Shot:
    before, after = mutation.sentence(text)
    return Shot(
        case=case,
        file=name,
        kind=mutation.kind,
        fate=mutation.fate,
        before=before,
        after=after,
        codes=codes,
    )


def sample(text: str, form: str, truth: Truth, *, each: int, seed: str) -> list[Mutation]:
    """Mutations by lot until each class has ``each`` wrong ones."""
    pools: defaultdict[Kind, list[Mutation]] = defaultdict(list)
    for mutation in mutations(text, form, truth, seed):
        pools[mutation.kind].append(mutation)
    draw = random.Random(seed)
    chosen = []
    for kind in Kind:
        pool, wrong = pools[kind], 0
        draw.shuffle(pool)
        for mutation in pool:
            if wrong == each:
                break
            chosen.append(mutation)
            wrong += mutation.fate is Fate.WRONG
    return chosen


def volleys(
    case: str, files: Mapping[str, bytes], name: str, *, each: int, seed: str
) -> tuple[Shot, ...]:
    """The same on an article in Markdown, many mutations in one copy of it: faster.

    Each stands in a block of its own and counts as caught by a new error in that block. What is
    not caught so is checked again by itself.
    """
    document, text = files["edition.json"], files[name].decode()
    chosen = sample(text, "md", truth_of(json.loads(document)), each=each, seed=seed)
    wrong = [mutation for mutation in chosen if mutation.fate is Fate.WRONG]
    copies = _dealt(text, wrong)
    texts = [text, *(_applied(text, copy) for copy in copies)]
    file = mutable(name, files[name])
    clean, *found = file.judge(document, texts)
    codes: dict[int, tuple[str, ...]] = {}
    before = reading.read_markdown(text, "").blocks
    for copy, changed, findings in zip(copies, texts[1:], found, strict=True):
        new = errors(findings) - errors(clean)
        after = reading.read_markdown(changed, "").blocks
        for mutation, place in zip(copy, _places(before, after, len(copy)), strict=True):
            codes[id(mutation)] = tuple(sorted({c for c, at, _ in new if at == place}))
    left = [mutation for mutation in wrong if not codes[id(mutation)]]
    again = file.judge(document, [mutation.applied(text) for mutation in left])
    for mutation, findings in zip(left, again, strict=True):
        codes[id(mutation)] = tuple(sorted({c for c, _, _ in errors(findings) - errors(clean)}))
    return tuple(_shot(case, name, text, m, codes.get(id(m), ())) for m in chosen)


def _dealt(text: str, wrong: Iterable[Mutation]) -> list[list[Mutation]]:
    """Hands of mutations with one a line at most, each in the order of the text."""
    hands: list[dict[int, Mutation]] = []
    for mutation in wrong:
        line = line_of(text, mutation.start)[0]
        hand = next((hand for hand in hands if line not in hand), None)
        if hand is None:
            hands.append(hand := {})
        hand[line] = mutation
    return [[hand[line] for line in sorted(hand)] for hand in hands]


def _applied(text: str, hand: Sequence[Mutation]) -> str:
    for mutation in reversed(hand):
        text = mutation.applied(text)
    return text


def _places(before: Sequence[Block], after: Sequence[Block], count: int) -> list[str]:
    """The places of the blocks whose texts differ, in order; none where they cannot be told apart.

    A changed heading is part of the places of what stands under it, so places are not compared.
    """
    if len(before) == len(after):
        places = [b.place for a, b in zip(before, after, strict=True) if a.text != b.text]
        if len(places) == count:
            return places
    return ["nowhere"] * count


def tally(shots: Iterable[Shot]) -> dict[Kind, dict[str, int]]:
    """Wrong, caught, true and unchanged mutations by class."""
    table: dict[Kind, dict[str, int]] = {
        kind: {"wrong": 0, "caught": 0, "true": 0, "same": 0} for kind in Kind
    }
    for shot in shots:
        row = table[shot.kind]
        row["wrong"] += shot.fate is Fate.WRONG
        row["caught"] += shot.fate is Fate.WRONG and shot.caught
        row["true"] += shot.fate is Fate.TRUE
        row["same"] += shot.fate is Fate.SAME
    return table
