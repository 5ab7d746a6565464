"""Canonical bytes and tagged digests, the identity of everything that is archived."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NewType

Digest = NewType("Digest", str)
"""``sha256:`` and 64 hexadecimal digits. The tag leaves room for another algorithm."""


def digest(data: bytes) -> Digest:
    """The tagged digest of these bytes."""
    return Digest("sha256:" + hashlib.sha256(data).hexdigest())


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8: equal values give equal bytes."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest_json(value: Any) -> Digest:
    """The digest of a value's canonical JSON."""
    return digest(canonical_json(value))
