"""A text without facts is tried against itself. The figures are those of a real case."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Severity, Verdict
from tests.checking.conftest import finished

NEEDS = (
    "Sources: https://wire.example.org/a.",
    "As of 27 March 2026, 21:21 UTC. Below $0.803 the view is void. Not investment advice.",
)


def judged(*texts: str | Block) -> Verdict:
    """The verdict on these sentences in a text that lacks nothing else."""
    return check(finished(*texts, *NEEDS, form="text"), None)


def codes(*texts: str | Block) -> set[str]:
    return {finding.code for finding in judged(*texts).findings}


def bullet(text: str) -> Block:
    return Block(kind=BlockKind.BULLET, text=text, place="bullet 1")


def specimen() -> FinishedText:
    """The real case's figures in sentences of our own."""
    return finished(
        "Perp traders look at FILUSDT, quoted at $0.836 by the desk.",
        "Its funding rate reads -4.0602%, annualized near -4,446%.",
        "The desk calls funding extremely crowded.",
        "Added up, the desk gets a spread of -4,457.3 bps from a basis of -11.4 bps.",
        "A long/short ratio of 2.19 goes with 68.7% long and 31.3% short.",
        "Short liquidations of $127.14 million face long ones of $16.88 million.",
        "Settlement comes about 2.65 hours out.",
        bullet("FILUSDT squeeze: funding of\n-4.0602%,$127Min shorts, and68.7%long."),
        form="text",
    )


def test_the_real_case_is_held_and_its_faults_are_named() -> None:
    verdict = check(specimen(), None)
    assert verdict.held
    errors = {f.code for f in verdict.findings if f.severity is Severity.ERROR}
    assert errors == {
        "cap", "funding-basis", "unit-mix", "glued", "relative-time",
        "no-sources", "no-as-of", "no-invalidation", "no-disclosure",
    }  # fmt: skip
    messages = " ".join(finding.message for finding in verdict.findings)
    assert "100 times too large: −0.040602% would fit" in messages
    assert "factor of 100" in messages
    assert "about −0.0406% per 8 h" in messages
    assert verdict.numerals > 10
    assert verdict.resolved == 0


def test_the_same_case_in_right_units_passes() -> None:
    right = judged(
        "FILUSDT trades at $0.836; resistance sits at $0.92 and support at $0.79.",
        "Its funding rate settled at −0.0406% per 8 h at 16:00 UTC, which is −44.5% a year.",
        "The basis is −11.4 bps.",
        "A long/short ratio of 2.19 goes with 68.7% long and 31.3% short.",
        "Short liquidations of $12.6 million compare with open interest of $36.2 million.",
        "Its funding stands at the 3rd percentile, which is extremely low.",
        "The valuation of $22 billion is double the $11 billion of December.",
    )
    assert right.findings == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Funding is +3.5%.", "cap"),
        ("Funding is −0.05%, annualised −54.8%, says one.", ""),
        ("Funding is −0.05%, annualised −80%.", "annualised"),
        ("Funding is 0.01% and annualised 87.6%.", ""),
        ("Prices fell 5% a year.", ""),
        ("Funding is costly; annualised it is −80%.", ""),
        (
            (
                "Funding runs at −0.0200% per 8 h. Funding at the 16:00 UTC settlement came in at "
                "−0.0500% per 8 h, or −54.8% a year."
            ),
            "",
        ),
        (
            (
                "Funding runs at −0.0500% per 8 h. Funding at the 16:00 UTC settlement came in at "
                "−0.0200% per 8 h, or −54.8% a year."
            ),
            "annualised",
        ),
        ("Longs hold 68.7% and shorts 41.3%.", "shares"),
        ("A ratio of 2.19 leaves 58.7% long.", "ratio-share"),
        ("A ratio of 0 leaves 58.7% long.", ""),
        ("FILUSDT trades at $0.836 under resistance at $0.79.", "side"),
        ("FILUSDT trades at $0.836 over support at $0.91.", "side"),
        ("FILUSDT trades at $0.836 under resistance at $0.0079.", ""),
        ("Resistance is at $0.79.", ""),
        ("A fee of $0.79 applies.", ""),
        ("Liquidations of $127 million meet open interest of $36.2 million.", "liquidations-oi"),
        ("Sales doubled from $11 billion to $44 billion.", "double"),
        ("Sales doubled from $11 billion.", ""),
        ("It is a factor of 2.5 in bps: 25 bps.", ""),
        ("A fund of $5 million and a rate of 7%.", ""),
        ("With negative funding longs pay.", "funding-side"),
        ("Funding is currently 0.01%.", "current"),
        ("Funding, currently 0.01%, was set at 16:00 UTC.", ""),
        ("Funding is not extreme.", ""),
        ("Funding is extreme.", "adverb"),
        ("The call is at 16:00.", "zone"),
        ("Buy now.", "imperative"),
        ("The page costs 68.7% of shorts.", ""),
        ("Shorts of 31.3% remain.", ""),
    ],
)
def test_figures_and_words_of_a_stranger(text: str, code: str) -> None:
    assert codes(text) == ({code} if code else set())


def test_hyperliquid_has_wider_caps() -> None:
    assert codes("On Hyperliquid funding is 3.5%.") == set()
    assert codes("On Hyperliquid funding is −4.5%.") == {"cap"}


def test_a_large_rate_that_no_slip_explains_is_still_named() -> None:
    (finding,) = (
        f for f in judged("Funding is −90%.", "The basis is −1 bps.").findings
        if f.code == "funding-basis"
    )  # fmt: skip
    assert "100 times" not in finding.message


def test_a_yearly_rate_in_right_units_may_still_not_be_added_to_a_basis() -> None:
    found = judged(
        "Funding is −0.0406%, which is −44.5% a year.",
        "That makes a spread of −4,461.4 bps beside a basis of −11.4 bps.",
    ).findings
    assert [finding.code for finding in found] == ["unit-mix"]
    assert "a rate per year" in found[0].message
    assert codes(
        "Funding is −0.0406%, which is −44.5% a year.", "The spread of 12 bps, a basis of 3 bps."
    ) == set()  # fmt: skip


def test_a_bullet_may_not_be_surer_than_the_body() -> None:
    body = "Margin could draw institutional capital into prediction contracts."
    sure = bullet("Institutional capital will flow into prediction contracts.")
    verdict = judged(body, sure)
    assert [f.code for f in verdict.findings] == ["certainty-raised"]
    assert not verdict.held
    assert codes(body, bullet("Institutional capital may flow into contracts.")) == set()
    assert codes(body, bullet("Nothing of the kind will follow.")) == set()


def test_a_chart_needs_no_parts_and_static_text_is_passed_over() -> None:
    static = Block(kind=BlockKind.STATIC, text="Funding of 44% is a risk", place="static 1")
    assert check(finished(static, form="svg"), None).findings == ()
