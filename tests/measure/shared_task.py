"""The accuracy shared task: wrong figures found in 60 generated stories of basketball games.

Data: Thomson and Reiter, accuracySharedTask (CC0), https://github.com/ehudreiter/accuracySharedTask.
The reader's numerals are bound to rows of the box score (``boxfigures``), as are some words
(``boxwords``); their rules were chosen by the misses of the odd-numbered stories, so that the
even-numbered ones are reported apart. A mark is found if a flagged token overlaps it, each used
once, from left to right, as the task's own script does. The second pair of tables adds what no
fact can hold (other teams, days to come, runs of games), which an article of ours may not say.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.measure.boxfigures import wrong_figures
from tests.measure.boxscore import Game, game
from tests.measure.boxwords import untraced, wrong_words
from tests.measure.corpora import corpus, say, table
from tests.measure.story import Mark, Memory, sentences

_HEAD = ("errors", "marked", "flagged", "recall", "precision (same type)", "precision (any)")
_TYPES = ("NUMBER", "WORD", "NAME", "all")


def main() -> None:
    """Print recall and precision, for the stories seen while writing and for the others."""
    folder = corpus("accuracy_shared_task")
    if folder is None:
        return
    stories, gold = _stories(folder), _gold(folder)
    for strict in (False, True):
        found = {name: judge(*story, strict=strict) for name, story in stories.items()}
        what = "contradicted or untraced" if strict else "contradicted"
        for title, parity in (("odd-numbered, tuned on", 1), ("even-numbered", 0)):
            names = [name for name in found if int(name[1:]) % 2 == parity]
            rows = [_row(kind, [(gold[name], found[name]) for name in names]) for kind in _TYPES]
            table(f"Accuracy shared task, {what}; {len(names)} stories, {title}", _HEAD, rows)
        if "-v" in sys.argv:
            _show(stories, gold, found)


def judge(tokens: Sequence[str], facts: Game, *, strict: bool) -> list[Mark]:
    """What the box score contradicts; with ``strict`` also what it cannot know."""
    marks: set[Mark] = set()
    memory = Memory()
    for number, sentence in enumerate(sentences(tokens, facts)):
        marks |= {*wrong_figures(sentence, memory), *wrong_words(sentence, memory, number)}
        if strict:
            marks |= set(untraced(sentence))
        memory = memory.then(sentence)
    return sorted(marks)


def _stories(folder: Path) -> dict[str, tuple[list[str], Game]]:
    """Tokens and facts of each story."""
    lines = (folder / "shared_task.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["shared_task_text_id"]: record for record in map(json.loads, lines)}
    with (folder / "games.csv").open(encoding="utf-8", newline="") as rows:
        return {
            row["TEXT_ID"]: (
                row["GENERATED_TEXT"].split(),
                game(records[row["TEXT_ID"]], row["DATE"]),
            )
            for row in csv.DictReader(rows)
        }


def _gold(folder: Path) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = defaultdict(list)
    with (folder / "gsml.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            first, last = int(row["DOC_TOKEN_START"]), int(row["DOC_TOKEN_END"])
            marks[row["TEXT_ID"].removesuffix(".txt")].append(Mark(first, last, row["TYPE"]))
    return marks


def _row(kind: str, pairs: Iterable[tuple[list[Mark], list[Mark]]]) -> tuple[object, ...]:
    marked = flagged = found = right = near = 0
    for gold, ours in pairs:
        wanted = [mark for mark in gold if kind in {mark.kind, "all"}]
        given = [mark for mark in ours if kind in {mark.kind, "all"}]
        marked, flagged = marked + len(wanted), flagged + len(given)
        found += _overlaps(wanted, ours)
        right += _overlaps(given, wanted)
        near += _overlaps(given, gold)
    shares = (found / marked, *(n / flagged if flagged else 0 for n in (right, near)))
    return (kind, marked, flagged, *(f"{share:.3f}" for share in shares))


def _overlaps(marks: Sequence[Mark], others: Iterable[Mark]) -> int:
    """How many of the marks overlap one of the others; each other is used once."""
    left = sorted(others)
    count = 0
    for mark in sorted(marks):
        hit = next((o for o in left if o.first <= mark.last and mark.first <= o.last), None)
        if hit is not None:
            left.remove(hit)
            count += 1
    return count


def _show(
    stories: dict[str, tuple[list[str], Game]],
    gold: dict[str, list[Mark]],
    found: dict[str, list[Mark]],
) -> None:
    """The seen stories with what was missed and what was flagged for nothing."""
    for name, (tokens, _) in stories.items():
        if int(name[1:]) % 2:
            for mark in gold[name]:
                if not _overlaps([mark], found[name]):
                    say(f"{name} missed  {_around(tokens, mark)}")
            for mark in found[name]:
                if not _overlaps([mark], gold[name]):
                    say(f"{name} flagged {_around(tokens, mark)}")


def _around(tokens: Sequence[str], mark: Mark) -> str:
    first, last = mark.first - 1, mark.last
    inside = " ".join(tokens[first:last])
    before, after = tokens[max(0, first - 12) : first], tokens[last : last + 10]
    return f"{mark.kind}: {' '.join(before)} [{inside}] {' '.join(after)}"


if __name__ == "__main__":
    main()
