"""What ``reporter prompts`` and ``reporter templates`` have in common."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli import options

if TYPE_CHECKING:
    from reporter.newsroom.shelf import Kind, Shelved, Stray


def shelf_commands(kind: Kind, purpose: str) -> click.Group:
    """The group with its two commands, ``list`` and ``eject``."""
    group = click.Group(kind, help=purpose)
    for command in (_list_command(kind), _eject_command(kind)):
        group.add_command(command)
    return group


def _list_command(kind: Kind) -> click.Command:
    @click.command("list", help=f"List the {kind} that count, and where each comes from.")
    @click.option("--why", is_flag=True, help="Say where each was looked for and why it won.")
    @options.workspace
    @options.json
    def command(workspace: Path, *, why: bool, as_json: bool) -> None:
        from reporter.newsroom.shelf import shelf, strays
        from reporter.newsroom.workspace import Workspace

        place = Workspace(workspace)
        found, stray = shelf(place, kind), strays(place, kind)
        if as_json:
            click.echo(json.dumps(_as_json(found, stray), ensure_ascii=False, indent=1))
        else:
            _print(found, why=why)
            for one in stray:
                click.echo(f"{click.style('warning:', fg='yellow')} {one.warning}", err=True)

    return command


def _eject_command(kind: Kind) -> click.Command:
    purpose = f"Copy the built-in file NAME into the workspace's {kind}/, there to be changed."

    @click.command("eject", help=f"{purpose} Nothing is overwritten.")
    @click.argument("name")
    @options.workspace
    @options.json
    def command(name: str, workspace: Path, *, as_json: bool) -> None:
        from reporter.newsroom.shelf import eject
        from reporter.newsroom.workspace import Workspace

        written = eject(Workspace(workspace), kind, name)
        click.echo(json.dumps({"written": str(written)}) if as_json else str(written))

    return command


def _as_json(found: tuple[Shelved, ...], stray: tuple[Stray, ...]) -> dict[str, object]:
    return {
        "files": [
            {
                "name": one.name,
                "from": one.origin,
                "path": str(one.path),
                "version": one.version,
                "digest": one.digest,
                "searched": [
                    {"path": str(looked.path), "outcome": looked.outcome} for looked in one.searched
                ],
            }
            for one in found
        ],
        "warnings": [one.warning for one in stray],
    }


def _print(found: tuple[Shelved, ...], *, why: bool) -> None:
    width = max(len(one.name) for one in found)
    for one in found:
        version = f"  version {one.version}" if one.version else ""
        click.echo(f"{one.origin:9}  {one.name:{width}}  {one.digest[:19]}{version}")
        for looked in one.searched if why else ():
            click.echo(f"{'':11}{looked.path}: {looked.outcome}")
