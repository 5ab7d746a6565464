"""A workspace with a public site, and the demo edition in its output folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reporter.newsroom.checks import judge_files
from reporter.newsroom.site import bring_to_site
from reporter.newsroom.workspace import Workspace

NOW = datetime(2026, 3, 27, 22, 5, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
URL = "https://news.example.com/desk/"
NAME = "2026-03-27-sample"
CONFIGURATION = (
    '[desk]\nname = "meridian"\nbrand = "Meridian Desk"\n'
    '[[feeds]]\nname = "Wire"\nurl = "https://wire.example/feed"\n'
    '[market]\nsymbols = ["FILUSDT"]\n'
    f'[site]\nurl = "{URL}"\n'
)
MENDED = "range.low_72h"
CORRECTION = (
    "An earlier version put the low of the range of FILUSDT over 72 h at $0.7843; it is $0.79."
)


class Desk:
    """The workspace, its site and the folder of its edition."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        self.site = root / "site"
        self.folder = root / "output" / NAME

    def copied(self, root: Path) -> Desk:
        """The same workspace at another place."""
        shutil.copytree(self.workspace.root, root)
        return Desk(root)

    def configure(self, text: str) -> None:
        self.workspace.config_file.write_text(text, encoding="utf-8")

    def bring(self, now: datetime = NOW, correction: str = "") -> str:
        config = self.workspace.load()
        return bring_to_site(self.workspace, config, self.folder, now=now, correction=correction).id

    def change(self, **facts: str) -> None:
        """Another version: facts of FILUSDT (dots as two underscores) get other values."""
        path = self.folder / "edition.json"
        document = json.loads(path.read_bytes())
        wanted = {f"binance.filusdt.{name.replace('__', '.')}": v for name, v in facts.items()}
        for fact in document["facts"]:
            fact["value"] = wanted.get(fact["id"], fact["value"])
        document["articles"][0]["notes"] = [f"changed: {sorted(wanted)}"]
        path.write_text(json.dumps(document), encoding="utf-8")

    def move(self, day: str) -> None:
        """The same edition under another day."""
        path = self.folder / "edition.json"
        document = json.loads(path.read_bytes())
        document["key"]["date"] = day
        path.write_text(json.dumps(document), encoding="utf-8")
        self.folder = self.folder.rename(self.folder.with_name(f"{day}-sample"))

    def files(self) -> dict[str, bytes]:
        paths = (path for path in sorted(self.site.rglob("*")) if path.is_file())
        return {path.relative_to(self.site).as_posix(): path.read_bytes() for path in paths}

    def text(self, name: str) -> str:
        return (self.site / name).read_text("utf-8")

    def article(self) -> str:
        (path,) = self.site.glob(f"{NAME}/articles/*/article.html")
        return path.read_text("utf-8")


def desk_with(demo: Path, root: Path) -> Desk:
    """A new workspace, with this edition in its output folder."""
    made = Desk(root)
    shutil.copytree(demo, made.folder)
    made.configure(CONFIGURATION)
    return made


def held_files(folder: Path, *kinds: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Files of an edition that its own edition.json does not bear out, each with its errors."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    assert {path.suffix for path in files} == set(kinds)
    for one in judge_files(files, folder / "edition.json"):
        if one.verdict.held:
            yield one.path.name, tuple(f.message + f.seen for f in one.verdict.findings)
