"""Price, mark and index against each other: the one that the others do not bear out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.model import metrics
from reporter.model.verdict import Finding

_PRICE_GAP = Decimal("1.2")
# Where two of price, mark and index agree this closely, the third may not differ by more.
_AGREEING, _ODD = Decimal("1.005"), Decimal("1.02")
# A price seldom trebles within a day, and a wrong unit is a matter of tens.
_DAY_GAP = Decimal(3)


def prices(contract: Contract) -> Iterator[Finding]:
    """Of index, mark and last price those that no other bears out.

    Two of three that agree outvote the odd one. Where no two agree, the price of a day ago
    decides; where it does not either, none can be trusted.
    """
    names = (metrics.INDEX, metrics.MARK, metrics.PRICE)
    known = {name: value for name in names if (value := contract.number(name)) is not None}
    for name, value in known.items():
        others = [other for another, other in known.items() if another != name]
        odd = _outvoted(value, others)
        if not odd and (not others or any(_near(value, o, _PRICE_GAP) for o in others)):
            continue
        if not odd and not _paired(known.values()) and _only_likely(value, others, contract):
            continue
        yield error(
            Code.PRICES_APART,
            contract.facts[name].id,
            f"{value:f}",
            f"within {_PRICE_GAP - 1:.0%} of {' or '.join(f'{other:f}' for other in others)}",
            "Price, mark and index of one contract cannot lie this far apart.",
        )


def _outvoted(value: Decimal, others: Sequence[Decimal]) -> bool:
    return (
        len(others) == 2
        and _near(others[0], others[1], _AGREEING)
        and not any(_near(value, other, _ODD) for other in others)
    )


def _near(one: Decimal, other: Decimal, ratio: Decimal) -> bool:
    return max(one, other) <= ratio * min(one, other)


def _paired(values: Collection[Decimal]) -> bool:
    """Whether any two of the prices agree."""
    return any(_near(one, other, _PRICE_GAP) for one, other in combinations(values, 2))


def _only_likely(value: Decimal, others: Iterable[Decimal], contract: Contract) -> bool:
    """Whether a day can lead from the price of a day ago to this one and to none of the others."""
    before = contract.number(metrics.PRICE_DAY_AGO)
    return (
        before is not None
        and _near(value, before, _DAY_GAP)
        and not any(_near(other, before, _DAY_GAP) for other in others)
    )
