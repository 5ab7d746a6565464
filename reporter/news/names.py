"""Which words of a batch of headlines are names, told by how the batch itself writes them.

"Arbitrum unlock frees tokens" and "Aptos unlock frees tokens" differ in one word only, and that
one decides. A word that stands with a capital inside headlines which are otherwise written in
small letters is a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from reporter.news.words import cased_words, stems

_LONG: Final = 4  # shorter words ("of", "to") are small in every style
_TITLE_CASE: Final = 0.6  # share of capitals above which a headline's capitals say nothing
_MOSTLY: Final = 2  # a name stands with a capital this many times as often as without


def names_in(headlines: Iterable[str]) -> frozenset[str]:
    """The stems of the words that these headlines write as names."""
    written: Counter[str] = Counter()
    for headline in headlines:
        words = cased_words(headline)
        if not _in_title_case(words):
            # The first word has a capital in any case, and counts only without one.
            written.update(word for place, word in enumerate(words) if place or word[0].islower())
    capital, small = _stem_counts(written, str.isupper), _stem_counts(written, str.islower)
    return frozenset(word for word in capital if capital[word] > _MOSTLY * small[word])


def _stem_counts(written: Counter[str], case: Callable[[str], bool]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for word, count in written.items():
        if case(word[0]):
            for stem in stems(word):
                counts[stem] += count
    return counts


def _in_title_case(words: tuple[str, ...]) -> bool:
    long = [word for word in words if len(word) >= _LONG and word[0].isalpha()]
    return sum(word[0].isupper() for word in long) > _TITLE_CASE * len(long)
