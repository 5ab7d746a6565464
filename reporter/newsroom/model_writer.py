"""Which writer writes: the offline one always, and the configured model on top of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.model.desk import Desk
from reporter.model.errors import ConfigError
from reporter.model.facts import FactSheet
from reporter.model.text import Draft, Outline
from reporter.newsroom.memory import ModelMemory
from reporter.writing import (
    ModelSettings,
    parse_prompt,
    write_offline,
    write_with_model,
)

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job

PROMPT = "lede.md"


def write(job: Job, outline: Outline, sheet: FactSheet, desk: Desk, memory: ModelMemory) -> Draft:
    """The draft of this outline; without ``[llm]`` the offline writer's."""
    draft = write_offline(outline, sheet, desk)
    llm = job.config.llm
    if llm is None:
        return draft
    settings = ModelSettings(
        base_url=llm.base_url,
        model=llm.model,
        api_key=memory.api_key,
        max_cost_usd=llm.max_cost_usd,
        input_price=llm.input_price,
        output_price=llm.output_price,
    )
    if PROMPT not in job.materials.prompts:
        raise ConfigError("the prompt is missing.", f"prompts/{PROMPT}", "Install Reporter again.")
    prompt = parse_prompt(job.materials.prompts[PROMPT])
    return write_with_model(
        draft, outline, sheet, desk, model=settings, prompt=prompt, memory=memory
    )
