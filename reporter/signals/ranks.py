"""Where a reading stands within its own history."""

from __future__ import annotations

from typing import Final

import numpy as np

from reporter.signals.series import Floats

TYPICAL: Final = "typical"
ELEVATED: Final = "elevated"
EXTREME: Final = "extreme"


def mid_rank(sample: Floats, value: float) -> float:
    """The percentile of ``value`` in ``sample``, ties counted half: 0 to 100.

    Funding has point masses (resting rates), so that z-scores explode and plain ranks jump;
    the mid-rank of the empirical distribution does neither. The sample must not be empty.

    >>> mid_rank(np.array([1.0, 2.0, 2.0, 3.0]), 2.0)
    50.0
    """
    below = np.count_nonzero(sample < value)
    equal = np.count_nonzero(sample == value)
    return float(100.0 * (below + 0.5 * equal) / len(sample))


def band(percentile: float | None) -> str:
    """How unusual a percentile is: typical within 10 to 90, extreme beyond 2 and 98.

    Without a percentile nothing licenses an adjective: typical.
    """
    if percentile is None or 10 <= percentile <= 90:
        return TYPICAL
    return ELEVATED if 2 <= percentile <= 98 else EXTREME
