"""Finding codes, and how a finding is made. ``docs/checks.md`` explains each code."""

from __future__ import annotations

from enum import StrEnum

from reporter.model.verdict import Finding, Severity


class Code(StrEnum):
    """Stable names: publishers search for them and tests rely on them."""

    # facts, before a word is written
    IDENTITY = "identity"
    FORMULA = "formula"
    UNIT = "unit"
    RANGE = "range"
    CAP = "cap"
    FUNDING_PREMIUM = "funding-premium"
    HISTORY_RANK = "history-rank"
    FUNDING_APART = "funding-apart"
    FUNDING_FORMULA = "funding-formula"
    INTERVAL = "interval"
    LIQUIDATIONS_OI = "liquidations-oi"
    OI_CHANGE = "oi-change"
    SIDE = "side"
    SHARES = "shares"
    RATIO_SHARE = "ratio-share"
    PRICES_APART = "prices-apart"
    BASIS = "basis"
    PRICE_VENUES = "price-venues"
    FUNDING_VENUES = "funding-venues"
    OI_VENUES = "oi-venues"
    NATURE = "nature"
    DISPUTED = "disputed"
    STALE = "stale"
    FUTURE = "future"
    NEXT_SETTLEMENT = "next-settlement"

    # figures of a finished text
    UNBOUND = "unbound-number"
    WRONG_SUBJECT = "wrong-subject"
    WRONG_METRIC = "wrong-metric"
    SIGN = "sign"
    DIRECTION = "direction"
    PAIR = "pair"
    NOTE = "note-number"
    TICK = "tick"
    PAGE = "page-number"
    UNKNOWN_NAME = "unknown-name"

    # a finished text against the edition's own record of it
    MOVED_FIGURE = "moved-figure"
    MOVED_NAME = "moved-name"
    REWORDED = "reworded-claim"
    SOURCE_LINE = "source-line"

    # claims
    FUNDING_SIDE = "funding-side"
    LIQUIDATION_SIDE = "liquidation-side"
    ADVERB = "adverb"
    CERTAINTY = "certainty"
    LIKELIHOOD = "likelihood"
    IMPERATIVE = "imperative"
    CERTAINTY_RAISED = "certainty-raised"

    # form
    GLUED = "glued"
    RELATIVE_TIME = "relative-time"
    CURRENT = "current"
    ZONE = "zone"
    QUOTE = "quote"
    COPIED = "copied"
    LINK = "link"
    NO_SOURCES = "no-sources"
    NO_AS_OF = "no-as-of"
    NO_INVALIDATION = "no-invalidation"
    NO_DISCLOSURE = "no-disclosure"
    READABILITY = "readability"
    LONG_SENTENCE = "long-sentence"

    # a text without a fact sheet
    ANNUALISED = "annualised"
    UNIT_MIX = "unit-mix"
    FUNDING_BASIS = "funding-basis"
    DOUBLE = "double"


def error(code: Code, place: str, seen: str, expected: str, message: str) -> Finding:
    """A finding that holds the edition."""
    return Finding(
        code=code.value,
        severity=Severity.ERROR,
        place=place,
        seen=seen,
        expected=expected,
        message=message,
    )


def warning(code: Code, place: str, seen: str, expected: str, message: str) -> Finding:
    """A finding that is printed in the review and holds nothing."""
    return Finding(
        code=code.value,
        severity=Severity.WARNING,
        place=place,
        seen=seen,
        expected=expected,
        message=message,
    )
