"""Editions: their key, their state, and the manifest that binds them to their inputs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reporter.model.digest import Digest
from reporter.model.errors import UsageError
from reporter.model.facts import FactSheet
from reporter.model.market import Gap
from reporter.model.news import Story
from reporter.model.setup import Call, Setup
from reporter.model.text import Article
from reporter.model.verdict import Finding, Gate, Readability

_SLOT = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True, order=True)
class EditionKey:
    """One edition of one desk: made once. ``day`` is in the desk's own time zone."""

    desk: str
    day: date
    slot: str

    def __post_init__(self) -> None:
        if not _SLOT.fullmatch(self.slot):
            raise UsageError(
                f"{self.slot!r} is no slot name.",
                "--slot",
                "Use lower-case letters, digits and hyphens, such as 'morning'.",
            )

    @property
    def folder(self) -> str:
        """``2026-03-27-main``: the folder's name below the output folder."""
        return f"{self.day.isoformat()}-{self.slot}"


class EditionState(StrEnum):
    HELD = "held"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Digests of all that went in and all that came out."""

    snapshot: Digest
    configuration: Digest
    templates: Digest
    prompts: Digest
    calibration: Digest
    reporter: str
    files: tuple[tuple[str, Digest], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything about one edition, as ``edition.json`` tells it."""

    key: EditionKey
    as_of: datetime
    state: EditionState
    sample: bool
    stories: tuple[Story, ...]
    setups: tuple[Setup, ...]
    sheet: FactSheet
    articles: tuple[Article, ...]
    gaps: tuple[Gap, ...]
    gates: tuple[Gate, ...]
    findings: tuple[Finding, ...]
    calls: tuple[Call, ...]
    manifest: Manifest
    costs: tuple[tuple[str, str], ...] = ()
    readability: tuple[Readability, ...] = ()
