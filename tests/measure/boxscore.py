"""A basketball game as facts: one row a player, one line a team, read from a box score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

QUARTERS = ("first", "second", "third", "fourth")
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
_DOUBLES = ("PTS", "REB", "AST", "STL", "BLK")
_TEAM_NAMES = {"TO": "TOV"}


@dataclass(frozen=True)
class Subject:
    """A player or a team with what the box score says of it."""

    name: tuple[str, ...]
    short: tuple[str, ...]
    facts: Mapping[str, int]
    team: str
    starter: bool = False
    is_team: bool = False
    at_home: bool = False

    def value(self, metric: str) -> int | None:
        """The fact of this metric, or None if the box score does not have it."""
        return self.facts.get(_TEAM_NAMES.get(metric, metric) if self.is_team else metric)

    @property
    def doubles(self) -> int:
        """How many of the five counted metrics reach ten."""
        return sum(self.facts.get(metric, 0) >= 10 for metric in _DOUBLES)


@dataclass(frozen=True)
class Game:
    """Both teams and all players of one game."""

    players: tuple[Subject, ...]
    home: Subject
    visitor: Subject
    weekday: str
    names: Mapping[tuple[str, ...], tuple[Subject, ...]] = field(repr=False)

    @property
    def teams(self) -> tuple[Subject, Subject]:
        return self.home, self.visitor

    def of_team(self, team: str) -> tuple[Subject, ...]:
        """The players of a team that took part."""
        return tuple(p for p in self.players if p.team == team and "PTS" in p.facts)

    def most(self, players: Sequence[Subject], metric: str = "PTS") -> int:
        """The highest value of a metric among these players."""
        return max((p.facts.get(metric, 0) for p in players), default=0)


def game(record: Mapping[str, Any], date: str) -> Game:
    """The facts of one record; ``date`` is month, day and year (``02_03_17``)."""
    home, visitor = (_team(record, side) for side in ("home", "vis"))
    players = tuple(_players(record))
    names: dict[tuple[str, ...], list[Subject]] = {}
    for subject in (*players, home, visitor):
        for name in {subject.name, subject.short}:
            names.setdefault(name, []).append(subject)
    weekday = datetime.strptime(date, "%m_%d_%y").strftime("%A")  # noqa: DTZ007 - a day, no moment
    return Game(players, home, visitor, weekday, {k: tuple(v) for k, v in names.items()})


def _team(record: Mapping[str, Any], side: str) -> Subject:
    line = record[f"{side}_line"]
    facts = {
        key.removeprefix("TEAM-"): int(value) for key, value in line.items() if value.isdecimal()
    }
    for half, quarters in (("HALF1", (1, 2)), ("HALF2", (3, 4))):
        facts[half] = sum(facts[f"PTS_QTR{quarter}"] for quarter in quarters)
    name = line["TEAM-NAME"]
    return Subject(
        tuple(name.split()), tuple(line["TEAM-CITY"].split()), facts, name,
        is_team=True, at_home=side == "home",
    )  # fmt: skip


def _players(record: Mapping[str, Any]) -> Iterator[Subject]:
    box = record["box_score"]
    for row in sorted(box["PLAYER_NAME"], key=int):
        words = tuple(box["PLAYER_NAME"][row].replace(".", "").split())
        facts = {
            metric: int(column[row])
            for metric, column in box.items()
            if str(column[row]).isdecimal()
        }
        core = tuple(word for word in words if word not in _SUFFIXES)
        team = _side(record, box["TEAM_CITY"][row], int(row))
        starter = box["START_POSITION"][row] not in {"", "N/A"}
        yield Subject(core, core[1:] or core, facts, team, starter)


def _side(record: Mapping[str, Any], city: str, row: int) -> str:
    """The player's team; where both teams are of one city, the visitors' rows come first."""
    home, visitor = record["home_line"], record["vis_line"]
    if home["TEAM-CITY"] == visitor["TEAM-CITY"]:
        return str(visitor["TEAM-NAME"] if row < 13 else home["TEAM-NAME"])
    return str(home["TEAM-NAME"] if city == home["TEAM-CITY"] else visitor["TEAM-NAME"])
