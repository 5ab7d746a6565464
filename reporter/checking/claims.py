"""What the words claim, held against signs, sides and percentile bands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from reporter.checking import lexicon
from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.checking.figures import Reading
from reporter.checking.gates import is_market
from reporter.checking.ground import Ground
from reporter.checking.index import is_reported
from reporter.checking.lexicon import CLAUSE, NEGATION, QUOTED
from reporter.checking.likelihood import likelihood
from reporter.checking.resolve import Bound
from reporter.checking.scope import Passage, is_general
from reporter.checking.views import stated
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.market import Nature
from reporter.model.text import BlockKind
from reporter.model.units import AnnualRate, FundingRate, Percentile, Price, Quantity
from reporter.model.verdict import Finding

_NAME: Final = re.compile(r"\b[A-Z][A-Za-z]*[a-z][A-Za-z]*\b|\b[A-Z]{2,}\b")
_BEFORE_FIRST: Final = re.compile(r"\[\d{1,3}\]|[“\"'‘(\[*_\s]")
"""Notes of the sentence before and opening marks."""
_SENTENCES: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET})


class Claims:
    """Judges sentences against the sheet that their figures came from."""

    def __init__(self, ground: Ground) -> None:
        self._known = ground.known
        self._books: dict[str, list[Contract]] = {}
        for contract in ground.contracts:
            symbol = next(iter(contract.facts.values())).subject
            self._books.setdefault(symbol, []).append(contract)

    def judge(self, reading: Reading) -> Iterator[Finding]:
        """All faults of one passage's words."""
        passage = reading.passage
        if passage.kind in (BlockKind.SOURCE, BlockKind.TICK):
            return
        yield from self._funding(reading)
        for bound in reading.bounds:
            yield from self._level(bound, passage)
            yield from _liquidations(bound, passage)
        yield from self._degree(passage)
        yield from _current(reading)
        yield from self._names(reading)
        yield from stated(passage, reading.bounds, tuple(self._in_scope(passage)))
        yield from likelihood(reading, tuple(self._in_scope(passage)))
        yield from _multiples(reading)
        yield from phrases(passage.place, passage.text, self._known.holds)

    # --- funding -----------------------------------------------------------------------

    def _funding(self, reading: Reading) -> Iterator[Finding]:
        text, place = _own_words(reading.passage.text), reading.passage.place
        if contradiction := funding_contradiction(text):
            yield error(Code.FUNDING_SIDE, place, text.strip(), contradiction, _PAYS)
            return
        sign = self._funding_sign(reading)
        if sign == 0 or lexicon.CONDITIONAL.search(text):
            return
        wrong = (
            (lexicon.LONGS_PAY, lexicon.POSITIVE_RATE)
            if sign < 0
            else (lexicon.SHORTS_PAY, lexicon.NEGATIVE_RATE)
        )
        right = lexicon.NEGATIVE_RATE if sign < 0 else lexicon.POSITIVE_RATE
        for pattern in wrong:
            match = pattern.search(text)
            if match and not NEGATION.search(text[: match.start()]) and not right.search(text):
                expected = "shorts pay longs" if sign < 0 else "longs pay shorts"
                yield error(Code.FUNDING_SIDE, place, match[0], expected, _PAYS)

    def _funding_sign(self, reading: Reading) -> int:
        """The sign of the rate that the sentence speaks of; 0 where it is not sure."""
        rates = [
            fact for bound in reading.bounds for fact in bound.facts if _is_rate(fact)
        ] or list(self._rates_in_scope(reading.passage))
        signs = {_sign(fact) for fact in rates}
        return signs.pop() if len(signs) == 1 else 0

    def _rates_in_scope(self, passage: Passage) -> Iterator[Fact]:
        for contract in self._in_scope(passage):
            for metric in (metrics.FUNDING_SETTLED, metrics.FUNDING_RUNNING):
                if metric in contract.facts:
                    yield contract.facts[metric]

    def _in_scope(self, passage: Passage) -> Iterator[Contract]:
        for symbol in sorted(passage.markets or ()):
            yield from self._books.get(symbol, ())

    # --- levels ------------------------------------------------------------------------

    def _level(self, bound: Bound, passage: Passage) -> Iterator[Finding]:
        sides = {self._side(fact) for fact in bound.facts}
        side = sides.pop() if len(sides) == 1 else 0
        if side == 0:
            return
        before, after = _around(bound, passage)
        wrong = lexicon.SUPPORT if side > 0 else lexicon.OVERHEAD
        beyond = lexicon.BELOW_PRICE if side > 0 else lexicon.ABOVE_PRICE
        match = wrong.search(f"{before} {after}") or beyond.search(after)
        match = match or _other_side(bound, passage, side)
        if match and not NEGATION.search(passage.text[: bound.numeral.start]):
            yield error(
                Code.SIDE,
                passage.place,
                f"{bound.numeral.surface} … {match[0]}",
                f"a level {'above' if side > 0 else 'below'} the price",
                "The words put the level on the other side of the price.",
            )

    def _side(self, fact: Fact) -> int:
        """+1 for a level above its contract's price, -1 below, 0 for anything else."""
        if not (is_market(fact) and isinstance(fact.value, Price)):
            return 0
        if fact.metric.split(".")[0] not in ("level", metrics.INVALIDATION):
            return 0
        for contract in self._books[fact.subject]:
            price = contract.number(metrics.PRICE)
            if contract.facts.get(fact.metric) is fact and price is not None:
                return int(fact.value.value > price) - int(fact.value.value < price)
        return 0

    # --- degree ------------------------------------------------------------------------

    def _degree(self, passage: Passage) -> Iterator[Finding]:
        text = _own_words(passage.text)
        topic = next((m for p, m in lexicon.DEGREE_OF if p.search(text)), "")
        if not topic or passage.kind not in _SENTENCES:
            return
        for pattern, band in lexicon.ADVERBS:
            match = pattern.search(text)
            if match is None or NEGATION.search(text[: match.start()]):
                continue
            if not self._licensed(passage, topic, band, match[0].lower()):
                yield error(
                    Code.ADVERB,
                    passage.place,
                    passage.text[match.start() : match.start() + 60],
                    f"{topic} in the lowest or highest {band}% of its own history",
                    f"'{match[0]}' claims a rank that the measured percentile does not give.",
                )

    def _licensed(self, passage: Passage, topic: str, band: int, word: str) -> bool:
        if self._in_sources(passage, word):
            return True
        for contract in self._in_scope(passage):
            fact = contract.facts.get(topic)
            if fact and isinstance(fact.value, Percentile):
                return not band < fact.value.value < 100 - band
        return topic == metrics.VOLATILITY_PERCENTILE and any(
            str(fact.value).lower() == word
            for contract in self._in_scope(passage)
            for fact in contract.facts.values()
            if fact.metric == metrics.VOLATILITY_CLASS
        )

    def _in_sources(self, passage: Passage, word: str) -> bool:
        """Whether a source says the word, in a sentence that speaks of no contract."""
        return not passage.named and self._known.mentions(word)

    # --- names -------------------------------------------------------------------------

    def _names(self, reading: Reading) -> Iterator[Finding]:
        """A reported figure may not stand beside a name that no source has."""
        passage = reading.passage
        reported = [
            fact
            for bound in reading.bounds
            for fact in bound.facts
            if is_reported(fact) and not is_general(fact)
        ]
        if not reported or passage.kind not in _SENTENCES or _is_title(passage.text):
            return
        said = passage.context.lower()
        bare = not any(fact.subject.lower() in said for fact in reported)
        for match in _NAME.finditer(passage.text):
            opens = not _BEFORE_FIRST.sub("", passage.text[: match.start()])
            acts = lexicon.OPENS_AS_NAME.match(passage.text[match.end() :])
            if self._known.mentions(match[0]) or (opens and not (bare and acts)):
                continue
            yield error(
                Code.UNKNOWN_NAME,
                passage.place,
                match[0],
                f"a name from the sources, such as {reported[0].subject}",
                "The sentence ties a reported figure to a name that no source mentions.",
            )


_PAYS: Final = (
    "With a negative funding rate shorts pay longs, with a positive one longs pay shorts."
)


def funding_contradiction(text: str) -> str:
    """What a sentence should say that ties a sign of funding to the wrong payer, or nothing."""
    for part in text.split(";"):
        if lexicon.PAYS_ITSELF.search(part):
            return "one side pays the other"
        negative, positive = lexicon.NEGATIVE_RATE.search(part), lexicon.POSITIVE_RATE.search(part)
        shorts, longs = lexicon.SHORTS_PAY.search(part), lexicon.LONGS_PAY.search(part)
        if negative and longs and not (positive or shorts):
            return "shorts pay longs"
        if positive and shorts and not (negative or longs):
            return "longs pay shorts"
    return ""


def phrases(place: str, text: str, known: Callable[[str], bool]) -> Iterator[Finding]:
    """Certainty nobody has, and orders to the reader. What a source says is the source's."""
    plain = _own_words(text)
    for pattern in (lexicon.CERTAIN, lexicon.WILL_MOVE):
        match = pattern.search(plain)
        if match and not NEGATION.search(plain[: match.start()]) and not known(text):
            yield error(
                Code.CERTAINTY,
                place,
                match[0],
                "could, may, or a probability with its horizon",
                "The words promise what nobody can know.",
            )
    least = lexicon.LEAST_RESISTANCE.search(plain)
    if least and not (lexicon.HEDGE.search(plain) or NEGATION.search(plain[: least.start()])):
        yield error(
            Code.CERTAINTY,
            place,
            least[0],
            "a hedge and a measured probability",
            "The direction of the market is stated as a fact.",
        )
    if match := lexicon.IMPERATIVE.search(plain):
        yield error(
            Code.IMPERATIVE,
            place,
            match[0],
            "a conditional statement with its invalidation",
            "The sentence tells the reader to trade.",
        )


def _other_side(bound: Bound, passage: Passage, side: int) -> re.Match[str] | None:
    """Words right beside a level that put it above a price it lies below, or the reverse."""
    before = passage.text[: bound.numeral.start]
    after = passage.text[bound.numeral.end :]
    beside = lexicon.SIDE_BESIDE.match(after) or lexicon.LEVEL_OF_SIDE.search(before)
    beside = beside or lexicon.SIDE_AHEAD.search(before)
    voids = any(fact.metric == metrics.INVALIDATION for fact in bound.facts)
    match = beside or (lexicon.FAILS_BEYOND.search(before) if voids else None)
    named = lexicon.SIDES[match[1].lower()] if match else side
    return match if named != side else None


def _liquidations(bound: Bound, passage: Passage) -> Iterator[Finding]:
    metric_of = {fact.metric for fact in bound.facts}
    if len(metric_of) != 1:
        return
    metric = metric_of.pop()
    above = metric == metrics.LIQUIDATIONS_ABOVE or metric.startswith("level.above")
    below = metric == metrics.LIQUIDATIONS_BELOW or metric.startswith("level.below")
    if not (above or below):
        return
    before, after = _around(bound, passage)
    words = f"{before} {after}"
    right, wrong = lexicon.SHORT_LIQUIDATIONS, lexicon.LONG_LIQUIDATIONS
    if below:
        right, wrong = wrong, right
    beyond = lexicon.BELOW_PRICE if above else lexicon.ABOVE_PRICE
    match = None if right.search(words) else wrong.search(words)
    if match is None and metric.startswith("liquidations."):
        match = beyond.search(after)
    if match:
        yield error(
            Code.LIQUIDATION_SIDE,
            passage.place,
            match[0],
            f"{'short' if above else 'long'} liquidations",
            "Shorts are liquidated above the price and longs below it.",
        )


def _multiples(reading: Reading) -> Iterator[Finding]:
    """``halved`` beside a measured change, and ``dozens of`` what the engine counts."""
    text, place = _own_words(reading.passage.text), reading.passage.place
    changes = {
        fact.value.value
        for bound in reading.bounds
        for fact in bound.facts
        if fact.metric.endswith("change_24h") and isinstance(fact.value, Quantity)
    }
    low, high = lexicon.HALF_LOST
    match = lexicon.HALVED.search(text)
    if match and changes and not any(low <= change <= high for change in changes):
        expected = ", ".join(f"{change:f}%" for change in sorted(changes))
        yield error(Code.DOUBLE, place, match[0], expected, "The change was measured, and differs.")
    if vague := lexicon.VAGUE_COUNT.search(text):
        yield error(
            Code.UNBOUND,
            place,
            vague[0],
            "the number that was counted",
            "What the engine counts is given as a number.",
        )


def _current(reading: Reading) -> Iterator[Finding]:
    match = lexicon.CURRENT.search(reading.passage.text)
    facts = [fact for bound in reading.bounds for fact in bound.facts]
    settled = [fact for fact in facts if fact.nature is Nature.SETTLED]
    live = [fact for fact in facts if fact.nature in (Nature.LIVE, Nature.PREDICTED)]
    if match and settled and not live:
        yield error(
            Code.CURRENT,
            reading.passage.place,
            match[0],
            "the time of the settlement",
            "A settled rate belongs to the past; it is not what holds now.",
        )


def _around(bound: Bound, passage: Passage) -> tuple[str, str]:
    """The words of the figure's own clause, up to the next figure on either side."""
    numeral = bound.numeral
    start = max((n.end for n in passage.numerals if n.end <= numeral.start), default=0)
    stop = min((n.start for n in passage.numerals if n.start >= numeral.end), default=None)
    before = CLAUSE.split(passage.text[start : numeral.start])[-1]
    after = CLAUSE.split(passage.text[numeral.end : stop])[0]
    return before, " ".join(after.split()[:6])


def _is_rate(fact: Fact) -> bool:
    names: Sequence[str] = (
        metrics.FUNDING_SETTLED,
        metrics.FUNDING_SETTLED_ANNUAL,
        metrics.FUNDING_RUNNING,
        metrics.FUNDING_RUNNING_ANNUAL,
    )
    return fact.metric in names and isinstance(fact.value, FundingRate | AnnualRate)


def _sign(fact: Fact) -> int:
    value = fact.value.value if isinstance(fact.value, Quantity) else Decimal(0)
    return int(value > 0) - int(value < 0)


def _own_words(text: str) -> str:
    """The text with quotations blanked, so that places stay what they were."""
    return QUOTED.sub(lambda match: " " * len(match[0]), text)


def _is_title(text: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z]+", text) if len(word) > 3]
    capitals = [word for word in words if word[0].isupper()]
    return 10 * len(capitals) > 6 * len(words)
