"""Documents of an engine, whole and changed, for the tests of their reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from reporter.model.market import Gap
from reporter.model.setup import Setup
from reporter.sources.engine import EngineReading, parse_engine

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
Json = dict[str, Any]


def rate(value: str, unit: str = "percent", **more: object) -> Json:
    return {"value": value, "unit": unit, **more}


def funding(value: str, unit: str = "percent", **more: object) -> Json:
    return rate(value, unit, interval_hours=8, **more)


def entry(symbol: str = "FILUSDT", **changes: Any) -> Json:
    """A whole setup; a change of None leaves its key out."""
    made: Json = {
        "symbol": symbol,
        "price": "0.836",
        "mark": "0.8354",
        "index": "0.83635",
        "funding": {
            "settled": funding("-0.040602", settled_at="2026-03-27T16:00:00Z"),
            "running": funding("-2.1", "bps", next_settlement_at="2026-03-28T00:00:00Z"),
        },
        "open_interest": {"coins": "43140000", "usd": "36039156"},
        "bias": "long",
        "levels": [
            {"side": "above", "price": "0.94", "size_usd": "2000000"},
            {"side": "above", "price": "0.92", "size_usd": "4800000"},
            {"side": "below", "price": "0.79", "size_usd": "3100000"},
        ],
        "invalidation": "0.803",
        "valid_until": "2026-03-28T00:00:00Z",
    }
    made |= changes
    return {key: value for key, value in made.items() if value is not None}


def document(*setups: object, **changes: Any) -> Json:
    made: Json = {
        "schema": 1,
        "engine": {"name": "Lighthouse", "version": "2.1.0"},
        "as_of": "2026-03-27T21:21:00Z",
        "venue": "binance",
        "setups": list(setups),
    }
    return {key: value for key, value in (made | changes).items() if value is not None}


def read(value: object, as_of: datetime = AS_OF) -> EngineReading:
    return parse_engine(json.dumps(value).encode(), where="engine.json", as_of=as_of)


def taken(**changes: Any) -> Setup:
    reading = read(document(entry(**changes)))
    assert reading.gaps == ()
    (setup,) = reading.setups
    return setup


def left_out(**changes: Any) -> Gap:
    reading = read(document(entry(**changes)))
    assert reading.setups == ()
    (gap,) = reading.gaps
    return gap
