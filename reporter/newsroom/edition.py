"""An edition, from sealed snapshot to finished files. The function reads like the design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from reporter import ledger
from reporter.ledger import earlier_facts, gap_facts
from reporter.model.desk import Desk
from reporter.model.edition import Edition, EditionKey, EditionState
from reporter.model.facts import Fact, FactSheet
from reporter.model.market import Gap
from reporter.model.news import Item
from reporter.model.text import Outline
from reporter.model.verdict import Finding, Verdict
from reporter.net.archive import BlobStore
from reporter.net.snapshot import Replayer, Snapshot
from reporter.newsroom.config import Config
from reporter.newsroom.document import edition_bytes
from reporter.newsroom.earlier import earlier_views, traded_levels
from reporter.newsroom.gather import Tell
from reporter.newsroom.measure import LOOKBACK, Measured, NewsRead, all_gaps, measure, read
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.model_writer import Drafts
from reporter.newsroom.own_engine import handed_over
from reporter.newsroom.pages import with_pages
from reporter.newsroom.proof import with_evidence
from reporter.newsroom.quarantine import Past
from reporter.newsroom.record import call, gates, manifest
from reporter.newsroom.render import check_files, render
from reporter.newsroom.resources import Materials
from reporter.newsroom.stored_calibration import used_calibration
from reporter.newsroom.told_before import remembered_stories, require_news
from reporter.newsroom.wording import record_of
from reporter.storage.history import recorded_history
from reporter.writing import plan
from reporter.writing.notices import chosen, overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that an edition depends on: no clock, no network, no environment."""

    config: Config
    key: EditionKey
    snapshot: Snapshot
    archive: BlobStore
    materials: Materials
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition with its files (relative path -> content) and what happened on the way.

    ``told`` is the news as it was read; ``caught`` are the feeds' items set aside and the
    readings that the gates refused; ``refused`` are those gates' findings; ``notes`` name every
    degradation.
    """

    edition: Edition
    told: NewsRead
    files: dict[str, bytes]
    verdict: Verdict
    caught: tuple[Gap, ...]
    refused: tuple[Finding, ...]
    notes: tuple[str, ...]


def make_edition(job: Job, memory: RunMemory, tell: Tell) -> Made:
    """Read, measure, assemble, plan, write, fill, render, check; hold or let out."""
    as_of = job.snapshot.as_of
    notices = chosen(job.config.desk.jurisdictions or (), job.materials.notices)
    dated = overdue(notices, as_of.date())
    desk = job.config.printed_desk(sample=job.sample, notices=notices)
    replayer = Replayer(job.snapshot, job.archive)

    told = with_pages(job.config, replayer, _read(job, replayer, memory))
    tell("read", f"{len(told.items)} items, {len(told.stories)} stories")
    measured = _measured(job, replayer, desk, told)
    tell("measure", f"{len(measured.setups)} symbols, {len(measured.sheet)} facts")

    gaps = all_gaps(told, measured)
    sheet = measured.sheet.with_facts((*gap_facts(gaps, as_of), *_before(memory, measured, as_of)))
    outline = _outline(told, measured, sheet, gaps, as_of)
    drafts = Drafts(job, outline, sheet, desk, memory)
    for draft in drafts:
        tell("write", draft.writer)
        article = ledger.fill(draft, sheet, items=_items(told))
        pages = render(job, desk, article, outline, measured, sheet)
        tell("render", f"{len(pages.names)} files")
        record = record_of(draft, article, sheet, captions=pages.words, stories=told.stories)
        pages = with_evidence(job, pages, article, sheet, record)
        pages, verdict = check_files(pages, sheet, record)
        tell("check", f"{verdict.numerals} figures, {len(verdict.findings)} findings")
        for one in verdict.readability:
            tell("style", f"grade {one.grade}, {one.mean_words} words a sentence")
        if not verdict.held:
            break
        drafts.refused(article, verdict)

    edition = Edition(
        key=job.key,
        as_of=as_of,
        state=EditionState.HELD if verdict.held else EditionState.READY,
        sample=job.sample,
        stories=told.stories,
        setups=measured.setups,
        sheet=sheet,
        articles=(article,),
        gaps=gaps,
        gates=gates(measured, verdict),
        findings=(*measured.warnings, *verdict.findings),
        calls=tuple(call(setup, sheet) for setup in measured.setups),
        manifest=manifest(job, memory.snapshot.digest, pages),
        costs=draft.costs,
        readability=verdict.readability,
    )
    document = edition_bytes(edition, (draft,), pages.chart_labels, (record,))
    return Made(
        edition=edition,
        told=told,
        files={**pages.files, "edition.json": document},
        verdict=verdict,
        caught=(*told.gaps, *told.dropped, *measured.quarantined),
        refused=measured.refused,
        notes=(*job.materials.warnings, *pages.notes, *draft.notes, *dated),
    )


def _read(job: Job, replayer: Replayer, memory: RunMemory) -> NewsRead:
    """The news, with what earlier editions told of it."""
    told = read(job.config, replayer, job.snapshot.as_of, remembered_stories(memory))
    require_news(told.stories)
    return told


def _measured(job: Job, replayer: Replayer, desk: Desk, told: NewsRead) -> Measured:
    """Everything measured from the snapshot, beside what it holds of the past."""
    as_of = job.snapshot.as_of
    stored = partial(
        recorded_history, job.snapshot, job.archive, since=as_of - LOOKBACK, until=as_of
    )
    calibration = used_calibration(job.snapshot, job.archive).calibration
    past = Past(stored=stored, calibration=calibration)
    handed = handed_over(job.config.market.engine, job.snapshot, job.archive)
    return measure(job.config, replayer, desk, told, past, as_of, handed=handed)


def _outline(
    told: NewsRead, measured: Measured, sheet: FactSheet, gaps: Sequence[Gap], as_of: datetime
) -> Outline:
    return plan(
        told.stories,
        measured.setups,
        sheet,
        gaps,
        as_of=as_of,
        overview=measured.overview,
        odds=measured.odds,
    )


def _before(memory: RunMemory, measured: Measured, as_of: datetime) -> tuple[Fact, ...]:
    """What the desk said of these contracts before, and what has changed since."""
    views = earlier_views(memory)
    traded = traded_levels(views, measured.data, as_of)
    return earlier_facts(views, measured.sheet, as_of, traded)


def _items(told: NewsRead) -> tuple[Item, ...]:
    return tuple(item for story in told.stories for item in story.items)
