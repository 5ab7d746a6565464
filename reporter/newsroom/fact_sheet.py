"""A fact sheet read back: an edition's own, or a small one that somebody wrote by hand.

A fact needs an ``id``, a ``value`` and a ``unit``; ``docs/checks.md`` says what the rest is
taken to be where it is left out. An ``edition.json`` names its schema and must be whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from reporter.model.digest import Digest
from reporter.model.errors import ReporterError, UsageError
from reporter.model.facts import Evidence, Fact, FactKind, FactSheet, Source
from reporter.model.market import Nature
from reporter.model.units import Quantity, quantity

AS_OF: Final = "edition.desk.as_of"
UNITS: Final = (
    "percent, pp, bps, ratio, hours, count, coins, percentile (0 to 100), probability (0 to 1), "
    "usd (or another currency), price_usd, fraction_per_8h (or another interval), "
    "fraction_per_year, instant, text"
)
_KEYS: Final = (
    "id", "kind", "subject", "metric", "value", "unit", "as_of", "nature", "source", "formula",
    "inputs", "evidence",
)  # fmt: skip
_LATER: Final = ("disputed_with", "whole_day")
"""What an edition.json of before does not have."""
_MOST_FACTS: Final = 20_000
"""The largest editions have a twentieth of it."""
_LONGEST_NUMBER: Final = 60
"""Digits of a value, with those that its exponent stands for: any figure is shorter."""
_T = TypeVar("_T")


def sheet_from_json(raw: Any, where: str) -> FactSheet:
    """The facts of a decoded document; raises ``UsageError`` that names the entry at fault."""
    entries = raw.get("facts") if isinstance(raw, dict) else None
    if not isinstance(entries, list):
        raise _fault("it has no list 'facts'", where)
    if len(entries) > _MOST_FACTS:
        raise _fault(
            f"it has {len(entries):,} facts",
            where,
            f"At most {_MOST_FACTS:,} are read: give those that the article can use.",
        )
    reader = _Reader(raw, where)
    facts = [reader.fact(number, entry) for number, entry in enumerate(entries, 1)]
    ids: dict[str, int] = {}
    for number, fact in enumerate(facts, 1):
        first = ids.setdefault(fact.id, number)
        if first != number:
            raise _fault(f"fact {number} has the id of fact {first}, {fact.id!r}", where)
    if reader.as_of is not None and AS_OF not in ids:
        facts.append(_moment_of_all(reader.as_of))
    return FactSheet(tuple(facts))


def _fault(what: str, where: str, next_step: str = "") -> UsageError:
    return UsageError(
        f"this is no fact sheet: {what}.",
        where,
        next_step or "Give an edition.json, or a sheet of your own as docs/checks.md describes it.",
    )


def _moment_of_all(as_of: datetime) -> Fact:
    """The sheet's own time, which an article may state as that of its prices."""
    return Fact(
        id=AS_OF,
        kind=FactKind.OBSERVED,
        subject="edition",
        metric="desk.as_of",
        value=as_of,
        as_of=as_of,
        source=Source(name="", url=""),
    )


class _Reader:
    """Reads entries; ``as_of`` is the sheet's own time, which goes for facts without one."""

    def __init__(self, raw: Mapping[str, Any], where: str) -> None:
        self._where = where
        self._whole = "schema" in raw
        self.as_of: datetime | None = None
        if not self._whole and "as_of" in raw:
            self.as_of = self._told("the sheet", "as_of", _moment, raw["as_of"])

    def fact(self, number: int, entry: Any) -> Fact:
        """One entry as a fact."""
        if not isinstance(entry, dict):
            raise _fault(f"fact {number} is no object", self._where)
        name = f"fact {number}" + (f" ({entry['id']})" if isinstance(entry.get("id"), str) else "")
        for key in _KEYS if self._whole else ("id", "value", "unit"):
            if key not in entry:
                raise self._lacking(name, key)
        self._known_keys(name, entry)
        return self._fact(name, entry)

    def _fact(self, name: str, entry: Mapping[str, Any]) -> Fact:
        fact_id = self._told(name, "id", _text, entry["id"])
        _, _, rest = fact_id.partition(".")
        subject, _, metric = rest.partition(".")
        formula = entry.get("formula") or ""
        evidence = self._told(name, "evidence", _evidence, entry.get("evidence"))
        supposed = "reported" if evidence else "derived" if formula else "observed"
        return Fact(
            id=fact_id,
            kind=self._told(name, "kind", FactKind, entry.get("kind", supposed)),
            subject=self._told(name, "subject", _text, entry.get("subject", subject.upper())),
            metric=self._told(name, "metric", _text, entry.get("metric", metric)),
            value=self._told(name, "value", lambda pair: _value(*pair), _pair(entry)),
            as_of=self._moment_of(name, entry),
            source=self._told(name, "source", _source, entry.get("source")),
            nature=self._told(name, "nature", Nature, entry["nature"])
            if entry.get("nature")
            else None,
            formula=self._told(name, "formula", str, formula),
            inputs=self._told(name, "inputs", _texts, entry.get("inputs", [])),
            evidence=evidence,
            disputed_with=self._told(name, "disputed_with", _texts, entry.get("disputed_with", [])),
            whole_day=entry.get("whole_day", False) is True,
        )

    def _moment_of(self, name: str, entry: Mapping[str, Any]) -> datetime:
        if "as_of" in entry:
            return self._told(name, "as_of", _moment, entry["as_of"])
        if self.as_of is None:
            raise self._lacking(name, "as_of")
        return self.as_of

    def _told(self, name: str, key: str, read: Callable[[Any], _T], raw: Any) -> _T:
        """The value of one key; a fault names the fact and the key."""
        try:
            return read(raw)
        except (ValueError, KeyError, TypeError, InvalidOperation, ReporterError) as error:
            reason = error.what.rstrip(".") if isinstance(error, ReporterError) else str(error)
            if isinstance(error, InvalidOperation):
                reason = f"{raw[0]!r} is no number"
            raise _fault(
                f"{name}, key {key!r}: {reason or 'cannot be read'}",
                self._where,
                f"The units are: {UNITS}." if key == "value" else "",
            ) from error

    def _lacking(self, name: str, key: str) -> UsageError:
        advice = {
            "unit": f"Give one of: {UNITS}.",
            "as_of": "Give the fact's time, or one 'as_of' for all of them beside the list.",
        }
        return _fault(f"{name} lacks {key!r}", self._where, advice.get(key, ""))

    def _known_keys(self, name: str, entry: Mapping[str, Any]) -> None:
        unknown = sorted(set(entry) - {*_KEYS, *_LATER})
        if unknown and not self._whole:
            raise _fault(
                f"{name} has the unknown key {unknown[0]!r}",
                self._where,
                f"The keys are: {', '.join((*_KEYS, *_LATER))}.",
            )


def _pair(entry: Mapping[str, Any]) -> tuple[Any, Any]:
    return entry["value"], entry["unit"]


def _value(value: Any, unit: Any) -> Quantity | datetime | str:
    if unit == "instant":
        return _moment(value)
    if unit == "text" and isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError('a number is wanted, best as text such as "0.836"')
    return quantity(_number(str(value)), _text(unit))


def _number(text: str) -> Decimal:
    """The number, if it is of a length that can be computed with."""
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    powers = abs(exponent) if isinstance(exponent, int) else 0
    if max(len(text), powers) > _LONGEST_NUMBER:
        raise ValueError(f"the number {text[:20]}… has more than {_LONGEST_NUMBER} digits")
    return number


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"the time {value!r} names no zone; write it as 2026-03-27T21:21:00Z")
    return moment


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("a text is wanted")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("a list of ids is wanted")
    return tuple(_text(value) for value in values)


def _source(value: Any) -> Source:
    """A source, or nothing more than its name."""
    raw = {"name": value} if isinstance(value, str) else value or {}
    if not isinstance(raw, dict):
        raise TypeError("a name, or an object with name and url, is wanted")
    published = raw.get("published")
    return Source(
        name=str(raw.get("name", "")),
        url=str(raw.get("url", "")),
        digest=Digest(str(raw["digest"])) if raw.get("digest") else None,
        published=_moment(published) if published else None,
        whole_day=raw.get("whole_day", False) is True,
    )


def _evidence(value: Any) -> Evidence | None:
    """The sentence with the figure's place in it, or the sentence alone."""
    if value is None:
        return None
    if isinstance(value, str):
        return Evidence(sentence=value, start=0, end=len(value))
    return Evidence(
        sentence=_text(value["sentence"]),
        start=int(value["start"]),
        end=int(value["end"]),
        speaker=str(value.get("speaker", "")),
        hearsay=value.get("hearsay", False) is True,
    )
