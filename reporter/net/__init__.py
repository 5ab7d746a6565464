"""The only way out and in: a guarded HTTP client, the archive, and snapshots that replay."""
