"""The words that a rewriting may add to those of its plan: plain, and without matter of their own.

A model that words a sentence anew brings in other words. A word that stands neither here, nor in
the plan, nor beside the facts or in the source that the sentence names, may carry a claim that
nobody made. Words about direction, rank and certainty stand here too; whether they are right is
judged elsewhere (``claims``).
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = """
a about above according account accounts across added adding adds after again against ago agree
agrees all along alongside already also although amid among amount an anchor anchored and announce
announced announcement announces annual annualised another any anything apart appear appears
approach are around arrive arrived arrives article as aside at attribute attributed average await
awaits away back backdrop balance bar base based be because been before begin begins behind being
belong belongs below beneath beside besides between beyond bias both bought bring brings broad
brought but buyers by call called calls can carried carries carry case change changed changes
check checks cite cited cites claim claims clear close closer closest come comes coming compare
compared compares comparison compounding confirm confirmed confirms connect connects consider
context continue continues contract contracts contrast could count counted counting counts cover
coverage covers cross crossed crosses daily data date dated day days depend depends describe
described describes describing desk despite detail details did differ difference different
direction directly disclosed discount distance document documents does down draw drawn draws drew
drop dropped drops during each earlier early earn eased easier easing edge edition effect either
elsewhere end ends engine enter enters equal equals estimate estimated estimates even event events
ever evidence exact examine expect expected explain explains extend extends face faces fact facts
fade faded fall falls far fell few figure figures filed find finds fits flat floor flows focus
follow followed following follows for form former forward found frame framed from full further
gain gained gains gap gauge gauges gave general get gets give given gives go goes going grew grow
grows had hand hands happen happens has have having headline held hence here high higher highlight
highlights hinge hinges hint hints historical history hold holder holders holding holds hour
hourly hours how however if immediate implied implies imply in include included includes including
increase increased increases indeed index indicate indicated indicates indirectly inside into
involve involved involves is it item items its itself just keep keeps kept key kind known lag land
lands lapse lapses largely larger last later latest latter lay lays lead leads lean leans leave
leaves led left lend lends lens less let level levels lie lies like likely likewise line link
linked links list listed lists little locate located long longer longs look looks lose loses lost
low lower made main make makes making map mark marked market markets marks matter matters may mean
meaning means meanwhile measure measured measures mention mentioned mentions mid middle might
minute minutes mixed modest moment month months more most mostly move moved moves moving much name
named names nature near nearer nearest nearly need needs negative neither neutral news next no nor
not note noted notes notice noting now number observed occur occurs of off offer offers official
offset on once only onto open opposite or order other others otherwise out outcome outlet outlets
outside over overhead own pace page paid pair paper paragraph part past path pattern pay paying
pays people per percentile perhaps pertain picture place placed places plain plainly plan
plausible plausibly point points position positions positive possible possibly post posted
potential potentially precede premium present presents price prices print printed prints prior
produce proportion provide provides public publish published publishes publishing pull put puts
question quote quoted quotes quoting raise raised raises range rank ranks rate rates rather ratio
reach reached reaches reaching read reader readers reading readings reads recent recount recounts
reflect reflects regard regular relate related relates relation relevant relies rely remain
remains report reported reporting reports require requires respect respectively rest rests result
results return returns reverse reversed rise risen rises rising rose roughly row run runs said
same saw say saying says scale score section see seem seems seen sees sellers sense sentence
separate sequence serve serves set sets setting settle settled settlement settles shape share
shared shift shifts short shorts show showed showing shown shows shrank shrink side sides signal
signalled signals similar simply since sit sits sitting size slid slightly slip slipped small
smaller snapshot so sold some somewhat sort source sources space speak speaks split spread stand
standing stands start state stated statement states stay stays stem stems step steps still story
subject such suggest suggests sum summary symbol table take taken takers takes taking tallies
tally tell telling tells tend tends term terms tested than that the their them theme then there
these they thing things this those though through thus tick tilt tilts time times title to
together told too took top total toward towards traced track traded trader traders trades trading
turn turned turns typical unchanged under underline underlines unit unknown unless until up update
upon upper use used uses using usual usually value values venue venues view views volatile volume
wait waits was watch way ways week weigh weighs weight well went were what when where whether
which while who whole whose why will window windows with within without word worded words work
works worse worth would write writes written wrote year years yet
"""

_ENDINGS: Final = re.compile(r"(?:'s|’s|ings?|ed|es|ly|s|e|d)$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def stem(word: str) -> str:
    """The word without its commonest English endings, in lower case.

    >>> stem("Settles"), stem("settled"), stem("settling")
    ('settl', 'settl', 'settl')
    """
    low = word.casefold()
    bare = _ENDINGS.sub("", low)
    return bare if len(bare) >= 3 else low


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text; parts of hyphenated words count as words."""
    return frozenset(stem(part) for word in _WORD.findall(text) for part in word.split("-"))


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they stand, parts of hyphenated words apart."""
    return tuple(part for word in _WORD.findall(text) for part in word.split("-"))


PLAIN: Final = stems(_WORDS)
