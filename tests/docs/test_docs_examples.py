"""The worked examples and recipes of the documents are what really happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from reporter.cli import main as cli
from tests.docs.examples import PAGES, ROOT, worked

GATE = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_print_what_the_page_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert worked(text) == text  # else: python -m tests.docs.examples, and look at the difference


def test_at_least_ten_faults_are_worked_through() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    examples = re.findall(r"^### \d+\. .*?(?=^### |\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 10
    for example in examples:
        assert re.search(r"^  (error|warning) [\w-]+: ", example, re.MULTILINE), example


def fence(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", GATE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("text", "passes"), [("$0.836", True), ("$0.863", False)])
def test_the_makefile_stops_a_publication_that_is_wrong(
    tmp_path: Path, text: str, passes: bool
) -> None:
    facts = re.search(r"^```json facts.json\n(.*?)^```", GATE, re.MULTILINE | re.DOTALL)
    assert facts is not None
    (tmp_path / "facts.json").write_text(facts[1], encoding="utf-8")
    (tmp_path / "Makefile").write_text(fence("makefile"), encoding="utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(f"FILUSDT trades at {text}.", encoding="utf-8")
    publish = tmp_path / "publish.sh"
    publish.write_text("#!/bin/sh\ntouch published\n", encoding="utf-8")
    publish.chmod(0o755)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", "publish"],
        check=False, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode == 0) is passes, done.stdout + done.stderr
    assert (tmp_path / "published").exists() is passes


def test_the_recipes_use_flags_and_targets_that_exist() -> None:
    command = cli.reporter.get_command(click.Context(cli.reporter), "check")
    assert command is not None
    known = {flag for option in command.params for flag in option.opts}
    recipes = fence("yaml") + GATE[GATE.index("## GitHub Actions") :]
    used = set(re.findall(r"(?<![\w-])--[\w-]+", recipes))
    assert used == {"--quiet", "--facts", "--evidence"}
    assert used <= known
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    target = re.search(r"make -C \S+ (\S+)", GATE)
    assert target is not None
    assert "$(ENV)/" + target[1].removeprefix(".venv/") + ":" in makefile
