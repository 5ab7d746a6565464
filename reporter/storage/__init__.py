"""What a workspace remembers: its editions, its lock, folders that appear whole or not at all."""

from __future__ import annotations

from reporter.storage.editions import EditionStore, StoredEdition
from reporter.storage.folders import publish_folder, recover
from reporter.storage.lock import workspace_lock

__all__ = ["EditionStore", "StoredEdition", "publish_folder", "recover", "workspace_lock"]
