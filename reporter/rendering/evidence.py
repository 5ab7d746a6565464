"""The page that shows each figure of a text with the fact behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter.rendering.environment import render
from reporter.rendering.head import Head
from reporter.rendering.views import Shell

STYLES = ("page.css", "evidence.css")
"""The style sheets of a page of evidence, which shows no chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text. ``status`` is empty for plain words, else bound, exempt or refused.

    ``target`` is the anchor of the record that the figure leads to, ``anchor`` its own.
    """

    text: str
    status: str = ""
    target: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """One block of the text: its cells (one where it is no table row), each of pieces.

    ``anchor`` is set where a finding is about the block's words; ``links`` are web addresses.
    """

    cells: tuple[tuple[Piece, ...], ...]
    anchor: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockGroup:
    """Blocks of one kind in a row: a list, a table, the front matter, or one block alone."""

    kind: str
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaView:
    """A formula with its inputs filled in, its result on the spot, and the difference."""

    words: str
    filled: str
    result: str
    difference: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact's record. ``printed`` are the forms in the text, each with its anchor there.

    ``sentence`` is the verbatim evidence in three parts, the figure in the middle; ``inputs``
    are id, exact value and the anchor of a record of its own, if it has one. ``linked`` says
    whether ``url`` is a web address.
    """

    anchor: str
    id: str
    printed: tuple[tuple[str, str], ...]
    value: str
    unit: str
    as_of: str
    instant: str
    kind: str
    nature: str
    source: str
    url: str
    linked: bool
    digest: str
    published: str
    sentence: tuple[str, str, str] | None
    told: str
    formula: FormulaView | None
    inputs: tuple[tuple[str, str, str], ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """One finding, and the anchor of the place in the text that it is about."""

    anchor: str
    target: str
    severity: str
    code: str
    message: str
    place: str
    seen: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """A page of evidence.

    ``judged`` says against what the text was held; ``bound``, ``exempt`` and ``refused`` count
    its figures.
    """

    shell: Shell
    head: Head
    name: str
    edition: str
    digest: str
    judged: str
    held: bool
    sample: bool
    figures: int
    bound: int
    exempt: int
    refused: int
    groups: tuple[BlockGroup, ...]
    facts: tuple[FactView, ...]
    findings: tuple[FindingView, ...]


def evidence_page(view: EvidenceView, user_dirs: Sequence[Path] = ()) -> str:
    """One self-contained page; it needs neither scripts nor a network to be read."""
    return render("evidence.html.j2", view, user_dirs)
