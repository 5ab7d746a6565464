"""Flags that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

workspace: Decorator = click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="this folder",
    help="The folder that holds reporter.toml.",
)
as_of: Decorator = click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    help="The moment of the edition (ISO 8601, UTC). Bounds every request and item.",
)
slot: Decorator = click.option(
    "--slot", default="main", show_default=True, metavar="NAME", help="Which edition of the day."
)
llm: Decorator = click.option(
    "--llm",
    type=click.Choice(["none"]),
    help="'none': the offline writer, whatever the configuration says.",
)
json: Decorator = click.option("--json", "as_json", is_flag=True, help="The result as JSON.")


def noise(function: Callable[..., Any]) -> Callable[..., Any]:
    """``-q`` and ``-v``."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="No progress.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Progress even in a pipe.")
    return quiet(verbose(function))
