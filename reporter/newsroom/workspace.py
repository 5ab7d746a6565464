"""A publisher's folder: configuration, state, output, and how a new one is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reporter.model.errors import OutputError, UsageError
from reporter.net.atomic import write_atomic
from reporter.newsroom.config import FILE, Config, load_config
from reporter.newsroom.starter import DOTENV, GITIGNORE, starter_config


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with a ``reporter.toml`` in it."""

    root: Path

    @property
    def config_file(self) -> Path:
        return self.root / FILE

    @property
    def state(self) -> Path:
        return self.root / ".reporter"

    @property
    def archive(self) -> Path:
        return self.state / "archive"

    @property
    def database(self) -> Path:
        return self.state / "reporter.db"

    @property
    def history(self) -> Path:
        """Where ``reporter backfill`` keeps series from public archives."""
        return self.state / "history"

    @property
    def held(self) -> Path:
        """Where editions that a gate holds are kept for review: never in the output folder."""
        return self.state / "held"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def prompts(self) -> Path:
        return self.root / "prompts"

    @property
    def disclosures(self) -> Path:
        """The workspace's own disclosure texts for jurisdictions."""
        return self.root / "disclosures"

    def load(self) -> Config:
        """The workspace's configuration; raises ``ConfigError``."""
        return load_config(self.config_file)

    def output(self, config: Config) -> Path:
        """The output folder; a relative one lies below the workspace."""
        return self.root / config.output.dir


def init_workspace(root: Path) -> tuple[Path, ...]:
    """Make a workspace and return the files written.

    Refuses to touch a folder that already has a ``reporter.toml`` (``UsageError``).
    """
    if (root / FILE).exists():
        raise UsageError(
            "there is a workspace here already.",
            str(root / FILE),
            "Edit that file, or name another folder.",
        )
    files = {FILE: starter_config(), ".env.example": DOTENV, ".gitignore": GITIGNORE}
    written = []
    try:
        for folder in ("", "templates", "prompts", "output"):
            (root / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"the workspace cannot be made ({error.strerror}).", str(root), "Choose another folder."
        ) from error
    for name, text in files.items():
        if not (root / name).exists():
            write_atomic(root / name, text.encode())
            written.append(root / name)
    return tuple(written)
