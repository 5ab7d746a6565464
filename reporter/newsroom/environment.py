"""The only place that reads the clock and the environment of the process."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

from reporter.model.errors import ConfigError, UsageError


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def jitter() -> float:
    """A random number from 0 to 1, which spreads retries out."""
    return random.random()


def parse_moment(text: str) -> datetime:
    """An ISO 8601 time in UTC; without an offset it is taken as UTC.

    Raises ``UsageError`` for anything else.

    >>> parse_moment("2026-03-27T21:21:00Z").isoformat()
    '2026-03-27T21:21:00+00:00'
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is no time.", "--as-of", "Write it as 2026-03-27T21:21:00Z."
        ) from error


def secret(name: str, workspace: Path, where: str = "[llm] api_key_env") -> str:
    """The value of an environment variable, or of its line in the workspace's ``.env``.

    Where neither is there, the file that ``<name>_FILE`` names holds it: so systemd and
    container hosts hand secrets over. ``where`` is the key of the configuration that names the
    variable. An empty ``name`` gives an empty secret: local servers need none. Raises
    ``ConfigError`` where it is to be had nowhere, and never tells a value.
    """
    if not name:
        return ""
    listed = _dotenv(workspace / ".env")
    value = os.environ.get(name) or listed.get(name)
    file = os.environ.get(f"{name}_FILE") or listed.get(f"{name}_FILE")
    if not value and file:
        value = _held_in(workspace / file, where)
    if not value:
        raise ConfigError(
            f"the variable {name} is not set.",
            where,
            f"Export it, put {name}=... into the workspace's .env, or name a file that holds it "
            f"with {name}_FILE.",
        )
    if not value.isprintable():
        raise ConfigError(
            f"the value of {name} has a line break or control character in it.",
            where,
            "Copy it again; a secret is one line.",
        )
    return value


def _held_in(path: Path, where: str) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "the file with the secret cannot be read.", f"{where}, {path}", "Check path and rights."
        ) from error


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "the file with the variables cannot be read.", str(path), "Save it as UTF-8 text."
        ) from error
    values = {}
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.lstrip().startswith("#"):
            name = name.strip().removeprefix("export ").strip()
            values[name] = value.strip().strip("'\"")
    return values
