"""The PDF briefing measured: the demo's own, and one of many articles; time, size, memory."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdfium2

from reporter.rendering.pdf import Briefing
from reporter.rendering.press import close_press, printing

ARTICLES = 7
"""So many of the demo's articles, with all their charts, fill about 40 pages."""


def report(line: Callable[..., None]) -> None:
    """Rows for both; times are the better of two, memory is that of a process of its own."""
    told = demo()
    if told is None:
        line("PDF briefing", "no Pango", "2 s")
        return
    show(line, "PDF briefing", told, "2 s", "150 KB")
    line("  memory at its highest", f"{grown(told):.0f} MB", "150 MB")
    first = told.articles[0]
    many = (replace(first, title=f"{first.title} ({n})") for n in range(1, ARTICLES + 1))
    show(line, "PDF briefing of many articles", replace(told, articles=tuple(many)), "6 s", "")


def demo() -> Briefing | None:
    """The briefing of the demo, as the renderer is given it; None where Pango is missing."""
    from reporter.newsroom import render
    from reporter.newsroom.run import make_demo
    from reporter.rendering.failures import PdfUnavailable
    from reporter.rendering.typeset import require_weasyprint

    try:
        require_weasyprint()
    except PdfUnavailable:
        return None
    given: list[Briefing] = []

    def kept(briefing: Briefing, *rest: Any) -> Callable[[], bytes]:
        given.append(briefing)
        return printing(briefing, *rest)

    with tempfile.TemporaryDirectory() as folder, patch.object(render, "printing", kept):
        make_demo(Path(folder), lambda *_: None)
    return given[-1]


def show(line: Callable[..., None], what: str, told: Briefing, limit: str, size: str) -> None:
    """The row of one briefing: seconds, pages and kilobytes."""
    spent, data = [], b""
    for _ in range(2):
        start = time.perf_counter()
        data = printing(told)()
        spent.append(time.perf_counter() - start)
    with pypdfium2.PdfDocument(data) as document:
        pages = len(document)
    line(f"{what}, {pages} pages", f"{min(spent):.2f} s", limit)
    line("  its size", f"{len(data) / 1000:.1f} KB", size)


def grown(told: Briefing) -> float:
    """Megabytes that the process of the PDF needs for the briefing, at its highest.

    It is asked from a small process, whose own memory the system counts with it.
    """
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (told,))


def _peak(told: Briefing) -> float:
    printing(told)()
    close_press()
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
