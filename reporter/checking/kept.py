"""Results kept for as long as they may be asked for again, and no longer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")

_MOST: Final = 8192
"""Results of one kind; the files of an edition of five articles need about half of them."""


class Same(Generic[_T]):
    """A key by identity: hashing hundreds of facts would cost more than preparing them."""

    def __init__(self, held: _T) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.held is self.held


class Kept(Generic[_T]):
    """What was made of each key, made anew once too many are held.

    The same paragraphs come back in every format of an article.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._held: dict[Hashable, _T] = {}

    def of(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The result for this key; ``make`` has to depend on nothing else."""
        if key not in self._held:
            if len(self._held) >= self._most:
                self._held.clear()
            self._held[key] = make()
        return self._held[key]
