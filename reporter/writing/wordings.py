"""The wordings of messages: data beside the modules that say them.

``lede.toml`` holds what ``lede.py`` says, and so on: a list of wordings for each message. A
wording may hold ``$slots`` and, in braces, alternatives: ``"{said|reported}{ on $day|}"``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from string import Template
from typing import Final

from reporter.writing.voice import Voice

_ALTERNATIVES: Final = re.compile(r"\{([^{}]*)\}")


def expanded(*texts: str) -> tuple[str, ...]:
    """Every wording of these texts, with one alternative of each pair of braces.

    >>> expanded("It {may|might} rise.")
    ('It may rise.', 'It might rise.')
    """
    return tuple(wording for text in texts for wording in _expanded(text))


def _expanded(text: str) -> list[str]:
    pieces = _ALTERNATIVES.split(text)
    choices = (piece.split("|") if odd % 2 else [piece] for odd, piece in enumerate(pieces))
    return ["".join(chosen) for chosen in product(*choices)]


@cache
def wordings(message: str) -> tuple[str, ...]:
    """All wordings of a message such as ``lede.filed``. Raises ``KeyError`` for unknown ones."""
    book, _, name = message.partition(".")
    return expanded(*_book(book)[name])


@cache
def _book(name: str) -> Mapping[str, list[str]]:
    return tomllib.loads(files("reporter.writing").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def slots_of(wording: str) -> frozenset[str]:
    """The names of a wording's slots."""
    return frozenset(Template(wording).get_identifiers())


def fitting(options: Iterable[str], **slots: str) -> tuple[str, ...]:
    """Of these wordings those that need no empty slot, and of them the ones that tell most."""
    given = {name for name, text in slots.items() if text}
    able = [one for one in options if slots_of(one) <= given]
    most = max((len(slots_of(one)) for one in able), default=0)
    return tuple(one for one in able if len(slots_of(one)) == most)


def worded(voice: Voice, message: str, **slots: str) -> str:
    """The message in the fitting wording whose turn it is, with a capital first.

    A slot with an empty text counts as not given. Raises ``KeyError`` for an unknown message,
    ``ValueError`` where no wording fits the slots.
    """
    return capital(voice.say(message, fitting(wordings(message), **slots), **slots))


def capital(text: str) -> str:
    """The text as it stands at the start of a sentence."""
    return text[:1].upper() + text[1:]
