"""A feed's bytes made ready for a parser, with limits that hold equally in every run."""

from __future__ import annotations

import codecs
import re
from typing import Final

MOST_ENTRIES: Final = 2_000
"""So many entries are parsed, the first ones: a parser takes a quarter of a millisecond each."""

_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_WIDE = (  # how a document in a wide encoding begins: with a mark, or with "<" in it
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\A(<\?xml[^>]{0,200}?)\sencoding\s*=\s*["'][^"'>]*["']""")
_ENTITY = re.compile(
    rb"""<!ENTITY\s+([\w.:-]+)\s+(?:(SYSTEM|PUBLIC)\b[^>]*>|("[^"]*"|'[^']*')\s*>)"""
)
_INNER = re.compile(rb"&(?!#)")
_REFERENCE = re.compile(rb"&([\w.:-]+);")
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\r\x1b"))
"""No XML holds them; ESC stays, since ISO-2022-JP is written with it."""


def narrowed(body: bytes) -> tuple[bytes, bool]:
    """The document in UTF-8 if it is in a wide encoding, and whether it was.

    Every later look at the bytes may then take ``<`` for one byte.
    """
    for start, name in _WIDE:
        if body.startswith(start):
            text = body.decode(name, "replace").strip("\ufeff\ufffd \t\r\n")
            return _DECLARED.sub(rb"\1", text.encode(errors="replace")), True
    return body, False


def without_controls(body: bytes) -> bytes:
    """Without the control characters for which a strict parser gives up."""
    return body.translate(None, _CONTROLS)


def without_traps(body: bytes) -> tuple[bytes, bool]:
    """Without entities that stand for others or for files, and whether there were any.

    Such are made to grow without end, or to fetch what the feed's author may not see.
    """
    if b"<!ENTITY" not in body:
        return body, False
    traps = [match for match in _ENTITY.finditer(body) if match[2] or _INNER.search(match[3])]
    if not traps:
        return body, False
    names = {match[1] for match in traps}
    places = [0, *(place for match in traps for place in match.span()), len(body)]
    plain = b"".join(body[a:b] for a, b in zip(places[::2], places[1::2], strict=True))
    return _REFERENCE.sub(lambda match: b"" if match[1] in names else match[0], plain), True


def first_entries(body: bytes) -> tuple[bytes, int]:
    """The document with its first entries only, and how many are left out.

    The rest is taken out of the middle, so that what was well-formed remains so.
    """
    starts = [match.start() for match in _ENTRY.finditer(body)]
    if len(starts) <= MOST_ENTRIES:
        return body, 0
    ends = [match.end() for match in _ENTRY_END.finditer(body, starts[-1])]
    tail = body[ends[-1] :] if ends else b""
    return body[: starts[MOST_ENTRIES]] + tail, len(starts) - MOST_ENTRIES


def is_last_entry_whole(body: bytes) -> bool:
    """Whether the last entry that was begun is also ended."""
    last = 0
    for match in _ENTRY.finditer(body):
        last = match.start()
    return _ENTRY_END.search(body, last) is not None
