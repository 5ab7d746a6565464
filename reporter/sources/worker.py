"""The child process behind ``bounded``: takes jobs from a pipe and answers them, one by one.

A job is a function ``(payload: bytes, options: dict) -> JSON value``, named as in
``reporter.sources.feed_entries:read_feed``; its module is loaded when it is first asked for. It
may raise ``SourceRefused``, which passes to the asker as it is.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import sys
from typing import Any, BinaryIO, Final

from reporter.model.errors import SourceRefused
from reporter.net.child import pipes, receive, send

MEMORY: Final = 512 * 2**20
"""Address space of a child in bytes; trafilatura and its libraries take a third of it."""

OUT_OF_MEMORY: Final = 77
"""Exit code of a child that ran out of memory: what it still holds is not worth trusting."""


def main() -> None:
    """Serve until the asker closes the pipe or goes away; what it names is loaded ahead."""
    limit_memory()
    with contextlib.suppress(BrokenPipeError), pipes() as (source, sink):
        for module in sys.argv[2:]:
            importlib.import_module(module)
        serve(source, sink)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs until the source ends. A job comes as two messages: its terms, its payload."""
    while (head := receive(source)) is not None:
        payload = receive(source)
        if payload is None:
            return
        terms = json.loads(head)
        limit_time(terms["seconds"])
        send(sink, json.dumps(perform(terms["job"], payload, terms["options"])).encode())


def perform(job: str, payload: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """The job's answer, or in which words it was refused."""
    module, _, name = job.partition(":")
    try:
        return {"answer": getattr(importlib.import_module(module), name)(payload, options)}
    except SourceRefused as error:
        return {"refused": [error.what, error.next_step, error.reason]}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - parsers name no errors of their own
        return {"broken": type(error).__name__}


def limit_memory() -> None:
    """Bound the address space of this process, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def limit_time(seconds: float) -> None:
    """Bound the processor time from now on, where the system can.

    The asker watches the clock; this ends a child whose asker was killed.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        latest = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (latest, most))
