"""The page on metrics names all that the engine measures, with its unit."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporter.model import metrics
from reporter.signals import Market, measure

if TYPE_CHECKING:
    from tests.signals.conftest import Bench

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
WORDS = {"price_usd": "price", "usd": "USD"}


def test_every_measure_is_documented_with_its_unit_and_no_other(bench: Bench) -> None:
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| .+ \|$", PAGE.read_text(encoding="utf-8"), re.M)
    listed = {name: units for names, units in rows for name in re.findall("`(.+?)`", names)}
    limits = bench.readings(funding_cap="0.003", funding_floor="-0.003")
    trend = bench.candles(bench.walk(1000, drift=0.003, sigma=0.002))  # a lean has an invalidation
    rising = bench.series("open_interest", bench.last_close, 4, coins=np.full(180, 40e6))
    full = bench.full()
    data = replace(
        full,
        observations={**full.observations, **limits},
        history={**full.history, "candles": trend, "open_interest": rising},
    )
    market = Market(venue="binance", rates=np.linspace(-0.001, 0.001, 50))
    measured = {one.metric: one.unit for one in measure(data, bench.as_of, market).measures}
    assert set(measured) <= set(listed)
    known = {name for name in vars(metrics).values() if isinstance(name, str)}
    derived = {name for name in set(listed) - set(measured) if not re.match(r"level\.|\.", name)}
    assert derived <= known
    for metric, unit in measured.items():
        plain = re.sub(r"fraction_per_\d+h", "fraction per interval", WORDS.get(unit, unit))
        assert not plain or plain in listed[metric], metric
