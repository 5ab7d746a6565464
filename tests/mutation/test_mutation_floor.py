"""A pinned share of the measurement: what it reached may not be lost again.

``make mutations`` measures the whole. All is invented here: markets, news, outlets. The floors
are never lowered without a reason in the commit.
"""

from __future__ import annotations

import pytest

from reporter.model.verdict import Severity
from tests.mutation.editions import Case, case, made
from tests.mutation.errors import NUMERIC, Fate, Kind
from tests.mutation.judge import article_files
from tests.mutation.rewriter import rewriting
from tests.mutation.trial import Shot, Trial, shots_at, tally, volleys

PINNED = tuple(range(0, 90, 9))
"""Numbers of the corpus: one contract each; many moments and kinds of market between them."""
EACH = 8
NUMERIC_FLOOR = 0.995
CLASS_FLOOR = 0.97
"""Of a single class there are too few for a share in thousandths: two of eighty may be missed."""
WORDS_FLOOR = 0.92
"""An article counts in words only a few times."""


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    with rewriting() as model:
        return [_trial(case(n, model=model if n % 2 else "")) for n in PINNED]


def _trial(one: Case) -> Trial:
    edition = made(one)
    shots = (
        shot
        for name in article_files(edition.files)
        for shot in volleys(one.name, edition.files, name, each=EACH, seed=one.name)
    )
    findings = tuple((finding, "") for finding in edition.verdict.findings)
    writer = edition.edition.articles[0].writer
    return Trial(case=one.name, findings=findings, shots=tuple(shots), writer=writer)


@pytest.fixture(scope="module")
def shots(trials: list[Trial]) -> list[Shot]:
    return [shot for trial in trials for shot in trial.shots]


def test_no_clean_edition_is_held(trials: list[Trial]) -> None:
    alarms = [
        (trial.case, finding)
        for trial in trials
        for finding, _ in trial.findings
        if finding.severity is Severity.ERROR
    ]
    assert alarms == []


def test_both_writers_are_on_trial(trials: list[Trial]) -> None:
    assert {trial.writer for trial in trials} == {"offline", "model"}


def test_there_are_enough_errors_of_every_class(shots: list[Shot]) -> None:
    rows = tally(shots)
    assert sum(row["wrong"] for row in rows.values()) >= 900
    assert min(row["wrong"] for row in rows.values()) >= 20
    assert sum(row["true"] for row in rows.values()) > 0, "true results are told apart"


def test_wrong_figures_names_sides_and_days_are_caught(shots: list[Shot]) -> None:
    rows = tally(shots)
    wrong = sum(rows[kind]["wrong"] for kind in NUMERIC)
    caught = sum(rows[kind]["caught"] for kind in NUMERIC)
    assert caught / wrong >= NUMERIC_FLOOR, _missed(shots, NUMERIC)


@pytest.mark.parametrize("kind", Kind)
def test_each_class_keeps_its_share(shots: list[Shot], kind: Kind) -> None:
    row = tally(shots)[kind]
    floor = WORDS_FLOOR if kind is Kind.WORD else CLASS_FLOOR
    assert row["caught"] / row["wrong"] >= floor, _missed(shots, (kind,))


def test_page_and_e_mail_are_read_as_closely() -> None:
    one = case(PINNED[1])
    files = made(one).files
    shots = [
        shot
        for name in files
        if name.endswith(("article.html", "newsletter.eml"))
        for shot in shots_at(one.name, files, name, each=1, seed="0")
        if shot.kind in NUMERIC and shot.fate is Fate.WRONG
    ]
    assert len(shots) >= 20
    assert all(shot.caught for shot in shots), _missed(shots, NUMERIC)


def _missed(shots: list[Shot], kinds: tuple[Kind, ...]) -> str:
    return "\n".join(
        f"{shot.case} {shot.kind}:\n  {shot.before}\n  {shot.after}"
        for shot in shots
        if shot.kind in kinds and shot.fate is Fate.WRONG and not shot.caught
    )
