"""Any finished file back to text, by its suffix or by its first bytes."""

from __future__ import annotations

from pathlib import Path

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.reading import limits
from reporter.reading.decode import decoded
from reporter.reading.email import read_email
from reporter.reading.html import read_html
from reporter.reading.markdown import read_markdown
from reporter.reading.pdf import read_pdf
from reporter.reading.plain import read_plain
from reporter.reading.svg import read_svg


def read_file(path: Path) -> tuple[FinishedText, ...]:
    """What a reader finds in this file; an e-mail gives one text for each of its views.

    Raises ``UsageError`` for a file that is missing, damaged, no text, or beyond the limits of
    ``reporter.reading.limits``.
    """
    data, name = _bytes(path), str(path)
    texts = _texts(_suffix(path, data), data, name)
    limits.admit_texts(texts, name)
    return texts


def _texts(suffix: str, data: bytes, name: str) -> tuple[FinishedText, ...]:
    match suffix:
        case ".md" | ".markdown":
            text = decoded(data, name)
            limits.admit_markdown(text, name)
            return (read_markdown(text, name),)
        case ".html" | ".htm" | ".xhtml":
            limits.admit_markup(decoded(data, name), name)
            return (read_html(data, name),)
        case ".pdf":
            limits.admit_pdf(data, name)
            return (read_pdf(data, name),)
        case ".eml":
            return read_email(data, name)
        case ".svg":
            limits.admit_markup(decoded(data, name), name)
            return (read_svg(data, name),)
        case _:
            text = decoded(data, name)
            limits.admit_plain(text, name)
            return (read_plain(text, name),)


_KNOWN = frozenset(
    {".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".eml", ".svg", ".txt", ".text"}
)


def _suffix(path: Path, data: bytes) -> str:
    """The file's suffix, or the one that its first bytes call for where it says nothing."""
    suffix = path.suffix.lower()
    if suffix in _KNOWN:
        return suffix
    start = data[:256].lstrip().lower()
    if start.startswith(b"%pdf-"):
        return ".pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return ".html"
    if start.startswith(b"<svg"):
        return ".svg"
    return ".md" if start.startswith((b"---\n", b"---\r")) else ".txt"


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise UsageError("there is no such file.", str(path), "Check the path.") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(
            f"the file cannot be read ({reason}).", str(path), "Check the path and its rights."
        ) from error
    limits.admit_bytes(data, str(path))
    return data
