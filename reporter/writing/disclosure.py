"""What a published market view must disclose: a typed block in which no field may be empty.

The fields follow Delegated Regulation (EU) 2016/958 and rules like it; see ``docs/disclosure.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from reporter.ledger import LEANS
from reporter.ledger.venues import ALL
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.errors import ConfigError
from reporter.model.setup import Bias
from reporter.model.text import Bullet, Section, SectionKind, Sentence, Stance
from reporter.writing.readings import AS_OF, ENGINE, Readings, framed, ref

OFFLINE: Final = "offline"
"""``Draft.writer`` of the deterministic writer; a model's draft says ``model``."""

_AI: Final = {
    OFFLINE: (
        "This article was assembled automatically from cited excerpts and measured data by fixed "
        "rules; no language model was used."
    ),
    "model": (
        "A language model phrased parts of this article. All figures, quotations and links were "
        "set by code, and the rest was assembled by fixed rules."
    ),
}
_GROUPS: Final = (
    ("Sample data", ("sample",)),
    ("Who and when", ("author", "publisher", "completed", "published")),
    ("Basis", ("prices", "sources", "method")),
    ("The view", ("stance", "horizon", "odds", "invalidation", "updates", "earlier")),
    ("Conflicts of interest", ("conflicts",)),
    ("How it was made", ("ai", "review")),
    ("Risk", ("risk", "advice")),
)
"""How the statements stand together in the small print."""
_REMEDY: Final = {
    "author": "Set 'author' in [desk] to the name of who answers for the article.",
    "publisher": "Set 'publisher' in [desk] to the legal entity, or 'brand' to its name.",
    "conflicts": "Set 'conflicts' in [desk] to your positions and interests, or to 'None.'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The statements of one article, each a text with references instead of figures.

    ``published`` is about first dissemination, ``earlier`` about earlier views on the same
    contract, ``review`` about who has read the article. ``notices`` are title and text for
    each chosen jurisdiction, by id. ``sample`` and ``notices`` alone may be empty: raises
    ``ConfigError``, which names the field and its remedy, where another one is.
    """

    sample: str
    author: str
    publisher: str
    completed: str
    published: str
    prices: str
    sources: str
    method: str
    stance: str
    horizon: str
    odds: str
    invalidation: str
    updates: str
    earlier: str
    conflicts: str
    ai: str
    review: str
    risk: str
    advice: str
    notices: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name not in ("sample", "notices") and not getattr(self, field.name).strip():
                raise ConfigError(
                    f"the disclosure needs {field.name!r}, and it is empty.",
                    "[desk]",
                    _REMEDY.get(field.name, "State it, even if it is that there is none."),
                )

    @property
    def statements(self) -> tuple[tuple[str, str], ...]:
        """Field and text of every statement that is not empty."""
        named = [(field.name, getattr(self, field.name)) for field in fields(self)[:-1]]
        own = tuple((name, text) for name, text in named if text)
        return own + tuple((f"notice.{one}", text) for one, _title, text in self.notices)


def _venues(readings: Readings) -> str:
    """Every venue that the contract was read on."""
    together = f"{ALL}.{readings.setup.instrument.symbol.lower()}.{m.VENUES}"
    return ref(together) if together in readings.sheet else readings.ref(m.VENUE)


def disclosure(desk: Desk, readings: Readings, writer: str) -> Disclosure:
    """The statements of one article. Raises ``ConfigError`` for an empty desk field."""
    return Disclosure(
        sample="This edition shows the format and describes no real market." if desk.sample else "",
        author=_author(desk),
        publisher=f"Publisher: {ref('edition.desk.publisher')}." if _named(desk) else "",
        completed=f"Completed at {ref(AS_OF)}.",
        published="First published when the publisher releases it, not before that time.",
        prices=(
            f"Prices and rates were read on {_venues(readings)} as of {ref(AS_OF)} unless "
            "another time is stated."
        ),
        sources=(
            "Reported facts carry the number of their source; inference is marked as such and "
            "follows a reviewed list of rules."
        ),
        method=_method(readings),
        stance=_stance(readings),
        horizon=_horizon(readings),
        odds=_odds(readings),
        invalidation=_invalidation(readings),
        updates="No updates are planned; a later edition is a separate view.",
        earlier=_earlier(readings),
        conflicts=ref("edition.desk.conflicts") if desk.conflicts.strip() else "",
        ai=_AI["offline" if writer == OFFLINE else "model"],
        review="No person had reviewed it when it was completed; its publisher answers for it.",
        risk="Leveraged positions can lose more than the margin posted.",
        advice="This is general information for all readers alike, not investment advice.",
        notices=_notices(desk),
    )


def disclosure_section(desk: Desk, readings: Readings, writer: str) -> Section:
    """The section that closes every article: a bullet for each group of statements."""
    return Section(
        kind=SectionKind.DISCLOSURE,
        heading="Disclosure",
        bullets=tuple(_bullets(disclosure(desk, readings, writer))),
    )


def _bullets(made: Disclosure) -> Iterator[Bullet]:
    said = dict(made.statements)
    titled = ((title, (f"notice.{one}",)) for one, title, _text in made.notices)
    for title, names in (*_GROUPS, *titled):
        sentences = tuple(
            Sentence(text=said[name], stance=Stance.FRAME, statement=name)
            for name in names
            if name in said
        )
        if sentences:
            yield Bullet(lead=framed(title), sentences=sentences)


def _notices(desk: Desk) -> tuple[tuple[str, str, str], ...]:
    texts = ((notice.id, f"edition.notice.{notice.id}") for notice in desk.notices)
    return tuple((one, ref(f"{fact}.title"), ref(fact)) for one, fact in texts)


def _named(desk: Desk) -> bool:
    return bool((desk.publisher or desk.brand).strip())


def _author(desk: Desk) -> str:
    if not desk.author.strip():
        return ""
    role = f", {ref('edition.desk.role')}" if desk.role.strip() else ""
    return f"Author: {ref('edition.desk.author')}{role}."


def _method(readings: Readings) -> str:
    """How figures came to be, and whose engine handed setups over if any did."""
    method = (
        "Method: annual rates are simple, without compounding; percentiles are taken over "
        "the contract's own past unless a market is named; liquidations and levels "
        "are modelled, not observed."
    )
    if ENGINE not in readings.sheet:
        return method
    engine = f"the publisher's own engine, {ref(ENGINE)}, version {ref('edition.engine.version')}"
    views = f"The view on {readings.symbol} is" if readings.setup.engine else "Other views are"
    return f"{method} {views} from {engine}, and passed the same checks as our own."


def _stance(readings: Readings) -> str:
    if readings.setup.engine:
        return _handed_stance(readings)
    meanings = {
        Bias.LONG: "a long lean means that more of the weighted signals speak for a higher price",
        Bias.SHORT: "a short lean means that more of the weighted signals speak for a lower price",
        Bias.NEUTRAL: "no lean means that the weighted signals do not agree on a direction",
    }
    return (
        f"For {readings.symbol}, {meanings[readings.setup.bias]}; it is a score, not a probability."
    )


def _handed_stance(readings: Readings) -> str:
    """What the view of the publisher's own engine means: we do not know how it comes to it."""
    meanings = {
        Bias.LONG: "a long lean means that its engine speaks for a higher price",
        Bias.SHORT: "a short lean means that its engine speaks for a lower price",
        Bias.NEUTRAL: "no lean means that its engine speaks for no direction",
    }
    return f"For {readings.symbol}, {meanings[readings.setup.bias]}; it is not a probability."


def _horizon(readings: Readings) -> str:
    if readings.has(m.HORIZON):
        return f"Its horizon is {readings.ref(m.HORIZON)}."
    return "Its horizon ends with its validity."


def _odds(readings: Readings) -> str:
    """What the odds of levels and of the direction are, and whether any edge was measured."""
    calibrated = any(level.odds for level in readings.setup.levels)
    levels = "Levels' odds are modelled, and calibrated on past hours of several contracts. "
    return f"{levels if calibrated else ''}{_odds_of_direction(readings, calibrated=calibrated)}"


def _odds_of_direction(readings: Readings, *, calibrated: bool) -> str:
    if readings.has(m.PROBABILITY):
        return "Its probability is modelled from past windows; the base rate stands beside it."
    if not readings.has(m.BASE_RATE):
        return "No odds of its direction are given, and no edge is claimed."
    if calibrated:
        return (
            "The base rate of its direction is a share of past windows; no edge over it is "
            "measured."
        )
    return "Odds are shares of past windows; no edge over the base rate is measured."


def _invalidation(readings: Readings) -> str:
    end = f"it lapses at {readings.ref(m.VALID_UNTIL)}"
    if readings.has(m.INVALIDATION):
        return (
            f"The view is wrong if {readings.symbol} trades through "
            f"{readings.ref(m.INVALIDATION)}, its invalidation price; otherwise {end}."
        )
    return f"The view on {readings.symbol} has no invalidation price; {end}."


def _earlier(readings: Readings) -> str:
    setup, sheet = readings.setup, readings.sheet
    earlier = f"edition.earlier.{setup.instrument.key}"
    if earlier not in sheet:
        return f"No earlier view on {readings.symbol} is on record here."
    same = sheet[f"{earlier}.lean"].value == LEANS[setup.bias]
    return (
        f"The earlier view on {readings.symbol}, of {ref(earlier)}, took {ref(f'{earlier}.lean')}; "
        f"this one {'is the same' if same else 'differs'}."
    )
