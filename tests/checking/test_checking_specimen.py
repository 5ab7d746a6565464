"""FILUSDT, 27 March 2026: the true figures pass every gate, the published ones do not.

The published figures are those of an article that took basis points for percent; ``docs/gates.md``
names the codes of each gate.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from reporter.checking import gates
from reporter.model.facts import Fact
from reporter.model.market import Nature
from reporter.model.verdict import Finding
from tests.checking.conftest import SETTLED, edition, fact, filusdt

KEY = "binance.filusdt"
PAGE = (Path(__file__).parents[2] / "docs" / "gates.md").read_text(encoding="utf-8")


def gates_of_codes() -> dict[str, str]:
    """The gate that each code belongs to, as the page's table has it."""
    rows = re.findall(r"^\| \*\*(G\d+)\*\* [^|]*\|(?:[^|]*\|)*? ([^|]*) \|$", PAGE, re.MULTILINE)
    return {code: gate for gate, codes in rows for code in re.findall(r"`([\w-]+)`", codes)}


def named(findings: tuple[Finding, ...]) -> dict[str, set[str]]:
    """The places that each gate refuses."""
    found: dict[str, set[str]] = {}
    table = gates_of_codes()
    for finding in findings:
        found.setdefault(table[finding.code], set()).add(finding.place.removeprefix(f"{KEY}."))
    return found


def true_figures() -> list[Fact]:
    """Beside the sheet's own: a formula's rate and two other venues."""
    return [
        *edition(),
        *filusdt(),
        fact(f"{KEY}.funding.implied", "-0.00036", "fraction_per_8h", nature=Nature.MODELLED,
             as_of=SETTLED),
        fact("okx.filusdt.price", "0.8358", "price_usd", nature=Nature.LIVE),
        fact("okx.filusdt.funding.running", "-0.00019", "fraction_per_8h",
             nature=Nature.PREDICTED),
        fact("okx.filusdt.funding.settled", "-0.00038", "fraction_per_8h",
             nature=Nature.SETTLED, as_of=SETTLED),
        fact("bybit.filusdt.price", "0.8361", "price_usd", nature=Nature.LIVE),
        fact("bybit.filusdt.funding.settled", "-0.00041", "fraction_per_8h",
             nature=Nature.SETTLED, as_of=SETTLED),
    ]  # fmt: skip


def published_figures() -> list[Fact]:
    """The same sheet with what was printed: nothing is derived, all of it is claimed."""
    printed = {
        "funding.settled": fact(f"{KEY}.funding.settled", "-0.040602", "fraction_per_8h"),
        "funding.settled_annual": fact(
            f"{KEY}.funding.settled_annual", "-44.46", "fraction_per_year"
        ),
        "spread": fact(f"{KEY}.spread", "-4457.3", "bps"),
        "liquidations.above": fact(f"{KEY}.liquidations.above", "127140000", "usd"),
        "liquidations.below": fact(f"{KEY}.liquidations.below", "16880000", "usd"),
    }
    book = {one.id: one for one in true_figures()}
    book |= {one.id: replace(one, as_of=SETTLED) for one in printed.values()}
    return list(book.values())


def test_the_true_figures_pass_every_gate() -> None:
    assert gates(true_figures()) == ()


def test_the_published_figures_are_refused_by_seven_gates() -> None:
    rate = {"funding.settled"}
    assert named(gates(published_figures())) == {
        "G1": rate,
        "G2": rate,
        "G3": rate,
        "G4": rate,
        "G6": {"spread"},
        "G7": {"liquidations.above"},
        "G10": rate,
    }


def test_with_nothing_but_the_articles_own_figures_four_gates_refuse_them_still() -> None:
    kept = [
        one
        for one in published_figures()
        if one.id.startswith((KEY, "edition."))
        and one.metric not in ("funding.low", "funding.high", "funding.implied", "funding.running")
    ]
    assert set(named(gates(kept))) == {"G1", "G3", "G6", "G7"}


def test_a_published_rate_alone_says_what_it_should_have_been() -> None:
    (finding,) = gates([fact(f"{KEY}.funding.settled", "-0.040602", "fraction_per_8h")])
    assert finding.code == "cap"
    assert finding.seen == "-4.0602% per 8 h"
    assert finding.expected == (
        "from -3% to 3% per 8 h, the widest of the venue's limits; "
        "the same digits as basis points would be -0.040602%: is the unit wrong?"
    )


def test_a_published_year_beside_the_true_rate_is_refused_too() -> None:
    """The yearly figure was 100 times too large by itself as well."""
    year = fact(f"{KEY}.funding.settled_annual", "-44.46", "fraction_per_year")
    book = {**{one.id: one for one in true_figures()}, year.id: year}
    assert named(gates(book.values())) == {"G7": {"funding.settled_annual"}}


def test_a_right_looking_spread_is_still_a_sum_of_two_dimensions() -> None:
    spread = fact(f"{KEY}.spread", "-4457.3", "bps")
    (finding,) = gates([*true_figures(), spread])
    assert finding.code == "unit-mix"
    assert finding.seen == "-4457.3 bps = -44.4592% a year and -11.36 bps, added"
