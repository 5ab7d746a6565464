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

_OCCASION: Final = re.compile(
    r"(?:(?:opening|closing|keynote|guest) )?(?:speech|remarks|testimony|lecture|address|keynote)"
    r" (?:at|before|for|to|in)\b.{0,250}\Z",
    re.IGNORECASE,
)
"""``Speech at the Conference on …``: the whole of a short teaser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """``weight`` is the relevance for a trader of perpetual futures; see ``themes.toml``.

    ``reaches`` are groups of assets with the strength at which ``channel`` gets to them; those
    that a story does not name only if it has one of the themes in ``needs``, where there are any.
    ``general``: any other theme in a title says more. ``title`` is a pattern of titles that are
    of this theme by their form.
    """

    id: str
    name: str
    weight: float
    keywords: tuple[str, ...]
    channel: str = ""
    reaches: Mapping[str, float] = field(default_factory=dict, hash=False)
    needs: tuple[str, ...] = ()
    general: bool = False
    title: str = ""

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
            needs=tuple(row.get("needs", ())),
            general=row.get("general", False),
            title=row.get("title", ""),
        )
        for row in tomllib.loads(text)["theme"]
    )


@cache
def _pattern(theme: Theme) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_ended, theme.keywords))})")


def _ended(keyword: str) -> str:
    """The keyword with its plural, at the end of a word where it ends in one."""
    return re.escape(keyword) + (r"s?(?!\w)" if keyword[-1].isalnum() else "")


def keyword_in(theme: Theme, text: str) -> tuple[int, int] | None:
    """The place of the theme's first keyword in the text; None where it has none."""
    found = re.search(_pattern(theme).pattern, text, re.IGNORECASE)
    return found.span() if found else None


def themes_in(title: str, summaries: Sequence[str] = ()) -> tuple[Theme, ...]:
    """The themes of a story, strongest first: a keyword in the title counts three times.

    A minor theme in the title comes first: a notice that a bank's former employee was barred
    stays a notice, whatever else its wording touches. A teaser that only names the occasion of
    a speech says nothing of its matter.
    """
    low_title = title.lower()
    low_rest = "\n".join(text for text in summaries if not _OCCASION.match(text)).lower()
    in_title = {theme.id: _hits_in_title(theme, title, low_title) for theme in themes()}
    is_special = any(in_title[theme.id] for theme in themes() if not theme.general)
    found = []
    for theme in themes():
        hits = 3 * in_title[theme.id] + len(_pattern(theme).findall(low_rest))
        if hits:
            is_notice = theme.minor and in_title[theme.id] > 0
            found.append((not is_notice, theme.general and is_special, -hits, theme))
    return tuple(one[-1] for one in sorted(found, key=lambda one: one[:3]))


def _hits_in_title(theme: Theme, title: str, low_title: str) -> int:
    by_form = theme.title != "" and re.search(theme.title, title) is not None
    return by_form + len(_pattern(theme).findall(low_title))
