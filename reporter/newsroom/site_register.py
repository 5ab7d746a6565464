"""What the register of publications keeps of a version, and what it gives back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from reporter.model.moments import iso_instant
from reporter.newsroom.public_document import (
    Correction,
    Document,
    Issue,
    edition_key,
)
from reporter.newsroom.site_edition import Credits
from reporter.newsroom.site_entry import entry_back, entry_json
from reporter.rendering.head import Cited
from reporter.rendering.site_views import Entry
from reporter.storage.publications import Publication


def publication_of(document: Document, issue: Issue, entry: Entry, named: Credits) -> Publication:
    """The row of one version of the edition whose document this is."""
    corrections = [
        {
            "moment": iso_instant(one.moment),
            "text": one.text,
            "words": one.words,
            "facts": list(one.facts),
        }
        for one in issue.corrections
    ]
    last = issue.corrections[-1] if issue.corrections else None
    return Publication(
        key=edition_key(document),
        version=issue.version,
        digest=issue.digest,
        as_of=datetime.fromisoformat(document["as_of"]),
        published_at=last.moment if last else issue.published,
        correction=last.text if last else "",
        entry={
            "entry": entry_json(entry),
            "credits": asdict(named),
            "published": iso_instant(issue.published),
            "corrections": corrections,
        },
    )


def issue_of(publication: Publication) -> Issue:
    """The version as it was published."""
    kept: dict[str, Any] = publication.entry
    return Issue(
        digest=publication.digest,
        version=publication.version,
        published=datetime.fromisoformat(kept["published"]),
        corrections=tuple(
            Correction(
                moment=datetime.fromisoformat(one["moment"]),
                text=one["text"],
                words=one["words"],
                facts=tuple(one["facts"]),
            )
            for one in kept["corrections"]
        ),
    )


def credits_of(publication: Publication) -> Credits:
    """Whom the article's page names beside its author."""
    kept = publication.entry["credits"]
    sources = tuple(Cited(**source) for source in kept["sources"])
    return Credits(publisher=kept["publisher"], sources=sources)


def listed(publication: Publication) -> Entry:
    """What lists say of that version."""
    return entry_back(publication.entry["entry"])
