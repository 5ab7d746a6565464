"""Clean sentences pass; the same sentences with a changed figure do not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.checking import check
from reporter.model.facts import FactSheet
from reporter.model.text import Block, BlockKind
from reporter.model.verdict import Verdict
from tests.checking.conftest import (
    SENTENCES,
    TITLE,
    btcusdt,
    edition,
    fact,
    filusdt,
    finished,
    sheet_of,
    story,
)

CLEAN = (
    "Funding on FILUSDT settled at −0.0406% per 8 h (−44.5% a year) at 16:00 UTC on 27 March 2026.",
    "The next settlement of FILUSDT is at 00:00 UTC on 28 March 2026, in 2 h 39 min.",
    "FILUSDT trades at $0.836 with a basis of −11.4 bps.",
    "FILUSDT: open interest is $36.0 million (43.1 million FIL), up 3.2% over 24 hours.",
    "The price of FILUSDT fell 2.1% over 24 hours; it changed by −2.1%.",
    "Top traders in FILUSDT are 68.7% long and 31.3% short, a long/short ratio of 2.19.",
    "Funding of FILUSDT is extreme: the 3rd percentile of 540 settlements.",
    "The nearest level above FILUSDT is $0.92 (+10.0%), then $0.94 (+12.4%).",
    "Below FILUSDT lies $0.79, 5.5% lower.",
    "In 5.9% of past windows of 24 hours FILUSDT reached $0.92. Below $0.803 the view is void.",
    "Short liquidations of FILUSDT above the price are modelled at $12.6M.",
    "Kalshi's weekly volume passed $3 billion and its monthly volume $10.4 billion, up 12%.",
    "Kalshi raised $1.2 billion at a valuation of $22 billion, two outlets say.",
    "BTCUSDT trades at $65,231.50 with open interest of $5.1 billion.",
    "BTCUSDT settled at +0.0100% per 8 h: longs pay shorts.",
    "The National Futures Association (NFA) has had the filing since 24 March 2026.",
    "Lighthouse 7 counts from 27 March 2026, 21:21 UTC.",
    "FILUSDT settles every 8 hours; one of the three stories says why.",
    "One exchange told Kalshi so, a third exchange and a fifth did not.",
    "FILUSDT vs. BTCUSDT: only the former trades at $0.836.",
    "Realised volatility of FILUSDT is 71.4%, the 55th percentile.",
    "Running funding of FILUSDT is −2.1 bps per 8 h.",
    "Kalshi has talked since March 2026, in Q1 2026, and in 2026.",
)


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


@pytest.mark.parametrize("sentence", CLEAN)
def test_a_clean_sentence_passes_and_every_figure_counts(sheet: FactSheet, sentence: str) -> None:
    verdict = check(finished(sentence), sheet)
    assert verdict.findings == ()
    assert verdict.numerals == verdict.resolved


WRONG = [
    ("FILUSDT trades at $0.846.", "unbound-number"),
    ("Funding on FILUSDT settled at −4.0602%.", "unbound-number"),
    ("Funding on FILUSDT settled at −0.0041%.", "unbound-number"),
    ("Funding on FILUSDT settled at +0.0406%.", "sign"),
    ("Funding on FILUSDT settled at 0.0406%.", "sign"),
    ("Funding on FILUSDT settled at −0.0406% per 4 h.", "interval"),
    ("Funding on FILUSDT settled at −0.0406% a year.", "interval"),
    ("FILUSDT has a basis of −11.4%.", "unit"),
    ("FILUSDT has a basis of −1,140 bps.", "unbound-number"),
    ("BTCUSDT settled at −0.0406% per 8 h.", "wrong-subject"),
    ("XYZUSDT settled at −0.0406% per 8 h.", "wrong-subject"),
    ("Open interest in FILUSDT is $12.6 million.", "wrong-metric"),
    ("The volume of FILUSDT is $36.0 million.", "wrong-metric"),
    ("Top traders in FILUSDT are 31.3% long.", "wrong-metric"),
    ("Top traders in FILUSDT are 68.7% short.", "wrong-metric"),
    ("The price of FILUSDT rose 2.1%.", "direction"),
    ("Open interest in FILUSDT fell 3.2%.", "direction"),
    ("Kalshi's monthly volume reached $10.4 billion, down 12%.", "direction"),
    ("Polymarket is valued at $22 billion.", "wrong-subject"),
    ("CME Group is valued at $22 billion.", "unknown-name"),
    ("Kalshi has monthly revenue of $10.4 billion.", "wrong-metric"),
    ("FILUSDT may trade at $0.94, which is +10.0% away.", "pair"),
    ("FILUSDT may trade at $0.803, which is −5.5% away.", "pair"),
    ("Three outlets report on Kalshi.", "wrong-metric"),
    ("Seventeen outlets report on Kalshi.", "unbound-number"),
    ("Millions watch Kalshi.", "unbound-number"),
    ("FILUSDT settled at 15:00 UTC.", "unbound-number"),
    ("BTCUSDT settles next at 00:00 UTC.", "wrong-subject"),
    ("FILUSDT settles in €0.836.", "unit"),
    ("The market of FILUSDT holds 43.1 million BTC.", "wrong-subject"),
    ("FILUSDT was quiet in 2019.", "unbound-number"),
    ("FILUSDT was quiet in Q3 2026.", "unbound-number"),
    ("FILUSDT was quiet in H2 2026.", "unbound-number"),
    ("FILUSDT holds ¥5.", "unbound-number"),
]


@pytest.mark.parametrize(("sentence", "code"), WRONG)
def test_a_wrong_figure_is_named(sheet: FactSheet, sentence: str, code: str) -> None:
    verdict = check(finished(sentence), sheet)
    assert code in codes(verdict)
    assert verdict.held


def test_a_slip_by_a_hundred_is_said_in_so_many_words(sheet: FactSheet) -> None:
    (finding,) = check(finished("Funding on FILUSDT settled at −4.0602% per 8 h."), sheet).findings
    assert finding.place == "article.md: paragraph 1"
    assert "100 times too large" in finding.message
    assert finding.expected.startswith("binance.filusdt.funding.settled")
    (small,) = check(finished("FILUSDT has open interest of $360,392."), sheet).findings
    assert "100 times too small" in small.message


def test_the_nearest_fact_is_offered(sheet: FactSheet) -> None:
    (finding,) = check(finished("The nearest level above FILUSDT is $0.87."), sheet).findings
    assert finding.expected == "binance.filusdt.index = 0.83635 price_usd"


FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# Figures that no other fact of the small sheet comes near to.
MUTABLE = (
    "Funding on FILUSDT settled at −0.0406% per 8 h.",
    "Annualised it is −44.5% on FILUSDT.",
    "FILUSDT trades at $0.836.",
    "FILUSDT trades with a basis of −11.4 bps.",
    "FILUSDT has a long/short ratio of 2.19.",
    "Top traders in FILUSDT are 68.7% long.",
    "FILUSDT has open interest of $36.0 million.",
    "FILUSDT has open interest of 43.1 million FIL.",
    "The price of FILUSDT fell 2.1%.",
    "Kalshi had monthly volume of $10.4 billion.",
    "BTCUSDT trades at $65,231.50.",
    "Kalshi is valued at $22 billion.",
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MUTABLE), st.integers(0, 20), st.integers(1, 9))
def test_any_changed_digit_is_caught(sentence: str, place: int, shift: int) -> None:
    match = FIGURE.search(sentence)
    assert match is not None
    digits = [n for n in range(match.start(), match.end()) if sentence[n].isdigit()]
    at = digits[place % len(digits)]
    changed = sentence[:at] + str((int(sentence[at]) + shift) % 10) + sentence[at + 1 :]
    assert check(finished(changed), SHEET).held
    assert not check(finished(sentence), SHEET).findings


SWAPS = (
    ("−", "+"),
    ("−", ""),
    ("%", " bps"),
    ("bps", "%"),
    ("%", " pp"),
    ("$", "€"),
    ("million", "billion"),
    ("billion", "million"),
    ("per 8 h", "per 1 h"),
    ("FILUSDT", "BTCUSDT"),
    ("BTCUSDT", "FILUSDT"),
    ("Kalshi", "Polymarket"),
    ("fell", "rose"),
    ("long.", "short."),
    ("FIL.", "BTC."),
)


@pytest.mark.parametrize("sentence", MUTABLE)
@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_any_swapped_word_is_caught(sentence: str, old: str, new: str) -> None:
    changed = sentence.replace(old, new)
    assert check(finished(changed), SHEET).held == (changed != sentence)


@pytest.mark.parametrize("sentence", MUTABLE)
@pytest.mark.parametrize("factor", [10, 100, 0.1, 0.01])
def test_any_power_of_ten_is_caught(sentence: str, factor: float) -> None:
    match = FIGURE.search(sentence)
    assert match is not None
    value = float(match[0].replace(",", "")) * factor
    changed = sentence[: match.start()] + f"{value:.7g}" + sentence[match.end() :]
    assert check(finished(changed), SHEET).held


SHEET = sheet_of(edition(), story(), filusdt(), btcusdt())


# --- scope --------------------------------------------------------------------------------


def test_a_sentence_without_a_name_belongs_to_the_block_then_to_what_stood_before() -> None:
    text = finished("FILUSDT is calm. It trades at $0.836.", "Its basis is −11.4 bps.")
    assert check(text, SHEET).findings == ()
    text = finished("BTCUSDT is calm.", "Its basis is −11.4 bps.")
    assert codes(check(text, SHEET)) == ["wrong-subject"]


def test_before_any_contract_is_named_every_contract_may_be_meant() -> None:
    assert check(finished("Its basis is −11.4 bps."), SHEET).findings == ()


def test_a_base_asset_names_its_contract() -> None:
    assert check(finished("FIL trades at $0.836."), SHEET).findings == ()
    assert codes(check(finished("BTC trades at $0.836."), SHEET)) == ["wrong-subject"]


def test_a_reported_figure_may_be_told_of_another_party_of_the_same_evidence() -> None:
    party = replace(story()[4], id="kalshi-margin.clients.amount", subject="clients")
    sheet = sheet_of(edition(), story(), [party])
    assert check(finished("Its clients trade $3 billion, Kalshi says."), sheet).findings == ()


def test_rows_and_headings_are_one_passage_each() -> None:
    text = finished(
        Block(kind=BlockKind.HEADING, text="FILUSDT at $0.836", place="heading 1"),
        Block(kind=BlockKind.ROW, text="Funding, settled | −0.0406% per 8 h", place="row 1"),
        Block(kind=BlockKind.ROW, text="Open interest, U.S. | $36.0M. Up", place="row 2"),
    )
    assert check(text, SHEET).findings == ()


# --- exemptions ---------------------------------------------------------------------------


def test_titles_quotations_addresses_and_names_are_no_figures() -> None:
    text = finished(
        f"Example Wire reported: “{SENTENCES['rule']}”",
        f"Related: {TITLE}; again {TITLE}.",
        "See https://wire.example.org/2019/44 or write to desk77@example.org.",
        "Lighthouse 7 wrote this.",
    )
    assert check(text, SHEET).findings == ()


def test_static_text_is_passed_over() -> None:
    text = finished(Block(kind=BlockKind.STATIC, text="Article 17 of 2016/958", place="static 1"))
    verdict = check(text, SHEET)
    assert verdict.findings == ()
    assert verdict.numerals == 0


def test_note_numbers_must_point_to_a_source() -> None:
    source = Block(
        kind=BlockKind.SOURCE,
        text=f"1. Example Wire: {TITLE}, 27 March 2026, 14:05 UTC",
        place="source 1",
    )
    assert check(finished("Kalshi is near its aim [1].", source), SHEET).findings == ()
    assert codes(check(finished("Kalshi is near its aim [2].", source), SHEET)) == ["note-number"]


def test_page_counters_are_exempt() -> None:
    text = finished("Page 2 of 4", "3/4", "12", form="pdf")
    assert check(text, SHEET).findings == ()
    assert check(finished("Page 2 of 4 costs $5", form="pdf"), SHEET).held


def test_listed_ticks_are_exempt_as_often_as_listed() -> None:
    once = finished("0.811", form="pdf", exempt=("0.811",))
    assert check(once, SHEET).findings == ()
    twice = finished("$0.811", "0.811", form="pdf", exempt=("0.811", "$0.811"))
    assert check(twice, SHEET).findings == ()
    for text in (("$0.811", "$0.811"), ("$0.811 marks the axis",), ("0.811 $0.811 $0.811",)):
        again = finished(*text, form="pdf", exempt=("$0.811", "0.811"))
        assert codes(check(again, SHEET))[-1] == "unbound-number"


def test_listed_labels_are_exempt_in_columns_and_only_whole() -> None:
    labels = ("17 Mar", "19 Mar", "0.5", "5")
    columns = finished("17 Mar | 19 Mar", "0.5 | 5", form="pdf", exempt=labels)
    assert check(columns, SHEET).findings == ()
    for text in ("0.55", "17 Mar | 21 Mar", "5 | 0.5 | 5"):
        changed = finished(text, form="pdf", exempt=labels)
        assert "unbound-number" in codes(check(changed, SHEET))


@pytest.mark.parametrize(
    ("label", "domain", "held"),
    [
        ("$0.90", (0.8, 0.95), False),
        ("$1.40", (0.8, 0.95), True),
        ("27 Mar", (0.0, 1.0), False),
        ("−0.05%", (-0.06, 0.0), False),
        ("12", None, False),
    ],
)
def test_ticks_lie_in_the_domain_of_their_axis(
    label: str, domain: tuple[float, float] | None, held: bool
) -> None:
    tick = Block(kind=BlockKind.TICK, text=label, place="tick 1", domain=domain)
    verdict = check(finished(tick, form="svg"), SHEET)
    assert verdict.held is held
    assert codes(verdict) == (["tick"] if held else [])


# --- corners ------------------------------------------------------------------------------


def test_a_window_in_a_metric_s_name_needs_no_fact_of_its_own() -> None:
    text = finished("Over 24 hours, which is one day, FILUSDT barely moved.")
    assert check(text, SHEET).findings == ()
    assert check(finished("Over 60 days FILUSDT barely moved."), SHEET).held


def test_zero_has_no_sign() -> None:
    sheet = sheet_of(edition(), [fact("binance.filusdt.price.change_24h", "-0.02", "percent")])
    assert check(finished("FILUSDT rose 0.0%."), sheet).findings == ()
    flat = sheet_of(edition(), [fact("binance.filusdt.price.change_24h", "0", "percent")])
    assert check(finished("FILUSDT rose 0.04%."), flat).held
    assert check(finished("FILUSDT slipped by +0.0%."), flat).findings == ()


def test_a_swapped_unit_within_an_empty_family() -> None:
    sheet = sheet_of(edition(), [fact("binance.filusdt.price", "0.836", "price_usd")])
    (finding,) = check(finished("FILUSDT trades at 17 bps."), sheet).findings
    assert finding.expected == "a fact in this unit; the sheet has none"


def test_lengths_and_points_are_figures_like_others() -> None:
    sheet = sheet_of(
        edition(),
        [
            fact("binance.filusdt.funding.next_in", "0.5", "hours"),
            fact("binance.filusdt.odds", "4", "pp"),
        ],
    )
    text = finished("FILUSDT settles 30 minutes later, by 4 pp.")
    assert check(text, sheet).findings == ()
    assert check(finished("FILUSDT settles 31 minutes later."), sheet).held
