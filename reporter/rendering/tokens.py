"""Design tokens: the colours, light and dark, and the type families that every surface takes.

They stand in one file, ``templates/tokens.toml``. A folder of the user's own may hold a file of
that name with all of its keys or with some.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from reporter.rendering.failures import BadTemplate
from reporter.rendering.resources import templates_dir

NAME: Final = "tokens.toml"
HEAT_STEPS: Final = 7
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_FAMILY: Final = r"(?:\"[\w -]+\"|[\w-]+(?: [\w-]+)*)"
_FAMILIES: Final = re.compile(rf"{_FAMILY}(?:, ?{_FAMILY})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one scheme as ``#rrggbb``; ``heat`` runs from least to most."""

    ink: str
    muted: str
    line: str
    range: str
    paper: str
    soft: str
    accent: str
    up: str
    down: str
    heat: tuple[str, ...]

    def colour(self, role: str) -> str:
        """The colour of a role, ``heat-1`` to ``heat-7`` included."""
        step = role.removeprefix("heat-")
        return self.heat[int(step) - 1] if step != role else str(getattr(self, role))

    def variables(self) -> str:
        """All of them as CSS variables named after their roles."""
        return "".join(f"--{role}:{self.colour(role)};" for role in ROLES)


ROLES: Final = (
    *(field.name for field in fields(Palette) if field.name != "heat"),
    *(f"heat-{step}" for step in range(1, HEAT_STEPS + 1)),
)
"""What a colour is for; variables and chart classes (``f-ink``, ``s-ink``) are named so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """All tokens: both schemes, and the type families as CSS lists."""

    light: Palette
    dark: Palette
    serif: str
    sans: str


def tokens(user_dirs: Sequence[Path] = ()) -> Tokens:
    """The built-in tokens, overridden key by key by the first folder that has each key.

    Raises ``BadTemplate`` naming the file and the key for what is no token.
    """
    files = [folder / NAME for folder in (*user_dirs, templates_dir())]
    return _parsed(tuple((str(path), _text(path)) for path in files if path.is_file()))


def palette(user_dirs: Sequence[Path] = ()) -> Palette:
    """The light colours: those of charts, PDF and PNG."""
    return tokens(user_dirs).light


def tokens_css(user_dirs: Sequence[Path] = ()) -> str:
    """The tokens as CSS variables of ``:root``, light, and dark where the reader asks for it."""
    found = tokens(user_dirs)
    fonts = f"--serif:{found.serif};--sans:{found.sans}"
    dark = found.dark.variables().rstrip(";")
    return (
        f":root{{color-scheme:light dark;{found.light.variables()}{fonts}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(str(path), f"the tokens cannot be read ({error})") from error


@lru_cache(maxsize=32)
def _parsed(files: tuple[tuple[str, str], ...]) -> Tokens:
    """The tokens of these files (name and text), the first of which counts most."""
    merged: dict[str, dict[str, Any]] = {"light": {}, "dark": {}, "fonts": {}}
    for name, text in reversed(files):
        for table, key, value in _entries(name, text):
            merged[table][key] = value
    return Tokens(
        light=Palette(**merged["light"]), dark=Palette(**merged["dark"]), **merged["fonts"]
    )


def _entries(name: str, text: str) -> Iterator[tuple[str, str, Any]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(name, f"the tokens are no TOML: {error}") from error
    for table, keys in content.items():
        if table not in ("light", "dark", "fonts") or not isinstance(keys, Mapping):
            raise _bad(name, f"there is no table of tokens {table!r}")
        for key, value in keys.items():
            yield table, key, _token(name, table, key, value)


def _token(name: str, table: str, key: str, value: object) -> Any:
    """The value as it counts, or the fault that names its key."""
    known = ("serif", "sans") if table == "fonts" else [f.name for f in fields(Palette)]
    if key not in known:
        raise _bad(name, f"there is no token {table}.{key}")
    if table == "fonts":
        if not (isinstance(value, str) and _FAMILIES.fullmatch(value)):
            raise _bad(name, f"{table}.{key} is no list of type families")
        return value
    colours = value if key == "heat" else [value]
    if not (isinstance(colours, list) and all(_is_colour(colour) for colour in colours)):
        raise _bad(name, f"{table}.{key} is no colour of the form #rrggbb")
    if key != "heat":
        return colours[0].lower()
    if len(colours) != HEAT_STEPS:
        raise _bad(name, f"{table}.heat needs {HEAT_STEPS} colours, from least to most")
    return tuple(colour.lower() for colour in colours)


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and bool(_COLOUR.fullmatch(value))


def _bad(name: str, fault: str) -> BadTemplate:
    return BadTemplate(f"{fault}.", name, "Mend the file, or remove the key to use the built-in.")
