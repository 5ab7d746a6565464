"""Facts as the page of evidence shows them: exact values, origin, formula computed again."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from reporter.checking import Traced, recompute_fact
from reporter.ledger.figures import MINUS, day, instant
from reporter.model.facts import Evidence, Fact, FactKind, FactSheet, Source
from reporter.model.formulas import Formula
from reporter.model.moments import iso_instant
from reporter.model.units import FundingRate, Quantity
from reporter.rendering.evidence import FactView, FormulaView
from reporter.writing.readings import ENGINE

_KINDS = {
    "reported": "reported by a source",
    "observed": "observed at the venue",
    "derived": "derived from other facts",
    "modelled": "modelled, not observed",
}
_WORDS: dict[str, tuple[str, str]] = {
    Formula.ANNUAL_SIMPLE: ("rate × settlements a day × days a year", "{0} × 24 / {hours} × 365"),
    Formula.BASIS_BPS: ("(mark − index) / index", "({0} − {1}) / {1} × 10,000"),
    Formula.PERCENT_CHANGE: ("(now − before) / before", "({0} − {1}) / {1} × 100"),
    Formula.DISTANCE_PERCENT: ("(level − price) / price", "({0} − {1}) / {1} × 100"),
    Formula.SHARE_FROM_RATIO: ("ratio / (ratio + 1)", "{0} / ({0} + 1) × 100"),
    Formula.REST_OF_HUNDRED: ("100 − share", "100 − {0}"),
    Formula.PERCENT_OF: ("sum of the parts / whole", "{parts} / {whole} × 100"),
    Formula.RATIO_OF: ("first / second", "{0} / {1}"),
    Formula.HOURS_UNTIL: ("time from the second to the first", "{0} − {1}"),
    Formula.WORTH: ("coins × price", "{0} × {1}"),
    Formula.EIGHT_HOURLY: ("rate × 8 / hours of its interval", "{0} × 8 / {hours}"),
    Formula.DIFFERENCE: ("first − second", "{0} − {1}"),
    Formula.TOTAL: ("sum", "{total}"),
}
"""Each formula in words, and as it is filled with its inputs' values."""
_SAFE = re.compile(r"(?!.*__)[A-Za-z0-9_.-]+")


class Printed:
    """The facts that a text prints, in order of first use, with every form it prints."""

    def __init__(self) -> None:
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self.also: dict[str, dict[str, None]] = {}

    def add(self, figure: Traced, anchor: str, cited: Collection[str]) -> str:
        """Note a figure that stands at ``anchor``; the anchor of its fact's record."""
        main = next((fact_id for fact_id in figure.facts if fact_id in cited), figure.facts[0])
        self.forms.setdefault(main, []).append((figure.surface, anchor))
        others = self.also.setdefault(main, {})
        others.update({fact_id: None for fact_id in figure.facts if fact_id != main})
        return anchor_of(main)


def anchor_of(fact_id: str) -> str:
    """A stable address for a fact's record: its id with ``__`` for each dot."""
    safe = _SAFE.fullmatch(fact_id)
    return "fact-" + (fact_id.replace(".", "__") if safe else fact_id.encode().hex())


def fact_views(sheet: FactSheet, printed: Printed) -> tuple[FactView, ...]:
    """The records of all facts that the text prints, in order of first use."""
    return tuple(_fact_view(sheet[fact_id], sheet, printed) for fact_id in printed.forms)


def _fact_view(fact: Fact, sheet: FactSheet, printed: Printed) -> FactView:
    value, unit = exact(fact.value, whole_day=fact.whole_day)
    computed = _formula(fact, sheet)
    return FactView(
        anchor=anchor_of(fact.id),
        id=fact.id,
        printed=tuple(printed.forms[fact.id]),
        value=value,
        unit=unit,
        as_of=_as_of(fact),
        instant=iso_instant(fact.as_of),
        kind=_kind(fact, sheet),
        nature=fact.nature.value if fact.nature else "",
        source=fact.source.name,
        url=fact.source.url,
        linked=is_web(fact.source.url),
        digest=fact.source.digest or "",
        published=_published(fact.source),
        sentence=_sentence(fact.evidence) if fact.evidence else None,
        told="" if computed else fact.formula,
        formula=computed,
        inputs=tuple(
            (name, " ".join(exact(sheet[name].value)), _target(name, printed))
            for name in fact.inputs
            if name in sheet
        ),
        also=tuple(printed.also[fact.id]),
    )


def _kind(fact: Fact, sheet: FactSheet) -> str:
    """How the fact came to be; what an engine states is not what we saw at the venue."""
    engine = sheet.get(ENGINE)
    handed = engine is not None and fact.source.name == engine.value
    if handed and fact.kind is FactKind.OBSERVED:
        return "handed over by the publisher's own engine"
    return _KINDS[fact.kind]


def _target(fact_id: str, printed: Printed) -> str:
    return anchor_of(fact_id) if fact_id in printed.forms else ""


def _as_of(fact: Fact) -> str:
    is_day = fact.source.whole_day and fact.as_of == fact.source.published
    return (day if is_day else instant)(fact.as_of)


def _published(source: Source) -> str:
    if source.published is None:
        return ""
    return (day if source.whole_day else instant)(source.published)


def exact(value: Quantity | datetime | str, *, whole_day: bool = False) -> tuple[str, str]:
    """The value with all its digits, and its unit in words; the day of a ``whole_day``."""
    if isinstance(value, datetime):
        return (day if whole_day else instant)(value), ""
    if isinstance(value, str):
        return value, ""
    return _digits(value.value), _unit(value.unit)


def _unit(label: str) -> str:
    if re.fullmatch(r"(price_)?[a-z]{3}", label) and label != "bps":
        return label.removeprefix("price_").upper()
    spaced = label.replace("_", " ")
    return re.sub(r"(\d)h\b", r"\1 h", spaced)


def _digits(number: Decimal) -> str:
    return format(number, "f").replace("-", MINUS)


def _sentence(evidence: Evidence) -> tuple[str, str, str]:
    said, start, end = evidence.sentence, evidence.start, evidence.end
    return said[:start], said[start:end], said[end:]


def _formula(fact: Fact, sheet: FactSheet) -> FormulaView | None:
    computed = recompute_fact(fact, sheet)
    if computed is None:
        return None
    values = [sheet[name].value for name in fact.inputs]
    shown = [exact(value)[0] for value in values]
    words, shape = _WORDS[fact.formula]
    hours = values[0].interval if isinstance(values[0], FundingRate) else ""
    parts = shown[0] if len(shown) < 3 else f"({' + '.join(shown[:-1])})"
    return FormulaView(
        words=words,
        filled=shape.format(
            *shown, hours=hours, parts=parts, whole=shown[-1], total=" + ".join(shown)
        ),
        result=_digits(computed.value),
        difference=_digits(computed.difference),
        agrees=computed.agrees,
    )


def is_web(address: str) -> bool:
    """Whether an address may stand as a link on the page."""
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return False
