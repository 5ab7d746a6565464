"""Templates and prompts: the package's own, and the workspace's where it overrides them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reporter.model.digest import Digest, digest, digest_json
from reporter.newsroom.workspace import Workspace
from reporter.rendering.resources import builtin


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """Folders of the user's own templates, and the prompt texts that count, by file name."""

    templates: tuple[Path, ...]
    prompts: dict[str, str]

    @property
    def prompts_digest(self) -> Digest:
        """Changes with every change of a prompt."""
        return digest_json({name: digest(text.encode()) for name, text in self.prompts.items()})


def builtin_materials() -> Materials:
    """The package's own templates and prompts."""
    return Materials(templates=(), prompts=_prompts(builtin("prompts")))


def workspace_materials(workspace: Workspace) -> Materials:
    """The package's, overridden file by file by the workspace's.

    A folder without ``reporter.toml`` is no workspace, and its templates are none of ours.
    """
    if not workspace.config_file.is_file():
        return builtin_materials()
    own = workspace.templates
    templates = (own,) if own.is_dir() and any(own.iterdir()) else ()
    prompts = {**_prompts(builtin("prompts")), **_prompts(workspace.prompts)}
    return Materials(templates=templates, prompts=prompts)


def _prompts(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
