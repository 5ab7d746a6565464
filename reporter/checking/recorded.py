"""Finished text held against the edition's own record of what it wrote, slot by slot.

Each passage is laid beside the recorded line it is a copy of; figures, names and the words that
carry the claim must be those that were recorded. Passages the record does not know, such as an
editor's own, are left to the other checks. Cost: linear in the text for true copies; a changed
passage costs its length times that of the few lines most like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from reporter.checking.align import Match, Seen, align, could_match, ends_at, fit, seen_in
from reporter.checking.codes import Code, error
from reporter.checking.differences import Fault, faults, is_titled, put_before
from reporter.checking.ground import Ground
from reporter.checking.kept import Kept, Same
from reporter.checking.known import TEASERS
from reporter.checking.lexicon import FAMILIAR
from reporter.checking.lines import FIGURE, HOLDING, Book, Kind, Line
from reporter.checking.scope import read_block
from reporter.checking.tokens import tokens
from reporter.checking.whole import STRICT, differing, legends
from reporter.model.record import Record
from reporter.model.text import Block, BlockKind, FinishedText, Stance
from reporter.model.verdict import Finding

_SHORT = 4
"""A line of fewer tokens is looked for only as a whole block: its words stand everywhere."""
_BEHIND: tuple[list[str], ...] = ([], ["source"])
"""What may stand behind a line of the list of sources: on a page of evidence, its link."""
_SMALL = frozenset({"the", "a", "of", "and", "for", "in", "on"})
_UNWRITTEN = frozenset({BlockKind.STATIC, BlockKind.TICK, BlockKind.EVIDENCE})
_NAMED = frozenset({"outlet", "brand", "author", "publisher", "symbol", "venue"})


def against_record(text: FinishedText, ground: Ground, record: Record) -> Iterator[Finding]:
    """What a finished text says otherwise than the edition that wrote it."""
    judge = _prepared(Same(ground), Same(record))
    paged = text.format == "pdf"
    listing = _Listing(judge, paged=paged)
    for row in () if paged else legends(text):
        for fault in judge.legend(row):
            yield error(
                fault.code, f"{text.name}: captions", fault.seen, fault.expected, fault.message
            )
    for block in text.blocks:
        place = f"{text.name}: {block.place}"
        if block.kind is BlockKind.SOURCE:
            found = listing.faults(block)
        elif block.kind in _UNWRITTEN:
            continue
        else:
            found = judge.block(block, paged=paged)
        for fault in found:
            yield error(fault.code, place, fault.seen, fault.expected, fault.message)


@lru_cache(maxsize=1)
def _prepared(ground: Same[Ground], record: Same[Record]) -> _Judge:
    return _Judge(ground.held, record.held)


class _Judge:
    """Judges blocks, and remembers each: the same paragraphs come back in every format."""

    def __init__(self, ground: Ground, record: Record) -> None:
        self._book = Book(record, ground.sheet, ground.index)
        self.single_article = len({source.article for source in record.sources}) == 1
        self._index = ground.index
        self._names = _names(ground, record, self._book.lines)
        self._told = Kept[tuple[Fault, ...]]()
        self._sources = {
            line.source.number: line for line in self._book.lines if line.source is not None
        }

    def block(self, block: Block, *, paged: bool) -> tuple[Fault, ...]:
        """The faults of one block of prose, or of one row."""
        key = (block.text, block.kind, paged)
        return self._told.of(key, lambda: tuple(self._faults(*key)))

    def legend(self, row: str) -> Iterator[Fault]:
        """The faults of a chart's captions, read as one row.

        A row is known by its head: captions of another chart may be like its cells.
        """
        seen = seen_in_block(row)
        for match in self._matches(seen, Kind.ROW):
            if match.keeps_head:
                yield from self.changed(match, seen, strict=True)

    def sources_in(self, seen: Seen) -> list[Line]:
        """The source lines that this block is, word for word."""
        return [line for line in self._beginning(seen, 0) if self._is_whole(line, seen)]

    def nearest_source(self, seen: Seen, numbers: range) -> Match | None:
        """The changed copy of one of the sources of these numbers, if the block is one."""
        lines = [self._sources[number] for number in numbers if number in self._sources]
        laid = [align(line, seen, 0, len(seen.tokens), self._index) for line in lines]
        convincing = [match for match in laid if match.convincing]
        return max(convincing, key=lambda match: match.score, default=None)

    def changed(self, match: Match, seen: Seen, *, strict: bool = False) -> tuple[Fault, ...]:
        """What a changed copy says differently; nobody rewords what frames an article."""
        strict = strict or (match.line.stance is Stance.FRAME and match.nearly)
        return tuple(faults(match, seen, self._is_name, strict=strict))

    def _is_whole(self, line: Line, seen: Seen) -> bool:
        end = fit(line, seen, 0, self._index) if line.kind is Kind.SOURCE else None
        return end is not None and [t.text for t in seen.tokens[end:]] in _BEHIND

    def _faults(self, text: str, block: BlockKind, paged: bool) -> Iterator[Fault]:  # noqa: FBT001 - part of the key
        seen = seen_in_block(text, paged)
        kind = HOLDING.get(block.value, Kind.SENTENCE)
        strict, found = block in STRICT, False
        for match in self._matches(seen, kind):
            told = self.changed(match, seen, strict=strict) if match.is_changed else ()
            for fault in told or put_before(match, seen):
                yield fault
                found = True
            yield from _notes(match, seen)
        if strict and not found and not paged:
            yield from differing(self._book, seen, block, kind)

    def _is_name(self, word: str) -> bool:
        return word.removesuffix("'s") in self._names

    def _tells(self, match: Match) -> bool:
        """Whether more than a name is left of a line that says something of a name."""
        gone = {number for change in match.changes for number in change.line}
        pairs = zip(match.line.tokens, match.line.texts, strict=True)
        own = {n for n, (t, text) in enumerate(pairs) if not (text or self._is_name(t.text))}
        return not own or bool(own - gone)

    # --- finding the lines -------------------------------------------------------------

    def _matches(self, seen: Seen, kind: Kind) -> Iterator[Match]:
        """Exact copies first; what lies between them is compared with lines that resemble it."""
        at = reached = 0
        while at < len(seen.tokens):
            match = self._exact(seen, at)
            if match is None:
                at += 1
                continue
            yield from self._near(seen, reached, at, kind)
            yield match
            at = reached = match.end
        yield from self._near(seen, reached, len(seen.tokens), kind)

    def _beginning(self, seen: Seen, at: int) -> Iterator[Line]:
        first = [seen.tokens[at].text]
        behind = at + 1
        if at in seen.figures:
            first.append(FIGURE)
            behind = seen.figures[at][1]
        second = [""]
        for place in sorted({at + 1, behind}):
            if place < len(seen.tokens):
                second.append(seen.tokens[place].text)
                if place in seen.figures:
                    second.append(FIGURE)
        return self._book.beginning(first, dict.fromkeys(second))

    def _exact(self, seen: Seen, at: int) -> Match | None:
        """The longest line that stands here word for word; of equal ones that with its notes."""
        best: tuple[int, bool] = (at, False)
        found: Match | None = None
        for line in self._beginning(seen, at):
            end = fit(line, seen, at, self._index)
            if end is None or line.kind is Kind.SOURCE or not ends_at(seen, end):
                continue
            if len(line.tokens) < _SHORT and not line.timed and (at, end) != (0, len(seen.tokens)):
                continue
            rank = end, _notes_behind(seen, end) == line.notes
            if rank > best:
                size = len(line.tokens)
                best, found = rank, Match(line, at, end, 0.0, size)
        return found

    def _near(self, seen: Seen, start: int, stop: int, kind: Kind) -> Iterator[Match]:
        """Changed copies between two places, the most alike first."""
        words = [token.text for token in seen.tokens[start:stop] if not token.note]
        if not words:
            return
        numerals = [seen.figures[at][0] for at in range(start, stop) if at in seen.figures]
        whole = stop - start == len(seen.tokens)
        least = min(_SHORT, (len(words) + 1) // 2) if whole else _SHORT
        lines = self._book.resembling(words, numerals, kind, least)
        laid = [
            align(line, seen, start, stop, self._index)
            for line in lines
            if could_match(line, frozenset(words))
        ]
        convincing = [match for match in laid if match.convincing and self._tells(match)]
        if not convincing:
            return
        best = max(convincing, key=lambda match: match.score)
        yield from self._near(seen, start, best.start, kind)
        yield best
        yield from self._near(seen, best.end, stop, kind)


@lru_cache(maxsize=2048)
def seen_in_block(text: str, paged: bool = False) -> Seen:  # noqa: FBT001, FBT002 - part of the key
    """A block's tokens and figures, kept: paragraphs come back in every format."""
    return seen_in(text, tokens(text), read_block(text), paged=paged)


def _names(ground: Ground, record: Record, lines: Iterable[Line]) -> frozenset[str]:
    """Words of names that the edition knows: subjects, outlets, venues, the desk.

    A word that its sentences and sources write with a capital within a sentence, and never
    without one, is a name too.
    """
    told = {fact.value for fact in ground.sheet if fact.metric.rpartition(".")[2] in _NAMED}
    names = {name for fact in ground.sheet for name in (fact.subject, fact.source.name)}
    words = {
        token.text
        for name in sorted(names | {name for name in told if isinstance(name, str)})
        for token in tokens(name)
    }
    texts = {fact.evidence.sentence for fact in ground.sheet if fact.evidence}
    texts |= {str(fact.value) for fact in ground.sheet if fact.metric in TEASERS}
    sentences = [*(line.tokens for line in lines), *(tokens(text) for text in sorted(texts))]
    sentences = [found for found in sentences if not is_titled(found)]
    plain = {t.text for found in sentences for t in found if t.surface[0].islower()}
    capitals = {t.text for found in sentences for t in found[1:] if t.surface[0].isupper()}
    entities = {token.text for name in record.names for token in tokens(name)} - _SMALL
    return frozenset(((words | (capitals - plain)) - FAMILIAR) | entities)


# --- notes and sources ----------------------------------------------------------------------


def _notes_behind(seen: Seen, at: int) -> tuple[int, ...]:
    numbers = []
    while at < len(seen.tokens) and seen.tokens[at].note:
        numbers.append(seen.tokens[at].note)
        at += 1
    return tuple(numbers)


def _notes(match: Match, seen: Seen) -> Iterator[Fault]:
    """Notes behind a sentence must point to the sources that it was told from."""
    printed, recorded = _notes_behind(seen, match.end), match.line.notes
    if printed and recorded and printed != recorded:
        yield Fault(
            Code.NOTE,
            " ".join(f"[{number}]" for number in printed),
            " ".join(f"[{number}]" for number in recorded),
            "The note points to another source than the sentence was told from.",
        )


class _Listing:
    """A file's list of sources, line by line; a page break may have cut a line in two."""

    def __init__(self, judge: _Judge, *, paged: bool) -> None:
        self._judge, self._paged = judge, paged
        self._last = self._unknown = 0

    def faults(self, block: Block) -> tuple[Fault, ...]:
        """The faults of the next line of the list."""
        seen = seen_in_block(block.text, self._paged)
        fits = self._judge.sources_in(seen)
        if fits:
            return (*self._misplaced(block, fits), *_address(block, fits))
        if not self._judge.single_article:
            return ()
        match = self._judge.nearest_source(seen, self._due)
        if match is None:
            self._unknown += 1
            return ()
        self._counted(match.line)
        found = self._judge.changed(match, seen, strict=True)
        if match.start and not (found or self._paged):
            return (_unlike(block, match.line),)
        return found

    @property
    def _due(self) -> range:
        """The numbers that the next line may have."""
        return range(self._last + 1, self._last + self._unknown + 2)

    def _counted(self, line: Line) -> int:
        assert line.source is not None  # noqa: S101 - only source lines come here
        self._last, self._unknown = line.source.number, 0
        return self._last

    def _misplaced(self, block: Block, fits: Sequence[Line]) -> Iterator[Fault]:
        due = self._due
        number = self._counted(fits[0])
        if self._judge.single_article and number not in due:
            yield Fault(
                Code.SOURCE_LINE,
                f"{due[-1]}. {block.text[:80]}",
                f"this source as number {number}",
                "The notes in the text count on another order of the sources.",
            )


def _unlike(block: Block, line: Line) -> Fault:
    return Fault(
        Code.SOURCE_LINE, block.text[:80], line.words[:80], "Something stands before the source."
    )


def _address(block: Block, lines: Sequence[Line]) -> Iterator[Fault]:
    """A source's link must be the address that was recorded."""
    recorded = [line.source.url for line in lines if line.source]
    shown = [link for link in block.links if link.startswith("http")]
    if shown and not {_plain(link) for link in shown} & {_plain(url) for url in recorded}:
        yield Fault(
            Code.SOURCE_LINE,
            shown[0],
            recorded[0],
            "The link of this source leads to another address than was recorded.",
        )


def _plain(url: str) -> str:
    return "".join(unquote(unescape(url)).split())
