"""What holds for all tests.

Properties are tried on the same examples in every run, so that a change is judged by itself and
not by luck. ``--hypothesis-profile=explore`` looks for new ones.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from reporter.newsroom.run import Done

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("steady")

gc.set_threshold(10_000, 20, 20)


def pytest_collection_finish() -> None:
    """Spare the collector ten thousand tests, which it would walk through again and again.

    They live as long as the process does. With the thresholds above, which ask for a look less
    often, this saves a twelfth of the processor time.
    """
    gc.freeze()


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The demo edition, made once for all tests that only read it."""
    from reporter.newsroom.run import make_demo

    return make_demo(tmp_path_factory.mktemp("demo"), lambda *_: None)
