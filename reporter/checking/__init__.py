"""The independent reader that judges finished text, and the gates on facts before it."""

from __future__ import annotations

from reporter.checking.check import check
from reporter.checking.gates import gates

__all__ = ["check", "gates"]
