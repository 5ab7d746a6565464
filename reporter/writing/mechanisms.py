"""The curated rule base of market mechanisms: theme to channel to hedged sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from reporter.model.errors import ConfigError

ANY_THEME = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One reviewed rule. ``rationale`` is for reviewers and never printed."""

    theme: str
    label: str
    tag: str
    claim: str
    channel: str
    sentence: str
    counter: str
    watch: str
    rationale: str


def parse_mechanisms(text: str) -> tuple[Mechanism, ...]:
    """The rules of a TOML text. Raises ``ConfigError`` for missing or unknown keys."""
    try:
        rows = tomllib.loads(text).get("mechanism", [])
        return tuple(Mechanism(**row) for row in rows)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        names = ", ".join(field.name for field in fields(Mechanism))
        raise ConfigError(
            f"the rule base cannot be read ({error}).",
            "mechanisms.toml",
            f"Every rule has the keys {names}.",
        ) from error


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """The rule base that comes with the program."""
    return parse_mechanisms(
        files("reporter.writing").joinpath("mechanisms.toml").read_text("utf-8")
    )


def mechanisms_for(themes: Sequence[str], limit: int = 2) -> tuple[Mechanism, ...]:
    """The rules for these themes, in the themes' order; the fallback where none fits."""
    by_theme = {rule.theme: rule for rule in mechanisms()}
    found = tuple(by_theme[theme] for theme in themes if theme in by_theme)
    return found[:limit] or (by_theme[ANY_THEME],)
