"""Plan and prose: what an article says, by reference to facts."""

from __future__ import annotations

from reporter.writing.chat import Memory, ModelSettings
from reporter.writing.disclosure import Disclosure, disclosure
from reporter.writing.model import write_with_model
from reporter.writing.offline import write_offline
from reporter.writing.plan import plan
from reporter.writing.prompts import Prompt, parse_prompt

__all__ = [
    "Disclosure",
    "Memory",
    "ModelSettings",
    "Prompt",
    "disclosure",
    "parse_prompt",
    "plan",
    "write_offline",
    "write_with_model",
]
