"""Which wordings a desk's last editions used: remembered, so that the next ones take turns.

What was looked back on is part of the snapshot. A replay chooses as the run did, whatever
editions exist by then; a snapshot without the record, such as the sample's, has no past.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from reporter.newsroom.index import Document
from reporter.newsroom.memory import RunMemory
from reporter.writing.voice import Spoken

_KEY: Final = "wordings"


def remember_wordings(memory: RunMemory, earlier: Iterable[tuple[datetime, Document]]) -> None:
    """Keep in the snapshot what the desk's last editions said, newest first.

    ``earlier`` are their times and contents; editions without wordings count for nothing.
    """
    said = [spoken for _, document in earlier if (spoken := _spoken(document))]
    if said:
        memory.remember(_KEY, json.dumps(said).encode())


def past_wordings(memory: RunMemory) -> tuple[Spoken, ...]:
    """What was remembered for this edition; nothing where the snapshot has no such record."""
    kept = memory.recall(_KEY)
    return tuple(_pairs(edition) for edition in json.loads(kept)) if kept else ()


def _spoken(document: Document) -> Spoken:
    articles = (article.get("wordings", ()) for article in document.get("articles", ()))
    return tuple(pair for said in articles for pair in _pairs(said))


def _pairs(said: Iterable[Iterable[str]]) -> Spoken:
    return tuple((message, wording) for message, wording in said)
