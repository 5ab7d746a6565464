"""The stored calibration: fitted coefficients and tables, aggregate scores, and where from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from reporter.model.errors import ConfigError
from reporter.signals.reach import CHANCES
from reporter.signals.series import Floats

SCHEMA: Final = "reporter.calibration/1"
MULTIPLES: Final = (0.5, 1.0, 1.5, 2.0, 3.0)
"""Distances of levels, in own volatility times the root of the hours."""

COVERAGE: Final = 0.8
"""The share of cases in which the close is to lie in the expected range."""

FIT, FORMULA = METHODS = ("fitted", "formula")
_DIGITS: Final = 6


def weights(hours: float) -> int:
    """How many weights the forecast of a horizon has: the hour of the day counts under a day."""
    return 13 if hours < 24 else 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """Of so many fitted ``windows`` of so many hours: shares that touched each of ``MULTIPLES``
    above and below, and the share that ended higher. The plainest forecasts there are."""

    hours: int
    windows: int
    above: tuple[float, ...]
    below: tuple[float, ...]
    higher: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """How a forecast is made from bars, one row a fitted horizon.

    ``coefficients`` weigh the forecast's design; ``above`` and ``below`` are tables of
    excursions in units of the forecast, ``tail`` the exponent beyond them, ``band`` the fall and
    rise of the expected range. ``methods`` are ``fitted``, or ``formula`` where the fit was no
    better than the driftless normal formula and this one is stored. ``scores`` and
    ``provenance`` are for the reader.
    """

    hours: Floats
    coefficients: tuple[Floats, ...]
    above: Floats
    below: Floats
    band: Floats
    tail: float
    frequencies: tuple[Frequencies, ...]
    methods: tuple[str, ...]
    scores: tuple[dict[str, Any], ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def frequency(self, hours: int) -> Frequencies | None:
        """The frequencies of that horizon, or None where it was not counted."""
        return next((one for one in self.frequencies if one.hours == hours), None)


def calibration_bytes(value: Calibration) -> bytes:
    """The calibration as JSON; equal calibrations give equal bytes.

    Numbers keep six significant digits, so that writing what was read changes nothing.
    """
    horizons = [
        {
            "hours": int(hours),
            "method": value.methods[n],
            "coefficients": _rounded(value.coefficients[n]),
            "above": _rounded(value.above[n]),
            "below": _rounded(value.below[n]),
            "band": _rounded(value.band[n]),
        }
        for n, hours in enumerate(value.hours)
    ]
    frequencies = [
        {
            "hours": one.hours,
            "windows": one.windows,
            "above": _rounded(one.above),
            "below": _rounded(one.below),
            "higher": _rounded([one.higher])[0],
        }
        for one in value.frequencies
    ]
    content = {
        "schema": SCHEMA,
        "provenance": value.provenance,
        "scores": value.scores,
        "chances": _rounded(CHANCES),
        "multiples": list(MULTIPLES),
        "coverage": COVERAGE,
        "tail": _rounded([value.tail])[0],
        "frequencies": frequencies,
        "horizons": horizons,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _rounded(values: Iterable[float]) -> list[float]:
    return [float(f"{value:.{_DIGITS}g}") for value in values]


def parse_calibration(data: bytes, where: str) -> Calibration:
    """The calibration of a JSON file; ``where`` names it in errors.

    Raises ``ConfigError`` for anything that ``calibration_bytes`` would not write: another
    schema, missing keys, wrong lengths, values that are no numbers, tables that do not rise.
    """
    try:
        read = _read(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"this is no calibration ({type(error).__name__}: {error}).",
            where,
            "Make one with 'reporter calibrate DATA', or leave it out to use the package's own.",
        ) from error
    return read


def _read(content: dict[str, Any]) -> Calibration:
    if content["schema"] != SCHEMA:
        raise ValueError(f"the schema is not {SCHEMA}")
    _same(content["chances"], _rounded(CHANCES), "chances")
    _same(content["multiples"], list(MULTIPLES), "multiples")
    _same(content["coverage"], COVERAGE, "coverage")
    horizons = content["horizons"]
    if any(row["method"] not in METHODS for row in horizons):
        raise ValueError("a method is unknown")
    hours = _numbers([row["hours"] for row in horizons], len(horizons))
    if not len(hours) or hours[0] <= 0 or (np.diff(hours) <= 0).any():
        raise ValueError("the horizons do not rise")
    return Calibration(
        hours=hours,
        coefficients=tuple(
            _numbers(row["coefficients"], weights(row["hours"])) for row in horizons
        ),
        above=np.stack([_table(row["above"]) for row in horizons]),
        below=np.stack([_table(row["below"]) for row in horizons]),
        band=np.stack([_positive(row["band"], 2) for row in horizons]),
        tail=float(_positive([content["tail"]], 1)[0]),
        frequencies=tuple(_frequencies(row) for row in content["frequencies"]),
        methods=tuple(row["method"] for row in horizons),
        scores=tuple(dict(row) for row in content["scores"]),
        provenance=dict(content["provenance"]),
    )


def _same(found: object, wanted: object, name: str) -> None:
    if found != wanted:
        raise ValueError(f"{name} are other ones than this version uses")


def _numbers(values: list[float], count: int) -> Floats:
    found = np.array([float(value) for value in values])
    if len(found) != count or not np.isfinite(found).all():
        raise ValueError(f"{count} finite numbers are needed")
    return found


def _positive(values: list[float], count: int) -> Floats:
    found = _numbers(values, count)
    if not (found > 0).all():
        raise ValueError("a value is not above zero")
    return found


def _table(values: list[float]) -> Floats:
    found = _positive(values, len(CHANCES))
    if (np.diff(found) <= 0).any():
        raise ValueError("a table does not rise")
    return found


def _frequencies(row: dict[str, Any]) -> Frequencies:
    above, below = (_numbers(row[side], len(MULTIPLES)) for side in ("above", "below"))
    shares = np.concatenate((above, below, [float(row["higher"])]))
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError("a share is not between 0 and 1")
    if int(row["windows"]) < 1 or int(row["hours"]) < 1:
        raise ValueError("frequencies are counted over windows of whole hours")
    return Frequencies(
        hours=int(row["hours"]),
        windows=int(row["windows"]),
        above=tuple(float(one) for one in above),
        below=tuple(float(one) for one in below),
        higher=float(row["higher"]),
    )
