"""Sparklines in tables of contracts: a last column with the course of each contract's price."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from reporter.rendering.charts_frame import Chart

_TABLE: Final = re.compile(r"<table>.*?</table>", re.DOTALL)
_ROW: Final = re.compile(r'(<tr>\s*<th scope="row">([^<]*)</th>.*?)(</tr>)', re.DOTALL)
_HEAD_END: Final = "</tr>"


def with_sparks(html: str, sparks: Mapping[str, Chart], draw: Callable[[Chart], str]) -> str:
    """The HTML with one more column in each table all of whose rows are of these contracts.

    ``draw`` gives the element that shows a sparkline; it names itself, so that its column, which
    holds no figure, needs no heading.
    """

    def widened(match: re.Match[str]) -> str:
        table = match[0]
        symbols = [symbol for _, symbol, _ in _ROW.findall(table)]
        if not symbols or any(symbol not in sparks for symbol in symbols):
            return table
        table = table.replace(_HEAD_END, f"<td></td>{_HEAD_END}", 1)
        return _ROW.sub(lambda row: f"{row[1]}<td>{draw(sparks[row[2]])}</td>{row[3]}", table)

    return _TABLE.sub(widened, html)
