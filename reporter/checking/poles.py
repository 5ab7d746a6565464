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
within inside / outside beyond
towards toward / away
against despite / for
median / mean average / maximum / minimum
valid / invalid
void voids voided invalidat* / confirm* valid validat*
heavy heavier heaviest / light lighter lightest
lead leads leading / lag lags trail trails trailing
coin coins / dollar dollars usd
ascending / descending
edge / disadvantage
ranging sideways range / trending trend trends
primary / secondary
approv* grant* win wins won accept* cleared clears
/ deny denies denied denial reject* refus* withdr* revok* lose loses lost block*
open* start* begin* began begun launch* list lists listed listing
/ clos* stop* end ends ended halt* delist* lapse* expire*
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
rare* seldom unusual* / often usual* common* frequent*
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
    "uncertain* alleged* apparent* expect* assum* tend* only model model's inferred"
)
LIMITS: Final = re.compile(
    r"\b(?:at (?:the )?(?:most|least)|at all|no proof|seen that way|by the model|though|although"
    r"|but|unless|except|other than)\b"
)
"""Words that bound a claim, in a run of them."""
APPROXIMATIONS: Final = _pole(
    "about around almost nearly roughly approximately some least most up over under than"
)
"""Hedges of a figure that stands right behind them."""
CERTAINTIES: Final = _pole(
    "will shall must certain certainly definite definitely guarantee* sure surely always "
    "inevitable inevitably undoubtedly prove* proven clearly obviously"
)
_CLAIMS: Final = """
extreme* record unusual* exceptional* huge* massive* enormous* sharp* dramatic* steep* spectacular*
  severe* strong* stark* remarkabl* heav* deep* wild* vast* immense* unprecedented historic*
explod* explosi* soar* plung* crash* plummet* skyrocket* collaps* tumbl* rocket* rally rallie*
  squeez* surg* spik* jump* rising rise rises rose risen climb* grow* gain* increas* falling fall
  falls fell fallen drop* declin* decreas* slid* shrink* widen* narrow*
never always ever constantly permanently every invariably forever
all entire* whole solely exclusively only
confirm* deny denies denied official* verified proven proved
halv* doubl* tripl* quadrupl*
dozen* hundred* thousand* scores many countless numerous
guarante* certain* sure* surely definite* undoubted* clearly obvious* inevitabl* bound
safe* riskless riskfree risk-free
bullish bearish overbought oversold crowded
highest lowest biggest largest smallest best worst strongest weakest
"""
CLAIMS: Final = tuple(_pole(words) for words in re.split(r"\n(?!  )", _CLAIMS.strip()))
"""Kinds of words that claim by themselves: degree, direction, frequency, extent, confirmation,
multiples, quantity, certainty, safety, sentiment, rank."""

BOUNDS: Final = tuple(
    map(
        _pole,
        (
            "about around roughly approximately some nearly almost approx circa close",
            "more over above least exceeding beyond",
            "less fewer under below most up to short",
            "twice half double triple thrice third quarter",
            "record just only barely merely",
            "valid before until since from after",
        ),
    )
)
"""Kinds of words that change what the figure beside them says."""

_TOPICS: Final = """
trader* position* liquidation* settlement* window* outlet* source* symbol* contract* account*
funding basis index mark price prices interest volatility median percentile ratio volume
market markets crypto bitcoin ether perpetual perpetuals futures margin staking exploit options
leverage score signal signals level levels rate rates lean edge odds premium collateral
measured settle settles settled trades stands stood ranging trending trend trends
"""
TOPICS: Final = _pole(_TOPICS)
"""What a measured sentence speaks of: no other word takes the place of one."""

NUMBER: Final = re.compile(
    r"[−+$€£¥]*\d.*|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?|half|third|quarter|twice|thrice|double|triple"
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
    return kinds(axis, (word.removesuffix("'s") for word in words))


def kinds(patterns: Iterable[re.Pattern[str]], words: Iterable[str]) -> frozenset[int]:
    """The numbers of the patterns that know one of the words."""
    said = tuple(words)
    return frozenset(
        number for number, known in enumerate(patterns) if any(known.match(word) for word in said)
    )


def count(pattern: re.Pattern[str], words: Iterable[str]) -> int:
    """How many of the words the pattern knows."""
    return sum(pattern.match(word) is not None for word in words)
