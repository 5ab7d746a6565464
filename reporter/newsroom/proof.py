"""The page of evidence of each article of an edition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reporter import checking
from reporter.model.digest import digest
from reporter.model.facts import FactSheet
from reporter.model.record import Record
from reporter.model.text import Article
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
    data = pages.files[name]
    texts = read_back(name, data)
    judged = Judged(
        texts=texts,
        verdict=checking.check(texts[0], sheet, record),
        sheet=sheet,
        digest=digest(data),
        cited=article.facts,
    )
    page = evidence_html(judged, _frame(job), job.materials.templates)
    return replace(pages, files={**pages.files, (home / PAGE).as_posix(): page})


def _frame(job: Job) -> Frame:
    key = job.key
    return Frame(
        brand=job.config.desk.brand,
        home="article.html",
        edition=f"{key.desk}, {key.day.isoformat()}, {key.slot}",
        sample=job.sample,
    )
