"""What stands beside the contract's own readings: other venues, and the desk's last edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from reporter import ledger
from reporter.checking import check
from reporter.ledger.venues import ticker_facts, together_facts
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactSheet
from reporter.model.market import Instrument, Ticker
from reporter.model.setup import Bias
from reporter.model.text import Article, SectionKind, Table
from reporter.writing import write_offline
from reporter.writing.voice import Voice
from reporter.writing.wordings import wordings
from tests.writing.conftest import AS_OF, DESK, DIGEST, edition, finished, prose


def ticker(venue: str, **given: Any) -> Ticker:
    usual: dict[str, Any] = {
        "price": Decimal("0.8361"),
        "mark": Decimal("0.836"),
        "index": Decimal("0.837"),
        "funding": Decimal("-0.0001"),
        "interval_hours": 8,
        "next_settlement": None,
        "cap": None,
        "floor": None,
        "open_interest_coins": Decimal(10000000),
        "volume_usd": None,
        "change_24h": None,
    }
    return Ticker(
        instrument=Instrument(venue=venue, symbol="FILUSDT", base="FIL", quote="USDT"),
        as_of=AS_OF,
        source=DIGEST,
        endpoint="https://venue.example/tickers",
        **{**usual, **given},
    )


def beside(sheet: FactSheet, tickers: Sequence[Ticker]) -> FactSheet:
    """The sheet with the other venues' facts, as the ledger assembles them."""
    own = {fact.metric: fact for fact in sheet if fact.id.startswith("binance.filusdt.")}
    books: list[dict[str, Fact]] = [
        {fact.metric: fact for fact in ticker_facts(one)} for one in tickers
    ]
    others = [fact for book in books for fact in book.values()]
    return sheet.with_facts((*others, *together_facts([own, *books])))


def made(sheet: FactSheet) -> Article:
    """The article on these facts; its figures and claims must pass the checker."""
    outline, _ = edition()
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    items = [item for story in (outline.story, *outline.related) for item in story.items]
    article = ledger.fill(draft, sheet, items=items)
    assert [str(one) for one in check(finished(article), sheet).findings] == []
    return article


def engine(article: Article) -> str:
    return prose(article, SectionKind.ENGINE)


def across(article: Article) -> Table | None:
    """The table of venues, where there is one."""
    tables = [table for section in article.sections for table in section.tables]
    return next((one for one in tables if "across venues" in one.caption), None)


def test_venues_that_agree_are_told_with_their_range() -> None:
    _, sheet = edition()
    tickers = [
        ticker("bybit"),
        ticker("hyperliquid", funding=Decimal("-0.00002"), interval_hours=1),
    ]
    article = made(beside(sheet, tickers))
    text = engine(article)
    assert "−0.0100% per 8 h on Bybit" in text
    assert "disagree" not in text
    assert "Binance, Bybit and Hyperliquid" in text
    found = across(article)
    assert found is not None
    rows = found.rows
    assert [row[0] for row in rows] == ["Binance", "Bybit", "Hyperliquid"]
    assert rows[2][2:4] == ("−0.0020% per 1 h", "−17.5%")


def test_venues_that_disagree_are_said_to() -> None:
    _, sheet = edition()
    text = engine(made(beside(sheet, [ticker("okx", funding=Decimal("0.0002"))])))
    assert "+0.0200% per 8 h" in text
    assert any(
        word in text
        for word in (
            "disagree",
            "differ in sign",
            "do not agree",
            "no common sign",
            "depends on the venue",
            "Not every venue",
        )
    )


def test_a_rate_of_zero_takes_no_side() -> None:
    _, sheet = edition()
    text = engine(made(beside(sheet, [ticker("okx", funding=Decimal(0))])))
    assert "equal interval" not in text


def test_missing_readings_leave_dashes_and_no_sentence() -> None:
    _, sheet = edition()
    bare = ticker("okx", funding=None, interval_hours=None, open_interest_coins=None, index=None)
    article = made(beside(sheet, [bare]))
    found = across(article)
    assert found is not None
    assert found.rows[1] == ("OKX", "$0.8361", *"————")


def test_only_the_venues_that_gave_a_reading_are_named_with_it() -> None:
    _, sheet = edition()
    tickers = [
        ticker("bybit"),
        ticker("okx", funding=None),
        ticker("hyperliquid", open_interest_coins=None),
    ]
    text = engine(made(beside(sheet, tickers)))
    rates = next(one for one in text.split(". ") if "equal interval" in one)
    assert "Binance, Bybit and Hyperliquid" in rates or "Other venues" in rates
    assert "OKX" not in rates
    interest = next(one for one in text.split(". ") if "Binance, Bybit and OKX" in one)
    assert "open interest" in interest.lower()
    assert "Hyperliquid" not in interest


def test_one_venue_needs_no_table() -> None:
    _, sheet = edition()
    article = made(sheet)
    assert "across venues" not in engine(article)
    assert across(article) is None


# --- since the last edition ----------------------------------------------------------------


def since(
    bias: Bias = Bias.LONG,
    price: str | None = "0.81",
    traded: tuple[str, ...] | None = (),
    levels: tuple[str, ...] = ("0.79", "0.82", "0.92"),
) -> str:
    _, sheet = edition()
    view = ledger.EarlierView(
        instrument="binance.filusdt",
        as_of=AS_OF - timedelta(days=1),
        bias=bias,
        price=Decimal(price) if price else None,
        levels=tuple(map(Decimal, levels)),
    )
    touched = {} if traded is None else {view.instrument: tuple(map(Decimal, traded))}
    facts = ledger.earlier_facts([view], sheet, AS_OF, touched)
    return engine(made(sheet.with_facts(facts)))


def test_a_rise_since_then_and_the_levels_that_traded() -> None:
    text = since(traded=("0.82", "0.92"))
    assert "gained 3.2%" in text
    assert "26 March 2026, 21:21 UTC" in text
    assert "$0.82 and $0.92" in text


def test_a_fall_since_then_and_no_level_traded() -> None:
    text = since(price="0.90")
    assert "lost 7.1%" in text
    assert "none of the 3 levels modelled then" in text


def test_a_single_level_is_not_counted() -> None:
    assert "the only level modelled then has not been touched" in since(levels=("0.79",))
    touched = since(levels=("0.82",), traded=("0.82",))
    assert "the only level modelled then, $0.82, has been touched" in touched


def test_an_unchanged_price_is_no_move() -> None:
    text = since(price="0.836", traded=None)
    assert "levels modelled then" not in text
    assert "gained" not in text
    assert "lost" not in text


def test_without_an_earlier_price_only_the_lean_is_told() -> None:
    text = since(bias=Bias.SHORT, price=None)
    assert "a short lean" in text
    assert "a long lean" in text
    assert "26 March" not in text


def test_the_same_lean_is_no_news() -> None:
    assert "a long lean" not in since()


def test_a_traded_level_is_a_fact_of_its_time() -> None:
    _, sheet = edition()
    view = ledger.EarlierView(
        instrument="binance.filusdt",
        as_of=AS_OF - timedelta(hours=5),
        bias=Bias.LONG,
        price=Decimal("0.81"),
        levels=(Decimal("0.82"),),
    )
    traded = {view.instrument: (Decimal("0.82"),)}
    facts = {one.metric: one for one in ledger.earlier_facts([view], sheet, AS_OF, traded)}
    assert facts[f"{m.EARLIER_LEVEL}.1"].as_of == view.as_of
    assert facts[m.EARLIER_CHANGE].inputs == (
        "binance.filusdt.price",
        "binance.filusdt.earlier.price",
    )


def test_a_contract_that_is_no_longer_measured_keeps_its_view_only() -> None:
    _, sheet = edition()
    view = ledger.EarlierView(
        instrument="binance.goneusdt", as_of=AS_OF, bias=Bias.LONG, price=Decimal(1)
    )
    facts = ledger.earlier_facts([view], sheet, AS_OF, {})
    assert [one.id for one in facts] == [
        "edition.earlier.binance.goneusdt",
        "edition.earlier.binance.goneusdt.lean",
    ]


@pytest.mark.parametrize("wording", wordings("since.lean_changed"))
def test_every_wording_of_a_changed_lean_passes_the_checker(
    wording: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(self: Voice, message: str, options: Iterable[str], **slots: str) -> str:
        chosen = (wording,) if message == "since.lean_changed" else tuple(options)
        return SAY(self, message, chosen, **slots)

    monkeypatch.setattr(Voice, "say", say)
    assert "a short lean" in since(bias=Bias.SHORT)


SAY = Voice.say
