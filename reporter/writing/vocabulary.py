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
a able about above absent absolute access accompanied according account accounts achieve across
active actual actually added adding addition additional additionally adds adjust after afterwards
again against ago agree agrees akin all allow allows alone along alongside already also although
altogether amid among amount amounts an anchor anchored and announce announced announcement
announces annual annualised another any anything apart apparent appear appeared appears applies
apply approach are argue argument arguments arise arises arose around arrive arrived arrives
article as aside aspect assess assessed associated assume at attribute attributed available avenue
average await awaits away back backdrop balance bar base based be became because become becomes
becoming been before begin begins behind being belong belongs below beneath beside besides better
between beyond both bought bracket brackets briefly bring brings broad brought but buyers by
calculate calculated calculation call called calls came can cannot carried carries carry carrying
case cases central certain chain chance change changed changes channel channels characterise chart
check checks choice choose chooses chose chosen circumstance cite cited cites claim claims clear
clearly close closer closest clue clues combination combine combined combines come comes coming
comment comparable comparatively compare compared compares comparison compounding compute computed
concern concerned concerning concerns conclude condition conditional conditions confirm confirmed
confirms connect connects consider consist consisted consistent consists constitute contain
contained contains context continue continues contract contracts contrast conversely convert
correspond corresponding corresponds could count counted counting counts cover coverage covers
cross crossed crosses current cut daily data date dated day days decline declined declines decrease
decreased deeper define defined delivered denote depend depends derive derived describe described
describes describing designate desk despite detail details determine determined develop did differ
difference different direct direction directly disclosed discount distance distinct divide divided
document documents does doing done down downside draw drawn draws drew drop dropped drops due
duration during each earlier early earn ease eased easier easing edge edition effect either elapse
elapsed element elsewhere emerge emerges end ends engine enough enter enters entire entirely equal
equals equivalent essentially establish estimate estimated estimates even event events ever every
everything evidence exact examine examined examining example exceed exceeds exist exists expect
expectation expectations expected expire expired expires expiry explain explains express expressed
extend extends eye face faces fact facts fade faded fail failed fails fall fallen falls far
featured featuring fell fewer figure figures filed final finally find finds finish finished
finishes fits fix fixed flat floor flows focus follow followed following follows foot for form
formal former forth forward found frame framed frequently from full function further furthest
future gain gained gains gap gauge gauges gave general generally get gets give given gives go goes
going good greater grew group groups grow grows had hand hands happen happened happens has have
having headed heading heads heavier heavily held help helps hence here high higher highlight
highlights hinge hinges hint hints historical history hold holder holders holding holds host hour
hourly hours how however identical identified if immediate impact impacts implied implies imply in
include included includes including increase increased increases indeed independent independently
indicate indicated indicates indicator indirectly inference inform input inside instance instead
interval into invalid invalidate invalidated invalidates invalidation involve involved involves is
issued issues it item items its join joins joint just keep keeping keeps kept key kind known lag
land lands lapse lapses largely larger last lasted lasting lasts later latest latter lay lays lead
leading leads least leave leaves led left lend lends length lens less lesser let level levels lie
lies lift lifted lifts like likelihood likely likewise limit limited limits line link linked links
list listed lists little locate located locates long longer longs look looks lose loses lost low
lower lowers made magnitude main maintain make makes making manner map mark marked market markets
marks match matches matching matter matters may mean meaning means meant meanwhile measure measured
measures mechanism mechanisms meet member members mention mentioned mentions mere merely method mid
middle might minute minutes mixed model models modest moment month months more most mostly move
moved moves moving much name named namely names nature near nearer nearest nearly necessarily
necessary need needs negative neither neutral never nevertheless news next no nonetheless nor
normal not note noted notes nothing notice noting notwithstanding now number object observation
observed obtain occasion occasions occur occurred occurrence occurs of off offer offered offers
official offset often older on once one ones only onto open operate opposing opposite option or
order ordinary origin original originate other others otherwise our ours out outcome outlet outlets
outline outright outside over overall overhead overlap overlaps owe owes own pace page paid pair
paper paragraph part partial partially participant participants partly parts pass passed passes
passing past path pattern pay paying payment payments pays people per perceive percentile perform
perhaps period periods permit pertain pick picked picture piece pieces place placed places placing
plain plainly plan plausible plausibly point points position positions positive possibility
possible possibly post posted potential potentially precede precise precisely premium presence
present presented presents previous previously price prices primarily principle print printed
prints prior proceed process produce producing proportion prove proves provide provides public
publish published publishes publishing pull purely purpose put puts putting question quite quote
quoted quotes quoting raise raised raises ran range rank ranked ranking ranks rarely rate rates
rather ratio reach reached reaches reaching read reader readers reading readings reads reallocate
reason reasoning reasons received receiving recent recount recounts reduce reduced reduces refer
reference referred refers reflect reflects regard regardless regular reiterate relate related
relates relation relative relatively relay relays relevant relies rely remain remaining remains
remark remarks report reported reporting reports represent represented represents require requires
respect respective respectively rest rests result results retain return returns reveal revealed
reveals reverse reversed rise risen rises rising role rose roughly route routes row run rundown
running runs said same sample saw say saying says scale scope score section see seeing seek seem
seems seen sees segment selected selection sellers sense sentence separate sequence serve serves
set sets setting settle settled settlement settles several shall shape share shared shift shifts
short shorts should show showed showing shown shows shrank shrink side sides sign signal signalled
signals signs similar simple simply since sit sits sitting situated situation size sized sizes slid
slightly slip slipped small smaller snapshot so sold sole solely some somewhat soon sort source
sources space speak speaks specific specified specify split spoke spot spread stage stand standard
standing standpoint stands start state stated statement states stay stays steady stem stems step
steps still stood story straight straightforward strictly subject subsequent subsequently subset
such sufficient suggest suggests sum summary sums supply support supported supporting supports
supposed surface swing symbol table tagged take taken takers takes taking tallies tally tandem
technically tell telling tells tend tends term terminate terms test tested text than that the their
them theme themselves then there thereafter thereby therefore these they thing things thinly
thinner this those though thread through thus tick tied ties till tilt tilts time times title
titled to together told too took top total totals toward towards traced track traded trader traders
trades trading transfer treat treated true turn turned turns type typical unaffected unchanged
unclear unconnected under underline underlines underlying unit unknown unless unlike unrelated
until up upcoming update upon upper upside use used uses using usual usually valid validity value
values variable vary venue venues version versus via view viewed views visible void voided voids
wait waits wants was watch way ways weaker week weigh weighs weight weighted well went were what
whatever whatsoever when whenever where wherever whether which whichever while who whoever whole
whose why widely wider will window windows wish with within without word worded words work works
worse worth would write writes written wrote yardstick year years yet yield yielded yields zone
"""

_ENDINGS: Final = ("'s", "’s", "ings", "ing", "ed", "es", "ly", "s", "e", "d")
_SHORTEST: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def forms(word: str) -> frozenset[str]:
    """A word in lower case, and what is left of it without a common English ending.

    Words that share a form are taken for the same: "settles", "settled" and "settling".

    >>> sorted(forms("Settled")), sorted(forms("settling"))
    (['settl', 'settle', 'settled'], ['settl', 'settling'])
    """
    low = word.casefold()
    bare = (low.removesuffix(ending) for ending in _ENDINGS if low.endswith(ending))
    return frozenset((low, *(one for one in bare if len(one) >= _SHORTEST)))


def stems(text: str) -> frozenset[str]:
    """The forms of all words of a text; parts of hyphenated words count as words."""
    return frozenset(form for word in words(text) for form in forms(word))


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they stand, parts of hyphenated words apart."""
    return tuple(part for word in _WORD.findall(text) for part in word.split("-"))


PLAIN: Final = stems(_WORDS)
