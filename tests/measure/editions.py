"""Sample editions written with a model on a local server, without PDF and PNG: quick."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from unittest import mock

from reporter.net.snapshot import Snapshot, load_snapshot
from reporter.newsroom.config import LlmConfig
from reporter.newsroom.edition import Job, Made, make_edition
from reporter.newsroom.gather import snapshot_config
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.resources import builtin_materials
from reporter.newsroom.run import edition_key
from reporter.rendering.failures import PdfUnavailable

KEY = "sk-measuring"


@dataclass(frozen=True, slots=True)
class Server:
    """A model server's address, and its log."""

    url: str

    def log(self, *, clear: bool = False) -> list[dict[str, Any]]:
        """The requests of chat completions since the last clearing."""
        request = urllib.request.Request(f"{self.url}/_log", method="DELETE" if clear else "GET")
        with urllib.request.urlopen(request) as answer:
            entries = json.load(answer)
        return [one for one in entries if "body" in one]


@contextlib.contextmanager
def serving(tool: Path, *options: str) -> Iterator[Server]:
    """The stand-in server of that file, as long as the context lasts."""
    command = [sys.executable, str(tool), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Server(line.split()[-1])
        finally:
            process.terminate()


def no_pdf(*_: object) -> bytes:
    raise PdfUnavailable("left out of this measurement")


def sample() -> tuple[Job, Snapshot, Any]:
    """The job of the bundled sample, and its snapshot with its archive."""
    path = Path(str(resources.files("reporter") / "sample" / "snapshot.zip"))
    snapshot, archive = load_snapshot(path)
    config, slot, is_sample = snapshot_config(snapshot)
    job = Job(
        config=config,
        key=edition_key(config, snapshot.as_of, slot),
        snapshot=snapshot,
        archive=archive,
        materials=builtin_materials(),
        sample=is_sample,
    )
    return job, snapshot, archive


def written_with(
    server: Server, model: str, *, change: Callable[[Job], Job] = lambda job: job, cap: float = 1.0
) -> Made:
    """The sample edition, written with this model of the server."""
    job, snapshot, archive = sample()
    llm = LlmConfig(base_url=f"{server.url}/v1", model=model, max_cost_usd=cap)
    job = change(replace(job, config=job.config.model_copy(update={"llm": llm})))
    memory = RunMemory(
        snapshot, archive, api_key=KEY, clock=lambda: datetime(2026, 3, 27, 22, tzinfo=UTC)
    )
    with (
        mock.patch("reporter.newsroom.render.printing", no_pdf),
        mock.patch("reporter.newsroom.letter.png", return_value=b""),
        mock.patch("reporter.newsroom.render.card_png", return_value=b""),
    ):
        return make_edition(job, memory, lambda *_: None)
