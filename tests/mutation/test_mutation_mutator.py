"""The mutator makes errors, knows which of its results are none, and never asks the checker."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.errors import Fate, Kind, Mutation
from tests.mutation.mutator import mutations
from tests.mutation.truth import Truth, truth_of

HERE = Path(__file__).parent
WRONG = ("wrong_figures", "wrong_names", "wrong_times", "wrong_words")
ITEM = "Two firms cut fees by 5% on 2 March 2026."


def fact(fact_id: str, subject: str, value: str, unit: str, **more: object) -> dict[str, object]:
    return {
        "id": fact_id, "subject": subject, "metric": fact_id.partition("usdt.")[2], "value": value,
        "unit": unit, "kind": "observed", "evidence": None, **more,
    }  # fmt: skip


@pytest.fixture
def truth() -> Truth:
    facts = [
        fact("edition.desk.as_of", "edition", "2026-03-27T21:21:00Z", "instant"),
        fact("binance.filusdt.base", "FILUSDT", "FIL", "text"),
        fact("binance.filusdt.bias", "FILUSDT", "no lean", "text"),
        fact("binance.filusdt.price", "FILUSDT", "0.836", "price_usd"),
        fact("binance.filusdt.level.above.1", "FILUSDT", "0.936", "price_usd"),
        fact("binance.filusdt.funding.settled", "FILUSDT", "-0.00040602", "fraction_per_8h"),
        fact("binance.filusdt.funding.settled_annual", "FILUSDT", "-0.4446", "fraction_per_year"),
        fact("binance.btcusdt.base", "BTCUSDT", "BTC", "text"),
        fact("binance.btcusdt.bias", "BTCUSDT", "no lean", "text"),
        fact("binance.btcusdt.price", "BTCUSDT", "68412.7", "price_usd"),
        fact("item.n1.summary", "Wire", ITEM, "text"),
        fact("item.n2.summary", "Herald", "Nothing happened.", "text"),
    ]
    return truth_of({"articles": [{"subject": "FILUSDT"}], "stories": [], "facts": facts})


def of_kind(text: str, truth: Truth, kind: Kind) -> list[Mutation]:
    """What is made of the text over several draws."""
    return [
        mutation
        for draw in range(40)
        for mutation in mutations(text, "md", truth, str(draw))
        if mutation.kind is kind
    ]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.SIGN, "Funding is −0.0406% per 8 h.", "Funding is +0.0406% per 8 h."),
        (Kind.TEN, "Funding is −0.0406% per 8 h.", "Funding is −0.406% per 8 h."),
        (Kind.HUNDRED, "Funding is −0.0406% per 8 h.", "Funding is −4.06% per 8 h."),
        (Kind.TENTH, "It is $36.0 million.", "It is $3.60 million."),
        (Kind.HUNDREDTH, "BTC is at $68,412.70.", "BTC is at $684.1270."),
        (Kind.UNIT, "Funding is −0.0406% per 8 h.", "Funding is −0.0406% per 4 h."),
        (Kind.UNIT, "It is $36.0 million.", "It is $36.0 billion."),
        (Kind.ENTITY, "FILUSDT trades at $0.836.", "BTCUSDT trades at $0.836."),
        (Kind.ENTITY, "It trades on Binance.", "It trades on Bybit."),
        (Kind.SIDE, "A level at $0.936 above price.", "A level at $0.936 below price."),
        (Kind.SIDE, "Most are long.", "Most are short."),
        (Kind.DATE, "On 28 February 2026 it fell.", "On 1 March 2026 it fell."),
        (Kind.CLOCK, "Settled at 16:00 UTC.", "Settled at 17:00 UTC."),
        (Kind.WORD, "In all, 5 outlets carry it.", "In all, six outlets carry it."),
        (Kind.WORD, "Two firms left.", "Three firms left."),
        (Kind.HEDGE, "It could thin liquidity.", "It will thin liquidity."),
        (Kind.HEDGE, "The modelled liquidation map.", "The liquidation map."),
        (Kind.DIRECTION, "Here shorts pay longs.", "Here longs pay shorts."),
        (Kind.DIRECTION, "It grew by 4.8%.", "It shrank by 4.8%."),
    ],
)
def test_each_class_of_error_is_made(kind: Kind, text: str, expected: str, truth: Truth) -> None:
    made = {m.applied(text): m.fate for m in of_kind(text, truth, kind)}
    assert made[expected] is Fate.WRONG


def test_another_digit_is_another_figure(truth: Truth) -> None:
    text = "It stands at $12.34 now."
    made = of_kind(text, truth, Kind.DIGIT)
    assert {m.fate for m in made} == {Fate.WRONG}
    assert all(len(m.applied(text)) == len(text) and m.applied(text) != text for m in made)


@pytest.mark.parametrize(
    ("kind", "text", "result"),
    [
        (Kind.DIGIT, "FILUSDT trades at $0.836.", "$0.936"),
        (Kind.SIGN, "FILUSDT settles at 0.0406%.", "−0.0406%"),
        (Kind.UNIT, "At −44.5% per 8 h for FIL.", "−44.5% a year"),
        (Kind.DATE, "As of 26 March 2026.", "27 March 2026"),
        (Kind.ENTITY, "FILUSDT shows no lean.", "BTCUSDT shows no lean"),
    ],
)
def test_what_is_true_by_another_fact_is_no_error(
    kind: Kind, text: str, result: str, truth: Truth
) -> None:
    fates = {m.fate for m in of_kind(text, truth, kind) if result in m.applied(text)}
    assert fates == {Fate.TRUE}


def test_a_figure_of_another_contract_is_an_error(truth: Truth) -> None:
    made = of_kind("BTCUSDT at $0.736.", truth, Kind.DIGIT)
    assert {m.fate for m in made} == {Fate.WRONG}


def test_zero_times_ten_is_unchanged(truth: Truth) -> None:
    (made, *_) = of_kind("It fell in 0% of windows.", truth, Kind.TEN)
    assert made.fate is Fate.SAME


def test_a_quotation_is_true_only_word_for_word(truth: Truth) -> None:
    text = f"Wire wrote: “{ITEM.replace('Two', 'Three')}”"
    fates = {m.fate for m in of_kind(text, truth, Kind.WORD)}
    assert fates == {Fate.WRONG}
    told = f"Herald wrote: “{ITEM}”"
    fates = {m.fate for m in of_kind(told, truth, Kind.ENTITY) if m.after == "Wire"}
    assert fates == {Fate.TRUE}


def test_what_no_reader_sees_is_left_alone(truth: Truth) -> None:
    text = (
        'slug: "fil-12"\n[a link](https://x.example/12) `<a id="source-12">` [\\[1\\]](#source-1)'
    )
    assert mutations(text, "md", truth, "0") == []


def test_the_mutator_imports_nothing_of_the_project() -> None:
    for name in ("mutator", "errors", "sites", "truth", *WRONG):
        tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        imported = {
            node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        } | {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert not [module for module in imported if module.startswith("reporter")]
