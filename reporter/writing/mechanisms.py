"""The curated rule base of market mechanisms: theme to channel to hedged sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Final

from reporter.model.errors import ConfigError
from reporter.writing.voice import Voice
from reporter.writing.wordings import expanded

ANY_THEME: Final = "*"
_TURNING: Final = ("claim", "channel", "sentence", "counter", "watch")
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """A rule as one article words it."""

    theme: str
    label: str
    tag: str
    claim: str
    channel: str
    sentence: str
    counter: str
    watch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reviewed rule with all its wordings. ``rationale`` is for reviewers, never printed."""

    theme: str
    label: str
    tag: str
    claim: tuple[str, ...]
    channel: tuple[str, ...]
    sentence: tuple[str, ...]
    counter: tuple[str, ...]
    watch: tuple[str, ...]
    rationale: str

    def worded(self, voice: Voice) -> Mechanism:
        """The rule in the wordings whose turn it is."""
        said = {
            name: voice.say(f"rule.{self.theme}.{name}", getattr(self, name)) for name in _TURNING
        }
        return Mechanism(theme=self.theme, label=self.label, tag=self.tag, **said)


def parse_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a TOML text.

    Raises ``ConfigError`` for missing or unknown keys and for a single wording where several
    should take turns.
    """
    try:
        return tuple(_rule(row) for row in tomllib.loads(text).get("mechanism", []))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        names = ", ".join(field.name for field in fields(Rule))
        raise ConfigError(
            f"the rule base cannot be read ({error}).",
            "mechanisms.toml",
            f"Every rule has the keys {names}; {', '.join(_TURNING)} are lists of wordings.",
        ) from error


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(**{**row, **{name: _turns(row[name]) for name in _TURNING}})


def _turns(texts: object) -> tuple[str, ...]:
    if not isinstance(texts, list) or len(texts) < _FEWEST:
        raise ValueError("one wording alone cannot take turns")
    return expanded(*texts)


@cache
def rules() -> tuple[Rule, ...]:
    """The rule base that comes with the program."""
    return parse_rules(files("reporter.writing").joinpath("mechanisms.toml").read_text("utf-8"))


def rules_for(themes: Sequence[str], limit: int = 2) -> tuple[Rule, ...]:
    """The rules for these themes, in the themes' order; the fallback where none fits."""
    by_theme = {rule.theme: rule for rule in rules()}
    found = tuple(by_theme[theme] for theme in themes if theme in by_theme)
    return found[:limit] or (by_theme[ANY_THEME],)
