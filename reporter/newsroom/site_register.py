"""What the register of publications keeps of a version, and what it gives back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reporter.model.edition import EditionKey
from reporter.newsroom.public_document import Correction, Issue, instant_json
from reporter.newsroom.site_entry import entry_back, entry_json
from reporter.rendering.site_views import Entry
from reporter.storage.publications import Publication


def publication_of(key: EditionKey, issue: Issue, entry: Entry, as_of: datetime) -> Publication:
    """The row of one version."""
    corrections = [
        {
            "moment": instant_json(one.moment),
            "text": one.text,
            "words": one.words,
            "facts": list(one.facts),
        }
        for one in issue.corrections
    ]
    last = issue.corrections[-1] if issue.corrections else None
    return Publication(
        key=key,
        version=issue.version,
        digest=issue.digest,
        as_of=as_of,
        published_at=last.moment if last else issue.published,
        correction=last.text if last else "",
        entry={
            "entry": entry_json(entry),
            "published": instant_json(issue.published),
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


def listed(publication: Publication) -> Entry:
    """What lists say of that version."""
    return entry_back(publication.entry["entry"])
