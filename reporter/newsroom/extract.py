"""The articles of saved pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from reporter.model.errors import ReporterError, UsageError
from reporter.net.decode import Body
from reporter.newsroom import environment
from reporter.sources.pages import LARGEST, Page, read_article

_AT_ONCE = 2
_CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came of one file: its article, or the error that kept it from being read."""

    path: Path
    outcome: Page | ReporterError


def extract_files(files: Iterable[Path]) -> Iterator[Extracted]:
    """The article of each HTML file (``.gz``: compressed), in the order given.

    A file that cannot be read stops no other.
    """
    latest = environment.now() + _CLOCK_TOLERANCE
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(partial(_extract, latest=latest), files)


def _extract(path: Path, latest: datetime) -> Extracted:
    try:
        page = read_article(_bytes(path), where=str(path), latest=latest)
        return Extracted(path=path, outcome=page)
    except ReporterError as error:
        return Extracted(path=path, outcome=error)


def _bytes(path: Path) -> bytes:
    """The file's content, of a larger one than is read only the beginning."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UsageError("there is no such file.", str(path), "Check the path.") from error
    except OSError as error:
        raise UsageError(
            f"the file cannot be read ({error.strerror or type(error).__name__}).",
            str(path),
            "Check the path and its rights.",
        ) from error
    if path.suffix != ".gz":
        return data
    body = Body("gzip", LARGEST, str(path))
    body.feed(data)
    return body.finish()
