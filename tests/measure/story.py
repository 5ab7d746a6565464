"""The sentences of a game's story: tokens, the subjects they name, the figures they hold."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reporter.numerals import read
from tests.measure.boxscore import Game, Subject

_PRONOUN = re.compile(r"\b(?:he|his|him|who)\b", re.IGNORECASE)
_TEAM_PRONOUN = re.compile(r"\b(?:they|their|them)\b", re.IGNORECASE)
_OBJECT = re.compile(
    r"\b(?:for|of|led|leads|paced|lead|lifted|on|as|all|by|to|other)(?: the| both)?(?: \w+)?$"
)
_DATED = frozenset({"ordinal", "quarter", "half-year", "date", "time", "fraction"})
_PERSON = re.compile(
    r"(?!(?:The|In|On|At|However|Meanwhile|After|While|With|It|He|Up|As|Both|Despite|Defense|Only)\b)"
    r"[A-Z][\w.'-]+ [A-Z][a-z][\w'-]+(?= (?:was|led|added|posted|recorded|totaled|tallied|chipped|"
    r"finished|scored|followed|had|paced|registered|contributed|supplied|provided)\b)"
)


class Mark(NamedTuple):
    """Tokens (from 1, both ends included) that are said to be wrong, and in which way."""

    first: int
    last: int
    kind: str


class Figure(NamedTuple):
    """A figure by its token, its value, the token it ends with and its unit."""

    token: int
    value: float
    end: int
    unit: str


class Named(NamedTuple):
    """A subject by the last token of its name."""

    token: int
    subject: Subject


class Sentence:
    """One sentence: tokens with their places, the subjects named, the figures read."""

    def __init__(self, tokens: Sequence[str], start: int, game: Game) -> None:
        """``start`` is the number of tokens before this sentence."""
        self.tokens, self.start, self.game = tokens, start, game
        self.text = " ".join(tokens)
        self._at: list[int] = []
        position = 0
        for token in tokens:
            self._at.append(position)
            position += len(token) + 1
        self.named = tuple(self._named())
        self.figures = tuple(self._figures())

    def strangers(self) -> Iterator[tuple[int, int]]:
        """First and last token of people who do things here and are in no row."""
        known = {named.token for named in self.named}
        for match in _PERSON.finditer(self.text):
            first, last = self.index(match.start()), self.index(match.end() - 1)
            if known.isdisjoint(range(first, last + 1)):
                yield first, last

    def after(self, token: int, count: int) -> str:
        """The words that follow a token."""
        return " ".join(self.tokens[token + 1 : token + 1 + count])

    def index(self, place: int) -> int:
        """The token that holds this place of the text."""
        return bisect_right(self._at, place) - 1

    def mark(self, first: int, last: int, kind: str) -> Mark:
        return Mark(self.start + first + 1, self.start + last + 1, kind)

    def _named(self) -> Iterator[Named]:
        at = 0
        while at < len(self.tokens):
            for length in (4, 3, 2, 1):
                known = self.game.names.get(tuple(self.tokens[at : at + length]))
                if known:
                    yield Named(at + length - 1, known[0])
                    at += length - 1
                    break
            at += 1

    def _figures(self) -> Iterator[Figure]:
        seen = set()
        for numeral in read(self.text):
            token = self.index(numeral.start)
            seen.add(token)
            if numeral.unit not in _DATED:
                end = token if numeral.unit == "coins" else self.index(numeral.end - 1)
                pair = end > token and self.tokens[token + 1] == "pair"
                yield Figure(token + pair, float(numeral.value), end, numeral.unit)
        for token, word in enumerate(self.tokens):
            if word.lower() in {"a", "an", "one"} and token not in seen:
                yield Figure(token, 1.0, token, "article")


def sentences(tokens: Sequence[str], game: Game) -> Iterator[Sentence]:
    """The story cut at its periods."""
    start = 0
    for at, token in enumerate(tokens):
        if token == "." or at == len(tokens) - 1:
            yield Sentence(tokens[start : at + 1], start, game)
            start = at + 1


class Memory(NamedTuple):
    """The player and the team that were named last before a sentence."""

    player: Subject | None = None
    team: Subject | None = None

    def then(self, sentence: Sentence) -> Memory:
        """What is remembered behind this sentence."""
        player, team = self
        for named in sentence.named:
            if named.subject.is_team:
                team = named.subject
            else:
                player = named.subject
        return Memory(player, team)


def person(sentence: Sentence, token: int, memory: Memory) -> Subject | None:
    """The player who was named last before this token."""
    before = [n.subject for n in sentence.named if n.token < token and not n.subject.is_team]
    return before[-1] if before else memory.player


def subject(sentence: Sentence, token: int, memory: Memory) -> Subject | None:
    """Whom a figure speaks of."""
    before = [named for named in sentence.named if named.token < token]
    head = " ".join(sentence.tokens[:token])
    pronoun = _PRONOUN.search(head)
    if before:
        people = [named for named in before if not named.subject.is_team]
        nearest = before[-1]
        if not nearest.subject.is_team or not _is_object(sentence, nearest):
            return nearest.subject
        if people:
            return people[-1].subject
        return memory.player if pronoun and memory.player is not None else nearest.subject
    if _TEAM_PRONOUN.search(head):
        return memory.team
    behind = [n.subject for n in sentence.named if token < n.token <= token + 9]
    if behind and re.search(r"\b(?:from|by|for|of)\b", sentence.after(token, 8)):
        return behind[0]
    return memory.player if pronoun or memory.player is not None else memory.team


def _is_object(sentence: Sentence, team: Named) -> bool:
    """``led the way for Houston with``: a team that is spoken of, but does nothing itself."""
    first = team.token - len(team.subject.name) + 1
    before = " ".join(sentence.tokens[max(0, first - 4) : first])
    return _OBJECT.search(before) is not None
