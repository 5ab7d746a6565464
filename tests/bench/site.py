"""The public site at size: a thousand synthetic editions, all of them made from the demo's.

Each has the demo's words and figures under another day and other names of symbols; none of it
describes a market. A rebuild writes every page of every edition anew. Pelican makes the same
articles' Markdown into a site with its plain theme, to have something to compare with.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from reporter.newsroom.public_document import document_bytes
from reporter.newsroom.run import make_demo
from reporter.newsroom.site import bring_to_site, rebuild_site
from reporter.newsroom.workspace import Workspace
from reporter.storage.publications import Publication, PublicationStore
from tests.bench import commands

EDITIONS: Final = 1_000
SYMBOLS: Final = tuple(f"SYNTH{number}USDT" for number in range(40))
NOW: Final = datetime(2026, 3, 27, 22, 5, tzinfo=UTC)
_SITE: Final = '\n[site]\nurl = "https://news.example.com"\n'
_CONFIGURATION: Final = commands.ROOT / "reporter" / "sample" / "reporter.toml"
_PELICAN: Final = """
SITENAME = "Synthetic"
SITEURL = "https://news.example.com"
TIMEZONE = "UTC"
THEME = "simple"
FEED_ALL_ATOM = "feed.xml"
"""


def report(line: Callable[..., None]) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace, demo = desk(root)
        fill(workspace, demo.name)
        figures(workspace, demo, line)
        pelican(root, demo, line)


def desk(root: Path) -> tuple[Workspace, Path]:
    """A workspace with a site that holds the demo edition, and the demo's folder."""
    workspace = Workspace(root / "desk")
    workspace.root.mkdir()
    configure(workspace)
    demo = make_demo(workspace.root / "output", lambda *_: None).folder
    bring_to_site(workspace, workspace.load(), demo, now=NOW)
    return workspace, demo


def configure(workspace: Workspace, brand: str = "Meridian Desk") -> None:
    """The sample's configuration, with a site."""
    text = _CONFIGURATION.read_text("utf-8").replace("Meridian Desk", brand)
    workspace.config_file.write_text(text + _SITE, encoding="utf-8")


def fill(workspace: Workspace, name: str) -> None:
    """Put the other synthetic editions into site and register; unchanged files are linked."""
    site = workspace.root / "site"
    with PublicationStore(workspace.database) as store:
        (first,) = store.latest()
        body = store.body(first)
        document = json.loads((site / name / "edition.json").read_bytes())
        for days in range(1, EDITIONS):
            made = synthetic(first, days)
            target = site / made.key.folder
            shutil.copytree(site / name, target, copy_function=os.link)
            (target / "edition.json").unlink()
            key = {**document["key"], "date": made.key.day.isoformat()}
            (target / "edition.json").write_bytes(document_bytes({**document, "key": key}))
            store.add(made, body)


def synthetic(first: Publication, days: int) -> Publication:
    """The demo's row, so many days earlier, about other symbols."""
    key = replace(first.key, day=first.key.day - timedelta(days=days))
    entry = first.entry["entry"]
    mentions = [
        {**mention, "symbol": SYMBOLS[(days * 7 + place * place) % len(SYMBOLS)]}
        for place, mention in enumerate(entry["mentions"])
    ]
    told = {"key": key.folder, "mentions": mentions, "card": entry["card"]}
    return replace(
        first,
        key=key,
        as_of=first.as_of - timedelta(days=days),
        entry={**first.entry, "entry": {**entry, **told}},
    )


def figures(workspace: Workspace, demo: Path, line: Callable[..., None]) -> None:
    """Rebuild, addition of one edition, and memory."""
    configure(workspace, "Another Desk")  # the masthead of every page changes
    took = seconds(lambda: rebuild_site(workspace, workspace.load()))
    line(f"site of {EDITIONS:,} editions (synthetic), every page anew", f"{took:.1f} s", "20 s")
    took = seconds(lambda: rebuild_site(workspace, workspace.load()))
    line("  again, nothing changed", f"{took:.1f} s")
    took = min(addition(workspace, demo, day) for day in ("2026-03-28", "2026-03-29"))
    line("  one more edition", f"{took:.2f} s", "1 s")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line("  memory at its highest, demo included", f"{peak / unit:.0f} MB")


def addition(workspace: Workspace, demo: Path, day: str) -> float:
    """Seconds to bring the demo under another day to the site."""
    later = demo.with_name(f"{day}-sample")
    shutil.copytree(demo, later)
    document = json.loads((later / "edition.json").read_bytes())
    document["key"]["date"] = day
    (later / "edition.json").write_text(json.dumps(document), encoding="utf-8")
    config = workspace.load()
    return seconds(lambda: bring_to_site(workspace, config, later, now=NOW))


def pelican(root: Path, demo: Path, line: Callable[..., None]) -> None:
    """The same articles through Pelican."""
    content = root / "content"
    content.mkdir()
    (source,) = demo.glob("articles/*/article.md")
    _, _, text = source.read_text("utf-8").partition("---\n")[2].partition("---\n")
    for days in range(EDITIONS):
        head = f"Title: Synthetic {days}\nDate: {(NOW - timedelta(days=days)).date()}\n"
        tags = f"Tags: {SYMBOLS[days % len(SYMBOLS)]}\nSlug: synthetic-{days}\n\n"
        (content / f"{days}.md").write_text(head + tags + text, encoding="utf-8")
    (root / "pelicanconf.py").write_text(_PELICAN, encoding="utf-8")
    arguments = [str(content), "-o", str(root / "pelican"), "-s", str(root / "pelicanconf.py")]
    command = [sys.executable, "-m", "pelican", *arguments, "-q"]
    took = seconds(lambda: subprocess.run(command, cwd=root, check=True, capture_output=True))
    line(f"  Pelican on the Markdown of {EDITIONS:,} articles", f"{took:.1f} s")


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
