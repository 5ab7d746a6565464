"""Signs that the bundled fonts lack, and what is drawn for them in the PDF and the PNG.

Without this a headline with an emoji would take a font of the machine, or none. Pages and the
e-mail keep every sign, because a reader's own machine draws them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

STAND_IN: Final = "\N{WHITE SQUARE}"
"""Drawn once for a run of signs that a font lacks, digits of other scripts included."""

_BOTH: Final = (
    "\t\n\r\x20-\x7e\u00a0-\u00ac\u00ae-\u00ff\u0131\u0152\u0153\u2009\u2013\u2014"
    "\u2018-\u201a\u201c-\u201e\u2022\u2026\u2032\u2033\u2039\u203a\u2044\u20ac\u2122"
    "\u2191\u2193\u2212\u2248\u25a1"
)
_SERIF_ONLY: Final = (
    "\u00ad\u0100-\u012b\u012e-\u0130\u0134-\u0151\u0154-\u0165\u0168-\u017f\u0218-\u021b"
    "\u2020\u20bf\u2215"
)
_NOT_SANS: Final = re.compile(f"[^{_BOTH}]+")
_NOT_SERIF: Final = re.compile(f"[^{_BOTH}{_SERIF_ONLY}]+")
_ALIKE: Final = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u202f": "\u00a0"}
    | dict.fromkeys("\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a", " ")
    | dict.fromkeys("\u205f\u3000", " ")
)
_UNSEEN: Final = {"Cc", "Cf", "Me", "Mn"}
"""Joiners, selectors and combining marks: alone they show nothing that could be missed."""


def in_sans(text: str) -> str:
    """The text in signs of the bundled sans. Markup stays what it was.

    >>> in_sans("Bitcoin → $100k 🚀🚀")
    'Bitcoin □ $100k □'
    """
    return _NOT_SANS.sub(_stand_in, text.translate(_ALIKE))


def in_serif(text: str) -> str:
    """The same for the bundled serif, which stands in where the sans lacks a letter too."""
    return _NOT_SERIF.sub(_stand_in, text.translate(_ALIKE))


def _stand_in(run: re.Match[str]) -> str:
    seen = any(unicodedata.category(sign) not in _UNSEEN for sign in run[0])
    return STAND_IN if seen else ""
