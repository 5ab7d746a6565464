"""The worked examples of the documents: files are written, commands run, outputs compared.

A fence ``text NAME`` or ``json NAME`` is a file; a fence ``console`` holds commands after ``$ ``
and what they print. ``python -m tests.docs.examples`` writes the outputs anew; look at the
difference before committing it.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from reporter.cli import main as cli

ROOT = Path(__file__).parents[2]
PAGES = tuple(ROOT / "docs" / name for name in ("checks.md", "feeds.md", "gate.md"))
_FENCE = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def worked(text: str) -> str:
    """The document with every output as the commands really print it."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        return _FENCE.sub(_worked_fence, text)


def _worked_fence(fence: re.Match[str]) -> str:
    language, name, content = fence.groups()
    if language == "console":
        return f"```console\n{''.join(_session(content))}```"
    if name and language in {"text", "json"}:
        Path(name).write_text(content, encoding="utf-8")
    return fence[0]


def _session(content: str) -> Iterator[str]:
    code = 0
    for line in re.findall(r"^\$ (.*)$", content, re.MULTILINE):
        yield f"$ {line}\n"
        if line == "echo $?":
            yield f"{code}\n"
            continue
        program, *arguments = shlex.split(line)
        assert program == "reporter", line
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = cli.invoke(arguments)
        yield out.getvalue()


def write() -> None:
    """Write the outputs anew."""
    for page in PAGES:
        page.write_text(worked(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    os.environ["COLUMNS"] = "100"
    write()
