"""Plan and prose: what an article says, by reference to facts."""

from __future__ import annotations

from reporter.writing.chat import Memory, ModelSettings
from reporter.writing.disclosure import Disclosure, disclosure
from reporter.writing.model import units_of, without, write_with_model
from reporter.writing.offline import write_offline
from reporter.writing.plan import plan
from reporter.writing.prompts import Prompt, Prompts, parse_prompt, parse_prompts

__all__ = [
    "Disclosure",
    "Memory",
    "ModelSettings",
    "Prompt",
    "Prompts",
    "disclosure",
    "parse_prompt",
    "parse_prompts",
    "plan",
    "units_of",
    "without",
    "write_offline",
    "write_with_model",
]
