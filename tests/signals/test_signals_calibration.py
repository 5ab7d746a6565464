"""What is no calibration is refused, whatever is wrong with it."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

import pytest

from reporter.model.errors import ConfigError
from reporter.signals.calibration import parse_calibration

SHIPPED = (resources.files("reporter") / "calibration" / "calibration.json").read_bytes()


def damaged(**changes: Any) -> bytes:
    return json.dumps(json.loads(SHIPPED) | changes).encode()


def horizon_with(**changes: Any) -> list[Any]:
    rows: list[Any] = json.loads(SHIPPED)["horizons"]
    return [rows[0] | changes, *rows[1:]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        damaged(schema="reporter.calibration/9"),
        damaged(chances=[0.5]),
        damaged(multiples=[1]),
        damaged(coverage=0.9),
        damaged(tail=0),
        damaged(tail=math.nan),
        damaged(horizons=[]),
        damaged(horizons=horizon_with(hours=100)),
        damaged(horizons=horizon_with(method="guess")),
        damaged(horizons=horizon_with(coefficients=[1.0])),
        damaged(horizons=horizon_with(above=[1.0] * 32)),
        damaged(horizons=horizon_with(above=["x"] * 32)),
        damaged(horizons=horizon_with(below=[math.inf] * 32)),
        damaged(horizons=horizon_with(band=[1.0, -1.0])),
        damaged(frequencies=[{"hours": 8, "windows": 1, "above": [2.0] * 5, "below": [0.1] * 5,
                              "higher": 0.5}]),
        damaged(frequencies=[{"hours": 8, "windows": 0, "above": [0.2] * 5, "below": [0.1] * 5,
                              "higher": 0.5}]),
        damaged(scores=[1]),
    ],
)  # fmt: skip
def test_a_damaged_calibration_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(ConfigError, match="no calibration") as caught:
        parse_calibration(content, "own.json")
    assert caught.value.where == "own.json"
