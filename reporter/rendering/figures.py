"""Charts drawn inline in a page, where its body shows their files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reporter.rendering.charts_frame import Chart

_IMAGE = re.compile(r"<p><img ([^>]*)></p>")
_NAME = re.compile(r'src="[^"]*?([^"/]+)\.svg"')
_HALVES = re.compile(r'(?:<figure class="half">.*?</figure>\s*)+', re.DOTALL)


def with_figures(body: str, charts: Sequence[Chart]) -> str:
    """The body with each image of one of these charts replaced by the drawing itself.

    Charts of half width that follow each other stand two by two. A chart that is also drawn
    narrow stands there in both widths, of which ``chart.css`` shows one; without a style sheet
    the wide one is shown.
    """
    by_name = {chart.name: chart for chart in charts}

    def drawn(match: re.Match[str]) -> str:
        name = _NAME.search(match[1])
        chart = by_name.get(name[1]) if name else None
        return _figure(chart) if chart else match[0]

    return _HALVES.sub(_paired, _IMAGE.sub(drawn, body))


def _figure(chart: Chart) -> str:
    if chart.width == "half":
        return f'<figure class="half">{chart.svg}</figure>'
    if chart.narrow is None:
        return f"<figure>{chart.svg}</figure>"
    wide = f'<div class="on-page">{chart.svg}</div>'
    narrow = f'<div class="on-phone" hidden>{chart.narrow.svg}</div>'
    return f"<figure>{wide}{narrow}</figure>"


def _paired(match: re.Match[str]) -> str:
    return f'<div class="pair">{match[0].strip()}</div>\n'
