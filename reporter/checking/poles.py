"""Words that mean opposite or neighbouring things: which exchange of words changes a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_AXES: Final = """
up upper upside above over overhead higher highest high rise rises risen rising rose gain* climb*
  grow* grew increas* jump* surg* advanc* larg* big* great* more most top positive premium bullish
  resistance exceed* widen* doubl* maximum richer raise* record
/ down lower downside below under beneath underneath lowest low fall falls fell fallen falling drop*
  lose* losing lost loss* declin* decreas* shrank shrink* shrunk slid* slip* ease eased small* less
  least few* bottom negative discount bearish support floor narrow* cut* halv* minimum cheaper
  reduc* thin*
long longs bought buy* bullish / short shorts sold sell* bearish
top / all global retail other
position positions / account accounts
before earlier until previous prior ago / after later since following
last past previous latest / next coming following future
first earliest opening / last latest closing
settled last / running estimate* predicted live next
modelled modeled simulated inferred / observed measured actual* real reported
agree* confirm* match* same consistent with
/ contradict* disagree* against oppos* conflict* differ* despite
all every each both always any / none neither never no / some several half part
simple / compound*
pay* paid owe* / receiv* collect* earn*
minute minutes min / hour hours hourly h / day days daily / week weeks weekly
/ month months monthly / quarter quarters quarterly / year years yearly annual*
thousand / million / billion / trillion
percent percentage / basis bps / times x
near* clos* / far farthest furthest distant
low calm / medium moderate normal average / high elevated / extreme
ranging sideways range / trending trend trends
primary / secondary
approv* grant* win wins won accept* cleared clears
/ deny denies denied denial reject* refus* withdr* revok* lose loses lost block*
open* start* begin* began begun launch* list lists listed listing
/ clos* stop* end ends ended halt* delist*
say says said report* writ* wrote adds added states stated notes noted told announc* publish*
  confirm* ran carr*
/ deny denies denied disput* reject* doubt* question* retract* refut*
strong* / weak*
fast* quick* / slow*
early / late
include* including / exclude* excluding except
enter* draw* join* / leave* leaving left exit*
best / worst
likely probable probably / unlikely improbable improbably
rare* seldom / often usual* common* frequent*
spot / future futures perpetual* perp perps / option options
price prices / mark / index / funding / basis / interest / volatility / liquidation liquidations
/ volume volumes / odds / carry / distance / median / percentile percentiles
january / february / march / april / may / june / july / august / september / october / november
/ december
monday* / tuesday* / wednesday* / thursday* / friday* / saturday* / sunday*
"""
_NEXT_AXIS: Final = re.compile(r"\n(?!/|  )")


def _pole(words: str) -> re.Pattern[str]:
    stems = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return re.compile(rf"(?:{stems})\Z")


AXES: Final = tuple(
    tuple(_pole(words) for words in re.split(r"\s/\s", axis))
    for axis in _NEXT_AXIS.split(_AXES.strip())
)
"""Each axis with its poles: a word of one pole may not take the place of another pole's."""

NEGATIONS: Final = re.compile(
    r"(?:not|no|never|nor|neither|nothing|nobody|none|cannot|without|hardly|\w+n't)\Z"
)
HEDGES: Final = _pole(
    "could may might would can should if perhaps possibly possible plausible plausibly likely "
    "probable probably potential potentially suggest* appear* seem* inference modelled modeled "
    "estimate* roughly approximately reportedly allegedly indirect* unless whether partly "
    "uncertain* alleged* apparent* expect* assum* tend* only"
)
APPROXIMATIONS: Final = _pole(
    "about around almost nearly roughly approximately some least most up over under than"
)
"""Hedges of a figure that stands right behind them."""
CERTAINTIES: Final = _pole(
    "will shall must certain certainly definite definitely guarantee* sure surely always "
    "inevitable inevitably undoubtedly prove* proven clearly obviously"
)
NUMBER: Final = re.compile(
    r"[−+$€£¥]*\d.*|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundreds?|dozens?|half|third|quarter|twice|thrice|double|triple"
    r"|couple|single|both|pair|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\Z"
)


def exchanged(gone: Iterable[str], came: Iterable[str]) -> bool:
    """Whether words of one pole went and only words of another pole of the same axis came.

    >>> exchanged(["above"], ["below"]), exchanged(["rose"], ["climbed"]), exchanged(["rose"], [])
    (True, False, False)
    """
    before, after = tuple(gone), tuple(came)
    pairs = ((_poles(axis, before), _poles(axis, after)) for axis in AXES)
    return any(left and right and left.isdisjoint(right) for left, right in pairs)


def _poles(axis: Iterable[re.Pattern[str]], words: Iterable[str]) -> frozenset[int]:
    return frozenset(
        number
        for number, pole in enumerate(axis)
        if any(pole.match(word.removesuffix("'s")) for word in words)
    )


def count(pattern: re.Pattern[str], words: Iterable[str]) -> int:
    """How many of the words the pattern knows."""
    return sum(pattern.match(word) is not None for word in words)
