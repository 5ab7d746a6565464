"""Words, names and days of a game's story that its box score contradicts or does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.measure.boxscore import Game, Subject
from tests.measure.story import Mark, Memory, Sentence, person

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AHEAD = re.compile(
    r"\b(?:next|head|heads|travel|travels|host|hosts|await|awaits|visit|visits|return|returns|"
    r"On deck|Up next|will|look|remain|remains|take on|face off|home again|stay|stays)\b"
)
_TEAMS = frozenset(
    {
        "Hawks", "Celtics", "Nets", "Hornets", "Bulls", "Cavaliers", "Mavericks", "Nuggets",
        "Pistons", "Warriors", "Rockets", "Pacers", "Clippers", "Lakers", "Grizzlies", "Heat",
        "Bucks", "Timberwolves", "Pelicans", "Knicks", "Thunder", "Magic", "76ers", "Suns",
        "Blazers", "Kings", "Spurs", "Raptors", "Jazz", "Wizards",
    }
)  # fmt: skip
_CITIES = frozenset(
    {
        "Atlanta", "Boston", "Brooklyn", "Charlotte", "Chicago", "Cleveland", "Dallas", "Denver",
        "Detroit", "Houston", "Indiana", "Memphis", "Miami", "Milwaukee", "Minnesota", "Orlando",
        "Philadelphia", "Phoenix", "Portland", "Sacramento", "Toronto", "Utah", "Washington",
    }
)  # fmt: skip
_BEYOND = re.compile(
    r"\b(?:won|lost) (\w+) (?:of|straight|- straight|in a row)\b|\bcombined for (?:just )?(\d+) "
    r"(?:points|rebounds|assists)(?: and (\d+) \w+)?[^,]* last"
    r"|\bhis (second|third|fourth|fifth) (?:straight|double - double in a row|game in a row)"
    r"|\baveraging (\d+) \w+(?: and (\d+))?"
)
_ONLY_OTHER = re.compile(r"\bonly other (?:(\w+) )?(starter|player|Piston|\w+)\b")


def wrong_words(sentence: Sentence, memory: Memory, number: int) -> Iterator[Mark]:
    """Words and weekdays that the box score contradicts; ``number`` counts sentences from 0."""
    yield from _words(sentence, memory)
    yield from _leads(sentence, memory)
    yield from _hosts(sentence, number)
    yield from _results(sentence)
    yield from _absent(sentence)
    yield from _only_others(sentence, memory)
    if not _AHEAD.search(sentence.text):
        yield from _other_days(sentence)


def untraced(sentence: Sentence) -> Iterator[Mark]:
    """What no fact of this game can hold: other teams, days to come, runs of games, strangers."""
    ours = {word for team in sentence.game.teams for word in team.name}
    cities = {word for team in sentence.game.teams for word in team.short}
    for token, word in enumerate(sentence.tokens):
        city = word in _CITIES and word not in cities and _AHEAD.search(sentence.text)
        if city and sentence.tokens[token + 1 : token + 2] and not _is_named(sentence, token):
            yield sentence.mark(token, token, "NAME")
        if word in _TEAMS and word not in ours:
            first = token
            while first and sentence.tokens[first - 1].istitle() and token - first < 3:
                first -= 1
            yield sentence.mark(first, token, "NAME")
    if _AHEAD.search(sentence.text):
        yield from _other_days(sentence)
    for match in _BEYOND.finditer(sentence.text):
        for group in range(1, len(match.groups()) + 1):
            if match[group]:
                token = sentence.index(match.start(group))
                yield sentence.mark(token, token, "NUMBER")
    for first, last in sentence.strangers():
        yield sentence.mark(first, last, "NAME")


def _is_named(sentence: Sentence, token: int) -> bool:
    """Whether the city is the first part of a team's name."""
    return not _TEAMS.isdisjoint(sentence.tokens[token + 1 : token + 3])


def _other_days(sentence: Sentence) -> Iterator[Mark]:
    for token, word in enumerate(sentence.tokens):
        if word in _DAYS and word != sentence.game.weekday:
            yield sentence.mark(token, token, "NAME")


def _results(sentence: Sentence) -> Iterator[Mark]:
    """``A defeated B``, where B won."""
    for token, word in enumerate(sentence.tokens):
        before = [n.subject for n in sentence.named if n.token < token and n.subject.is_team]
        behind = [n.subject for n in sentence.named if n.token > token and n.subject.is_team]
        told = word == "defeated" and before and behind
        if told and before[-1].facts["PTS"] < behind[0].facts["PTS"]:
            yield sentence.mark(token, token, "WORD")


def _absent(sentence: Sentence) -> Iterator[Mark]:
    """Players who are in the record and did not play."""
    for token, who in sentence.named:
        if not who.is_team and "PTS" not in who.facts:
            yield sentence.mark(max(0, token - len(who.name) + 1), token, "NAME")


def _hosts(sentence: Sentence, number: int) -> Iterator[Mark]:
    """``the host Orlando Magic``, in the sentence that tells the result."""
    for token, word in enumerate(sentence.tokens):
        if word == "host" and number < 2:
            named = [n.subject for n in sentence.named if token < n.token <= token + 4]
            if named and named[0].is_team and not named[0].at_home:
                yield sentence.mark(token, token, "WORD")


def _only_others(sentence: Sentence, memory: Memory) -> Iterator[Mark]:
    """``the only other starter in double figures``: one of two with ten points or more."""
    for match in _ONLY_OTHER.finditer(sentence.text):
        token = sentence.index(match.start())
        who = person(sentence, token, memory)
        if who is None or not re.search(r"double (?:figures|digits)", sentence.text):
            continue
        mates = sentence.game.of_team(who.team)
        if match[2] == "starter":
            mates = tuple(mate for mate in mates if mate.starter)
        if match[2] == "starter" and not who.starter:
            last = sentence.index(match.end() - 1)
            yield sentence.mark(last, last, "WORD")
        elif sum(mate.facts["PTS"] >= 10 for mate in mates) != 2:
            yield sentence.mark(token, token + 1, "WORD")


def _words(sentence: Sentence, memory: Memory) -> Iterator[Mark]:
    """Double-doubles, benches and highs that the rows contradict."""
    for match in re.finditer(r"\b(double|triple) - double\b", sentence.text):
        token = sentence.index(match.start())
        who = person(sentence, token, memory)
        if who is not None and not _is_beyond_words(sentence, token):
            needed = 2 if match[1] == "double" else 3
            if who.doubles < needed:
                yield sentence.mark(token, token + 2, "WORD")
    for match in re.finditer(
        r"\b(off the bench|reserve role|reserve|game - high)\b", sentence.text
    ):
        first, last = sentence.index(match.start()), sentence.index(match.end() - 1)
        who = person(sentence, first, memory)
        if who is not None and _is_untrue(match[1], who, sentence.game):
            yield sentence.mark(first, last, "WORD")


def _is_untrue(word: str, who: Subject, game: Game) -> bool:
    if word == "game - high":
        return who.facts.get("PTS", 0) < game.most(game.players)
    return who.starter


def _leads(sentence: Sentence, memory: Memory) -> Iterator[Mark]:
    """``led``: the one who led must have the most points of his team, or of its bench."""
    game = sentence.game
    for token, word in enumerate(sentence.tokens):
        if word != "led":
            continue
        behind = [n.subject for n in sentence.named if n.token > token and not n.subject.is_team]
        passive = sentence.tokens[token + 1 : token + 2] == ["by"] and bool(behind)
        who = behind[0] if passive else person(sentence, token, memory)
        if who is None:
            continue
        rest = sentence.after(token, 8)
        mates = game.of_team(who.team)
        bench = re.search(r"\b(?:bench|second unit)\b", rest)
        if bench and who.starter:
            first = token + 1 + rest[: bench.start()].count(" ")
            yield sentence.mark(first, first + bench[0].count(" "), "WORD")
            continue
        if "second unit" in rest or "bench" in rest or "reserves" in rest:
            mates = tuple(mate for mate in mates if not mate.starter)
        if who.facts.get("PTS", 0) < game.most(mates):
            yield sentence.mark(token, token, "WORD")


def _is_beyond_words(sentence: Sentence, token: int) -> bool:
    return re.search(r"\b(?:season|straight|th|career)\b", sentence.after(token, 8)) is not None
