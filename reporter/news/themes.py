"""What news is about: a small curated list of themes, found by keywords."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

MINOR: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """``weight`` is the relevance for a trader of perpetual futures; see ``themes.toml``.

    ``reaches`` are groups of assets with the strength at which ``channel`` gets to them.
    """

    id: str
    name: str
    weight: float
    keywords: tuple[str, ...]
    channel: str = ""
    reaches: Mapping[str, float] = field(default_factory=dict, hash=False)

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
            channel=row.get("channel", ""),
            reaches=row.get("reaches", {}),
        )
        for row in tomllib.loads(text)["theme"]
    )


@cache
def _pattern(theme: Theme) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, theme.keywords))})s?\b")


def keyword_in(theme: Theme, text: str) -> tuple[int, int] | None:
    """The place of the theme's first keyword in the text; None where it has none."""
    found = re.search(_pattern(theme).pattern, text, re.IGNORECASE)
    return found.span() if found else None


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
