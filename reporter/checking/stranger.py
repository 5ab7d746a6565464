"""A text without a fact sheet: its figures against each other and against what venues allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from reporter.checking import lexicon, shape
from reporter.checking.claims import funding_contradiction, phrases
from reporter.checking.codes import Code, error, warning
from reporter.checking.roles import Figure, Role, figures
from reporter.checking.scope import Passage, Subjects, passages
from reporter.model.text import BlockKind, FinishedText
from reporter.model.verdict import Finding, Verdict

_SETTLEMENTS: Final = (3, 6, 24, 1, 2, 12)
# Binance: no rate below -2 % was ever settled, no cap above +3 % announced.
_FLOOR, _CAP = Decimal(-2), Decimal(3)
_HYPERLIQUID = Decimal(4)
_PREMIUM_SLACK = Decimal(50)
_MINUS = str.maketrans("-", "\N{MINUS SIGN}")


def check_stranger(text: FinishedText) -> Verdict:
    """The verdict on a text whose facts nobody handed over.

    Figures are tried against each other (annualised, spread, shares, ratio, doubles, sides,
    totals) and against caps; then the house rules. No figure counts as resolved: the text
    alone cannot prove any.
    """
    read = [p for p in passages(text, Subjects(())) if p.kind is not BlockKind.STATIC]
    found = list(figures(read))
    wide = "hyperliquid" in text.text.lower()
    findings = [
        *_funding(found, _HYPERLIQUID if wide else None),
        *_annualised(found),
        *_spread(found),
        *_shares(found),
        *_sides(found),
        *_totals(found),
        *(finding for passage in read for finding in _words(passage)),
        *_raised(read),
        *_form(text),
    ]
    return Verdict(
        subject=text.name,
        findings=tuple(dict.fromkeys(findings)),
        numerals=sum(len(passage.numerals) for passage in read),
    )


def _of(found: Sequence[Figure], role: Role) -> list[Figure]:
    return [figure for figure in found if figure.role is role]


def _say(value: Decimal, unit: str) -> str:
    return f"{value.normalize():,f}".translate(_MINUS) + unit


# --- funding ------------------------------------------------------------------------------


def _funding(found: Sequence[Figure], venue_cap: Decimal | None) -> Iterator[Finding]:
    basis = next(iter(_of(found, Role.BASIS)), None)
    for rate in _of(found, Role.FUNDING):
        low, high = (_FLOOR, _CAP) if venue_cap is None else (-venue_cap, venue_cap)
        if not low <= rate.value <= high:
            yield error(
                Code.CAP,
                rate.passage.place,
                rate.numeral.surface,
                f"from {_say(low, '%')} to {_say(high, '%')} per settlement",
                "The funding rate lies beyond the cap or floor that venues enforce. "
                f"{_say(rate.value / 100, '%')}, 100 times smaller, would be possible.",
            )
        if basis is not None:
            yield from _against_basis(rate, basis)


def _against_basis(rate: Figure, basis: Figure) -> Iterator[Finding]:
    bps, limit = abs(rate.value) * 100, 3 * abs(basis.value) + _PREMIUM_SLACK
    if bps <= limit:
        return
    slip = ""
    if bps / 100 <= limit:
        slip = f" It looks 100 times too large: {_say(rate.value / 100, '%')} would fit."
    yield error(
        Code.FUNDING_BASIS,
        rate.passage.place,
        f"{rate.numeral.surface} beside a basis of {basis.numeral.surface}",
        f"at most about {_say(limit, ' bps')} per settlement",
        f"A funding of {_say(rate.value * 100, ' bps')} cannot be reconciled with a basis of "
        f"{_say(basis.value, ' bps')}.{slip}",
    )


def _annualised(found: Sequence[Figure]) -> Iterator[Finding]:
    for year in _of(found, Role.ANNUAL):
        rates = [f for f in _of(found, Role.FUNDING) if f.number <= year.number]
        if not rates:
            continue
        rate = rates[-1]
        for settlements in _SETTLEMENTS:
            times = settlements * 365
            if abs(rate.value * times - year.value) <= rate.half * times + 2 * year.half:
                break
        else:
            yield error(
                Code.ANNUALISED,
                year.passage.place,
                f"{rate.numeral.surface} and {year.numeral.surface}",
                f"{_say(rate.value * 1095, '%')} a year at three settlements a day",
                "The yearly rate is not the rate times settlements a day times 365.",
            )


def _spread(found: Sequence[Figure]) -> Iterator[Finding]:
    years, bases = _of(found, Role.ANNUAL), _of(found, Role.BASIS)
    for spread in _of(found, Role.SPREAD):
        for year, basis in ((year, basis) for year in years for basis in bases):
            slack = year.half + basis.half + spread.half
            as_printed = abs(year.value + basis.value - spread.value) <= slack
            as_bps = abs(year.value * 100 + basis.value - spread.value) <= slack * 100
            if as_printed or as_bps:
                yield _mixed(spread, year, basis, bare=as_printed)
                break


def _mixed(spread: Figure, year: Figure, basis: Figure, *, bare: bool) -> Finding:
    implied = (spread.value - basis.value) / 1095 / 100
    seen = f"{spread.numeral.surface} = {year.numeral.surface} + {basis.numeral.surface}"
    hint = (
        "It adds percent and basis points as bare numbers, which differ by a factor of 100: as "
        f"basis points it would mean funding of about {implied:.4f}% per 8 h".translate(_MINUS)
        if bare
        else "It adds a rate per year to the basis of one instant"
    )
    return error(
        Code.UNIT_MIX,
        spread.passage.place,
        seen,
        "the yearly rate and the basis, each for itself and in its own unit",
        f"The spread is no spread. {hint}.",
    )


# --- positions, levels, totals ------------------------------------------------------------


def _shares(found: Sequence[Figure]) -> Iterator[Finding]:
    by_passage: dict[int, dict[Role, Figure]] = {}
    for figure in found:
        by_passage.setdefault(figure.number, {}).setdefault(figure.role, figure)
    for roles in by_passage.values():
        long, short, ratio = (roles.get(r) for r in (Role.LONG, Role.SHORT, Role.RATIO))
        if long and short and abs(long.value + short.value - 100) > long.half + short.half:
            yield error(
                Code.SHARES,
                long.passage.place,
                f"{long.numeral.surface} and {short.numeral.surface}",
                "shares that add up to 100%",
                "The long and the short share do not add up to the whole.",
            )
        if long and ratio and ratio.value > 0:
            yield from _ratio(ratio, long)


def _ratio(ratio: Figure, long: Figure) -> Iterator[Finding]:
    expected = ratio.value / (1 + ratio.value) * 100
    slack = ratio.half * 100 / (1 + ratio.value) ** 2 + long.half + Decimal("0.05")
    if abs(expected - long.value) > slack:
        yield error(
            Code.RATIO_SHARE,
            ratio.passage.place,
            f"ratio {ratio.numeral.surface}, long {long.numeral.surface}",
            f"{expected:.1f}% long",
            "The long/short ratio and the long share tell different stories.",
        )


def _sides(found: Sequence[Figure]) -> Iterator[Finding]:
    prices = {figure.value for figure in _of(found, Role.PRICE)}
    if len(prices) != 1:
        return
    price = prices.pop()
    for role, sign in ((Role.RESISTANCE, 1), (Role.SUPPORT, -1)):
        for level in _of(found, role):
            # Levels of another asset are far away: they say nothing about this price.
            if (level.value - price) * sign < 0 and price / 3 < level.value < price * 3:
                yield error(
                    Code.SIDE,
                    level.passage.place,
                    level.numeral.surface,
                    f"{'above' if sign > 0 else 'below'} the price of {price}",
                    "The level lies on the wrong side of the price that the text states.",
                )


def _totals(found: Sequence[Figure]) -> Iterator[Finding]:
    open_interest = max((f.value for f in _of(found, Role.OPEN_INTEREST)), default=None)
    if open_interest is None:
        return
    for side in _of(found, Role.LIQUIDATIONS):
        if side.value > open_interest:
            yield error(
                Code.LIQUIDATIONS_OI,
                side.passage.place,
                side.numeral.surface,
                f"at most the open interest of {open_interest:,.0f} USD, or named venues",
                "More positions cannot be liquidated than are open.",
            )


# --- words --------------------------------------------------------------------------------


def _words(passage: Passage) -> Iterator[Finding]:
    place, text = passage.place, passage.text
    yield from shape.zones(passage)
    yield from phrases(place, text, lambda _: False)
    if contradiction := funding_contradiction(text):
        yield error(
            Code.FUNDING_SIDE,
            place,
            text.strip(),
            contradiction,
            "With negative funding shorts pay longs, with positive funding longs pay shorts.",
        )
    yield from _double(passage)
    current = lexicon.CURRENT.search(text)
    if current and passage.numerals and not any(n.clock for n in passage.numerals):
        yield warning(
            Code.CURRENT,
            place,
            current[0],
            "the clock time in UTC",
            "The word ages with the page: say as of when the figure holds.",
        )
    yield from _degree(passage)


def _double(passage: Passage) -> Iterator[Finding]:
    doubles = [n for n in passage.numerals if n.unit == "x" and re.match(r"doubl|twice", n.surface)]
    amounts = [n.value for n in passage.numerals if n.unit == "usd"]
    if not doubles or len(amounts) != 2 or min(amounts) <= 0:
        return
    ratio = max(amounts) / min(amounts)
    if not Decimal("1.75") <= ratio <= Decimal("2.35"):
        yield error(
            Code.DOUBLE,
            passage.place,
            doubles[0].surface,
            f"{ratio:.1f} times",
            "The two amounts of the sentence are not in the ratio that it claims.",
        )


def _degree(passage: Passage) -> Iterator[Finding]:
    if not any(pattern.search(passage.text) for pattern, _ in lexicon.DEGREE_OF):
        return
    ranked = any(n.unit == "percentile" for n in passage.numerals)
    for pattern, _ in lexicon.ADVERBS[1:]:
        match = pattern.search(passage.text)
        if match and not ranked and not lexicon.NEGATION.search(passage.text[: match.start()]):
            yield warning(
                Code.ADVERB,
                passage.place,
                passage.text[match.start() : match.start() + 60],
                "the rank within its own history",
                f"'{match[0]}' has no rank beside it that would license it.",
            )


def _raised(read: Sequence[Passage]) -> Iterator[Finding]:
    """Bullets that say ``will`` where the body said ``could``."""
    hedged = [
        _content(passage.text)
        for passage in read
        if passage.kind is BlockKind.PARAGRAPH and lexicon.HEDGE.search(passage.text)
    ]
    for passage in read:
        match = re.search(r"\bwill \w+", passage.text)
        if passage.kind is not BlockKind.BULLET or match is None:
            continue
        if any(len(_content(passage.text) & words) >= 3 for words in hedged):
            yield warning(
                Code.CERTAINTY_RAISED,
                passage.place,
                match[0],
                "could or may, as in the body",
                "The bullet is surer than the body that it sums up.",
            )


def _content(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"[A-Za-z]{6,}", text))


def _form(text: FinishedText) -> Iterator[Finding]:
    for block in text.blocks:
        place = f"{text.name}: {block.place}"
        yield from shape.glued(place, block.text)
        yield from shape.relative_times(place, block.text)
        yield from shape.links(place, block)
    if text.format != "svg":
        yield from shape.required_parts(text, None)
