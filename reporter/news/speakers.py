"""To whom a sentence gives what it says: the person, the body, or nobody in particular.

Rules, not parsing: a verb of saying with a name or an office beside it, or "according to". What
fits no rule has no speaker. A verb that is as often something else ("claims", "notes", "adds")
counts only where the sentence makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a sentence names for its claim, as printed; ``hearsay`` where that is nobody's name.

    Both are empty where the outlet itself says so.
    """

    name: str = ""
    hearsay: bool = False


_LONGEST: Final = 1_000
_SURE: Final = (
    r"said(?! to (?:be|have)\b)|says|told|announced|announces|stated|wrote|writes|confirmed"
    r"|disclosed|discloses"
    r"|revealed|warned|warns|argued|argues|acknowledged|alleged|alleges|testified|tweeted"
    r"|conceded|insisted|reiterated|declared|predicted|predicts|reckons?|tells"
)
_TAKING: Final = r"reported|estimated|claimed|noted|posted|forecast|projected|proposed"
"""Said of what somebody reports: a clause, or one's own figures."""
_THAT: Final = (
    r"reports|estimates|claims|notes|adds|added|states|projects|forecasts|estimate|claim|report"
)
"""As often nouns or other verbs: they need "that", or the end of the sentence."""

_WORD: Final = r"[A-Z][\w&’'.-]*(?<![.,'’])"
_INITIAL: Final = r"(?:[A-Z]\.)+"
_JOINT: Final = r"(?:of the|for the|and the|of|for|and|de|van|von|&)"
_NAME: Final = (
    rf"(?:{_WORD}|(?:[A-Z]\.){{2,}} {_WORD})(?: (?:{_JOINT} )?(?:{_WORD}|{_INITIAL})){{0,7}}"
)
_HEADS: Final = (
    r"agency|association|authority|bank|board|body|broker|brokerage|bureau|central bank|chain"
    r"|clearing house|commission|committee|company|complaint|council|court|custodian|department"
    r"|exchange|filing|firm|foundation|fund|group|indictment|insurer|issuer|judge|lender"
    r"|manager|ministry|network|operator|platform|prosecutors?|protocol|provider|regulators?|startup"
    r"|team|treasury|union|venue|watchdog"
)
_OFFICE: Final = rf"[Tt]he (?:[a-z-]+(?:’s|'s)? ){{0,3}}?(?:{_HEADS})(?: for {_NAME})?"
_ROLE: Final = (
    r"(?:chief [a-z]+(?: officer)?|[Cc]o-founder|founder|chair(?:man|woman)?|president|director"
    r"|commissioner|governor|analyst|economist|senator|general counsel|head of [a-z]+|secretary"
    r"|strategist|partner|leader|attorney general|minister)"
)
_TITLED: Final = (
    r"(?:(?:[Tt]he |[Ii]ts |[A-Z][\w&’'-]* )?(?:[a-z-]+ ){0,2}?"
    rf"{_ROLE} {_WORD}(?: {_WORD}){{0,3}})"
)
_NAMED: Final = rf"(?:{_TITLED}|(?:[Tt]he )?{_NAME}|{_OFFICE})"
_ASIDE: Final = r"(?:, [^,.;“”\"]{1,60},)?"
_UNNAMED: Final = (
    r"(?:(?:[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]everal|[Ss]ome|[Mm]any|[Mm]ultiple) )?"
    r"(?:[Pp]eople|[Pp]ersons?|[Ss]ources?|[Oo]fficials?|[Ii]nsiders?|[Aa] person|[Aa] source"
    r"|[Aa]n official|[Aa]n insider|[Tt]he people|[Tt]he person|[Tt]he sources?"
    r"|[Aa]nalysts|[Tt]raders|[Oo]bservers|[Cc]ritics|[Ll]awyers|[Ee]xecutives|[Ee]conomists"
    r"|[Ll]awmakers|[Uu]sers|[Ii]nvestors|[Pp]rosecutors|[Rr]esearchers|[Ee]xperts|[Ee]mployees"
    r"|[Cc]ustomers|[Dd]evelopers|[Ss]trategists|[Bb]rokers|[Ss]taff|[Pp]olice"
    r"|(?:[Aa]|[Tt]he|[Ii]ts|[A-Z][\w&’'-]*) (?:spokes(?:person|man|woman)|representative)"
    r"|(?:[Ll]ocal |[Mm]edia |[Pp]ress |[Nn]ews |[Ee]arlier )?[Rr]eports"
    r"|[Mm]edia)"
    r"(?: familiar(?! with)"
    r"| (?:close to|familiar with|briefed on|with knowledge of|with direct knowledge of"
    r"|involved in|for|at|from|in) [^,.;“”\"]{1,60}?)?"
)
_CITING: Final = re.compile(rf"\bciting (?:{_UNNAMED})")
_ADVERB: Final = (
    r"(?:\s(?:has|have|had|also|later|earlier|then|first|again|separately|previously|recently"
    r"|on [A-Z]\w+|last week))*"
)
_HEARD: Final = re.compile(
    r"\b(?:reportedly|allegedly|rumou?red|(?:is|are|was|were) said to|said to (?:be|have)"
    r"|it (?:is|was) reported|reported to be|is understood to|is believed to|are believed to)\b"
    r"|^(?:sources?|rumou?rs?|reports?): |(?:[:,]| [-–—]) (?:sources?|rumou?rs?|reports?)\W*$",
    re.IGNORECASE,
)
"""Words of hearsay, and the tags of headlines: "Sources: …", "…: report"."""
_START: Final = (
    r"(?:^|(?<=[,;:—–”\"] )|(?<=\b[Aa]s )|(?<=\band )|(?<=\bbut )|(?<=\b[Ww]hile )|(?<=\bthat ))"
)

_SPEAKS: Final = re.compile(
    rf"{_START}(?:(?P<unnamed>{_UNNAMED})|(?P<named>{_NAMED})){_ASIDE}{_ADVERB} "
    rf"(?:(?:{_SURE}|{_TAKING})\b(?![-,.])|(?:{_THAT}) that\b)"
)
"""The speaker, and behind it the verb."""
_ACCORDING: Final = re.compile(
    r"\b[Aa]ccording to (?:(?:data|figures|estimates|documents|research|numbers|a (?:[a-z]+ )?"
    r"(?:filing|report|note|statement|post|letter|notice)|an? [a-z]+ (?:report|filing|note))"
    r"(?: (?:compiled|published|released|seen))? (?:by|from|of) )?"
    rf"(?:(?P<unnamed>{_UNNAMED})|(?P<named>{_NAMED}))"
    r"(?=[,.;:”\"’]|$| (?:on|in|at|who|which|and)\b)"
)
_ENDS: Final = r"(?=[,.;]|$| (?:on|in|at|of|to|late|early|last|after|during|by|through|this)\b)"
_CLOSES: Final = re.compile(
    rf"(?:[,!?][”\"’]?|[”\"]) (?:{_SURE}|{_TAKING}|{_THAT}) "
    rf"(?:(?P<unnamed>{_UNNAMED})|(?P<named>{_NAMED})){_ENDS}"
    rf"|(?:[,!?][”\"’]?|[”\"]) (?:(?P<unnamed2>{_UNNAMED})|(?P<named2>{_NAMED})){_ASIDE} "
    rf"(?:told (?:{_NAME}|reporters)|{_SURE}|say|{_TAKING}|{_THAT}){_ENDS}(?!,? that\b)"
)
"""Behind what was said: "…, said X." or "…, X said on Tuesday."."""
_OPENERS: Final = """
    It He She They We I This That These Those There Who What Which Where When As In On At By For
    After Before While But And If Both One Some Shares Jobless Two Three Last Earlier Nobody
    Others Anyone Neither Either Each All Most Another Several Many
"""
_STRANGE: Final = frozenset(_OPENERS.split())
"""Capitalised words that open a sentence and name nobody."""


def speaker(sentence: str, at: int = 0) -> Speaker:
    """Who says the figure that stands at ``at`` of the sentence.

    The attribution behind the figure goes before one in front of it, as it closes the claim; of
    those in front the nearest counts. Without any, a word such as "reportedly" makes hearsay.
    A sentence of more than ``_LONGEST`` characters has no speaker.
    """
    if len(sentence) > _LONGEST:
        return Speaker()
    behind = [one for one in _closing(sentence) if one[0] >= at]
    before = [one for one in _opening(sentence) if one[0] <= at]
    named = [one for one in _sources(sentence) if at <= one[0] or one[0] == 0]
    found = next((one for _, one in (*named[:1], *behind[:1], *before[-1:])), Speaker())
    heard = _HEARD if not found.name else _CITING
    return replace(found, hearsay=True) if heard.search(sentence) else found


_Placed = tuple[int, Speaker]


def _opening(sentence: str) -> Iterator[_Placed]:
    return _found(_SPEAKS, sentence)


def _closing(sentence: str) -> Iterator[_Placed]:
    return _found(_CLOSES, sentence)


def _sources(sentence: str) -> Iterator[_Placed]:
    return _found(_ACCORDING, sentence)


def _found(pattern: re.Pattern[str], sentence: str) -> Iterator[_Placed]:
    for match in pattern.finditer(sentence):
        groups = match.groupdict()
        named = groups.get("named") or groups.get("named2")
        unnamed = groups.get("unnamed") or groups.get("unnamed2")
        if unnamed:
            yield match.start(), Speaker(unnamed, hearsay=True)
        elif named and not _STRANGE.intersection(named.split()[:1]) and named not in {"The", "the"}:
            yield match.start(), Speaker(named)
