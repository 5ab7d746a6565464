"""Progress on standard error: a live line on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, str], None]


def _silent(_stage: str, _detail: str) -> None:
    return


def _plain(stage: str, detail: str) -> None:
    sys.stderr.write(f"{stage:9} {detail}\n")


@contextmanager
def progress(*, quiet: bool, verbose: bool) -> Iterator[Tell]:
    """A function ``tell(stage, detail)`` for the newsroom to report its stages with."""
    if quiet or not (verbose or sys.stderr.isatty()):
        yield _silent
    elif not sys.stderr.isatty():
        yield _plain
    else:
        with _live() as tell:
            yield tell


@contextmanager
def _live() -> Iterator[Tell]:
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True, highlight=False)
    with console.status("starting") as status:

        def tell(stage: str, detail: str) -> None:
            console.print(f"[bold]{stage:9}[/bold] {escape(detail)}")
            status.update(stage)

        yield tell
