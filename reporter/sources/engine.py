"""A publisher's own engine: setups handed over as JSON, by HTTP or as a file.

``docs/engine.md`` describes the document. A setup passes the same types, identities and gates as
one measured here; what does not is left out whole and named as a gap that says where in the
document the fault stands. One bad setup never costs the others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from reporter.checking import gates
from reporter.checking.gates import AS_OF
from reporter.ledger.market import market_facts
from reporter.model.digest import Digest, digest
from reporter.model.errors import SourceRefused
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.market import LIVE_SLACK, Gap, Instrument
from reporter.model.setup import Setup
from reporter.model.units import quantity
from reporter.model.verdict import Finding, Severity
from reporter.net.request import Request, place
from reporter.sources.engine_setup import Origin, Placed, to_setup
from reporter.sources.plain_text import plain_text

if TYPE_CHECKING:
    from reporter.net.request import Fetcher, Reply
    from reporter.sources.engine_document import Envelope, SetupEntry

MOST_BYTES: Final = 4_000_000
_DOLLARS: Final = ("USDT", "USDC", "FDUSD", "BUSD")
_LONGEST_REASON: Final = 280
_MOST_TOLD: Final = 3
"""How many faults of one setup its gap tells."""
_NEXT: Final = "See docs/engine.md and docs/engine.schema.json."


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineReading:
    """What an engine handed over.

    ``name`` and ``version`` are the engine's own. ``gaps`` name every setup that was left out
    and why, ``refused`` what the gates found in them. ``reasons`` are the engine's own words by
    ``venue.symbol``, as plain text: for the review, never printed as ours.
    """

    name: str
    version: str
    method_url: str
    setups: tuple[Setup, ...]
    gaps: tuple[Gap, ...]
    refused: tuple[Finding, ...]
    reasons: dict[str, tuple[str, ...]]


class _Unfit(Exception):
    """A setup that is left out: ``reason`` in a word, and the sentence for the reader."""

    def __init__(self, reason: str, detail: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.findings = tuple(findings)


def fetch_engine(fetcher: Fetcher, url: str) -> Reply:
    """The engine's document. Raises what the fetcher raises."""
    headers = (("accept", "application/json"),)
    return fetcher.fetch(Request(url=url, headers=headers, max_bytes=MOST_BYTES))


def read_engine(reply: Reply, *, as_of: datetime) -> EngineReading:
    """The setups of a fetched document; see ``parse_engine``."""
    return parse_engine(reply.body, where=place(reply.final_url), as_of=as_of)


def parse_engine(body: bytes, *, where: str, as_of: datetime) -> EngineReading:
    """The setups that hold at ``as_of``, and a gap for each that does not.

    ``where`` names the file or address in every message and as the source of each figure.
    Raises ``SourceRefused`` where the document itself cannot be read: no JSON, a key that
    stands twice, another schema, or an envelope that lacks or misspells something.
    """
    from reporter.sources.engine_document import SCHEMA, Envelope

    raw = _json(body, where)
    stated = raw.get("schema") if isinstance(raw, dict) else None
    if isinstance(stated, int) and stated != SCHEMA:
        raise _refused(f"its schema is {stated}; this version reads schema {SCHEMA}", where)
    envelope = _validated(Envelope, raw, "")
    if isinstance(envelope, str):
        raise _refused(envelope, where)
    reader = _Reader(envelope, digest(body), where, as_of)
    return reader.read()


def _json(body: bytes, where: str) -> Any:
    if len(body) > MOST_BYTES:
        raise _refused(f"it has more than {MOST_BYTES:,} bytes", where)
    try:
        return json.loads(body, parse_float=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _Twice) else "it is not JSON"
        raise _refused(reason, where) from error


class _Twice(ValueError):
    """An object names one key twice, so that nobody can say which value is meant."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise _Twice(f"the key {twice[:60]!r} stands twice in one object")
    return made


def _refused(what: str, where: str) -> SourceRefused:
    return SourceRefused(
        f"the engine's document cannot be read: {what.rstrip('.')}.",
        where,
        _NEXT,
        reason="unreadable",
    )


def _validated(model: Any, raw: Any, path: str) -> Any:
    """The model's instance, or the faults in words."""
    from pydantic import ValidationError

    from reporter.sources.engine_faults import told

    try:
        return model.model_validate(raw)
    except ValidationError as error:
        return told(error, model, path, _MOST_TOLD)


class _Reader:
    """Reads the entries of one document."""

    def __init__(self, envelope: Envelope, source: Digest, where: str, as_of: datetime) -> None:
        self._envelope = envelope
        self._source = source
        self._where = where
        self._as_of = as_of

    def read(self) -> EngineReading:
        """All entries, each for itself."""
        setups: list[Setup] = []
        gaps: list[Gap] = []
        refused: list[Finding] = []
        reasons: dict[str, tuple[str, ...]] = {}
        twice = self._named_twice()
        for number, raw in enumerate(self._envelope.setups):
            try:
                entry, setup = self._setup(f"setups[{number}]", raw, twice)
            except _Unfit as unfit:
                subject = _symbol_of(raw) or f"setup {number + 1}"
                detail = f"{self._where}: {unfit.detail}"
                gaps.append(Gap(subject=subject, part="setup", reason=unfit.reason, detail=detail))
                refused.extend(unfit.findings)
            else:
                setups.append(setup)
                reasons[setup.instrument.key] = tuple(
                    plain_text(one, _LONGEST_REASON) for one in entry.reasons
                )
        engine = self._envelope.engine
        return EngineReading(
            name=engine.name,
            version=engine.version,
            method_url=engine.method_url or "",
            setups=tuple(setups),
            gaps=tuple(gaps),
            refused=tuple(refused),
            reasons=reasons,
        )

    def _named_twice(self) -> frozenset[tuple[str, str]]:
        named = Counter(self._contract_of(raw) for raw in self._envelope.setups)
        return frozenset(contract for contract, count in named.items() if count > 1 and contract[1])

    def _contract_of(self, raw: Any) -> tuple[str, str]:
        venue = raw.get("venue") if isinstance(raw, dict) else None
        return (venue if isinstance(venue, str) else self._envelope.venue, _symbol_of(raw))

    def _setup(
        self, path: str, raw: Any, twice: frozenset[tuple[str, str]]
    ) -> tuple[SetupEntry, Setup]:
        from reporter.sources.engine_document import SetupEntry

        if self._contract_of(raw) in twice:
            raise _Unfit("duplicate", f"{path}: the contract stands in the document twice.")
        entry = _validated(SetupEntry, raw, path)
        if isinstance(entry, str):
            raise _Unfit("unreadable", entry)
        origin = Origin(
            instrument=_instrument(entry.venue or self._envelope.venue, entry.symbol, path),
            as_of=entry.as_of or self._envelope.as_of,
            source=self._source,
            where=self._where,
            path=path,
        )
        _timely(entry, origin, self._as_of)
        placed = to_setup(entry, origin)
        _plausible(placed, self._as_of)
        return entry, placed.setup


def _symbol_of(raw: Any) -> str:
    symbol = raw.get("symbol") if isinstance(raw, dict) else None
    return (
        "".join(c for c in symbol if c.isascii() and c.isalnum())[:30]
        if isinstance(symbol, str)
        else ""
    )


def _instrument(venue: str, symbol: str, path: str) -> Instrument:
    quote = next((q for q in _DOLLARS if symbol.endswith(q) and symbol != q), "")
    if not quote:
        raise _Unfit(
            "unsupported", f"{path}.symbol: {symbol} is no contract in a dollar stablecoin."
        )
    return Instrument(venue=venue, symbol=symbol, base=symbol.removesuffix(quote), quote=quote)


def _timely(entry: SetupEntry, origin: Origin, as_of: datetime) -> None:
    """Raises for a setup that is not of this moment, or whose times contradict each other."""
    at, path, now = _clock(origin.as_of), origin.path, _clock(as_of)
    if origin.as_of < as_of - LIVE_SLACK:
        raise _Unfit("stale", f"{path}.as_of: the setup is of {at}, the edition of {now}.")
    if origin.as_of > as_of + LIVE_SLACK:
        raise _Unfit("future", f"{path}.as_of: the setup is of {at}, after the edition's {now}.")
    if entry.valid_until <= max(as_of, origin.as_of):
        until = _clock(entry.valid_until)
        raise _Unfit("expired", f"{path}.valid_until: the view ended {until}, before {now}.")
    settled = entry.funding.settled if entry.funding else None
    if settled is not None and settled.settled_at > origin.as_of:
        raise _Unfit(
            "future", f"{path}.funding.settled.settled_at: a rate that has not settled yet at {at}."
        )
    if entry.bias == "none" and entry.invalidation is not None:
        raise _Unfit(
            "implausible", f"{path}.invalidation: a view without a lean has nothing to void."
        )


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _plausible(placed: Placed, as_of: datetime) -> None:
    """Raises with what the gates refuse, each fault at its place in the document."""
    facts = tuple(_claimed(placed.setup, as_of))
    findings = [one for one in gates(facts) if one.severity is Severity.ERROR]
    if not findings:
        return
    # What else is wrong at one place mostly follows from the first fault named there.
    first = {_path(one, placed): one for one in reversed(findings)}
    places = list(dict.fromkeys(_path(one, placed) for one in findings))
    told = "; ".join(_told(place, first[place]) for place in places[:_MOST_TOLD])
    rest = len(places) - _MOST_TOLD
    raise _Unfit("implausible", told + (f" And {rest} more." if rest > 0 else ""), findings)


def _claimed(setup: Setup, as_of: datetime) -> Iterator[Fact]:
    """The setup's facts, with what the engine itself states in place of what would be derived."""
    moment = Fact(
        id=AS_OF,
        kind=FactKind.OBSERVED,
        subject="edition",
        metric="desk.as_of",
        value=as_of,
        as_of=as_of,
        source=Source(name="Desk", url=""),
    )
    yield moment
    stated = {one.metric: one for one in setup.measures}
    for fact in market_facts(setup, moment):
        one = stated.get(fact.metric)
        if fact.inputs and one is not None and isinstance(one.value, Decimal):
            yield replace(
                fact, value=quantity(one.value, one.unit), as_of=one.as_of, formula="", inputs=()
            )
        else:
            yield fact


def _path(finding: Finding, placed: Placed) -> str:
    """Where in the document the figure stood that a gate refuses."""
    metric = finding.place.split(".", 2)[-1]
    stem = metric.removesuffix(".distance")
    return placed.paths.get(metric) or placed.paths.get(stem) or finding.place


def _told(path: str, finding: Finding) -> str:
    """``setups[0].funding.settled: -4.0602% per 8 h; expected from -2% to 2% per 8 h. …``."""
    end = "" if finding.expected.endswith("?") else "."
    return f"{path}: {finding.seen}; expected {finding.expected}{end} {finding.message}"
