"""Measurements per symbol: pure functions from what came in to a setup, with every gap named."""

from __future__ import annotations

from reporter.signals.chart import chart_bars, funding_history
from reporter.signals.heatmap import liquidation_heatmap
from reporter.signals.market import Market, market_of
from reporter.signals.setup import measure
from reporter.signals.since import traded_span

__all__ = [
    "Market", "chart_bars", "funding_history", "liquidation_heatmap", "market_of", "measure",
    "traded_span",
]  # fmt: skip
