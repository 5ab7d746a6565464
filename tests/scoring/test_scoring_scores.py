"""Scores of probabilities against values made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter import scoring
from reporter.scoring.bootstrap import BLOCK, LEAST_BLOCKS, ratio_interval
from reporter.scoring.reliability import calibration_error, reliability


def trials(
    probability: list[float], happened: list[int], reference: list[float], days: list[int]
) -> scoring.Trials:
    return scoring.Trials(
        probability=np.array(probability, dtype=float),
        happened=np.array(happened, dtype=float),
        day=np.array(days, dtype=np.int64),
        references={"reference": np.array(reference, dtype=float)},
    )


def test_brier_skill_and_calibration_error_of_four_forecasts() -> None:
    found = scoring.score(
        trials([0.9, 0.9, 0.2, 0.2], [1, 0, 0, 0], [0.25] * 4, [1, 1, 2, 2]),
        scoring.generator(0),
    )
    assert found is not None
    # (0.01 + 0.81 + 0.04 + 0.04) / 4 and (0.5625 + 3 x 0.0625) / 4
    assert found.brier == pytest.approx(0.225)
    reference = found.references["reference"]
    assert reference.brier == pytest.approx(0.1875)
    assert reference.skill == pytest.approx(1 - 0.225 / 0.1875)
    assert reference.interval is None, "two days give no interval"
    # bins of 0.9 (half happened) and 0.2 (none did): (2 x 0.4 + 2 x 0.2) / 4
    assert found.error == pytest.approx(0.3)
    assert (found.count, found.days, found.frequency) == (4, 2, 0.25)
    assert [(one.count, one.happened) for one in found.bins] == [(2, 0.0), (2, 0.5)]


def test_no_trials_have_no_score() -> None:
    assert scoring.score(trials([], [], [], []), scoring.generator(0)) is None
    empty = np.zeros(0)
    assert scoring.coverage(empty, empty.astype(np.int64), scoring.generator(0)) is None


def test_a_perfect_reference_leaves_no_skill_to_speak_of() -> None:
    found = scoring.score(trials([0.5] * 2, [1, 1], [1.0] * 2, [1, 2]), scoring.generator(0))
    assert found is not None
    assert found.references["reference"].skill == 0.0


def test_certainty_falls_into_the_last_bin() -> None:
    (only,) = reliability(np.array([1.0, 0.95]), np.array([1.0, 1.0]))
    assert (only.count, only.happened) == (2, 1.0)
    assert calibration_error((only,)) == pytest.approx(0.025)


def test_skill_beyond_chance_has_an_interval_above_zero() -> None:
    rng = scoring.generator(1)
    truth = rng.uniform(0, 1, 6000)
    happened = (rng.uniform(0, 1, 6000) < truth).astype(float)
    days = np.repeat(np.arange(200), 30)
    found = scoring.score(
        scoring.Trials(
            probability=truth,
            happened=happened,
            day=days,
            references={"base": np.full(6000, happened.mean()), "itself": truth},
        ),
        scoring.generator(2),
    )
    assert found is not None
    base, itself = found.references["base"], found.references["itself"]
    assert base.interval is not None
    assert 0 < base.interval[0] < base.skill < base.interval[1]
    assert (itself.skill, itself.interval) == (0.0, (0.0, 0.0))
    assert found.error < 0.03


def test_one_bet_told_a_hundred_times_stays_one_bet() -> None:
    """Rows of one day repeat each other: more of them must not narrow the interval."""
    rng = scoring.generator(3)
    gain = rng.normal(0.01, 1.0, 84)
    once = ratio_interval(gain, np.ones(84), np.arange(84), scoring.generator(4))
    often = ratio_interval(
        np.repeat(gain, 100), np.ones(8400), np.repeat(np.arange(84), 100), scoring.generator(4)
    )
    assert once is not None
    assert often == pytest.approx(once)


def test_equal_seeds_give_equal_intervals_and_others_do_not() -> None:
    gain = scoring.generator(5).normal(0, 1, 300)
    days = np.arange(300)

    def drawn(seed: int) -> tuple[float, float] | None:
        return ratio_interval(gain, np.ones(300), days, scoring.generator(seed))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize("days", [1, LEAST_BLOCKS * BLOCK - 1])
def test_few_days_have_no_interval(days: int) -> None:
    assert (
        ratio_interval(np.ones(days), np.ones(days), np.arange(days), scoring.generator(0)) is None
    )


def test_a_draw_that_sums_to_nothing_gives_no_interval() -> None:
    days = np.arange(60)
    assert ratio_interval(np.zeros(60), np.zeros(60), days, scoring.generator(0)) is None


def test_coverage_is_a_share_with_its_interval() -> None:
    inside = np.tile([1.0, 1.0, 1.0, 0.0], 50)
    found = scoring.coverage(inside, np.repeat(np.arange(100), 2), scoring.generator(0))
    assert found is not None
    assert found.share == 0.75
    assert found.interval is not None
    assert found.interval[0] < 0.75 < found.interval[1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=40))
def test_bins_hold_every_forecast_once(pairs: list[tuple[float, int]]) -> None:
    probability = np.array([one for one, _ in pairs])
    happened = np.array([float(one) for _, one in pairs])
    bins = reliability(probability, happened)
    assert sum(one.count for one in bins) == len(pairs)
    total = sum(one.count * one.forecast for one in bins)
    assert total == pytest.approx(float(probability.sum()))
    assert 0 <= calibration_error(bins) <= 1
