"""Per-symbol setups: what the engine measured, what it leans to, and what it cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from reporter.model.digest import Digest
from reporter.model.market import Gap, Instrument, Nature


class Bias(StrEnum):
    LONG = "lean long"
    SHORT = "lean short"
    NEUTRAL = "no lean"


class Regime(StrEnum):
    RANGING = "ranging"
    UP = "trending up"
    DOWN = "trending down"
    UNCERTAIN = "uncertain"


class VolatilityClass(StrEnum):
    """By percentile within the symbol's own history: up to 33, 80, 97, and beyond."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EXTREME = "extreme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measured value of a setup.

    A ``Decimal`` keeps the venue's digits, a ``float`` was computed here (the ledger rounds it
    once), a ``datetime`` is an instant, a ``str`` a class. ``unit`` is a label that
    ``reporter.model.units.quantity`` knows, or empty for instants and classes. ``formula``
    says in words how a computed value was made and over which window.
    """

    metric: str
    value: Decimal | float | datetime | str
    unit: str
    as_of: datetime
    nature: Nature
    source: Digest | None = None
    endpoint: str = ""
    formula: str = ""


class Side(StrEnum):
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A price where modelled liquidations cluster.

    ``size`` is the modelled notional in USD, ``touch`` the share of past windows of ``hours``
    hours in which the price moved that far (own history; ``sample`` windows), or None where
    the history is too short. ``odds`` are the calibrated probabilities that it trades, by
    horizon (``settlement``, ``24h``, ``72h``); a horizon without odds is not among them.
    """

    side: Side
    price: float
    size: float
    hours: int
    touch: float | None
    sample: int
    odds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heatmap:
    """Modelled liquidations over time: ``usd[time][bin]``, at the present mark price.

    ``edges`` bound the price bins, lowest first (one more than there are bins). Each column is
    what the model held after that time; the last is the map of now.
    """

    times: tuple[datetime, ...]
    edges: tuple[float, ...]
    usd: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One piece of evidence: for (+1), against (-1) or silent (0) on higher prices.

    ``metric`` names the measure it rests on, ``band`` how unusual that reading is in its own
    history (``typical``, ``elevated``, ``extreme``), which licenses the adjective.
    """

    metric: str
    direction: int
    weight: float
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """The chance of a stated event, honestly.

    ``probability`` is None where no edge over the base rate was measured; then the base rate
    (share of ``sample`` past windows in which the event happened) is what is printed. ``pooled``
    says that the windows are those of several contracts, not of this one alone.
    """

    event: str
    hours: int
    base_rate: float
    sample: int
    probability: float | None = None
    pooled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A publisher's own engine: ``method_url`` is where its method can be read, or empty."""

    name: str
    version: str
    method_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All that the engine says about one instrument at ``as_of``.

    ``supporting`` and ``opposing`` are the signals for and against ``bias``. ``valid_until``
    is the next settlement; after it, or when price trades through ``invalidation``, the view
    is void. ``gaps`` name every part that was asked for and is missing. ``engine`` is whose
    setup it is where it was handed over, None where it was measured here.
    """

    instrument: Instrument
    as_of: datetime
    bias: Bias
    regime: Regime
    volatility: VolatilityClass | None
    confidence: Confidence | None
    supporting: tuple[Signal, ...]
    opposing: tuple[Signal, ...]
    levels: tuple[Level, ...]
    invalidation: float | None
    valid_until: datetime
    measures: tuple[Measure, ...]
    gaps: tuple[Gap, ...]
    engine: Engine | None = None

    def measure(self, metric: str) -> Measure | None:
        """The measure of that name, or None where it is a gap."""
        return next((m for m in self.measures if m.metric == metric), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A published view, frozen so that it can be scored later.

    The event is ``event`` within ``hours`` of ``as_of`` from ``price``. ``base_rate`` is what
    was printed: the share of past windows in which the event happened. ``probability`` is None
    where no edge over it was measured. Both are None where the setup states no confidence.
    """

    instrument: str
    as_of: datetime
    valid_until: datetime
    bias: Bias
    price: Decimal
    event: str
    hours: int
    probability: Decimal | None
    base_rate: Decimal | None
    invalidation: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a call: a new record, never an edit of the call."""

    call: str
    settled_at: datetime
    happened: bool | None
    reason: str = ""
