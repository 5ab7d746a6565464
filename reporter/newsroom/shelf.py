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
from reporter.model.errors import ConfigError, UsageError
from reporter.net.atomic import write_atomic
from reporter.newsroom.workspace import Workspace
from reporter.rendering.resources import builtin, found

Kind = Literal["prompts", "templates"]
_PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "prompts": ("*.md",),
    "templates": ("*.j2", "site/*.j2", "css/*.css", "tokens.toml"),
}
"""What may be overridden; fonts may not."""
_REASONS: Final = {
    "brand": "the brand's file goes before all others",
    "workspace": "the workspace's file goes before the built-in one",
}
_FRONT_MATTER: Final = re.compile(r"\A\+\+\+\n(.*?\n)\+\+\+\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A folder of the user's that goes before the built-in one; ``name`` tells which."""

    name: Literal["brand", "workspace"]
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One place where a file was looked for, and what was found there."""

    path: Path
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One file that counts. ``origin`` tells whose it is, ``version`` is a prompt's own."""

    name: str
    path: Path
    origin: Literal["brand", "workspace", "built-in"]
    digest: Digest
    version: str
    searched: tuple[Looked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A file of the user's that takes no built-in one's place, and the name perhaps meant."""

    path: Path
    meant: str

    @property
    def warning(self) -> str:
        """The whole of it in a sentence."""
        guess = f" Was {self.meant} meant?" if self.meant else ""
        return f"{self.path} takes no built-in file's place and is not used.{guess}"


def layers(workspace: Workspace, kind: Kind) -> tuple[Layer, ...]:
    """The user's own folders that count, the first before the next: brand, then workspace.

    A folder without ``reporter.toml`` is no workspace, and its files are none of ours. Raises
    ``ConfigError`` for a brand that is no folder of the workspace.
    """
    if not workspace.config_file.is_file():
        return ()
    own = Layer(name="workspace", folder=_home(workspace, kind))
    brand = _brand(workspace) if kind == "templates" else ()
    return (*brand, own) if own.folder.is_dir() else brand


def _brand(workspace: Workspace) -> tuple[Layer, ...]:
    named = workspace.load().output.brand
    if named is None:
        return ()
    folder, root = workspace.root / named, workspace.root.resolve()
    if not folder.is_dir():
        raise ConfigError(
            "there is no folder of this brand.",
            str(folder),
            "Make it, or mend 'brand' in [output] of reporter.toml.",
        )
    if root not in folder.resolve().parents:
        raise ConfigError(
            "the folder of the brand lies outside the workspace.",
            str(folder),
            "Give a folder of its own below the workspace, such as brands/acme.",
        )
    return (Layer(name="brand", folder=folder),)


def shelf(workspace: Workspace, kind: Kind) -> tuple[Shelved, ...]:
    """All files of a kind by name, each from the first place that has it."""
    own = layers(workspace, kind)
    return tuple(_shelved(workspace, kind, name, own) for name in names(kind))


def names(kind: Kind) -> tuple[str, ...]:
    """The names of the built-in files that a workspace may put its own in place of."""
    return _files(builtin(kind), kind)


def strays(workspace: Workspace, kind: Kind) -> tuple[Stray, ...]:
    """The user's files of no built-in name, those that his own templates call on aside."""
    own = [(layer.folder, name) for layer in layers(workspace, kind) for name in _all(layer.folder)]
    calling = (_text(folder / name) for folder, name in own if name.endswith((".j2", ".md")))
    called, known = "\n".join(calling), names(kind)
    return tuple(
        Stray(path=folder / name, meant=_meant(name, known))
        for folder, name in own
        if name not in known and f'"{name}"' not in called and f"'{name}'" not in called
    )


def _all(folder: Path) -> list[str]:
    """Every file of a folder by its path there, hidden ones aside."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]


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


def _shelved(workspace: Workspace, kind: Kind, name: str, own: tuple[Layer, ...]) -> Shelved:
    """The file that counts; every place before its own was looked at and had none."""
    standard = builtin(kind) / name
    holders = [layer for layer in own if found(layer.folder, name) is not None]
    first = holders[0] if holders else None
    path = first.folder / name if first else standard
    data = path.read_bytes()
    return Shelved(
        name=name,
        path=path,
        origin=first.name if first else "built-in",
        digest=digest(data),
        version=_version(data) if kind == "prompts" else "",
        searched=tuple(_chain(workspace, kind, name, own)),
    )


def _chain(workspace: Workspace, kind: Kind, name: str, own: tuple[Layer, ...]) -> Iterator[Looked]:
    """Where the file was looked for, in order, and what became of each find."""
    standard = builtin(kind) / name
    if not own:
        is_ours = workspace.config_file.is_file()
        absent = "no such file" if is_ours else "no workspace: not looked at"
        yield Looked(path=_home(workspace, kind) / name, outcome=absent)
    used: Path | None = None
    for layer in own:
        path = layer.folder / name
        if found(layer.folder, name) is None:
            yield Looked(path=path, outcome="no such file")
        elif used is None:
            used = path
            yield Looked(path=path, outcome=f"used: {_REASONS[layer.name]}")
        else:
            yield Looked(path=path, outcome=_beside(path, used))
    outcome = "used: built in" if used is None else _beside(standard, used)
    yield Looked(path=standard, outcome=outcome)


def _beside(path: Path, used: Path) -> str:
    same = path.read_bytes() == used.read_bytes()
    return "the same, byte for byte" if same else "replaced"


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
