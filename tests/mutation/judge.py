"""The checker's word on many versions of one edition's files, asked as the command asks it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from reporter import reading
from reporter.model.text import FinishedText
from reporter.model.verdict import Finding, Severity
from reporter.newsroom.checks import judge_files

Seen = tuple[str, str, str]
"""A finding without the name of the file: code, place within it, what was seen."""


def judged(document: bytes, versions: Sequence[tuple[str, bytes]]) -> list[tuple[Finding, ...]]:
    """The findings on each version: (name of the file, content), against that ``edition.json``."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "edition.json").write_bytes(document)
        paths = []
        for number, (name, data) in enumerate(versions):
            path = root / f"{number:05d}" / name
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        verdicts = [one.verdict for one in judge_files(paths, root / "edition.json")]
    return [_named(verdict.findings, path) for verdict, path in zip(verdicts, paths, strict=True)]


def judged_texts(document: bytes, texts: Sequence[FinishedText]) -> list[tuple[Finding, ...]]:
    """The same for texts that were read back before, as those of a PDF."""
    waiting = iter(texts)
    with patch.object(reading, "read_file", lambda _: (next(waiting),)):
        return judged(document, [(Path(text.name).name, b"") for text in texts])


def errors(findings: Iterable[Finding]) -> set[Seen]:
    """The findings that hold an edition."""
    return {
        (f.code, f.place.partition(": ")[2], f.seen)
        for f in findings
        if f.severity is Severity.ERROR
    }


def _named(findings: tuple[Finding, ...], path: Path) -> tuple[Finding, ...]:
    return tuple(replace(f, place=f.place.replace(str(path), path.name)) for f in findings)


def passages(files: Mapping[str, bytes]) -> dict[str, str]:
    """The text at each place of the files that findings can name."""
    found = {}
    for name, data in files.items():
        for text in _read(name, data):
            found.update({f"{text.name}: {block.place}": block.text for block in text.blocks})
    return found


def _read(name: str, data: bytes) -> tuple[FinishedText, ...]:
    match name.rpartition(".")[2]:
        case "md":
            return (reading.read_markdown(data.decode(), name),)
        case "html":
            return (reading.read_html(data, name),)
        case "eml":
            return reading.read_email(data, name)
        case _:
            return ()


def article_files(files: Mapping[str, bytes]) -> list[str]:
    """The names of the articles in Markdown."""
    return sorted(name for name in files if name.endswith("article.md"))
