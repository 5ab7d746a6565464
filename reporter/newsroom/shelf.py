"""Which prompt and template files count, where each comes from, and how to get one's own copy."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from reporter.model.digest import Digest, digest
from reporter.model.errors import UsageError
from reporter.net.atomic import write_atomic
from reporter.newsroom.workspace import Workspace
from reporter.rendering.resources import builtin

Kind = Literal["prompts", "templates"]
_PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "prompts": ("*.md",),
    "templates": ("*.j2", "css/*.css"),
}
"""What may be overridden; fonts may not."""
_FRONT_MATTER: Final = re.compile(r"\A\+\+\+\n(.*?\n)\+\+\+\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One place where a file was looked for, and what was found there."""

    path: Path
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One file that counts. ``version`` is a prompt's own; ``own`` tells the workspace's copy."""

    name: str
    path: Path
    own: bool
    digest: Digest
    version: str
    searched: tuple[Looked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A file of the workspace that takes no built-in one's place, and the name perhaps meant."""

    path: Path
    meant: str

    @property
    def warning(self) -> str:
        """The whole of it in a sentence."""
        guess = f" Was {self.meant} meant?" if self.meant else ""
        return f"{self.path} takes no built-in file's place and is not used.{guess}"


def shelf(workspace: Workspace, kind: Kind) -> tuple[Shelved, ...]:
    """All files of a kind by name: the workspace's where it has one, else the built-in one."""
    return tuple(_shelved(workspace, kind, name) for name in names(kind))


def names(kind: Kind) -> tuple[str, ...]:
    """The names of the built-in files that a workspace may put its own in place of."""
    return _files(builtin(kind), kind)


def strays(workspace: Workspace, kind: Kind) -> tuple[Stray, ...]:
    """The workspace's files of no built-in name, those that its own templates call on aside."""
    folder = _own_folder(workspace, kind)
    if folder is None:
        return ()
    known = names(kind)
    present = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    called = "\n".join(_text(folder / name) for name in present if name.endswith((".j2", ".md")))
    return tuple(
        Stray(path=folder / name, meant=_meant(name, known))
        for name in present
        if name not in known and f'"{name}"' not in called and f"'{name}'" not in called
    )


def eject(workspace: Workspace, kind: Kind, name: str) -> Path:
    """Copy a built-in file, byte for byte, to where the workspace may change it.

    Raises ``ConfigError`` where there is no workspace, ``UsageError`` for an unknown name and
    for a copy that exists, ``OutputError`` where it cannot be written.
    """
    workspace.load()
    known = names(kind)
    if name not in known:
        meant = _meant(name, known)
        raise UsageError(
            f"there is no built-in file {name!r} among the {kind}.",
            "",
            f"Was {meant} meant?" if meant else f"'reporter {kind} list' names them.",
        )
    target = _home(workspace, kind) / name
    if target.exists():
        raise UsageError(
            "the workspace has this file already.",
            str(target),
            "Move it away first; nothing is overwritten.",
        )
    write_atomic(target, (builtin(kind) / name).read_bytes())
    return target


def _files(folder: Path, kind: Kind) -> tuple[str, ...]:
    found = (path for pattern in _PATTERNS[kind] for path in sorted(folder.glob(pattern)))
    return tuple(path.relative_to(folder).as_posix() for path in found if path.is_file())


def _home(workspace: Workspace, kind: Kind) -> Path:
    return workspace.prompts if kind == "prompts" else workspace.templates


def _own_folder(workspace: Workspace, kind: Kind) -> Path | None:
    """The workspace's folder, if this is a workspace and has one."""
    folder = _home(workspace, kind)
    return folder if workspace.config_file.is_file() and folder.is_dir() else None


def _shelved(workspace: Workspace, kind: Kind, name: str) -> Shelved:
    standard = builtin(kind) / name
    own = _home(workspace, kind) / name
    counts = _own_folder(workspace, kind) is not None and own.is_file()
    path = own if counts else standard
    data = path.read_bytes()
    return Shelved(
        name=name,
        path=path,
        own=counts,
        digest=digest(data),
        version=_version(data) if kind == "prompts" else "",
        searched=tuple(_chain(workspace, own, standard, counts=counts)),
    )


def _chain(workspace: Workspace, own: Path, standard: Path, *, counts: bool) -> Iterator[Looked]:
    if counts:
        same = own.read_bytes() == standard.read_bytes()
        yield Looked(path=own, outcome="used: the workspace's file goes before the built-in one")
        yield Looked(path=standard, outcome="the same, byte for byte" if same else "replaced")
        return
    absent = "no such file" if workspace.config_file.is_file() else "no workspace: not looked at"
    yield Looked(path=own, outcome=absent)
    yield Looked(path=standard, outcome="used: built in")


def _version(data: bytes) -> str:
    """A prompt's own version; empty where its front matter has none that can be read."""
    match = _FRONT_MATTER.match(data.decode("utf-8", errors="replace"))
    try:
        return str(tomllib.loads(match[1]).get("version", "")) if match else ""
    except tomllib.TOMLDecodeError:
        return ""


def _meant(name: str, known: tuple[str, ...]) -> str:
    """The nearest known name, its folder and its endings aside."""
    by_stem = {_stem(full): full for full in known}
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    near = difflib.get_close_matches(_stem(name), tuple(by_stem), n=1, cutoff=0.8)
    return close[0] if close else by_stem[near[0]] if near else ""


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0].lower()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")
