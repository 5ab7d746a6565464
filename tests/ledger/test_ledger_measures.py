"""The facts of further measures: shares of accounts, odds of levels, their horizons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reporter import checking
from reporter.ledger import assemble, display
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.facts import FactKind, FactSheet
from reporter.model.formulas import Formula
from reporter.model.market import Nature
from reporter.model.setup import Setup
from tests.ledger.conftest import AS_OF, MEASURES, measure, setup

KEY = "binance.filusdt"
DESK = Desk(
    name="main",
    brand="Northlight",
    timezone="UTC",
    contact="desk@example.org",
    author="A. Writer",
    conflicts="None.",
)


def sheet(one: Setup) -> FactSheet:
    return assemble(desk=DESK, as_of=AS_OF, stories=(), reported=(), setups=(one,))


def with_odds(*odds: tuple[str, float]) -> Setup:
    plain = setup()
    return replace(plain, levels=tuple(replace(one, odds=odds) for one in plain.levels))


def test_ratios_by_account_give_both_shares() -> None:
    more = (
        measure(m.TOP_ACCOUNT_RATIO, Decimal("1.87"), "ratio"),
        measure(m.GLOBAL_ACCOUNT_RATIO, Decimal("0.71"), "ratio"),
    )
    book = sheet(setup(measures=(*MEASURES, *more)))
    shown = [
        display(book[f"{KEY}.{name}"])
        for name in (
            m.TOP_ACCOUNT_LONG,
            m.TOP_ACCOUNT_SHORT,
            m.GLOBAL_ACCOUNT_LONG,
            m.GLOBAL_ACCOUNT_SHORT,
        )
    ]
    assert shown == ["65.2%", "34.8%", "41.5%", "58.5%"]
    long = book[f"{KEY}.{m.GLOBAL_ACCOUNT_LONG}"]
    assert long.formula == Formula.SHARE_FROM_RATIO
    assert long.inputs == (f"{KEY}.{m.GLOBAL_ACCOUNT_RATIO}",)
    assert checking.gates(book) == ()


def test_calibrated_odds_are_modelled_facts_beside_the_past() -> None:
    book = sheet(with_odds(("settlement", 0.0041), ("24h", 0.083), ("72h", 0.236)))
    stem = f"{KEY}.level.above.1.odds"
    shown = [display(book[f"{stem}{end}"]) for end in ("", "_settlement", "_24h", "_72h")]
    assert shown == ["5.9%", "0.4%", "8.3%", "23.6%"]
    odds = book[f"{stem}_24h"]
    assert (odds.kind, odds.nature, odds.source.name) == (
        FactKind.MODELLED,
        Nature.MODELLED,
        "Engine",
    )
    assert display(book[f"{KEY}.{m.HORIZON_DAY}"]) == "24 h"
    assert display(book[f"{KEY}.{m.HORIZON_THREE_DAYS}"]) == "72 h"
    assert checking.gates(book) == ()


def test_a_horizon_without_odds_has_no_fact() -> None:
    book = sheet(with_odds(("72h", 0.236)))
    assert f"{KEY}.level.below.1.odds_72h" in book
    assert f"{KEY}.level.below.1.odds_24h" not in book


def test_horizons_are_facts_only_where_something_looks_ahead() -> None:
    assert f"{KEY}.{m.HORIZON_DAY}" not in sheet(setup())
    ranged = (
        measure(m.RANGE_COVERAGE, Decimal("0.8"), "probability", nature=Nature.MODELLED),
        measure(m.RANGE_LOW_DAY, 0.8021, "price_usd", nature=Nature.MODELLED, formula="forecast"),
    )
    book = sheet(setup(measures=(*MEASURES, *ranged)))
    assert f"{KEY}.{m.HORIZON_DAY}" in book
    assert display(book[f"{KEY}.{m.RANGE_COVERAGE}"]) == "80.0%"
    assert book[f"{KEY}.{m.RANGE_LOW_DAY}"].kind is FactKind.MODELLED
