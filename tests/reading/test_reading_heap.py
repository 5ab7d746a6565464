"""The collector of cycles rests while files are read, and only then."""

from __future__ import annotations

import gc

import pytest

from reporter.reading.heap import uncollected


def test_the_collector_rests_within_and_runs_again_after() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
