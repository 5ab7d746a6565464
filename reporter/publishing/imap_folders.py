"""Folders of an IMAP server: their names on the wire, and which of them is for drafts."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LISTED: Final = re.compile(
    rb'\((?P<flags>[^)]*)\) (?:"(?:\\.|[^"\\])*"|NIL) (?P<name>.+)', re.DOTALL | re.IGNORECASE
)
_LITERAL: Final = re.compile(rb"\{\d+\}\Z")
_ESCAPED: Final = re.compile(rb"\\(.)")
_SHIFTED: Final = re.compile(r"[^\x20-\x7e]+")
_UNSHIFTED: Final = re.compile(rb"&([A-Za-z0-9+,]*)-")
_CLOSED: Final = {b"\\noselect", b"\\nonexistent"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: its name as people read it, and its flags in lower case."""

    name: str
    flags: frozenset[bytes]

    @property
    def is_for_drafts(self) -> bool:
        """Whether the server marks it so (RFC 6154)."""
        return b"\\drafts" in self.flags

    @property
    def is_open(self) -> bool:
        """Whether it can hold messages."""
        return not self.flags & _CLOSED


def folders(answers: Iterable[bytes | tuple[bytes, bytes] | None]) -> list[Folder]:
    """The folders in the answers to LIST, as imaplib hands them over."""
    found = []
    for answer in answers:
        line, literal = answer if isinstance(answer, tuple) else (answer or b"", None)
        match = _LISTED.fullmatch(line)
        if match is None:
            continue  # what follows a literal, or nothing at all
        name = match["name"]
        if literal is not None and _LITERAL.fullmatch(name):
            name = literal
        elif name.startswith(b'"'):
            name = _ESCAPED.sub(rb"\1", name[1:-1])
        found.append(Folder(decoded(name), frozenset(match["flags"].lower().split())))
    return found


def quoted(text: str) -> str:
    """ASCII text as a quoted string of IMAP."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def encoded(name: str) -> str:
    """A folder's name in modified UTF-7 (RFC 3501, section 5.1.3).

    >>> encoded("Entwürfe & mehr")
    'Entw&APw-rfe &- mehr'
    """
    return _SHIFTED.sub(lambda run: f"&{_base64(run[0])}-", name.replace("&", "&-"))


def decoded(name: bytes) -> str:
    """The name back from modified UTF-7; what is no such name is shown as it came."""
    try:
        return _UNSHIFTED.sub(_plain, name).decode("utf-8")
    except ValueError:
        return name.decode("utf-8", "replace")


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")


def _plain(match: re.Match[bytes]) -> bytes:
    shifted = match[1].replace(b",", b"/")
    if not shifted:
        return b"&"
    return b64decode(shifted + b"=" * (-len(shifted) % 4)).decode("utf-16-be").encode()
