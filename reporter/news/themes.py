"""What news is about: a small curated list of themes, found by keywords."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

MINOR: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """``weight`` is the relevance for a trader of perpetual futures; see ``themes.toml``."""

    id: str
    name: str
    weight: float
    keywords: tuple[str, ...]

    @property
    def minor(self) -> bool:
        """Whether news of this theme hardly concerns a trader."""
        return self.weight < MINOR


@cache
def themes() -> tuple[Theme, ...]:
    """The list that comes with the package."""
    text = (files("reporter.news") / "themes.toml").read_text("utf-8")
    return tuple(
        Theme(
            id=row["id"],
            name=row["name"],
            weight=row["weight"],
            keywords=tuple(row["keywords"]),
        )
        for row in tomllib.loads(text)["theme"]
    )


@cache
def _pattern(theme: Theme) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, theme.keywords))})s?\b")


def themes_in(title: str, summaries: Sequence[str] = ()) -> tuple[Theme, ...]:
    """The themes of a story, strongest first: a keyword in the title counts three times.

    A minor theme in the title comes first: a notice that a bank's former employee was barred
    stays a notice, whatever else its wording touches.
    """
    low_title, low_rest = title.lower(), "\n".join(summaries).lower()
    found = []
    for theme in themes():
        in_title = len(_pattern(theme).findall(low_title))
        hits = 3 * in_title + len(_pattern(theme).findall(low_rest))
        if hits:
            found.append((not (theme.minor and in_title), -hits, theme))
    return tuple(theme for _, _, theme in sorted(found, key=lambda one: one[:2]))
