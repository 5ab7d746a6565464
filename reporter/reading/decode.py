"""Bytes to text, and white space as a reader sees it."""

from __future__ import annotations

import re
from typing import Final

from reporter.model.errors import UsageError

_META_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset=[\"']?\s{0,4}([\w-]{2,20})", re.IGNORECASE
)
_BINARY: Final = re.compile(rb"\x00")
_BLANKS: Final = re.compile(
    r"(?:[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]|(?<!\d)\u00a0|\u00a0(?!\d{3}))+"
)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def decoded(data: bytes, name: str) -> str:
    """The text of a file: UTF-8 (with or without a mark), UTF-16 with one, else Windows-1252.

    A page's own ``<meta charset>`` counts where the bytes are no UTF-8. Raises ``UsageError``
    for bytes that are no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if _BINARY.search(data):
        raise UsageError(
            "the file holds no text.",
            name,
            "Give a Markdown, HTML, PDF, e-mail, SVG or plain text file.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_declared(data), errors="replace")


def _declared(data: bytes) -> str:
    match = _META_CHARSET.search(data[:2048])
    label = match[1].decode("ascii").lower() if match else "windows-1252"
    return label if label in _KNOWN else "windows-1252"


_KNOWN: Final = frozenset(
    {"iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252",
     "koi8-r", "shift_jis", "euc-jp", "gb2312", "gbk", "big5", "euc-kr"}
)  # fmt: skip


def visible(text: str) -> str:
    """The text on one line as it is seen: blanks collapsed, marks without width left out.

    Thin blanks, and no-break blanks between groups of three digits, stay: they are part of
    figures. No blank is ever added.
    """
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
