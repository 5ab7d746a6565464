"""What clustering costs: seconds and memory for ever more items, made up for the purpose.

The items are synthetic. Their words follow Zipf's law (word ``r`` of 20,000 as often as ``1/r``);
stories have one to forty items, most of them few, spread over a week; each story has twelve words
of its own, of which every item holds some. Sizes are real, the language is not, so nothing is
said here about how right the stories are. ``python -m tests.bench.stories`` prints the table.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from reporter.model.digest import digest
from reporter.model.news import DateSource, Item, Tier
from reporter.news.dedupe import dedupe
from reporter.news.grouping import grouped

Line = Callable[..., None]

START = datetime(2026, 3, 20, tzinfo=UTC)
SIZES = (5_000, 15_000, 50_000)
_VOCABULARY = 20_000
_WEEK = 7 * 24 * 60
_SYLLABLES = [
    first + second for first in "bcdfghklmnprstvz" for second in ("a", "e", "i", "o", "u")
]
_SOURCE = digest(b"synthetic")


def report(line: Line) -> None:
    """Each size and kind in a process of its own, so that its memory can be told."""
    before = 0.0
    for size in SIZES:
        seconds, told = _measured("zipf", size)
        growth = f", {seconds / before:.1f} times the last" if before else ""
        line(f"synthetic items to stories, {size:,}", told + growth, "60 s, 1,000 MB")
        before = seconds
    for kind, name in (("alike", "nearly the same title"), ("common", "one word in all titles")):
        _, told = _measured(kind, SIZES[-1])
        line(f"  {SIZES[-1]:,} with {name}", told, "60 s, 1,000 MB")


def _measured(kind: str, size: int) -> tuple[float, str]:
    command = [sys.executable, "-m", "tests.bench.stories", kind, str(size)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, megabytes, voices, stories = told.split()
    return float(seconds), f"{seconds} s, {megabytes} MB, {voices} voices, {stories} stories"


def _measure(kind: str, size: int) -> str:
    items = list({"zipf": zipf, "alike": alike, "common": common}[kind](size))
    start = time.perf_counter()
    voices = dedupe(items)
    stories = grouped([voice.item for voice in voices])
    seconds = time.perf_counter() - start
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return f"{seconds:.1f} {memory:.0f} {len(voices)} {len(stories)}"


def zipf(size: int) -> Iterator[Item]:
    """Items of stories of all sizes, with words as frequent as in real text."""
    chance = random.Random(5)
    words = [_word(number) for number in range(_VOCABULARY)]
    often = list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))
    made = 0
    while made < size:
        own = chance.choices(words, k=12)
        begin = chance.randrange(_WEEK)
        for _ in range(min(size - made, 40, int(chance.paretovariate(1.1)))):
            usual = chance.choices(words, cum_weights=often, k=22)
            title = chance.sample(own, 4) + usual[:5]
            teaser = chance.sample(own, 6) + usual[5:]
            chance.shuffle(title)
            chance.shuffle(teaser)
            yield _item(made, title, teaser, begin + chance.randrange(600))
            made += 1


def alike(size: int) -> Iterator[Item]:
    """Titles that differ in one word, with teasers that differ in one word."""
    for number in range(size):
        title = ["firm", _word(number), "wins", "licence", "for", "custody", "of", "coins"]
        yield _item(number, title, [*title, "in", "Riga"], number * _WEEK // size)


def common(size: int) -> Iterator[Item]:
    """Items that share nothing but one word."""
    for number in range(size):
        own = [_word(number * 6 + place) for place in range(6)]
        yield _item(number, ["bitcoin", *own], [], number * _WEEK // size)


def _word(number: int) -> str:
    letters = ""
    number += len(_SYLLABLES)
    while number:
        number, place = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[place]
    return letters


def _item(number: int, title: list[str], teaser: list[str], minute: int) -> Item:
    address = f"https://wire{number % 40}.example/{number}"
    return Item(
        id=f"i{number}",
        outlet=f"Wire {number % 40}",
        tier=Tier.MAJOR,
        title=" ".join(title),
        summary=" ".join(teaser),
        url=address,
        link=address,
        canonical=address,
        published=START + timedelta(minutes=minute),
        date_source=DateSource.PUBLISHED,
        source=_SOURCE,
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.stdout.write(_measure(sys.argv[1], int(sys.argv[2])))
    else:
        from tests.bench.bench import line

        report(line)
