"""Wrong figures: another digit, sign, size or unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from tests.mutation import sites
from tests.mutation.errors import Fate, Kind, Mutation, Page
from tests.mutation.sites import Printed


def figures(page: Page) -> Iterator[Mutation]:
    """Every change of every figure."""
    changes: dict[Kind, Callable[[Page, Printed], Printed]] = {
        Kind.DIGIT: _digit,
        Kind.SIGN: _sign,
        Kind.TEN: lambda _, p: _scaled(p, 1),
        Kind.HUNDRED: lambda _, p: _scaled(p, 2),
        Kind.TENTH: lambda _, p: _scaled(p, -1),
        Kind.HUNDREDTH: lambda _, p: _scaled(p, -2),
        Kind.UNIT: _unit,
    }
    for printed in sites.figures(page.seen):
        for kind, change in changes.items():
            changed = change(page, printed)
            yield page.changed(
                kind, printed.start, page.text[printed.start : printed.end], changed.text,
                _fate(page, printed, changed),
            )  # fmt: skip


def _fate(page: Page, printed: Printed, changed: Printed) -> Fate:
    """Whether the changed figure is true where it stands."""
    before, after = sites.figure(printed), sites.figure(changed)
    same = before.family == after.family and printed.unit.strip() == changed.unit.strip()
    if same and before.value == after.value:
        return Fate.SAME
    start, text = printed.start, page.text[printed.start : printed.end]
    if sites.quote_of(page.text, start) is not None:
        return page.reworded(Kind.DIGIT, start, text, changed.text).fate
    subjects = page.truth.subjects(page.line(start))
    if changed.unit == "% a year":
        known = page.truth.holds(replace(after, family="annual"), subjects)
    else:
        # the same rate for another time is never the fact
        other_time = re.search(r" per | a ", changed.unit) and changed.unit != printed.unit
        known = not other_time and page.truth.holds(after, subjects)
    return Fate.TRUE if known else Fate.WRONG


def _digit(page: Page, printed: Printed) -> Printed:
    places = [i for i, sign in enumerate(printed.number) if sign.isdigit()]
    place = page.draw.choice(places)
    leading = place == 0 and len(printed.number.partition(".")[0]) > 1
    others = [d for d in "0123456789"[leading:] if d != printed.number[place]]
    number = printed.number[:place] + page.draw.choice(others) + printed.number[place + 1 :]
    return _with(printed, number=number)


def _sign(_page: Page, printed: Printed) -> Printed:
    other = {"−": "+", "-": "+", "+": "−", "": "−"}[printed.sign]
    return _with(printed, sign=other)


def _scaled(printed: Printed, power: int) -> Printed:
    value = Decimal(printed.number.replace(",", "")).scaleb(power)
    text = format(value, ",f" if "," in printed.number or value >= 10_000 else "f")
    return _with(printed, number=text)


_OTHER_UNITS: dict[str, tuple[str, ...]] = {
    "%": (" bps", " percentage points", "% a year"),
    "% a year": ("%", "% per 8 h", "% a month", " bps a year"),
    "bps": ("%", " percentage points"),
    "basis points": ("%", " percentage points"),
    "basis point": ("%", " percentage points"),
    "percentage points": ("%", " basis points"),
    "thousand": (" million", " billion"),
    "million": (" billion", " thousand", ""),
    "billion": (" million", " trillion"),
    "trillion": (" billion",),
    "K": ("M",),
    "M": ("B", "K"),
    "B": ("M",),
    "h": (" min", " days"),
    "min": (" h", " s"),
}
_TIMES = ("hour", "minute", "day", "week", "month", "year")


def _unit(page: Page, printed: Printed) -> Printed:
    unit = printed.unit.strip()
    if printed.money and not unit:
        return _with(printed, money=page.draw.choice(("€", "£", "")))
    if re.match(r"% per \d+ h", unit):
        hours = sorted({"1", "4", "8"} - set(re.findall(r"\d+", unit)))
        choices: tuple[str, ...] = (*(f"% per {h} h" for h in hours), "% a year", " bps")
    elif unit.removesuffix("s") in _TIMES:
        choices = tuple(f" {name}s" for name in _TIMES if name != unit.removesuffix("s"))
    else:
        choices = _OTHER_UNITS.get(unit, ("%", " bps"))
    return _with(printed, unit=page.draw.choice(choices))


def _with(printed: Printed, **changes: str) -> Printed:
    parts = {n: getattr(printed, n) for n in ("sign", "money", "number", "unit")} | changes
    return Printed(start=printed.start, end=printed.end, **parts)
