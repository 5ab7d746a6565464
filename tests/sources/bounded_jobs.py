"""Jobs for a child process, honest and hostile ones."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from reporter.model.errors import SourceRefused


def echo(payload: bytes, options: dict[str, Any]) -> dict[str, Any]:
    return {"payload": payload.decode("latin-1"), **options}


def surroundings(payload: bytes, options: dict[str, Any]) -> list[Any]:
    """Who answers, what it knows of its environment, and how it orders a set."""
    return [os.getpid(), sorted(os.environ), list({"one", "two", "three", "four", "five"})]


def chatter(payload: bytes, options: dict[str, Any]) -> str:
    """Writes where the answers go."""
    os.write(1, b"noise " * 100)
    sys.stdout.write("more noise")
    sys.stdout.flush()
    return "heard"


def refuse(payload: bytes, options: dict[str, Any]) -> None:
    raise SourceRefused("it is empty.", "elsewhere", "Check it.", reason="empty")


def crash(payload: bytes, options: dict[str, Any]) -> None:
    raise KeyError


def stall(payload: bytes, options: dict[str, Any]) -> None:
    time.sleep(60)


def spin(payload: bytes, options: dict[str, Any]) -> None:
    while True:
        pass


def devour(payload: bytes, options: dict[str, Any]) -> int:
    return len(b"x" * 2**40)


def want(payload: bytes, options: dict[str, Any]) -> None:
    raise MemoryError


def babble(payload: bytes, options: dict[str, Any]) -> str:
    return "x" * (65 * 2**20)


def die(payload: bytes, options: dict[str, Any]) -> None:
    os._exit(int(options["code"]))


def killed(payload: bytes, options: dict[str, Any]) -> None:
    os.kill(os.getpid(), 9)


def die_if_worn(payload: bytes, options: dict[str, Any]) -> str:
    """Dies in a process that has served this job before."""
    if hasattr(sys, "worn_by_a_test"):
        os._exit(3)
    sys.worn_by_a_test = True  # type: ignore[attr-defined]  # a mark on this process alone
    return "fresh"
