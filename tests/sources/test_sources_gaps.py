"""The sentences in which gaps say what a venue did not give."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from reporter.model.digest import digest
from reporter.model.market import Instrument, Ticker
from reporter.sources.universe import Universe

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


def ticker(code: str) -> Ticker:
    return Ticker(
        instrument=Instrument(
            venue="hyperliquid", symbol="PEPEUSDT", base="PEPE", quote="USDT", code=code
        ),
        as_of=AS_OF,
        source=digest(b"page"),
        endpoint="https://venue.example/tickers",
        price=Decimal("0.0035"),
        mark=None,
        index=None,
        funding=None,
        interval_hours=None,
        next_settlement=None,
        cap=None,
        floor=None,
        open_interest_coins=None,
        volume_usd=None,
        change_24h=None,
    )


def test_two_codes_of_one_contract_are_told_with_what_became_of_them() -> None:
    universe = Universe("hyperliquid")
    for code in ("PEPE", "kPEPE"):
        one = ticker(code)
        universe.add(one.instrument, lambda _, one=one: one)  # type: ignore[misc]  # bound now
    (gap,) = universe.close().gaps
    assert gap.reason == "ambiguous"
    assert "kPEPE" in gap.part
    assert "several codes, in different units, and a single code is told" in gap.detail
