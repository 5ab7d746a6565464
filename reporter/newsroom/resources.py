"""Templates and prompts: the package's own, and the workspace's where it overrides them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reporter.model.desk import Notice
from reporter.model.digest import Digest, digest, digest_json
from reporter.model.errors import ConfigError
from reporter.newsroom.shelf import layers, strays
from reporter.newsroom.workspace import Workspace
from reporter.rendering.resources import builtin
from reporter.writing.notices import notices, parse_notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """Folders of the user's own templates, the prompt texts that count, by file name, the
    disclosure texts for jurisdictions. ``warnings`` name files of the user's that are not used.
    """

    templates: tuple[Path, ...]
    prompts: dict[str, str]
    notices: tuple[Notice, ...]
    warnings: tuple[str, ...] = ()

    @property
    def prompts_digest(self) -> Digest:
        """Changes with every change of a prompt."""
        return digest_json({name: digest(text.encode()) for name, text in self.prompts.items()})


def builtin_materials() -> Materials:
    """The package's own templates and prompts."""
    return Materials(
        templates=(),
        prompts=_prompts(builtin("prompts")),
        notices=notices(),
    )


def workspace_materials(workspace: Workspace) -> Materials:
    """The package's, overridden file by file by the brand's and the workspace's.

    A folder without ``reporter.toml`` is no workspace, and its templates are none of ours.
    Raises ``ConfigError`` for a brand that is no folder of the workspace.
    """
    if not workspace.config_file.is_file():
        return builtin_materials()
    own = (layer.folder for layer in layers(workspace, "templates"))
    templates = tuple(folder for folder in own if any(folder.iterdir()))
    prompts = {**_prompts(builtin("prompts")), **_prompts(workspace.prompts)}
    stray = (*strays(workspace, "templates"), *strays(workspace, "prompts"))
    return Materials(
        templates=templates,
        prompts=prompts,
        notices=workspace_notices(workspace.disclosures),
        warnings=tuple(one.warning for one in stray),
    )


def workspace_notices(own: Path) -> tuple[Notice, ...]:
    """The disclosure texts of the package, and those of the workspace's folder in their place.

    Raises ``ConfigError`` for a file that is no disclosure text.
    """
    files = sorted(own.glob("*.toml")) if own.is_dir() else []
    found = [_notice(path) for path in files]
    by_id = {notice.id: notice for notice in (*notices(), *found)}
    return tuple(by_id[name] for name in sorted(by_id))


def _notice(path: Path) -> Notice:
    return parse_notice(_read(path), str(path))


def _prompts(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    return {path.name: _read(path) for path in sorted(folder.glob("*.md"))}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the file cannot be read ({error}).", str(path)) from error
