"""Text from feeds, pages and models, made fit to stand in any surface."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters, without the white ones
    "\u200b\u200e\u200f\u2060\ufeff"  # invisible marks that split words for a machine only
    "\u202a-\u202e\u2066-\u2069"  # overrides of the writing direction
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # no characters at all
)
_BLANKS = re.compile("[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


def plain(text: str) -> str:
    """The text on one line: white space collapsed, invisible and forbidden characters left out.

    No-break spaces inside stay, because they hold a figure and its unit together.
    """
    return _BLANKS.sub(" ", _UNPRINTABLE.sub("", text)).strip()
