"""What it costs to check finished editions: processor time, with nothing known from before."""

from __future__ import annotations

import functools
import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from reporter import reading
from reporter.newsroom import edition, run
from reporter.newsroom.render import PDF, Pages, check_files
from tests.mutation.editions import case, made

MORE = (2, 5, 8, 11)
"""Editions of the invented world beside the sample: three contracts each, no PDF."""
RUNS = 5


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of the sample, of five articles, of five editions; ``pdf`` is that of reading one.

    An edition holds one article today. The articles of four more stand for an edition of five:
    page, Markdown, evidence and chart of each, but front page, e-mail and PDF of the sample
    alone. Each has facts and a record of its own, so that these are prepared five times; an
    e-mail of five articles may be longer. ``whole`` pays for front pages and e-mails as well.
    """

    sample: float
    five: float
    whole: float
    pdf: float


def measured() -> Costs:
    """The best of a few runs of each."""
    asked: list[tuple[Any, ...]] = []
    with tempfile.TemporaryDirectory() as folder, _noted(asked):
        run.make_demo(Path(folder), lambda *_: None)
        for number in MORE:
            made(case(number))
    one, pdf = min(_cost(asked[:1]) for _ in range(RUNS))
    articles = [asked[0], *((_article(pages), *rest) for pages, *rest in asked[1:])]
    five, _ = min(_cost(articles) for _ in range(RUNS))
    whole, _ = min(_cost(asked) for _ in range(RUNS))
    return Costs(one, five, whole, pdf)


def _article(pages: Pages) -> Pages:
    """What an article adds to an edition: its own files and its chart."""
    own = ("articles/", "charts/")
    return replace(pages, files={n: d for n, d in pages.files.items() if n.startswith(own)})


@contextmanager
def _noted(asked: list[tuple[Any, ...]]) -> Iterator[None]:
    """Keep what ``check_files`` is asked while editions are made, for asking it again."""

    def noted(pages: Pages, *rest: Any) -> Any:
        finished, verdict = check_files(pages, *rest)
        others = {name: data for name, data in finished.files.items() if name != PDF}
        asked.append((replace(finished, files=others, pdf=lambda: finished.files[PDF]), *rest))
        return finished, verdict

    with patch.object(edition, "check_files", noted):
        yield


def _cost(asked: Sequence[tuple[Any, ...]]) -> tuple[float, float]:
    """Seconds of checking these editions beyond reading PDFs, and of reading those."""
    _forget()
    spent: list[float] = []
    with patch.object(reading, "read_pdf", _timed(reading.read_pdf, spent)):
        start = time.process_time()
        for arguments in asked:
            check_files(*arguments)
        total = time.process_time() - start
    return total - sum(spent), sum(spent)


def _timed(original: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        result = original(*arguments, **named)
        spent.append(time.process_time() - start)
        return result

    return timed


def _forget() -> None:
    """Empty whatever the package keeps between calls."""
    for held in gc.get_objects():
        named = str(getattr(held, "__module__", ""))
        if isinstance(held, functools._lru_cache_wrapper) and named.startswith("reporter."):
            held.cache_clear()
