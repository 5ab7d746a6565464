"""Which markets of event contracts ask about the event that a story tells.

No link is better than a wrong one. A market is linked where one sentence of the story names
all that its question names: every entity, every word of weight, every figure, every month that
is no mere deadline. A rival of an entity in the same sentence (another exchange, another coin)
breaks the link, and the headline must be about the matter too. One kind of question is put
more loosely, because its outcomes share one event: what a central bank decides at a meeting.
There the bank, the month of the meeting and a word about rates are enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Final

from reporter.model.news import EntityKind, Item, Story
from reporter.model.odds import EventOdds, OddsLink
from reporter.news.matters import Matter, asked_year, matter, meaning, told_year
from reporter.news.order import time_of
from reporter.news.sentences import sentences

_MOST: Final = 3
_FEWEST_PARTS: Final = 3
"""Names, words and figures that a question must have to be told from others."""

_QUESTIONS: Final = 5_000
_YES_OR_NO: Final = ("yes", "no")
_BANKS: Final = frozenset({"federal-reserve", "ecb", "bank-of-england", "bank-of-japan"})


def _meanings(words: str) -> frozenset[str]:
    return frozenset(map(meaning, words.split()))


_DECISION: Final = _meanings("decision meeting rate cut hike hold")
_ABOUT_DECISIONS: Final = _DECISION | _meanings("interest funds change bps basis point")
_BOUNDS: Final = _meanings(
    "above over below under least most more less higher lower between exactly"
)
"""Words by which an outcome may bound a figure otherwise than its question does."""

_OF_RATES: Final = frozenset({"cut", "cuts", "hike", "hikes", "decision", "rate", "rates"})
"""Wordings that speak of rates by themselves; to raise, lower or meet is said of much else."""

_OTHER_RATES: Final = _meanings(
    "inflation unemployment jobless mortgage tax exchange growth default saving interbank"
)
_SUMS: Final = _meanings(
    "etf inflow outflow volume holdings treasury fund futures option liquidation liquidated cap "
    "raise purchase worth loan reserve supply"
)
"""What a sum of money beside an asset's name may be of, other than its price."""


@dataclass(frozen=True, slots=True)
class _Passage:
    item: Item
    sentence: str
    about: Matter


def odds_for(story: Story, events: Sequence[EventOdds]) -> tuple[OddsLink, ...]:
    """At most three markets about the story's event, each with the sentence that shows it.

    The most traded event comes first; of one event its likeliest outcomes; where several
    events or venues are linked they take turns. The answer does not depend on the order of
    ``events``.
    """
    told = tuple(_passages(story))
    headline = matter(story.title, _tickers(story))
    linked: defaultdict[tuple[str, str], list[OddsLink]] = defaultdict(list)
    for odds in events:
        if link := _link(odds, told, headline):
            linked[odds.venue, odds.event].append(link)
    groups = sorted((sorted(links, key=_likeliest) for links in linked.values()), key=_most_traded)
    turns = chain.from_iterable(zip_longest(*groups))
    return tuple([link for link in turns if link][:_MOST])


def _likeliest(link: OddsLink) -> tuple[object, ...]:
    return (-link.odds.probability, link.odds.market)


def _most_traded(links: Sequence[OddsLink]) -> tuple[object, ...]:
    first = links[0].odds
    return (-sum(link.odds.volume.value for link in links), first.venue, first.event)


def _tickers(story: Story) -> tuple[str, ...]:
    return tuple(entity.ticker for entity in story.entities if entity.ticker)


def _passages(story: Story) -> Iterator[_Passage]:
    tickers = _tickers(story)
    for item in story.items:
        for field in (item.title, item.summary):
            for _, _, sentence in sentences(field):
                yield _Passage(item, sentence, matter(sentence, tickers))


def _link(odds: EventOdds, told: Sequence[_Passage], headline: Matter) -> OddsLink | None:
    asked = _asked(_question(odds))
    if _strays(odds):
        return None
    for passage in told:
        if words := _shared(asked, passage, headline, odds.closes_at):
            return OddsLink(odds=odds, item=passage.item.id, sentence=passage.sentence, words=words)
    return None


def _question(odds: EventOdds) -> str:
    """The market's own question; where it is that of the whole event, the outcome belongs to it."""
    return f"{odds.title} {odds.outcome}" if _is_whole(odds) else odds.title


def _is_whole(odds: EventOdds) -> bool:
    return odds.title == odds.event_title and odds.outcome.lower() != "yes"


def _strays(odds: EventOdds) -> bool:
    """Whether the outcome, which is printed beside the question, tells of anything else.

    Only the question is held against the story: an outcome of its own words would stand in
    print without any source.
    """
    if odds.outcome.lower() in _YES_OR_NO:
        return False
    named = _asked(odds.outcome)
    asked = _asked(f"{odds.title} {odds.event_title} {odds.outcome if _is_whole(odds) else ''}")
    if not (named.names or named.words or named.figures):
        return True
    return not (
        named.names.keys() <= asked.names.keys()
        and named.words.keys() <= asked.words.keys() | _BOUNDS
        and named.figures.keys() <= asked.figures.keys()
    )


@lru_cache(_QUESTIONS)
def _asked(question: str) -> Matter:
    return matter(question)  # the same markets are held against every story


def _shared(
    asked: Matter, passage: _Passage, headline: Matter, closes_at: datetime
) -> tuple[str, ...]:
    """The words of the sentence that name the market's event, in its order; none if it does not."""
    decision = _is_decision(asked)
    same = _same_meeting if decision else _same_matter
    found = None if asked.clocked else same(asked, passage.about, headline)
    months = _same_months(asked, passage, closes_at, whole=decision)
    if not found or months is None:
        return ()
    text = passage.sentence.casefold()
    return tuple(sorted({*found, *months}, key=lambda word: (text.find(word.casefold()), word)))


def _is_decision(asked: Matter) -> bool:
    """Whether the question is what one central bank decides at one meeting."""
    one_bank = len(asked.names) == 1 and not _BANKS.isdisjoint(asked.names)
    about_rates = not _DECISION.isdisjoint(asked.words) and asked.words.keys() <= _ABOUT_DECISIONS
    steps = all(unit in {"bps", "count"} for unit, _ in asked.figures)
    return one_bank and about_rates and steps and bool(asked.periods)


def _same_meeting(asked: Matter, told: Matter, headline: Matter) -> tuple[str, ...]:
    banks = _BANKS & told.names.keys()
    if banks != asked.names.keys() or not banks <= headline.names.keys():
        return ()
    decided = _decided(told)
    return (*(told.names[bank] for bank in banks), *decided) if decided else ()


def _decided(told: Matter) -> list[str]:
    """The words of a sentence about rates; none where the rates are others than the bank's."""
    found = [told.words[word] for word in sorted(_DECISION & told.words.keys())]
    if _OF_RATES.isdisjoint(found):
        return []
    strong = {one for one in found if one in _OF_RATES}
    return [] if strong <= {"rate", "rates"} and _OTHER_RATES & told.words.keys() else found


def _same_matter(asked: Matter, told: Matter, headline: Matter) -> tuple[str, ...]:
    parts = len(asked.names) + len(asked.words) + len(asked.figures)
    if parts < _FEWEST_PARTS or not _in_headline(asked, headline):
        return ()
    named = asked.names.keys() <= told.names.keys() and asked.words.keys() <= told.words.keys()
    if not named or not asked.figures.keys() <= told.figures.keys():
        return ()
    if _has_rival(asked, told) or _is_other_sum(asked, told):
        return ()
    return (
        *(told.names[name] for name in asked.names),
        *(told.words[word] for word in asked.words),
        *(told.figures[figure] for figure in asked.figures),
    )


def _in_headline(asked: Matter, headline: Matter) -> bool:
    if asked.names:
        return not asked.names.keys().isdisjoint(headline.names)
    return len(asked.words.keys() & headline.words.keys()) > 1


def _has_rival(asked: Matter, told: Matter) -> bool:
    """Whether the sentence names another of the kind of an entity that the question names."""
    kinds = set(asked.kinds.values())
    return any(kind in kinds and name not in asked.names for name, kind in told.kinds.items())


def _is_other_sum(asked: Matter, told: Matter) -> bool:
    """Whether an asset's price is asked for, and the sentence tells of another amount."""
    priced = EntityKind.ASSET in asked.kinds.values() and any(u == "usd" for u, _ in asked.figures)
    return priced and not (_SUMS & told.words.keys()) <= asked.words.keys()


def _same_months(
    asked: Matter, passage: _Passage, closes_at: datetime, *, whole: bool
) -> tuple[str, ...] | None:
    """How the sentence names each month (``whole``) or day of the question; None if it does not.

    A sentence that names years must name one of the question's.
    """
    told = passage.about
    if asked.years and told.years and asked.years.isdisjoint(told.years):
        return None
    published = time_of(passage.item)
    named = {
        (told_year(one, published), one.month, None if whole else one.day): surface
        for one, surface in told.periods.items()
    }
    wanted = [
        (asked_year(one, closes_at), one.month, None if whole else one.day) for one in asked.periods
    ]
    return tuple(named[one] for one in wanted) if all(one in named for one in wanted) else None
