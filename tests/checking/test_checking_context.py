"""Figures bound by what stands around them: events, table heads, and who is spoken of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporter.checking import check
from reporter.model.facts import FactKind, FactSheet, Source
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.units import Count
from reporter.model.verdict import Verdict
from tests.checking.conftest import (
    NEXT,
    PUBLISHED,
    SETTLED,
    TITLE,
    WIRE,
    edition,
    fact,
    filusdt,
    finished,
    reported,
    sheet_of,
    story,
    whole_sheet,
)

SHEET = whole_sheet()


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


# --- times and the events they belong to --------------------------------------------------


def told() -> FactSheet:
    other = Source(name="Second Wire", url="https://second.example.org", published=SETTLED)
    later = [
        fact("item.two.title", "Cboe lists contracts", kind=FactKind.REPORTED, source=other),
        fact("item.two.published", SETTLED, kind=FactKind.REPORTED, source=other),
        fact("item.three.title", "Kalshi talks on", kind=FactKind.REPORTED, source=WIRE),
        fact("item.three.published", NEXT, kind=FactKind.REPORTED, source=WIRE),
    ]
    named = [
        replace(one, subject=one.source.name, metric=one.id.rpartition(".")[2]) for one in later
    ]
    seen = [
        replace(
            fact(f"story.{name}.{metric}", "2", "count"), subject=name, metric=metric, value=value
        )
        for name, metric, value in (
            ("one", "first_seen", PUBLISHED),
            ("two", "first_seen", NEXT),
            ("two", "outlets", Count(Decimal(5))),
        )
    ]
    return sheet_of(edition(), story(), filusdt(), named, seen)


@pytest.mark.parametrize(
    "sentence",
    [
        f"Example Wire published on 27 March 2026 under the headline “{TITLE}”.",
        f"Example Wire published “{TITLE}” on 27 March 2026.",
        "Example Wire published “Kalshi talks on” on 28 March 2026.",
        "Example Wire published a note on 28 March 2026 about “talks”.",
        "The story was first seen on 27 March 2026.",
        "Five outlets carry the story, which was first seen on 28 March 2026.",
        "Prices of FILUSDT are as of 27 March 2026, 21:21 UTC.",
        "FILUSDT last settled at 16:00 UTC; the view lapses at 00:00 UTC.",
        "As of 24 March 2026 the filing was with the National Futures Association.",
    ],
)
def test_a_time_goes_with_its_event(sentence: str) -> None:
    assert check(finished(sentence), told()).findings == ()


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        (f"Example Wire published on 28 March 2026 under the headline “{TITLE}”.", "wrong-metric"),
        (f"Example Wire published “{TITLE}” on 28 March 2026.", "wrong-metric"),
        ("Second Wire published on 28 March 2026.", "wrong-metric"),
        ("NFA published on 24 March 2026.", "wrong-metric"),
        ("The story was first seen on 24 March 2026.", "wrong-metric"),
        ("Five outlets carry the story, which was first seen on 27 March 2026.", "pair"),
        ("Prices of FILUSDT are as of 28 March 2026.", "wrong-metric"),
        ("The view on FILUSDT lapses at 16:00 UTC.", "wrong-metric"),
        ("The settlement of FILUSDT is at 40:00 UTC.", "unbound-number"),
        ("Prices of FILUSDT are as of 27 March 0026.", "unbound-number"),
        ("FILUSDT trades at $0.92.", "wrong-metric"),
        ("Shares of FILUSDT: a short share of 68.7% among traders.", "wrong-metric"),
        ("FILUSDT lost; the level is 69% below.", "wrong-metric"),
        ("FILUSDT was higher or lower in 48.7% of past windows.", ""),
        ("FILUSDT was lower in 48.7% of past windows.", "direction"),
        ("Longs pay longs in FILUSDT.", "funding-side"),
        ("FILUSDT has a running rate of −2.1 bps.", "interval"),
    ],
)
def test_a_figure_of_another_event_is_named(sentence: str, code: str) -> None:
    found = codes(check(finished(sentence), told()))
    assert code in found if code else found == []


# --- tables -------------------------------------------------------------------------------


def table(*rows: str) -> FinishedText:
    return finished(
        *(
            Block(kind=BlockKind.ROW, text=row, place=f"row {number}")
            for number, row in enumerate(rows, start=1)
        )
    )


HEAD = "Symbol | Price | Funding, settled | Open interest, day on day"


def test_cells_are_held_against_the_heads_of_row_and_column() -> None:
    assert check(table(HEAD, "FILUSDT | $0.836 | −0.0406% | +3.2%"), SHEET).findings == ()
    for row in (
        "FILUSDT | $0.836 | −0.0406% | −2.1%",
        "FILUSDT | $0.836 | −2.1% | +3.2%",
        "FILUSDT | $0.92 | −0.0406% | −3.2%",
        "FILUSDT | $0.836 | 0.0406% | +3.2%",
    ):
        assert check(table(HEAD, row), SHEET).held, row


def test_a_row_unlike_its_table_is_judged_by_all_its_words() -> None:
    assert check(table(HEAD, "FILUSDT price change | −2.1%"), SHEET).findings == ()


def test_a_short_share_pays_in_words_only_beside_the_payer() -> None:
    assert check(finished("In FILUSDT shorts pay longs 0.0406% per 8 h."), SHEET).findings == ()
    assert check(finished("Down in FILUSDT, funding is 0.0406% per 8 h."), SHEET).held


def test_volatility_may_be_called_a_yearly_rate() -> None:
    text = finished("FILUSDT has a realised volatility of 71.4% a year.")
    assert check(text, SHEET).findings == ()


def test_where_only_contracts_are_spoken_of_no_report_lends_a_figure() -> None:
    assert check(finished("FILUSDT is worth $22 billion."), SHEET).held
    assert not check(finished("FILUSDT and Kalshi: the latter is worth $22 billion."), SHEET).held


def test_a_reported_rate_keeps_its_interval() -> None:
    sentence = "Kalshi pays 4% a year on balances."
    rate = reported("kalshi-margin.kalshi.rate", "4", "percent", sentence, "4%", "Kalshi")
    sheet = sheet_of(edition(), [rate])
    assert check(finished("Kalshi pays 4% a year."), sheet).findings == ()
    assert check(finished("Kalshi pays 4%."), sheet).findings == ()
    assert codes(check(finished("Kalshi pays 4% a month."), sheet)) == ["interval"]


def test_midnight_is_a_time_unless_the_source_names_a_day_only() -> None:
    wire = fact("item.four.published", NEXT, kind=FactKind.REPORTED, source=WIRE)
    title = fact("item.four.title", "Cboe opens at midnight", kind=FactKind.REPORTED, source=WIRE)
    named = [replace(one, metric=one.id.rpartition(".")[2]) for one in (wire, title)]
    line = "Example Wire, “Cboe opens at midnight”, 28 March 2026"

    def judged(text: str, *, whole_day: bool) -> list[str]:
        facts = [replace(one, whole_day=whole_day) for one in named]
        source = Block(kind=BlockKind.SOURCE, text=text, place="source 1")
        return codes(check(finished(source), sheet_of(edition(), facts)))

    assert judged(f"{line}, 00:00 UTC", whole_day=False) == []
    assert judged(line, whole_day=True) == []
    assert "wrong-metric" in judged(f"{line}, 00:00 UTC", whole_day=True)
    assert "wrong-metric" in judged(f"{line}, 00:01 UTC", whole_day=False)
