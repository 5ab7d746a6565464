"""Which writer writes: the offline one always, and the configured model on top of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.text import Article, Draft, Outline
from reporter.model.verdict import Finding, Severity, Verdict
from reporter.newsroom.config import LlmConfig
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.turns import past_wordings
from reporter.writing import (
    ModelSettings,
    parse_prompts,
    units_of,
    without,
    write_offline,
    write_with_model,
)
from reporter.writing.slots import slots
from reporter.writing.voice import Voice

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job


class Drafts:
    """The drafts to try, best first; the offline writer's is the last and always there.

    A later draft is asked for only where the checker holds the one before: then a model's text
    got past the writer's own rules. The sections that the findings lie in go back to the
    offline text first, and after that all of them.
    """

    def __init__(
        self, job: Job, outline: Outline, sheet: FactSheet, desk: Desk, memory: RunMemory
    ) -> None:
        voice = Voice(f"{job.key.desk} {job.key.folder} {outline.slug}", past_wordings(memory))
        self._offline = write_offline(outline, sheet, desk, voice)
        self._refusal: tuple[Article, Verdict] | None = None
        self._first = self._offline
        if job.config.llm is not None:
            self._first = write_with_model(
                self._offline,
                outline,
                sheet,
                desk,
                model=_settings(job.config.llm, memory.api_key),
                prompts=parse_prompts(job.materials.prompts.values()),
                memory=memory,
            )

    def __iter__(self) -> Iterator[Draft]:
        draft, offline = self._first, self._offline
        yield draft
        units = units_of(draft, offline)
        if not units:
            return
        blamed = self._blamed(units)
        if blamed != units:
            draft = without(draft, offline, blamed, self._codes())
            yield draft
            units = units_of(draft, offline)
        last = without(draft, offline, units, self._codes())
        yield replace(offline, costs=last.costs, notes=last.notes)

    def refused(self, article: Article, verdict: Verdict) -> None:
        """Tell that the checker holds the article made from the last draft."""
        self._refusal = article, verdict

    def _blamed(self, units: tuple[str, ...]) -> tuple[str, ...]:
        """The units that the errors lie in; all of them where an error lies in none."""
        assert self._refusal is not None  # noqa: S101 - another draft is asked for after a refusal
        article, verdict = self._refusal
        printed = {
            unit: [slot.sentence.text for slot in slots(article) if slot.unit == unit]
            for unit in units
        }
        found: set[str] = set()
        for finding in _errors(verdict):
            here = {unit for unit, texts in printed.items() if _lies_in(finding, texts)}
            if not here:
                return units
            found |= here
        return tuple(unit for unit in units if unit in found)

    def _codes(self) -> str:
        assert self._refusal is not None  # noqa: S101 - as above
        return ", ".join(dict.fromkeys(finding.code for finding in _errors(self._refusal[1])))


def _errors(verdict: Verdict) -> list[Finding]:
    return [one for one in verdict.findings if one.severity is Severity.ERROR]


def _lies_in(finding: Finding, texts: Sequence[str]) -> bool:
    """Whether what the checker saw stands in one of the sentences, or one of them in it."""
    seen = [part.strip() for part in finding.seen.split("…") if part.strip()]
    return any(all(part in text for part in seen) or text in finding.seen for text in texts)


def _settings(llm: LlmConfig, api_key: str | None) -> ModelSettings:
    return ModelSettings(
        base_url=llm.base_url,
        model=llm.model,
        api_key=api_key,
        max_cost_usd=llm.max_cost_usd,
        input_price=llm.input_price,
        output_price=llm.output_price,
    )
