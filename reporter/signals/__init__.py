"""Measurements per symbol: pure functions from what came in to a setup, with every gap named."""

from __future__ import annotations

from reporter.signals.chart import (
    Column,
    chart_bars,
    funding_history,
    open_interest_history,
    premium_history,
)
from reporter.signals.heatmap import liquidation_heatmap
from reporter.signals.market import Market, market_of
from reporter.signals.setup import measure
from reporter.signals.since import traded_span

__all__ = [
    "Column", "Market", "chart_bars", "funding_history", "liquidation_heatmap", "market_of",
    "measure", "open_interest_history", "premium_history", "traded_span",
]  # fmt: skip
