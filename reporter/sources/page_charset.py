"""The bytes of a web page as text, in the charset that they are really in."""

from __future__ import annotations

import codecs
import re

from reporter.model.errors import SourceRefused

_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})"
    rb"|\A\s{0,9}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_WHERE_DECLARED = 4_096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_OF_THE_WEB = re.compile(
    r"utf-?(?:8|16(?:-?[lb]e)?)|iso-?8859-\d{1,2}|(?:windows-|cp)\d{3,4}|koi8-[ru]|gb(?:k|2312|18030)"
    r"|big5(?:-hkscs)?|euc-(?:jp|kr)|shift[-_]jis|iso-2022-jp|macintosh|latin-?1|(?:us-)?ascii"
)
_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949", "macintosh": "mac-roman",
}  # fmt: skip
"""What browsers take these labels for (encoding.spec.whatwg.org)."""

_MOST_FAULTS = 0.1


def decoded(body: bytes, declared: str = "") -> str:
    """The page's text. ``declared`` is the charset that the server named, if it did.

    A mark at the beginning decides; then bytes that are valid UTF-8 are UTF-8, whatever the page
    says of itself; then the server's word counts, then the page's own, then a guess. Raises
    ``SourceRefused`` (``unreadable``) for what is no text at all.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace").lstrip("\ufeff")
    if b"\x00" in body[:_WHERE_DECLARED]:
        raise SourceRefused(
            "what came is no web page.", "", "Give the address of a page.", reason="unreadable"
        )
    text = body.decode("utf-8", errors="replace")
    if _is_mostly_right(text):
        return text
    match = _DECLARED.search(body[:_WHERE_DECLARED])
    own = (match[1] or match[2]).decode("ascii", errors="replace") if match else ""
    for label in (declared, own):
        if name := web_codec(label):
            return body.decode(name, errors="replace")
    return _guessed(body)


def _is_mostly_right(text: str) -> bool:
    """Whether what was read as UTF-8 is that, a few broken signs aside."""
    foreign = sum(sign > "\x7f" for sign in text)
    return text.count("\ufffd") <= _MOST_FAULTS * foreign


def web_codec(label: str) -> str:
    """The codec that browsers take a charset's label for; empty for UTF and what they do not know.

    Python knows more names, some of which stall (``punycode``) or break off (``idna``).
    """
    name = label.strip().lower()
    if not _OF_THE_WEB.fullmatch(name) or name.startswith("utf"):
        return ""  # what claims to be UTF and is not says nothing
    try:
        return codecs.lookup(_MEANT.get(name, name)).name
    except LookupError:
        return ""


def _guessed(body: bytes) -> str:
    from trafilatura.utils import decode_file

    return str(decode_file(body))
