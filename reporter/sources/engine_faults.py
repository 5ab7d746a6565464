"""What is wrong with the shape of an engine's document, in words that name the place."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

_LONGEST: Final = 60


def told(error: ValidationError, model: type[BaseModel], path: str, most: int) -> str:
    """The first faults, each with its place: ``setups[0].funding.settled.unit: …``."""
    problems = error.errors(include_url=False)
    said = [_one(problem, model, path) for problem in problems[:most]]
    rest = len(problems) - len(said)
    text = "; ".join(said) + (f"; and {rest} more" if rest else "")
    return text if text.endswith("?") else f"{text}."


def _one(problem: Any, model: type[BaseModel], path: str) -> str:
    steps: Sequence[str | int] = problem["loc"]
    kind, message = problem["type"], problem["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        parent, name = _place(path, steps[:-1]), str(steps[-1])[:_LONGEST]
        return f"{parent or 'the document'}: there is no key {name!r}{_near(model, steps)}"
    place = _place(path, steps) or "the document"
    if kind == "missing":
        return f"{place}: is missing"
    return f"{place}: {message[0].lower()}{message[1:]}, was {_shown(problem['input'])}"


def _place(path: str, steps: Sequence[str | int]) -> str:
    parts = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step[:_LONGEST]}" for step in steps
    )
    return f"{path}{parts}".removeprefix(".")


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _near(model: type[BaseModel], steps: Sequence[str | int]) -> str:
    """The known key that was probably meant, or all of them."""
    inside: type[BaseModel] | None = model
    for step in steps[:-1]:
        if inside is not None and isinstance(step, str):
            known = inside.model_fields.get(step)
            inside = _model_in(known.annotation) if known else None
    names = [] if inside is None else [f.alias or n for n, f in inside.model_fields.items()]
    near = difflib.get_close_matches(str(steps[-1]), names, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(names)}"


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside ``list[Model]``, ``Model | None`` or ``Annotated[...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(one) for one in getattr(annotation, "__args__", ()))
    return next((one for one in inner if one is not None), None)
