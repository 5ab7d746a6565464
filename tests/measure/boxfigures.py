"""The figures of a game's story, held against its box score.

Each figure is bound to a subject (the player or team named last before it, or the last one of
the sentences before), a metric (the noun behind it) and a value. What the box score cannot know
(season averages, runs of games) is left alone here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.measure.boxscore import QUARTERS, Subject
from tests.measure.story import Figure, Mark, Memory, Sentence, person, subject

_METRICS = {
    "point": "PTS", "points": "PTS", "rebound": "REB", "rebounds": "REB", "boards": "REB",
    "board": "REB", "assist": "AST", "assists": "AST", "dimes": "AST", "steal": "STL",
    "steals": "STL", "block": "BLK", "blocks": "BLK", "rejections": "BLK", "rejection": "BLK",
    "blocked": "BLK", "swats": "BLK", "turnovers": "TO", "turnover": "TO", "minutes": "MIN",
    "minute": "MIN", "fouls": "PF", "threes": "FG3M", "three-pointers": "FG3M",
}  # fmt: skip
_FILLERS = frozenset({"-", "more", "of", "his", "total", "team", "game", "high", "personal"})
_SHOTS = (
    ("FG3", re.compile(r"\b(?:three|long|beyond|deep|downtown|arc|3Pt|3PT|distance)\b")),
    ("FT", re.compile(r"\b(?:free|charity|stripe|line|FT|foul)\b")),
    ("FG", re.compile(r"\b(?:shooting|field|FG|floor|overall|shots|attempts)\b")),
)
_UNKNOWN = re.compile(
    r"\b(?:averag\w+|season|last|past|straight|consecutive|career|previous|streak|since|month|"
    r"standings|seed|place|next|games|ties|lead changes|run|deficit|trail\w*|lead of|by as many)\b"
)
_MARGIN = re.compile(r"\s-\spoint\s(?:\w+\s)?(?:win|victory|loss|defeat|rout|blowout|triumph)\b")
_OTHER_POINTS = re.compile(
    r"\b(?:paint|bench|turnovers|fast|second - chance|transition|quarter|half|period)\b"
)
_THREE_POINT = re.compile(
    r"\s-\spoint(?:er|ers)?\s(?:range|line|shoot|territory|land|percent|att|sh)"
)
_VAGUE = frozenset({"over", "under", "than", "least", "below", "nearly", "sub", "about", "almost"})
_RANK = re.compile(r"\b(second|third|fourth|fifth) on the team\b")
_ORDINAL_HALF = re.compile(r"\b(first|second)\shalf\b")
_QUARTER = re.compile(r"\b(first|second|third|fourth)\s(?:quarter|period)\b")
_OF = (["-", "of", "-"], ["-", "for", "-"])
_KEYS = frozenset({"FG", "3Pt", "3PT", "FT"})


def wrong_figures(sentence: Sentence, memory: Memory) -> Iterator[Mark]:
    """The figures of a sentence that the box score contradicts."""
    used: set[int] = set()
    for mark, tokens in (*_pairs(sentence, memory), *_percentages(sentence, memory)):
        used |= tokens
        if mark is not None:
            yield mark
    for figure in sentence.figures:
        if figure.token not in used and _is_wrong(sentence, figure, memory):
            yield sentence.mark(figure.token, figure.token, "NUMBER")
    yield from _ranks(sentence, memory)


def _is_wrong(sentence: Sentence, figure: Figure, memory: Memory) -> bool:
    rest = sentence.after(figure.end, 6)
    if _MARGIN.match(" " + rest):
        home, visitor = (side.facts["PTS"] for side in sentence.game.teams)
        return figure.value != abs(home - visitor)
    if _THREE_POINT.match(" " + rest):
        return False
    metric = _metric(sentence, figure)
    who = subject(sentence, figure.token, memory)
    if metric is None or who is None or _is_beyond(sentence, figure):
        return False
    if "PTS" not in who.facts:  # who did not play has no figures to hold it against
        return False
    if who.is_team and figure.unit == "article":
        return False
    if who.is_team and metric == "PTS" and _OTHER_POINTS.search(sentence.text):
        return False
    return figure.value not in _true_values(sentence, figure, who, metric)


def _true_values(sentence: Sentence, figure: Figure, who: Subject, metric: str) -> set[float]:
    """The values that may stand here; empty if the box score has none."""
    people = [n.subject for n in sentence.named if n.token < figure.token and not n.subject.is_team]
    before = " ".join(sentence.tokens[max(0, figure.token - 8) : figure.token])
    if "combined" in before and len(people) > 1:
        return {float(sum(person.facts.get(metric, 0) for person in people))}
    value = who.value(metric)
    if value is None and who.is_team:
        return {figure.value}
    return {float(value or 0)}


def _metric(sentence: Sentence, figure: Figure) -> str | None:
    if figure.unit not in {"count", "article", "year", "minutes"}:
        return None
    if figure.unit == "minutes":
        return "MIN"
    for token in sentence.tokens[figure.end + 1 : figure.end + 4]:
        if token in _METRICS:
            return _METRICS[token]
        if token not in _FILLERS:
            return None
    return None


def _is_beyond(sentence: Sentence, figure: Figure) -> bool:
    """Whether the clause speaks of more than this game."""
    near = " ".join(sentence.tokens[max(0, figure.token - 6) : figure.end + 9])
    before = sentence.tokens[max(0, figure.token - 2) : figure.token]
    return _UNKNOWN.search(near) is not None or not _VAGUE.isdisjoint(before)


def _pairs(sentence: Sentence, memory: Memory) -> Iterator[tuple[Mark | None, set[int]]]:
    """``113 - 107``, ``( 32 - 18 )``, ``8 - of - 18``: two figures that one claim joins."""
    figures = {figure.token: figure for figure in sentence.figures if figure.unit != "article"}
    for token, one in sorted(figures.items()):
        joint = 4 if sentence.tokens[token + 1 : token + 4] in _OF else 2
        two = figures.get(token + joint)
        if two is None or sentence.tokens[token + 1 : token + 2] != ["-"]:
            continue
        true = _true_pair(sentence, one, two, memory, made=joint == 4)
        for figure, value in zip((one, two), true or (None, None), strict=True):
            wrong = value is not None and figure.value != value
            mark = sentence.mark(figure.token, figure.token, "NUMBER") if wrong else None
            yield mark, {figure.token}


def _true_pair(
    sentence: Sentence, one: Figure, two: Figure, memory: Memory, *, made: bool
) -> tuple[int, int] | None:
    before = sentence.tokens[one.token - 1] if one.token else ""
    shot = _shot(sentence.after(two.end, 7))
    if made or (shot and sentence.tokens[two.end + 1] in _KEYS):
        who = subject(sentence, one.token, memory)
        if who is None or who.is_team or shot is None or "PTS" not in who.facts:
            return None
        return who.facts.get(f"{shot}M", 0), who.facts.get(f"{shot}A", 0)
    sides = [n.subject for n in sentence.named if n.token < one.token and n.subject.is_team]
    if before == "(" and sides:
        return sides[-1].facts["WINS"], sides[-1].facts["LOSSES"]
    if before == "(" or _UNKNOWN.search(sentence.text[: sentence.text.find(" - ")]):
        return None
    return _score(sentence, one, two, sides)


def _score(
    sentence: Sentence, one: Figure, two: Figure, sides: Sequence[Subject]
) -> tuple[int, int] | None:
    """The score of the game, or of the quarter or half that is named, in the printed order."""
    key = "PTS"
    near = " ".join(sentence.tokens[max(0, one.token - 12) : two.end + 12])
    quarters = _QUARTER.findall(sentence.text)
    quarter = _QUARTER.search(near if len(quarters) > 1 else sentence.text)
    if quarter:
        key = f"PTS_QTR{QUARTERS.index(quarter[1]) + 1}"
    elif half := _ORDINAL_HALF.search(near):
        key = "HALF1" if half[1] == "first" else "HALF2"
    elif "halftime" in near or "the break" in near:
        key = "HALF1"
    elif min(one.value, two.value) < 60 or not sides:
        return None
    scores = sorted((side.facts[key] for side in sentence.game.teams), reverse=True)
    orders = [(scores[0], scores[1]), (scores[1], scores[0])]
    return min(orders, key=lambda pair: (pair[0] != one.value) + (pair[1] != two.value))


def _percentages(sentence: Sentence, memory: Memory) -> Iterator[tuple[Mark | None, set[int]]]:
    for figure in sentence.figures:
        if figure.unit != "percent":
            continue
        shot = _shot(sentence.after(figure.end, 7))
        who = subject(sentence, figure.token, memory)
        if who is None or shot is None or _is_beyond(sentence, figure):
            continue
        value = who.value(f"{shot}_PCT")
        wrong = value is not None and abs(figure.value - value) > 0.5
        mark = sentence.mark(figure.token, figure.token, "NUMBER") if wrong else None
        yield mark, {figure.token}


def _ranks(sentence: Sentence, memory: Memory) -> Iterator[Mark]:
    """``second on the team``: by points, among the players of that team."""
    for match in _RANK.finditer(sentence.text):
        token = sentence.index(match.start())
        who = person(sentence, token, memory)
        if who is None:
            continue
        points = who.facts.get("PTS", 0)
        better = sum(p.facts["PTS"] > points for p in sentence.game.of_team(who.team))
        if better != QUARTERS.index(match[1]) if match[1] in QUARTERS else better != 4:
            yield sentence.mark(token, token, "NUMBER")


def _shot(words: str) -> str | None:
    found = [(match.start(), kind) for kind, p in _SHOTS if (match := p.search(words))]
    return min(found)[1] if found else None
