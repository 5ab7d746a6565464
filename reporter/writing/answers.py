"""What a model must answer: one object with a key for each sentence that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from reporter.writing.chat import json_object
from reporter.writing.slots import Slot

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_FIELDS: Final = ("text", "type", "fact_ids", "source_ids", "quote")


def schema(slots: Sequence[Slot]) -> dict[str, Any]:
    """The strict JSON schema of an answer: no sentence can be left out, doubled or added.

    A sentence's type is fixed by the plan, so that a server that enforces schemas cannot turn
    an inference into a measurement.
    """
    stances = dict.fromkeys(slot.sentence.stance.value for slot in slots)
    return {
        "type": "object",
        "properties": {
            slot.id: {"$ref": f"#/$defs/{slot.sentence.stance.value}"} for slot in slots
        },
        "required": [slot.id for slot in slots],
        "additionalProperties": False,
        "$defs": {stance: _sentence(stance) for stance in stances},
    }


def _sentence(stance: str) -> dict[str, Any]:
    ids = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "type": {"type": "string", "enum": [stance]},
            "fact_ids": ids,
            "source_ids": ids,
            "quote": {"type": "string"},
        },
        "required": list(_FIELDS),
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One sentence of an answer: typed, and nothing else known of it."""

    text: str
    type: str
    fact_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    quote: str


@cache
def _reader() -> TypeAdapter[Answered]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answered)


def read_answer(content: str, slots: Sequence[Slot]) -> dict[str, Answered] | None:
    """The answered sentences by slot id, as far as they have the right form.

    Keys that nobody asked for are passed over. None where there is no JSON object at all.
    """
    from pydantic import ValidationError

    found = json_object(content)
    if not isinstance(found, dict):
        return None
    answered = {}
    for slot in slots:
        try:
            answered[slot.id] = _reader().validate_python(found.get(slot.id))
        except ValidationError:
            continue
    return answered
