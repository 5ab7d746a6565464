"""How a message is worded: by turns, so that no wording stands in every edition.

A wording is a template with ``$slots`` (``string.Template``); what goes into the slots, facts by
reference or names, is no part of it. Two editions with other facts but equal wordings read the
same, so turns are kept by wording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from string import Template

from reporter.model.digest import digest

Spoken = tuple[tuple[str, str], ...]
"""What one article said: message and key of the wording, in order of speaking."""


class Voice:
    """Chooses wordings for one article.

    ``seed`` names the article, so that equal articles speak alike; ``past`` is what the desk's
    earlier editions said, newest first.
    """

    def __init__(self, seed: str, past: Sequence[Spoken] = ()) -> None:
        self._seed = seed
        self._said: list[tuple[str, str]] = []
        self._uses = Counter(pair for edition in past for pair in edition)
        self._ago = {
            pair: -ago for ago, edition in reversed([*enumerate(past)]) for pair in edition
        }

    @property
    def spoken(self) -> Spoken:
        """What was chosen so far."""
        return tuple(self._said)

    def say(self, message: str, wordings: Iterable[str], **slots: str) -> str:
        """The message in the wording whose turn it is, with its slots filled.

        The one used least in this article and the editions before it, then the one that rested
        longest, then by hash. Raises ``KeyError`` for a slot that is not given.
        """
        chosen = min(wordings, key=lambda wording: self._turn(message, wording))
        pair = (message, key(chosen))
        self._said.append(pair)
        return Template(chosen).substitute(slots)

    def _turn(self, message: str, wording: str) -> tuple[int, int, int, str]:
        pair = (message, key(wording))
        now = self._said.count(pair)
        draw = digest(f"{self._seed}\n{message}\n{wording}".encode())
        return now, self._uses[pair], self._ago.get(pair, -(10**6)), draw


def key(wording: str) -> str:
    """A short name of a wording, stable as long as its text is."""
    return digest(wording.encode())[-12:]


def crossed(*parts: Sequence[str]) -> tuple[str, ...]:
    """Every combination of the parts, one of each, in order.

    >>> crossed(("Up", "Higher"), (" today.",))
    ('Up today.', 'Higher today.')
    """
    return tuple("".join(combination) for combination in product(*parts))
