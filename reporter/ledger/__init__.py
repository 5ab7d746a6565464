"""Facts assembled, printed and filled in: the only room that turns values into figures."""

from __future__ import annotations

from reporter.ledger.assemble import assemble, gap_facts
from reporter.ledger.display import UnknownForm, display, printed_sign
from reporter.ledger.fill import REFERENCE, fill, references

__all__ = [
    "REFERENCE",
    "UnknownForm",
    "assemble",
    "display",
    "fill",
    "gap_facts",
    "printed_sign",
    "references",
]
