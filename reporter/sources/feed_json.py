"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from reporter.model.errors import SourceRefused

_VERSION: Final = re.compile(r"(?:https?://)?(?:www\.)?jsonfeed\.org/version/1\S*|1(?:\.\d)?")


def json_feed(body: bytes) -> tuple[str, list[dict[str, Any]]]:
    """The feed's title and its items as they are. Raises SourceRefused: ``unreadable``."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        feed = None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not _VERSION.fullmatch(str(feed.get("version")).strip()):
        raise SourceRefused(
            "the JSON that came is no feed.", "", "Check the address.", reason="unreadable"
        )
    title = feed.get("title")
    return (title if isinstance(title, str) else ""), [i for i in items if isinstance(i, dict)]


def said(item: dict[str, Any], *keys: str) -> str:
    """The first of these members that is a text with something in it."""
    values = (item.get(key) for key in keys)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def tags(item: dict[str, Any]) -> tuple[str, ...]:
    """The item's tags."""
    found = item.get("tags")
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()
