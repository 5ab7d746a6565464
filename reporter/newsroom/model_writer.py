"""Which writer writes: the offline one always, and the configured model on top of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.text import Draft, Outline
from reporter.newsroom.memory import ModelMemory
from reporter.writing import (
    ModelSettings,
    parse_prompt,
    write_offline,
    write_with_model,
)
from reporter.writing.voice import Voice

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job

PROMPT = "lede.md"


def drafts(
    job: Job, outline: Outline, sheet: FactSheet, desk: Desk, memory: ModelMemory
) -> Iterator[Draft]:
    """The drafts to try, best first; the offline writer's is the last and always there.

    A later draft is asked for only where the checker holds the one before: then a model's text
    got past the writer's own rules, and the offline text takes its place.
    """
    offline = write_offline(outline, sheet, desk, Voice(outline.slug))
    llm = job.config.llm
    if llm is None:
        yield offline
        return
    settings = ModelSettings(
        base_url=llm.base_url,
        model=llm.model,
        api_key=memory.api_key,
        max_cost_usd=llm.max_cost_usd,
        input_price=llm.input_price,
        output_price=llm.output_price,
    )
    prompt = parse_prompt(job.materials.prompts[PROMPT])
    by_model = write_with_model(
        offline, outline, sheet, desk, model=settings, prompt=prompt, memory=memory
    )
    yield by_model
    refused = "the checker refused the model's text; the offline text stands in its place"
    yield replace(offline, costs=by_model.costs, notes=(*by_model.notes, refused))
