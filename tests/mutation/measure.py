"""The whole measurement: ``make mutations``. Prints what is caught, by class, in Markdown.

300 editions of an invented world over 60 contracts and 20 moments. Of three, the first is the
offline writer's, the second went through a model that words the plan anew, the third through
the model stand-in that lies beside the project, if it does. Every tenth has its PDF. Then come
editions of recorded markets and feeds, where those lie there. Each edition is checked clean and
then mutated; each mutation is checked by itself, as ``reporter check FILE --facts`` would.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from reporter.model.errors import NothingNewsworthy
from reporter.model.verdict import Finding, Severity
from reporter.newsroom.edition import Made
from tests.mutation import recorded
from tests.mutation.editions import case, made
from tests.mutation.errors import NUMERIC, Fate
from tests.mutation.judge import article_files, passages
from tests.mutation.rewriter import rewriting
from tests.mutation.trial import Shot, Trial, shots_at, tally


@dataclass(frozen=True, kw_only=True)
class Task:
    """One edition to try: its number among the drawn or the recorded ones."""

    number: int
    recorded: bool
    each: int
    model: str = ""
    keep: str = ""

    def run(self) -> Trial:
        """Make the edition and shoot at it; a crash is told, with its trace."""
        name = str(self)
        try:
            edition = self._made()
            name = (
                f"{name}: {edition.edition.articles[0].slug} ({edition.edition.articles[0].writer})"
            )
            _keep(self.keep, name, edition)
            return Trial(
                case=name,
                findings=_placed(edition),
                shots=tuple(self._shots(name, edition)),
                writer=edition.edition.articles[0].writer,
            )
        except NothingNewsworthy as nothing:
            return Trial(case=name, findings=(), shots=(), trouble=nothing.what, skipped=True)
        except Exception:  # noqa: BLE001 - one edition that crashes must not end the measurement
            return Trial(case=name, findings=(), shots=(), trouble=traceback.format_exc())

    def _made(self) -> Made:
        if self.recorded:
            return recorded.made(recorded.moments()[self.number])
        return made(case(self.number, model=self.model, pdf=self.number % 10 == 0))

    def _shots(self, name: str, edition: Made) -> Iterator[Shot]:
        for file in sorted(edition.files):
            if each := self._each(file, edition):
                yield from shots_at(name, edition.files, file, each=each, seed=str(self.number))

    def _each(self, file: str, edition: Made) -> int:
        """How many mutations of each class; beside Markdown the formats have their turns."""
        turns = {"briefing.pdf": 0, "article.html": 1, "newsletter.eml": 4, "index.html": 7}
        turn = turns.get(file.rpartition("/")[2]) == self.number % 10 and not self.recorded
        return self.each if turn or file in article_files(edition.files) else 0

    def __str__(self) -> str:
        if self.recorded:
            return recorded.moments()[self.number].name
        return case(self.number, model=self.model).name


def _placed(edition: Made) -> tuple[tuple[Finding, str], ...]:
    """Every finding on the clean files, with the passage it stands in."""
    if not edition.verdict.findings:
        return ()
    texts = passages(edition.files)
    return tuple((f, texts.get(f.place, "")) for f in edition.verdict.findings)


def _keep(folder: str, name: str, edition: Made) -> None:
    if not folder:
        return
    place = Path(folder) / re.sub(r"[^\w-]+", "-", name)[:90]
    place.mkdir(parents=True, exist_ok=True)
    for file in (*article_files(edition.files), "edition.json"):
        (place / file.rpartition("/")[2]).write_bytes(edition.files[file])


def tasks(editions: int, each: int, models: Sequence[str], keep: str) -> list[Task]:
    """All editions of the measurement."""
    drawn = [
        Task(number=n, recorded=False, each=each, model=("", *models)[n % 3], keep=keep)
        for n in range(editions)
    ]
    share = max(1, 300 // max(1, editions))
    real = [
        Task(number=n, recorded=True, each=each, keep=keep)
        for n in range(0, len(recorded.moments()), share)
    ]
    return drawn + real


def measure(editions: int, each: int, keep: str) -> list[Trial]:
    """Run them all, as many at a time as the machine has cores."""
    tool = recorded.SHARED / "tools" / "llm_server.py"
    with ExitStack() as stack:
        models = [stack.enter_context(rewriting())] * 2
        if tool.is_file():
            models[1] = f"{stack.enter_context(recorded.standing_in(tool.name))}/v1"
        pool = stack.enter_context(ProcessPoolExecutor(os.cpu_count(), get_context("spawn")))
        return list(pool.map(Task.run, tasks(editions, each, models, keep)))


# the report


def report(trials: Iterable[Trial]) -> Iterator[str]:
    """The lines of the report."""
    done = list(trials)
    told = [trial for trial in done if not trial.trouble]
    shots = [shot for trial in told for shot in trial.shots]
    writers = Counter(trial.writer for trial in told)
    yield f"{len(told)} clean editions ({_counts(writers)}), {_wrong(shots):,} mutations."
    yield f"Without news and left out: {sum(trial.skipped for trial in done)}."
    for trial in done:
        if trial.trouble and not trial.skipped:
            yield f"\nCRASHED: {trial.case}\n{trial.trouble}"
    yield "\n| class | mutations | caught | share | true by another fact | unchanged |"
    yield "|---|---:|---:|---:|---:|---:|"
    rows = tally(shots)
    for kind, row in rows.items():
        yield _row(kind.value, row)
    yield _row("numeric classes", _sum(rows[kind] for kind in NUMERIC))
    yield _row("all classes", _sum(rows.values()))
    yield "\n| format | mutations | caught | share | true by another fact | unchanged |"
    yield "|---|---:|---:|---:|---:|---:|"
    formats: defaultdict[str, list[Shot]] = defaultdict(list)
    for shot in shots:
        formats[shot.file.rpartition(".")[2]].append(shot)
    for form, of_form in sorted(formats.items()):
        yield _row(form, _sum(tally(of_form).values()))
    yield from _alarms(told)
    yield from _misses(shots)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items()))


def _wrong(shots: Iterable[Shot]) -> int:
    return sum(shot.fate is Fate.WRONG for shot in shots)


def _sum(rows: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row)
    return dict(total)


def _row(name: str, row: dict[str, int]) -> str:
    share = f"{row['caught'] / row['wrong']:.2%}" if row["wrong"] else "-"
    return (
        f"| {name} | {row['wrong']:,} | {row['caught']:,} | {share} "
        f"| {row['true']:,} | {row['same']:,} |"
    )


def _alarms(trials: Iterable[Trial]) -> Iterator[str]:
    """Errors and warnings on clean files, by what was seen, most frequent first."""
    for severity in (Severity.ERROR, Severity.WARNING):
        groups: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        held = set()
        for trial in trials:
            for finding, passage in trial.findings:
                if finding.severity is severity:
                    key = finding.code, skeleton(finding.seen), skeleton(finding.message)
                    groups[key].append(_told(trial, finding, passage))
                    held.add(trial.case)
        yield f"\n## {severity.value}s on clean editions: {len(held)} editions\n"
        for (code, *_), found in sorted(groups.items(), key=lambda group: -len(group[1])):
            yield f"- {code}, {len(found)} times, as in {found[0]}"


def _told(trial: Trial, finding: Finding, passage: str) -> str:
    around = max(0, passage.find(finding.seen) - 200)
    return (
        f"{trial.case}: {finding.place}\n  - seen `{finding.seen}`, expected `{finding.expected}`: "
        f"{finding.message}\n  - in `{passage[around : around + 500]}`"
    )


def _misses(shots: Iterable[Shot]) -> Iterator[str]:
    """What slipped through, by class and sentence skeleton, most frequent first."""
    groups: defaultdict[tuple[str, str], list[Shot]] = defaultdict(list)
    for shot in shots:
        if shot.fate is Fate.WRONG and not shot.caught:
            groups[shot.kind.value, skeleton(shot.before)].append(shot)
    yield "\n## Misses"
    for (kind, _), missed in sorted(groups.items(), key=lambda g: (g[0][0], -len(g[1]))):
        yield f"\n- {kind}, {len(missed)} times, as in {missed[0].case}, {missed[0].file}"
        for shot in missed[:3]:
            yield f"  - `{shot.before[:300]}`\n  - `{shot.after[:300]}`"


def skeleton(sentence: str) -> str:
    """A sentence without its quotations, names and figures."""
    plain = re.sub("“[^”]*”", "“”", sentence)
    plain = re.sub(r"\b\d*[A-Z]{2,}[A-Z0-9]*\b|\b[A-Z]\d+[A-Z0-9]*\b", "X", plain)
    return re.sub(r"[−+$€£]?\d[\d,.:]*", "0", plain)[:200]


def main() -> None:
    """Measure and print; ``--keep`` writes each article with its edition.json to a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=300, help="drawn editions")
    parser.add_argument("--each", type=int, default=2, help="mutations of each class an article")
    parser.add_argument("--keep", default="", help="a folder for the articles")
    parser.add_argument("--out", default="", help="a file for the report")
    given = parser.parse_args()
    text = "\n".join(report(measure(given.editions, given.each, given.keep))) + "\n"
    if given.out:
        Path(given.out).write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
