"""From stories and setups to one sheet, converted once and derived by formula."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporter import checking
from reporter.ledger import assemble, display, gap_facts
from reporter.ledger.arithmetic import compute
from reporter.ledger.rounding import decimal_of
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.digest import digest
from reporter.model.errors import UnitError
from reporter.model.facts import FactKind, FactSheet
from reporter.model.formulas import Formula
from reporter.model.market import Gap, Instrument, Nature
from reporter.model.news import Story
from reporter.model.setup import Bias, Setup
from reporter.model.units import Coins, Count, FundingRate, Percent, Price, Quantity, Ratio, usd
from tests.ledger.conftest import AS_OF, ITEM, NEXT_AT, fact, measure, setup

D = Decimal
DESK = Desk(
    name="main",
    brand="Northlight",
    timezone="UTC",
    contact="desk@example.org",
    author="A. Writer",
    conflicts="None.",
)
STORY = Story(
    id="kalshi-margin",
    title=ITEM.title,
    items=(ITEM, replace(ITEM, id="wire-2", published=None, summary="")),
    entities=(),
    themes=(),
    outlets=("Harbour Wire",),
    first_seen=AS_OF,
    last_seen=AS_OF,
    score=1.0,
    reasons=(),
)


def sheet(*setups: Setup) -> FactSheet:
    return assemble(desk=DESK, as_of=AS_OF, stories=(STORY,), reported=(), setups=setups)


def shown(book: FactSheet, metric: str, form: str = "full") -> str:
    return display(book[f"binance.filusdt.{metric}"], form)


def test_the_specimen_case_prints_right() -> None:
    book = sheet(setup())
    assert shown(book, m.FUNDING_SETTLED) == "−0.0406% per 8 h"
    assert shown(book, m.FUNDING_SETTLED_ANNUAL) == "−44.5% a year"
    assert shown(book, m.BASIS) == "−11.4 bps"
    assert shown(book, m.PRICE) == "$0.836"
    assert shown(book, m.TOP_POSITION_LONG) == "68.7%"
    assert shown(book, m.TOP_POSITION_SHORT) == "31.3%"
    assert shown(book, m.OPEN_INTEREST) == "$36.0 million"
    assert shown(book, m.OPEN_INTEREST_CHANGE) == "+3.2%"
    assert shown(book, m.PRICE_CHANGE) == "−3.2%"
    assert shown(book, m.FUNDING_NEXT_IN) == "2 h 39 min"
    assert shown(book, m.INVALIDATION_DISTANCE) == "−5.4%"
    assert shown(book, m.LIQUIDATIONS_SHARE) == "47.3%"


def test_derived_facts_stand_the_checkers_recomputation() -> None:
    book = sheet(setup())
    assert sum(fact.kind is FactKind.DERIVED for fact in book) >= 14
    assert checking.gates(book) == ()


def test_derived_facts_name_formula_inputs_and_nature() -> None:
    book = sheet(setup())
    annual = book["binance.filusdt.funding.settled_annual"]
    assert (annual.formula, annual.inputs) == (
        Formula.ANNUAL_SIMPLE,
        ("binance.filusdt.funding.settled",),
    )
    assert (annual.nature, annual.as_of) == (
        Nature.SETTLED,
        book[annual.inputs[0]].as_of,
    )
    assert book["binance.filusdt.level.above.1.distance"].nature is Nature.MODELLED
    assert book["binance.filusdt.funding.next_in"].inputs == (
        "binance.filusdt.funding.next_time",
        "edition.desk.as_of",
    )


def test_kinds_tell_who_vouches() -> None:
    book = sheet(setup())
    assert book["binance.filusdt.price"].kind is FactKind.OBSERVED
    assert book["binance.filusdt.price.day_ago"].kind is FactKind.OBSERVED
    assert book["binance.filusdt.funding.percentile"].kind is FactKind.MODELLED
    assert book["binance.filusdt.liquidations.above"].kind is FactKind.MODELLED
    assert book["binance.filusdt.bias"].kind is FactKind.MODELLED
    assert book["item.wire-1.title"].kind is FactKind.REPORTED


def test_venue_digits_are_kept_and_floats_are_rounded_once() -> None:
    book = sheet(setup())
    assert book["binance.filusdt.price"].value == Price(D("0.8360"))
    assert (
        str(book["binance.filusdt.price"].value) == "Price(value=Decimal('0.8360'), currency='usd')"
    )
    assert book["binance.filusdt.liquidations.above"].value == usd(D("9140000.12"))
    percentile = book["binance.filusdt.funding.percentile"].value
    assert isinstance(percentile, Quantity)
    assert str(percentile.value) == "2.25"


def test_levels_are_numbered_from_price_outwards() -> None:
    book = sheet(setup())
    values = [display(book[f"binance.filusdt.level.{name}"]) for name in ("above.1", "above.2")]
    assert values == ["$0.92", "$0.94"]
    assert display(book["binance.filusdt.level.below.1"]) == "$0.79"
    assert display(book["binance.filusdt.level.above.1.distance"]) == "+10.0%"
    assert display(book["binance.filusdt.level.above.1.odds"]) == "5.9%"
    assert "binance.filusdt.level.below.2.odds" not in book
    assert display(book["binance.filusdt.level.below.2.size"]) == "$1.0 million"


def test_a_measure_stays_where_it_cannot_be_derived() -> None:
    given = (measure(m.PRICE, D("0.8"), "price_usd"), measure(m.BASIS, -3.25, "bps", formula="x"))
    book = sheet(setup(measures=given, levels=(), invalidation=None))
    assert book["binance.filusdt.basis"].kind is FactKind.MODELLED
    assert m.OPEN_INTEREST_CHANGE not in {fact.metric for fact in book}


def test_a_derived_fact_takes_the_place_of_a_measure() -> None:
    given = setup()
    more = (*given.measures, measure(m.BASIS, 99.0, "bps", formula="x"))
    assert shown(sheet(replace(given, measures=more)), m.BASIS) == "−11.4 bps"


def test_open_interest_in_dollars_is_compared_in_dollars() -> None:
    given = (
        measure(m.PRICE, D("2"), "price_usd"),
        measure(m.OPEN_INTEREST_COINS, D("100"), "coins"),
        measure(m.OPEN_INTEREST_BEFORE, D("160"), "usd"),
    )
    book = sheet(setup(measures=given))
    change = book["binance.filusdt.open_interest.change_24h"]
    assert display(change) == "+25.0%"
    assert change.inputs[0] == "binance.filusdt.open_interest"


def test_nothing_is_divided_by_zero() -> None:
    given = (
        measure(m.OPEN_INTEREST_COINS, D("100"), "coins"),
        measure(m.OPEN_INTEREST_BEFORE, D("0"), "coins"),
    )
    book = sheet(setup(measures=given))
    assert "binance.filusdt.open_interest.change_24h" not in book


def test_whole_numbers_in_measures_are_decimals() -> None:
    book = sheet(setup(measures=(measure(m.FUNDING_SAMPLE, 200, "count"),)))
    assert book["binance.filusdt.funding.sample"].value == Count(D(200))


def test_a_setup_says_what_it_leans_to_and_until_when() -> None:
    book = sheet(setup(bias=Bias.NEUTRAL))
    assert shown(book, m.BIAS) == "no lean"
    assert shown(book, m.REGIME) == "ranging"
    assert shown(book, m.VOLATILITY_CLASS) == "medium"
    assert shown(book, m.VALID_UNTIL) == display(fact(NEXT_AT))
    assert shown(book, m.BASE_RATE) == "48.2%"
    assert shown(book, m.HORIZON) == "24 h"


def test_a_probability_is_a_fact_only_where_an_edge_was_measured() -> None:
    plain = setup()
    assert plain.confidence is not None
    assert "binance.filusdt.confidence.probability" not in sheet(plain)
    sure = setup(confidence=replace(plain.confidence, probability=0.541))
    assert shown(sheet(sure), m.PROBABILITY) == "54.1%"


def test_absent_views_make_no_facts() -> None:
    book = sheet(setup(volatility=None, confidence=None, levels=(), invalidation=None))
    metrics = {fact.metric for fact in book}
    assert not metrics & {m.VOLATILITY_CLASS, m.BASE_RATE, m.INVALIDATION, "level.above.1"}


def test_an_unknown_venue_is_named_after_its_key() -> None:
    other = Instrument(venue="deribit", symbol="BTCUSD", base="BTC", quote="USD")
    assert display(sheet(setup(instrument=other))["deribit.btcusd.venue"]) == "Deribit"


def test_edition_and_items_are_facts() -> None:
    book = sheet(setup())
    assert display(book["edition.desk.as_of"], "clock") == "21:21 UTC"
    assert display(book["edition.desk.brand"]) == "Northlight"
    counts = {
        name: display(book[f"edition.{name}"])
        for name in ("market.symbols", "news.items", "news.stories", "news.outlets")
    }
    assert counts == {
        "market.symbols": "1",
        "news.items": "2",
        "news.stories": "1",
        "news.outlets": "1",
    }
    assert display(book["story.kalshi-margin.outlets"]) == "1"
    assert display(book["item.wire-1.outlet"]) == "Harbour Wire"
    assert "item.wire-2.published" not in book
    assert "item.wire-2.summary" not in book


def test_the_opening_of_a_page_is_a_fact_of_that_page() -> None:
    page = digest(b"page")
    read = replace(STORY, items=(replace(ITEM, text="It is so.\n\nIt was so.", page=page),))
    book = assemble(desk=DESK, as_of=AS_OF, stories=(read,), reported=(), setups=())
    opening = book["item.wire-1.text"]
    assert (opening.value, opening.source.digest) == ("It is so.\n\nIt was so.", page)
    assert book["item.wire-1.summary"].source.digest == ITEM.source


def test_reported_facts_pass_unchanged() -> None:
    given = fact(usd(D("10400000000")), "amount", id="kalshi-margin.kalshi.amount")
    book = assemble(desk=DESK, as_of=AS_OF, stories=(), reported=(given,), setups=())
    assert book["kalshi-margin.kalshi.amount"] is given


def test_gaps_lend_their_names() -> None:
    gaps = [
        Gap(subject=name, part="feed", reason="timeout", detail="") for name in ("B 2", "A", "A")
    ]
    assert [(one.id, one.value) for one in gap_facts(gaps, AS_OF)] == [
        ("edition.gap.1", "A"),
        ("edition.gap.2", "B 2"),
    ]


def test_an_infinite_value_is_refused() -> None:
    with pytest.raises(UnitError, match="not finite"):
        decimal_of(float("inf"), "")


@pytest.mark.parametrize(
    ("formula", "inputs"),
    [
        (Formula.ANNUAL_SIMPLE, (Percent(D(1)),)),
        (Formula.SHARE_FROM_RATIO, (Percent(D(1)),)),
        (Formula.REST_OF_HUNDRED, (Ratio(D(1)),)),
        (Formula.HOURS_UNTIL, (AS_OF, Percent(D(1)))),
        (Formula.WORTH, (Percent(D(1)), Price(D(1)))),
        (Formula.PERCENT_CHANGE, (Price(D(1)), "text")),
    ],
)
def test_formulas_refuse_other_units(formula: Formula, inputs: tuple[Quantity, ...]) -> None:
    with pytest.raises(UnitError):
        compute(formula, inputs)


def test_formulas_that_no_metric_needs_yet_are_exact_too() -> None:
    assert compute(Formula.RATIO_OF, (Coins(D(3)), Coins(D(4)))) == Ratio(D("0.75"))
    assert compute(Formula.ANNUAL_SIMPLE, (FundingRate(D("0.0001"), 1),)).value == D("0.876")
