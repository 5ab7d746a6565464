"""Names of the formulas that derived facts may carry.

Only names live here: ``ledger`` computes with its own arithmetic and ``checking`` recomputes
with another, so that one mistake cannot hide in both. All are exact decimal arithmetic on the
inputs in the order given.
"""

from __future__ import annotations

from enum import StrEnum


class Formula(StrEnum):
    ANNUAL_SIMPLE = "annual_simple"  # (rate per N h) -> rate x 24/N x 365
    BASIS_BPS = "basis_bps"  # (mark, index) -> (mark - index) / index x 10,000
    PERCENT_CHANGE = "percent_change"  # (now, before) -> (now - before) / before x 100
    DISTANCE_PERCENT = "distance_percent"  # (level, price) -> (level - price) / price x 100
    SHARE_FROM_RATIO = "share_from_ratio"  # (a/b) -> a / (a + b) x 100
    REST_OF_HUNDRED = "rest_of_hundred"  # (share) -> 100 - share
    PERCENT_OF = "percent_of"  # (part, ..., whole) -> sum of parts / whole x 100
    RATIO_OF = "ratio_of"  # (a, b) -> a / b
    HOURS_UNTIL = "hours_until"  # (later, earlier) -> hours between
    WORTH = "worth"  # (coins, price) -> coins x price
    EIGHT_HOURLY = "eight_hourly"  # (rate per N h) -> rate x 8/N, per 8 h
    DIFFERENCE = "difference"  # (a, b) -> a - b, of one unit
    TOTAL = "total"  # (amount, ...) -> their sum, of one currency
