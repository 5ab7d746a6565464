"""Reading without the search for cycles of objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within, Python does not look for cycles of objects that nobody holds.

    Reading and judging files makes many objects and no cycles, so that all of them go without
    that search, which costs an eighth of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
