"""Digits and number words that are part of a name or an idiom, and therefore no figures.

The lists are closed on purpose: whatever is not named here is read as a figure.
"""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?:https?|ftp|mailto|sha256):\S{1,2000}|www\.\S{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,200}"
)
_PHONE: Final = re.compile(r"\+\d{1,3}(?:[ -]\(?\d{2,5}\)?){2,5}(?!\d)|\d{3}-\d{3,4}-\d{4}(?!\d)")
_VERSION: Final = re.compile(
    r"[vV]\.?\d{1,4}(?:\.\d{1,6}){0,4}(?![\w%])|(?!\d\d?\.\d\d?\.\d{4}(?!\d))\d{1,6}(?:\.\d{1,6}){2,8}(?!\d|[.,]\d)"
)
_FILING: Final = re.compile(r"(?:10|8|6|20|40|11)-[KQF](?:/A)?(?!\w)|\d{1,3}[a-df-z]-\d{1,2}(?!\d)")
_NUMBERED_IDIOM: Final = re.compile(
    r"T\+\d(?!\d)|(?:UTC|GMT)[+\-−]\d{1,2}(?::\d\d)?(?!\d)|7-Eleven\b|24/7(?!\d)|9/11(?!\d)|20/20(?!\d)|401\(?k\)?(?!\w)|0x[0-9A-Fa-f]+"
)
_PADDED: Final = re.compile(r"0\d{5,20}(?![\d.,%])")
_LETTERED: Final = re.compile(r"[^\W\d_]+\d\w*(?![.,]?\d|\s?%)")
_LABEL: Final = re.compile(
    r"(?:\b(?:[Ss]ection|Sec\.|[Rr]ule|[Ff]orm|[Ll]ayer|[Vv]ersion|[Cc]hapter|[Tt]ier|[Pp]hase"
    r"|Rev\.?|[Aa]rticle|Art\.|Title|Schedule|Appendix|Exhibit|Item|Part|Type|Regulation"
    r"|Directive|Basel|CIK|ISIN|File No\.|No\.|Nos\."
    r")[ \u00a0-]|§[ \u00a0]?)\Z"
)
_INDEX: Final = re.compile(r"\b(?:S&P|Nasdaq|Russell|FTSE|Dow|STOXX|Nikkei|CSI)[ \u00a0]\Z")
_INDEX_SIZE: Final = re.compile(
    r"(?:30|50|100|225|250|300|400|500|600|1000|2000|3000)(?![\w%]|[.,]\d| points?\b)"
)
_LABELLED: Final = re.compile(
    r"\d{1,10}[a-zA-Z]{0,2}(?:[-–][0-9a-zA-Z]{1,6}|\([0-9a-zA-Z]{1,4}\)){0,6}"
    r"(?![\w%$]|[.,/]\d|\s?(?:%|percent\b|per cent\b|bps\b|basis\b|million\b|billion\b))"
)
_NUMBER_LABELLED: Final = re.compile(
    r"(?:zero|one|two|three|four|five|seven|eight|ten|twenty)(?!\w)", re.IGNORECASE
)
_CAPITAL_HYPHEN: Final = re.compile(
    r"(?<![A-Za-z])(?!(?:Top|Pre|Post|Mid|Sub|Early|Late|Non|Since|The)[-–])[A-Z][A-Za-z]*[-–]\Z"
)
_HYPHENATED: Final = re.compile(r"\d{1,5}[a-zA-Z]{0,2}(?![\w%]|[.,]\d|\s?(?:%|percent\b))")
_IDENTIFIER: Final = re.compile(r"(?:[^\W_]_|[a-z]\.)\Z")
_IDENTIFIED: Final = re.compile(r"\d{1,10}[a-z]*(?![\w%]|[.,]\d|\s?%)")
_DIGITS_IN_NAME: Final = re.compile(r"\d+(?![⁰¹²³⁴-⁹])[^\W\d_]\w*")

_IDIOMS: Final = re.compile(
    r"(?:one (?:of|another|thing|way or)"
    r"|one-(?:way|sided|off|time|stop|click|size)|(?:two|three)-(?:way|sided|tier)"
    r"|zero-(?:sum|knowledge|day)|(?:single|double|triple|two|three)-digits?"
    r"|(?:four|five|six|seven|eight|nine)-figure|nine-to-five|second-guess\w*"
    r"|third[- ]part(?:y|ies)|double-(?:check|count|edged|spend|entry)\w*|ten-bagger"
    r"|half-(?:hearted|way|truth|life)\w*|halfway|doubl(?:e|ed|es|ing) (?:tops?|bottoms?|down)"
    r")(?!\w)",
    re.IGNORECASE,
)
_PROPER: Final = re.compile(
    r"\b(?:Magnificent|Big|Group of|Formula|Force|Fab|Catch|Chapter|Day|net|Net|ground|sub)[ -]\Z"
)


def name_end(text: str, pos: int) -> int | None:
    """Where the name that begins here ends, or None if what stands here may be a figure."""
    for pattern in (_ADDRESS, _NUMBERED_IDIOM, _FILING, _VERSION, _PHONE, _PADDED, _IDIOMS):
        if match := pattern.match(text, pos):
            return match.end()
    return _by_what_stands_before(text, pos)


def _by_what_stands_before(text: str, pos: int) -> int | None:
    before = text[max(0, pos - 16) : pos]
    for cue, pattern in (
        (_LABEL, _LABELLED),
        (_LABEL, _NUMBER_LABELLED),
        (_INDEX, _INDEX_SIZE),
        (_CAPITAL_HYPHEN, _HYPHENATED),
        (_IDENTIFIER, _IDENTIFIED),
        (_PROPER, _NUMBER_LABELLED),
    ):
        if (match := pattern.match(text, pos)) and cue.search(before):
            return match.end()
    return None


def digits_in_name(text: str, pos: int) -> int | None:
    """The end of ``1000PEPEUSDT``, ``5G``, ``3D``: digits that letters continue."""
    match = _DIGITS_IN_NAME.match(text, pos)
    return match.end() if match else None


def lettered_end(text: str, pos: int) -> int | None:
    """The end of ``H100``, ``Web3``, ``L2``: letters that digits continue.

    ``leaning68.7%`` is no name but a glued figure.
    """
    match = _LETTERED.match(text, pos)
    return match.end() if match else None
