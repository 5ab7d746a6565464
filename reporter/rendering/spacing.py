"""Fine setting: which blanks a line must not end at, and apostrophes as curved as quotes."""

from __future__ import annotations

import re
from typing import Final

NO_BREAK: Final = "\u00a0"
_FIGURE: Final = re.compile(
    r"""
      \d{1,2}[ ](?:January|February|March|April|May|June|July|August|September|October|November
        |December)(?:[ ]\d{4}\b)?(?:,[ ]\d\d:\d\d\b)?(?:[ ]UTC\b)?
    | \d\S*%[ ](?:a[ ]year|per[ ]\d+[ ]h)\b
    | \d\S*[ ](?:million|billion|trillion)(?:[ ][A-Z]{2,}\b)?
    | \d+[ ]h[ ]\d+[ ]min\b
    | \d(?:\S*\w)?[ ](?=[^\W\d])  # any other number and the word that it counts
    """,
    re.VERBOSE,
)


_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])|(?<=s)'(?=\s)")


def unbroken(text: str) -> str:
    """The text with no-break blanks inside its figures, and between them and their units.

    >>> unbroken("at −44.5% a year").replace(NO_BREAK, "~")
    'at −44.5%~a~year'
    """
    return _FIGURE.sub(lambda match: match[0].replace(" ", NO_BREAK), text)


def together(text: str) -> str:
    """The same for set pages, where a line may end between a date and its time.

    Apostrophes are curved, as the quotation marks beside them are.

    >>> together("the traders' and the model's view")
    'the traders’ and the model’s view'
    """
    return _APOSTROPHE.sub("’", unbroken(text).replace(f",{NO_BREAK}", ", "))
