"""The document of ``docs/engine.md`` and its faults: the gaps shown are those that are made.

A fault is a place in the first setup, with dots between its steps, and the JSON put there.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from reporter.sources.engine import EngineReading, parse_engine
from reporter.sources.engine_document import EngineDocument
from tests.docs.examples import ROOT

PAGE = ROOT / "docs" / "engine.md"
SCHEMA = ROOT / "docs" / "engine.schema.json"
AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
_EXAMPLE = re.compile(r"```json\n(.*?)```", re.DOTALL)
_ROW = re.compile(r"^\| `([\w.]+)` = `([^`]+)` \|[^\n]*$", re.MULTILINE)


def document(text: str) -> dict[str, Any]:
    """The page's example."""
    example = _EXAMPLE.search(text)
    assert example is not None
    found: dict[str, Any] = json.loads(example[1])
    return found


def read(value: dict[str, Any]) -> EngineReading:
    """The document as it would be handed over at the edition's time."""
    return parse_engine(json.dumps(value).encode(), where="engine.json", as_of=AS_OF)


def worked(text: str) -> str:
    """The page with every gap as it really is."""
    return _ROW.sub(lambda row: _worked_row(text, row[1], row[2]), text)


def _worked_row(text: str, where: str, value: str) -> str:
    changed = document(text)
    *steps, last = where.split(".")
    inside: Any = changed["setups"][0]
    for step in steps:
        inside = inside[int(step) if step.isdigit() else step]
    inside[last] = json.loads(value)
    (gap,) = read(changed).gaps
    return f"| `{where}` = `{value}` | `{gap.reason}`: {gap.detail} |"


def schema() -> str:
    """The JSON Schema of the document, generated from its models."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **EngineDocument.model_json_schema(),
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(worked(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
