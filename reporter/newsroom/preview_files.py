"""The files of a preview: which one an address means, what it is, and whether any has changed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reporter.model.digest import digest

_PAUSE: Final = 0.5
"""Seconds between two looks at the folder, at least; and ten times what a look takes."""
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".eml": "message/rfc822",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
_FEEDS: Final = {
    "feed.json": "application/feed+json; charset=utf-8",
    "feed.xml": "application/atom+xml; charset=utf-8",
}


class Watch:
    """A folder, and a version of it that is another one when any file in it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._version = ""
        self._again = 0.0

    def version(self) -> str:
        """The version; of many that ask at a time, one looks at the folder."""
        with self._lock:
            begun = time.monotonic()
            if begun >= self._again:
                self._version = digest(os.fsencode("\n".join(sorted(_marks(self.root)))))
                took = time.monotonic() - begun
                self._again = begun + max(_PAUSE, 10 * took)
            return self._version

    def find(self, path: str) -> Path | None:
        """The file or folder of an address below the root.

        None for what is not there, is hidden, or lies elsewhere by a link.
        """
        parts = path.strip("/").split("/") if path.strip("/") else []
        if any(not _is_plain(part) for part in parts):
            return None
        try:
            found = self.root.joinpath(*parts).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):  # RuntimeError: links that lead in a circle
            return None
        return found if found.is_relative_to(self.root.resolve()) else None

    def listing(self, folder: Path) -> tuple[str, ...]:
        """The names in a folder of ours that have an address; folders end in a slash."""
        inside = "/".join(folder.relative_to(self.root.resolve()).parts)
        names = sorted(one.name for one in folder.iterdir())
        found = ((name, self.find(f"{inside}/{name}")) for name in names)
        return tuple(f"{name}/" if one.is_dir() else name for name, one in found if one is not None)


def content_type(path: Path) -> str:
    """The type that a file is served with."""
    return _FEEDS.get(path.name) or _TYPES.get(path.suffix.lower(), "application/octet-stream")


def _is_plain(part: str) -> bool:
    """Whether it can be a part of an address: a name of bytes that are no text cannot."""
    return part != "" and not part.startswith(".") and "\\" not in part and part.isprintable()


def _marks(folder: Path) -> Iterator[str]:
    """A line for every file: its path, size and time. What vanishes meanwhile is left out."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _marks(Path(entry.path))
            continue
        try:
            known = entry.stat()
        except OSError:
            continue
        yield f"{entry.path}\0{known.st_size}\0{known.st_mtime_ns}"
