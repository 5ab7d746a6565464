"""Bytes to text, and white space as a reader sees it."""

from __future__ import annotations

import re
from typing import Final

from reporter.model.errors import UsageError

_DECLARED: Final = re.compile(
    rb"(?:<meta[^>]{0,200}charset|\A\s{0,9}<\?xml[^>]{0,200}encoding)=[\"']?\s{0,4}([\w-]{2,20})",
    re.IGNORECASE,
)
_BINARY: Final = re.compile(rb"\x00")
_BLANKS: Final = re.compile(
    r"(?:[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]|(?<!\d)\u00a0|\u00a0(?!\d{3}))+"
)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_JOINER: Final = "\u034f"
"""Of the marks without width the one that Python calls printable."""


def decoded(data: bytes, name: str) -> str:
    """The text of a file, its lines ended by line feeds.

    UTF-8 (with or without a mark), UTF-16 with one, or what a page itself declares. Raises
    ``UsageError`` for bytes that are no text or in no encoding that is known: a guess could turn
    a sign of one encoding into another of the next.
    """
    encoding = _encoding(data)
    if encoding != "utf-16" and _BINARY.search(data):
        raise UsageError(
            "the file holds no text.",
            name,
            "Give a Markdown, HTML, PDF, e-mail, SVG or plain text file.",
        )
    try:
        return with_line_feeds(data.decode(encoding))
    except UnicodeDecodeError as error:
        line = len(data[: error.start].splitlines()) or 1
        raise UsageError(
            f"the file is not encoded in {_NAMES.get(encoding, encoding)}, as it should be "
            f"(byte 0x{data[error.start]:02x} in line {line}).",
            name,
            "Save it as UTF-8; other encodings are called Windows-1252, Latin-1 or ANSI.",
        ) from error


def with_line_feeds(text: str) -> str:
    """The text with line feeds alone at the ends of its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    match = _DECLARED.search(data[:2048])
    label = match[1].decode("ascii").lower() if match else ""
    # A page that declares another encoding, but was saved as UTF-8, is read as what it is.
    return label if label in _KNOWN and not _is_utf8(data) else "utf-8-sig"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_NAMES: Final = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}
_KNOWN: Final = frozenset(
    {"iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252",
     "koi8-r", "shift_jis", "euc-jp", "gb2312", "gbk", "big5", "euc-kr"}
)  # fmt: skip


def visible(text: str) -> str:
    """The text on one line as it is seen: blanks collapsed, marks without width left out.

    Thin blanks, and no-break blanks between groups of three digits, stay: they are part of
    figures. No blank is ever added.
    """
    if text.isprintable() and "  " not in text and _JOINER not in text:
        return text.strip()  # most texts are as they are seen: no blank but single spaces
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
