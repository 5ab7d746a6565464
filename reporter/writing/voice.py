"""How a message is worded: by turns, so that no wording stands in every edition.

A wording is a template with ``$slots`` (``string.Template``); what goes into the slots, facts by
reference or names, is no part of it. Two editions with other facts but equal wordings read the
same, so turns are kept by wording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from string import Template
from typing import Final

from reporter.model.digest import digest

Spoken = tuple[tuple[str, str], ...]
"""What one article said: message and key of the wording, in order of speaking."""


MOST: Final = 3
"""So often a wording may stand in the editions that are looked back on, and this one."""


class Voice:
    """Chooses wordings for one article.

    ``seed`` names the article, so that equal articles speak alike; ``past`` is what the desk's
    earlier editions said, newest first.
    """

    def __init__(self, seed: str, past: Sequence[Spoken] = ()) -> None:
        self._seed = seed
        self._said: list[tuple[str, str]] = []
        self._opening = ""
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
        longest, then by hash; but of those that stood less than ``MOST`` times, one that does
        not open like what was said before. Raises ``KeyError`` for a slot that is not given.
        """
        texts = {wording: Template(wording).substitute(slots) for wording in wordings}
        chosen = min(texts, key=lambda wording: self._turn(message, wording, texts[wording]))
        self._said.append((message, key(chosen)))
        self._opening = _opening(texts[chosen])
        return texts[chosen]

    def _turn(self, message: str, wording: str, text: str) -> tuple[int, bool, bool, int, int, str]:
        pair = (message, key(wording))
        uses = self._uses[pair]
        return (
            self._said.count(pair),
            uses >= MOST,
            _opening(text) == self._opening,
            uses,
            self._ago.get(pair, -(10**6)),
            digest(f"{self._seed}\n{message}\n{wording}".encode()),
        )


def _opening(text: str) -> str:
    """What neighbouring sentences should not share: the first word, or what opens instead of one.

    A reference counts as what it names (two outlets in a row read alike), a quotation as its mark.
    """
    first = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    if first.startswith("{{"):
        return first[2:].partition("}}")[0].partition("|")[0].rpartition(".")[2]
    return first[:1] if first.startswith("“") else first


@cache
def key(wording: str) -> str:
    """A short name of a wording, stable as long as its text is."""
    return digest(wording.encode())[-12:]


def crossed(*parts: Sequence[str]) -> tuple[str, ...]:
    """Every combination of the parts, one of each, in order.

    >>> crossed(("Up", "Higher"), (" today.",))
    ('Up today.', 'Higher today.')
    """
    return tuple("".join(combination) for combination in product(*parts))
