"""Machine-made errors: one wrong figure, name, side, day, word or hedge at a time.

The mutator imports nothing that judges an article, and no numeral grammar. Whatever comes out
true by another fact of the same subject, or unchanged, is no error: such results are given too,
marked, so that they can be counted.
"""

from __future__ import annotations

import random

from tests.mutation import sites
from tests.mutation.errors import Mutation, Page
from tests.mutation.truth import Truth
from tests.mutation.wrong_figures import figures
from tests.mutation.wrong_names import names
from tests.mutation.wrong_times import counts, dates, weekdays
from tests.mutation.wrong_words import words


def mutations(text: str, form: str, truth: Truth, seed: str) -> list[Mutation]:
    """One mutation for each place and class; ``form`` is md, html, eml or pdf."""
    page = Page(text, sites.masked(text, form), truth, random.Random(seed))
    makers = (figures, names, words, dates, weekdays, counts)
    return [mutation for make in makers for mutation in make(page)]
