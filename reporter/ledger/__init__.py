"""Facts assembled, printed and filled in: the only room that turns values into figures."""

from __future__ import annotations

from reporter.ledger.assemble import assemble, gap_facts
from reporter.ledger.display import UnknownForm, display, printed_sign
from reporter.ledger.earlier import LEANS, EarlierView, earlier_facts
from reporter.ledger.fill import REFERENCE, fill, fill_text, references
from reporter.ledger.odds import event_facts

__all__ = [
    "LEANS",
    "REFERENCE",
    "EarlierView",
    "UnknownForm",
    "assemble",
    "display",
    "earlier_facts",
    "event_facts",
    "fill",
    "fill_text",
    "gap_facts",
    "printed_sign",
    "references",
]
