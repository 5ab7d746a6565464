"""One numeral grammar: text in, figures with units and places out."""

from __future__ import annotations

from reporter.numerals.numeral import Numeral
from reporter.numerals.read import read

__all__ = ["Numeral", "read"]
