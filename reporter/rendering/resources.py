"""Where the built-in templates and fonts lie: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import reporter
from reporter.model.digest import Digest, digest, digest_json
from reporter.rendering.failures import RenderFailed


def builtin(kind: str) -> Path:
    """The built-in ``templates`` or ``prompts``, found from the package itself.

    A wheel carries them as package data; a checkout has them beside the package. No other
    folder is ever looked at, so a stale copy elsewhere cannot win.
    """
    package = Path(reporter.__file__).resolve().parent
    for folder in (package / "_data" / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise RenderFailed(
        f"the built-in {kind} are missing from this installation.",
        str(package),
        "Install Reporter again.",
    )


def templates_dir() -> Path:
    """The built-in templates."""
    return builtin("templates")


def fonts_dir() -> Path:
    """The bundled fonts."""
    return templates_dir() / "fonts"


def found(folder: Path, name: str) -> Path | None:
    """The file of that name in a folder of templates; a way out of the folder finds nothing."""
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, RuntimeError):  # too long a name, or links that lead in a circle
        return None


def templates_digest(user_dirs: Sequence[Path] = ()) -> Digest:
    """One digest over every template and font file, the user's own folders included."""
    folders = [*user_dirs, templates_dir()]
    return digest_json([_contents(folder) for folder in folders])


def _contents(folder: Path) -> dict[str, Digest]:
    """Every file below the folder, hidden ones aside, with its digest."""
    return {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
