"""Stored history beside what a venue says now: two records of the same past.

The venue's own rows count where both have one. Stored rows only lengthen an answer, they never
stand in for one: the newest stored rate is no settled rate of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from reporter.model.market import Gap
from reporter.signals.series import Series, SymbolData, moment

_RELATIVE: Final = 1e-6
_ROUNDING: Final[Mapping[str, float]] = {
    "rate": 1.5e-8,  # eight decimals
    "ratio": 1.5e-4,  # the venue sends ratios and shares with four decimals
    "long": 1.5e-4,
    "short": 1.5e-4,
}
_TOO_FAR: Final = 0.02
"""A typical difference, as a share of the figure, beyond which two records are kept apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Where two records of the same history differ by more than their rounding.

    ``rows`` of ``shared`` rows differ; ``typical`` is the median difference of all shared rows,
    as a share of the figure; ``column``, ``at``, ``stored`` and ``fresh`` belong to the widest.
    """

    name: str
    rows: int
    shared: int
    typical: float
    column: str
    at: datetime
    stored: float
    fresh: float


def joined(stored: Series, fresh: Series) -> tuple[Series, Disagreement | None]:
    """Both records of one history as one; where both have a row, the venue's own wins.

    Also tells where they differ by more than rounding: one record scaled by 100 must not pass
    for a move of the market.
    """
    older = stored.where(~np.isin(stored.times, fresh.times))
    times = np.concatenate([older.times, fresh.times])
    order = np.argsort(times, kind="stable")
    series = replace(
        fresh,
        times=times[order],
        columns={name: np.concatenate([older[name], fresh[name]])[order] for name in fresh.columns},
        sources=(*stored.sources, *fresh.sources),
    )
    return series, _disagreement(stored, fresh)


def lengthened(
    data: SymbolData, stored: Mapping[str, Series]
) -> tuple[SymbolData, tuple[Disagreement, ...]]:
    """The data with stored rows added to the histories that the venue gave.

    A history that the venue did not give, or that was quarantined, stays missing. A stored one
    that is typically more than 2 % away from the venue's own is left out, with a gap; smaller
    differences are only told.
    """
    history, gaps = dict(data.history), list(data.gaps)
    troubles: list[Disagreement] = []
    for name in sorted(stored.keys() & history.keys()):
        series, trouble = joined(stored[name], history[name])
        if trouble is not None:
            troubles.append(trouble)
        if trouble is not None and trouble.typical > _TOO_FAR:
            gaps.append(_apart(data, name))
        else:
            history[name] = series
    return replace(data, history=history, gaps=tuple(gaps)), tuple(troubles)


def _apart(data: SymbolData, name: str) -> Gap:
    label = name.replace("_", " ")
    return Gap(
        subject=data.instrument.symbol,
        part=f"stored history of {label}",
        reason="disagrees",
        detail="It differs from the venue's own answer and was left out.",
    )


def _disagreement(stored: Series, fresh: Series) -> Disagreement | None:
    shared, ours, theirs = np.intersect1d(stored.times, fresh.times, return_indices=True)
    names = tuple(fresh.columns)
    old = np.stack([stored[name][ours] for name in names])
    new = np.stack([fresh[name][theirs] for name in names])
    slack = np.array([[_ROUNDING.get(name, 0.0)] for name in names])
    size = np.maximum(np.abs(old), np.abs(new))
    apart = np.abs(old - new)
    beyond = apart > _RELATIVE * size + slack
    if not beyond.any():
        return None
    shares = np.divide(apart, size, out=np.zeros_like(apart), where=beyond)
    column, spot = np.unravel_index(int(shares.argmax()), shares.shape)
    return Disagreement(
        name=fresh.name,
        rows=int(beyond.any(axis=0).sum()),
        shared=len(shared),
        typical=float(np.median(shares.max(axis=0))),
        column=names[column],
        at=moment(int(shared[spot])),
        stored=float(old[column, spot]),
        fresh=float(new[column, spot]),
    )
