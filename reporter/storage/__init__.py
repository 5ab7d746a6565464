"""What a workspace remembers: editions, feeds, its lock, folders that appear whole or not."""

from __future__ import annotations

from reporter.storage.attempts import Attempt, AttemptState, AttemptStore
from reporter.storage.editions import EditionStore, StoredEdition
from reporter.storage.feed_states import FeedStates
from reporter.storage.folders import publish_folder, recover
from reporter.storage.lock import workspace_lock

__all__ = [
    "Attempt",
    "AttemptState",
    "AttemptStore",
    "EditionStore",
    "FeedStates",
    "StoredEdition",
    "publish_folder",
    "recover",
    "workspace_lock",
]
