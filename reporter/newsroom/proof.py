"""The page of evidence of each article of an edition."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reporter import checking
from reporter.model.digest import digest
from reporter.model.edition import EditionKey
from reporter.model.facts import FactSheet
from reporter.model.record import Record
from reporter.model.text import Article
from reporter.newsroom.document import Evidenced
from reporter.newsroom.evidence import Frame, Judged, evidence_html
from reporter.newsroom.render import Pages, read_back

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job

PAGE = "evidence.html"


def with_evidence(
    job: Job, pages: Pages, article: Article, sheet: FactSheet, record: Record
) -> Pages:
    """The pages and, beside ``article.md``, one that shows each of its figures with its fact."""
    home = Path("articles") / article.slug
    name = (home / "article.md").as_posix()
    page = evidence_of(
        (name, pages.files[name]),
        Evidenced(sheet, (), record),
        article.facts,
        frame_of(job.key, job.config.desk.brand, sample=job.sample),
        job.materials.templates,
    )
    return replace(pages, files={**pages.files, (home / PAGE).as_posix(): page})


def evidence_of(
    file: tuple[str, bytes],
    evidence: Evidenced,
    cited: Collection[str],
    frame: Frame,
    user_dirs: Sequence[Path],
) -> bytes:
    """The page of evidence of an article's Markdown, given by name and content.

    ``cited`` are the ids of the facts that its writer referred to.
    """
    name, data = file
    texts = read_back(name, data)
    judged = Judged(
        texts=texts,
        verdict=checking.check(texts[0], evidence.sheet, evidence.record),
        sheet=evidence.sheet,
        digest=digest(data),
        cited=cited,
    )
    return evidence_html(judged, frame, user_dirs)


def frame_of(key: EditionKey, brand: str, *, sample: bool) -> Frame:
    """What stands around the evidence for an article of that edition."""
    return Frame(
        brand=brand,
        home="article.html",
        edition=f"{key.desk}, {key.day.isoformat()}, {key.slot}",
        sample=sample,
    )
