"""Chromium, axe and the Nu validator, as ``.ci/tools`` installs them, asked about pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
TOOLS = CHECKOUT / ".tools"
VALIDATOR = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
_BROWSE = Path(__file__).with_name("browse.mjs")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which this folder is served on loopback, with its final slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def browse(visits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Chromium found on each visit; ``browse.mjs`` says what a visit may ask for."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: run .ci/tools"
    with tempfile.TemporaryDirectory() as profile:
        job = {
            "tools": str(TOOLS), "chromium": chromium, "profile": profile, "visits": list(visits)
        }  # fmt: skip
        done = subprocess.run(
            ["node", str(_BROWSE)], input=json.dumps(job), capture_output=True, text=True,
            timeout=600, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def validated(files: Sequence[Path]) -> list[str]:
    """The errors that the Nu validator finds in these pages and style sheets."""
    done = subprocess.run(
        ["java", "-jar", str(VALIDATOR), "--also-check-css", "--format", "json", *map(str, files)],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one['url']).name}:{one.get('lastLine', '?')}: {one['message']}"
        for one in messages
        if one["type"] != "info"
    ]
