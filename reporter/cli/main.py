"""The command line: finds the command, runs it, and turns errors into messages and exit codes.

A command's module is imported when that command is asked for, and imports heavy libraries
only when it runs, so that ``reporter --help`` stays quick.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from reporter import __version__
from reporter.model.errors import ReporterError

COMMANDS = (
    "demo", "init", "run", "replay", "check", "doctor", "backfill", "calibrate", "feeds", "scan",
    "stories", "extract", "preview", "publish", "schedule", "prompts", "templates",
)  # fmt: skip
BUG, INTERRUPTED = 1, 130


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"reporter.cli.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reporter")
def reporter() -> None:
    """News and measured perpetual-futures setups, joined into articles of checked facts.

    Start with 'reporter demo'; it needs no network and no key. Results go to standard output,
    progress and messages to standard error.

    Exit codes: 0 ok, 1 bug, 2 usage, 3 configuration or credentials, 4 too few or too stale
    sources, 5 held by a gate, 7 a channel failed, 8 another run holds the lock,
    10 nothing newsworthy, 130 interrupted; 6 (cap reached) is reserved.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    sys.exit(invoke(sys.argv[1:] if arguments is None else arguments))


def invoke(arguments: list[str]) -> int:
    """Run the command line; the exit code is the result."""
    try:
        result: Any = reporter.main(arguments, prog_name="reporter", standalone_mode=False)
    except ReporterError as error:
        _tell(error, as_json="--json" in arguments)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
        return INTERRUPTED
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; what was published before is untouched.", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug is named as one
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
        click.echo("This is a bug in Reporter. Please report it with the lines above.", err=True)
        return BUG
    return result if isinstance(result, int) else 0


def _tell(error: ReporterError, *, as_json: bool) -> None:
    if as_json:
        body = {
            "error": type(error).__name__,
            "what": error.what,
            "where": error.where,
            "next": error.next_step,
            "exit": error.exit_code,
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    click.echo(f"{click.style('error:', fg='red', bold=True)} {error.what}", err=True)
    if error.where:
        click.echo(f"  where: {error.where}", err=True)
    if error.next_step:
        click.echo(f"  next:  {error.next_step}", err=True)
