"""Which wordings a desk's last editions used: remembered, so that the next ones take turns.

What was looked back on is part of the snapshot. A replay chooses as the run did, whatever
editions exist by then; a snapshot without the record, such as the sample's, has no past.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reporter.model.edition import EditionKey
from reporter.newsroom.index import read_document
from reporter.newsroom.memory import ModelMemory
from reporter.storage import EditionStore
from reporter.writing.voice import Spoken

_KEY: Final = "wordings"
_BACK: Final = 20
"""So many editions are looked back on."""


def remember_wordings(
    memory: ModelMemory, store: EditionStore, output: Path, key: EditionKey, as_of: datetime
) -> None:
    """Keep in the snapshot what the desk's editions before ``as_of`` said, newest first.

    Editions without wordings, or whose document is gone, count for nothing.
    """
    editions = store.before(key, as_of, _BACK)
    documents = (read_document(output / one.folder / "edition.json") for one in editions)
    said = [spoken for document in documents if document and (spoken := _spoken(document))]
    if said:
        memory.remember(_KEY, json.dumps(said).encode())


def past_wordings(memory: ModelMemory) -> tuple[Spoken, ...]:
    """What was remembered for this edition; nothing where the snapshot has no such record."""
    kept = memory.recall(_KEY)
    return tuple(_pairs(edition) for edition in json.loads(kept)) if kept else ()


def _spoken(document: dict[str, Any]) -> Spoken:
    articles = (article.get("wordings", ()) for article in document.get("articles", ()))
    return tuple(pair for said in articles for pair in _pairs(said))


def _pairs(said: Iterable[Iterable[str]]) -> Spoken:
    return tuple((message, wording) for message, wording in said)
