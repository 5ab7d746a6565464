"""A folder of recorded hours, one file a symbol: read, and every file and row accounted for."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.model.digest import Digest, digest, digest_json
from reporter.model.errors import UsageError
from reporter.signals.hourly import Bars, read_bars

LARGEST: Final = 400_000_000
"""Bytes of one file, unpacked; a century of hours is less."""

_NAME: Final = re.compile(r"(?P<symbol>\w{2,40})\.csv(\.gz)?")
_ADVICE: Final = "Give a folder of SYMBOL.csv or SYMBOL.csv.gz files."


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The symbols of a folder in the order of their names.

    ``notes`` name every file, row and hour that was not used as it stood; ``digest`` is over
    the contents of all files that were read.
    """

    tracks: tuple[Bars, ...]
    notes: tuple[str, ...]
    digest: Digest


def read_folder(folder: Path, least: int) -> Recorded:
    """The hours of all files, of the folder or of the only one in it.

    A symbol with fewer than ``least`` hours is not used.
    A file that cannot be used is a note. Raises ``UsageError`` where the folder cannot be read
    or nothing in it can be used; then the error names what was wrong with the first file.
    """
    files, notes = _files(folder)
    tracks: list[Bars] = []
    contents: dict[str, Digest] = {}
    refused: list[UsageError] = []
    for symbol, path in files.items():
        try:
            data = _content(path)
            bars, found = read_bars(_text(data, path), symbol, path.name)
            _ample(bars, path, least)
        except UsageError as error:
            refused.append(error)
            notes.append(f"not used: {error}")
            continue
        tracks.append(bars)
        notes += found
        contents[symbol] = digest(data)
    if not tracks:
        first = refused[0] if refused else UsageError("there is no file of hours here.")
        more = f" ({len(refused)} files, none of them usable)" if len(refused) > 1 else ""
        where = f"{folder}: {first.where}" if first.where else str(folder)
        raise UsageError(f"{first.what}{more}", where, first.next_step or _ADVICE)
    return Recorded(tracks=tuple(tracks), notes=tuple(notes), digest=digest_json(contents))


def _files(folder: Path) -> tuple[dict[str, Path], list[str]]:
    try:
        paths = sorted(folder.iterdir())
        within = [one for one in paths if one.is_dir()]
        if len(within) == 1 and not any(map(_symbol, paths)):
            paths = sorted(within[0].iterdir())  # one folder, named after its venue
    except OSError as error:
        raise UsageError(
            f"the folder cannot be read ({error.strerror}).", str(folder), _ADVICE
        ) from error
    files: dict[str, Path] = {}
    notes = []
    for path in paths:
        symbol = _symbol(path)
        if not symbol:
            notes.append(f"not read: {path.name!r} is no SYMBOL.csv or SYMBOL.csv.gz")
        elif symbol in files:
            notes.append(f"not read: {path.name}, as {files[symbol].name} is there too")
        else:
            files[symbol] = path
    return files, notes


def _symbol(path: Path) -> str:
    """The symbol whose hours a file holds, by its name; empty where it is no such file."""
    named = _NAME.fullmatch(path.name)
    return named["symbol"] if named and path.is_file() else ""


def _content(path: Path) -> bytes:
    """The bytes of a file, unpacked."""
    packed = path.suffix == ".gz"
    try:
        with gzip.open(path) if packed else path.open("rb") as handle:
            data = bytes(handle.read(LARGEST + 1))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(f"the file is damaged ({error}).", path.name, "Fetch it again.") from error
    except OSError as error:
        raise UsageError(
            f"the file cannot be read ({error.strerror}).", path.name, "Check its permissions."
        ) from error
    if len(data) > LARGEST:
        raise UsageError("the file is too large.", path.name, "Give hours, one row each.")
    return data


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            "the file is not UTF-8.", f"{path.name}, line {line}", "Write it in UTF-8."
        ) from error


def _ample(bars: Bars, path: Path, least: int) -> None:
    hours = int(bars.traded.sum())
    if hours < least:
        raise UsageError(
            f"there are {hours} hours, and {least} are the least that can be used.",
            path.name,
            "Give it a longer history, or take it out.",
        )
