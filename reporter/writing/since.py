"""What changed since the desk's last edition on the contract, and which levels traded."""

from __future__ import annotations

from reporter.ledger.earlier import LEANS
from reporter.model import metrics as m
from reporter.model.text import Sentence
from reporter.writing.readings import Readings, listed, ref
from reporter.writing.speaker import Speaker

Lines = tuple[Sentence | None, ...]


def since_lines(speaker: Speaker) -> Lines:
    """The price since then, the levels that traded, and a changed lean; nothing without a last."""
    earlier = f"edition.earlier.{speaker.readings.setup.instrument.key}"
    if earlier not in speaker.readings.sheet:
        return ()
    return (_price(speaker, earlier), _lean(speaker, earlier))


def _price(speaker: Speaker, earlier: str) -> Sentence | None:
    readings = speaker.readings
    if not readings.has(m.EARLIER_PRICE, m.EARLIER_CHANGE):
        return None
    sign = readings.sign(m.EARLIER_CHANGE)
    levels = _traded(readings)
    case = "traded" if levels else "untraded" if readings.has(m.EARLIER_LEVELS) else "stop"
    if readings.number(m.EARLIER_LEVELS) == 1:
        case += "_single"
    return speaker.measured(
        f"since.since_{'moved' if sign else 'level'}",
        f"since.since_{case}",
        time=ref(earlier),
        before=readings.ref(m.EARLIER_PRICE),
        moved="gained" if sign > 0 else "lost",
        size=readings.ref(m.EARLIER_CHANGE, "size"),
        levels=listed(levels),
        count=readings.ref(m.EARLIER_LEVELS),
    )


def _traded(readings: Readings) -> list[str]:
    found: list[str] = []
    while readings.has(metric := f"{m.EARLIER_LEVEL}.{len(found) + 1}"):
        found.append(readings.ref(metric))
    return found


def _lean(speaker: Speaker, earlier: str) -> Sentence | None:
    then = speaker.readings.sheet[f"{earlier}.lean"].value
    now = LEANS[speaker.readings.setup.bias]
    if then == now:
        return None
    return speaker.measured("since.lean_changed", then=ref(f"{earlier}.lean"), now=now)
