"""What each chart of the sample edition costs: time to draw, size as SVG and as PNG."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from reporter.newsroom import figures, figures_map, figures_rows, figures_week, run
from reporter.rendering.charts import Chart, png

_DRAWN = (
    (figures, "price_chart"),
    (figures_week, "bar_chart"),
    (figures_week, "line_chart"),
    (figures_rows, "shares_chart"),
    (figures_rows, "odds_chart"),
    (figures_map, "heat_chart"),
)
RUNS = 7


def report(line: Callable[[str, str, str], None]) -> None:
    """A row for each drawing: milliseconds at best, kilobytes of SVG and of PNG.

    Where a chart is drawn in two widths at once, each counts as half of the time.
    """
    asked: list[Callable[[], Chart]] = []
    with tempfile.TemporaryDirectory() as folder, _noted(asked):
        run.make_demo(Path(folder), lambda *_: None)
    for draw in asked:
        chart = draw()
        drawings = [drawing for drawing in (chart, chart.narrow) if drawing]
        spent = min(_spent(draw) for _ in range(RUNS)) / len(drawings)
        for drawing in drawings:
            svg, raster = len(drawing.svg.encode()) / 1000, len(png(drawing)) / 1000
            cost = f"{1000 * spent:.1f} ms, {svg:.1f} and {raster:.1f} KB"
            line(f"chart {drawing.name}, SVG and PNG", cost, "10 ms, 25 and 80 KB")


def _spent(draw: Callable[[], Chart]) -> float:
    start = time.perf_counter()
    draw()
    return time.perf_counter() - start


@contextmanager
def _noted(asked: list[Callable[[], Chart]]) -> Iterator[None]:
    """While it lasts, every chart that is drawn is noted, ready to be drawn again."""

    def noting(original: Callable[[Any], Chart]) -> Callable[[Any], Chart]:
        def drawn(view: Any) -> Chart:
            asked.append(lambda: original(view))
            return original(view)

        return drawn

    with ExitStack() as stack:
        for room, name in _DRAWN:
            stack.enter_context(patch.object(room, name, noting(getattr(room, name))))
        yield
