"""Measurements per symbol: pure functions from what came in to a setup, with every gap named."""

from __future__ import annotations

from reporter.signals.chart import chart_bars, funding_history
from reporter.signals.setup import measure

__all__ = ["chart_bars", "funding_history", "measure"]
