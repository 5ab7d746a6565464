"""The table of planted errors in ``docs/gates.md``: its findings are those of the gates.

A planted thing is a fact with another value (``id = value unit``), a fact with another time
(``id at HH:MM UTC``) or a sentence in quotation marks, which the checker reads.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reporter.checking import check, gates
from reporter.model.facts import Fact
from reporter.model.units import quantity
from reporter.model.verdict import Finding
from tests.checking.conftest import AS_OF, edition, fact, filusdt, finished, sheet_of
from tests.docs.examples import ROOT

PAGE = ROOT / "docs" / "gates.md"
_RULE = re.compile(r"^\| \*\*(G\d+)\*\* .* \| ([^|]*) \|$", re.MULTILINE)
_ROW = re.compile(r"^\| (G\d+) \| ([^|]*) \|[^\n]*$", re.MULTILINE)
_VALUE = re.compile(r"`([\w.]+)` = (\S+) (\w+)")
_TIME = re.compile(r"`([\w.]+)` at (\d\d):(\d\d) UTC")
_TEXT = re.compile(r"“(.*)”")


def codes(text: str) -> dict[str, tuple[str, ...]]:
    """The codes of each gate, by the page's first table."""
    return {gate: tuple(re.findall(r"`([\w-]+)`", cell)) for gate, cell in _RULE.findall(text)}


def worked(text: str) -> str:
    """The page with every finding as the gate really says it."""
    known = codes(text)
    return _ROW.sub(lambda row: _worked_row(row[1], row[2].strip(), known[row[1]]), text)


def _worked_row(gate: str, planted: str, own: tuple[str, ...]) -> str:
    finding = next(one for one in _findings(planted) if one.code in own)
    place = finding.place if " " in finding.place else f"`{finding.place}`"
    return f"| {gate} | {planted} | {place} | {finding.seen} | {finding.expected} |"


def _findings(planted: str) -> tuple[Finding, ...]:
    book = {one.id: one for one in (*edition(), *filusdt())}
    if sentence := _TEXT.search(planted):
        return check(finished(sentence[1]), sheet_of(book.values())).findings
    book |= {one.id: one for one in _changed(planted, book)}
    return gates(book.values())


def _changed(planted: str, book: dict[str, Fact]) -> list[Fact]:
    changed = []
    for name, value, unit in _VALUE.findall(planted):
        one = book.get(name, fact(name, value, unit))
        changed.append(replace(one, value=quantity(Decimal(value), unit), formula="", inputs=()))
    for name, hour, minute in _TIME.findall(planted):
        moment: datetime = AS_OF.replace(hour=int(hour), minute=int(minute))
        changed.append(replace(book[name], as_of=moment))
    return changed


if __name__ == "__main__":
    PAGE.write_text(worked(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
