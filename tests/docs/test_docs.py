"""The documents are true: their examples run, their links lead somewhere, their lists are whole."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.model import errors
from reporter.model.units import FundingRate
from reporter.newsroom.document import evidence_from_json, fact_json

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def names(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_the_readme_names_every_command_and_no_other() -> None:
    table = README[README.index("## Commands") : README.index("Every command takes")]
    named = set(re.findall(r"^\| `reporter (\w+)", table, re.MULTILINE))
    assert named == set(cli.COMMANDS)


def test_the_readme_names_the_targets_that_the_makefile_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"^make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_exit_codes_of_the_readme_are_those_of_the_errors() -> None:
    listed = README[README.index("Exit codes: ") :]
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.ReporterError):
            assert re.search(rf"\b{kind.exit_code} [a-z]", listed), kind


def test_the_documented_fact_can_be_read_and_written() -> None:
    page = (ROOT / "docs" / "edition.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert example is not None
    (fact,) = evidence_from_json(f'{{"facts": [{example[1]}]}}'.encode(), "docs").sheet
    assert isinstance(fact.value, FundingRate)
    assert fact_json(fact) == json.loads(example[1])


def test_no_file_names_a_package_index_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    for name in listed:
        path = ROOT / name
        if path.suffix in {".lock", ".toml", ".md", ".py", ".txt", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search(r"--(extra-)?index-url|(?<![\w.])/(home|root)/[\w.]+", text), name


@pytest.mark.parametrize("path", sorted((ROOT / "reporter").rglob("*.py")), ids=names)
def test_no_file_of_the_package_is_longer_than_it_should_be(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
