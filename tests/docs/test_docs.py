"""The documents are true: their examples run, their links lead somewhere, their lists are whole."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click
import pytest

from reporter.checking.codes import Code
from reporter.cli import main as cli
from reporter.model import errors
from reporter.model.formulas import Formula
from reporter.model.units import FundingRate
from reporter.newsroom.config import (
    DeskConfig,
    FeedConfig,
    LlmConfig,
    MarketConfig,
    NetConfig,
    OutputConfig,
    parse_config,
)
from reporter.newsroom.document import evidence_from_json, fact_json

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
READABLE = {".lock", ".toml", ".md", ".py", ".txt", ""}
MADE_HERE = {
    ".git", ".venv", ".coverage", ".hypothesis", ".import_linter_cache", ".mypy_cache",
    ".pytest_cache", ".reporter", ".ruff_cache", "__pycache__", "build", "dist", "output",
}  # fmt: skip
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
    assert set(rows_of_commands()) == set(cli.COMMANDS)


def rows_of_commands() -> dict[str, str]:
    """The usage of every command in the README's table, by its name."""
    table = README[README.index("## Commands") : README.index("Every command but")]
    return dict(re.findall(r"^\| `reporter (\w+)([^`]*)`", table, re.MULTILINE))


def flags(name: str) -> set[str]:
    """The options that a command really takes, those of its subcommands included."""
    command = cli.reporter.get_command(click.Context(cli.reporter), name)
    assert command is not None
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return {flag for one in (command, *below) for p in one.params for flag in p.opts}


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_flags_that_the_readme_names_exist(name: str) -> None:
    assert set(re.findall(r"--[\w-]+", rows_of_commands()[name])) <= flags(name)


def test_what_the_readme_says_of_shared_flags_is_so() -> None:
    assert {name for name in cli.COMMANDS if "--json" not in flags(name)} == {"init"}
    sentence = re.search(r"Those that work in a workspace \((.*?)\)", README)
    assert sentence is not None
    named = {usage.split()[0] for usage in re.findall(r"`([^`]+)`", sentence[1])}
    assert named == {name for name in cli.COMMANDS if "--workspace" in flags(name)}


def test_the_documented_configuration_is_accepted_and_whole() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    parse_config(example[1], "docs")
    for table, keys in (
        ("desk", DeskConfig),
        ("feeds", FeedConfig),
        ("market", MarketConfig),
        ("llm", LlmConfig),
        ("net", NetConfig),
        ("output", OutputConfig),
    ):
        for key in keys.model_fields:
            assert re.search(rf"`{table}(\[\])?\.{key}|`\.{key}`", page), f"{table}.{key}"


def test_every_finding_code_is_explained_and_no_other() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)) == {c.value for c in Code}


def test_every_formula_of_derived_facts_is_explained() -> None:
    page = (ROOT / "docs" / "edition.md").read_text(encoding="utf-8")
    listed = page[page.index("`formula`: ") :].split("\n")[0]
    assert {formula.value for formula in Formula} <= set(re.findall(r"`(\w+)`", listed))


def test_the_documented_prompts_are_the_built_in_ones() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    built_in = {p.name for p in (ROOT / "prompts").glob("*.md")}
    table = page[page.index("| file | makes |") :]
    assert set(re.findall(r"([\w.]+\.md)`[,| ]", table)) == built_in


def test_the_readme_names_the_targets_that_the_makefile_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"^make ([\w-]+)", README, re.MULTILINE)):
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


def project_files() -> list[Path]:
    """Every file of the project, in a checkout or an unpacked sdist; nothing that was made here."""
    found = []
    for folder, below, names_here in os.walk(ROOT):
        below[:] = sorted(name for name in below if name not in MADE_HERE)
        found += [Path(folder) / name for name in sorted(names_here) if name not in MADE_HERE]
    return [path for path in found if path.suffix in READABLE]


def test_no_file_names_a_package_index_or_a_path_of_a_machine() -> None:
    files = project_files()
    assert ROOT / "requirements.lock" in files
    assert ROOT / ".ci" / "run" in files
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"--(extra-)?index-url|(?<![\w.])/(home|root)/[\w.]+", text)
        assert not found, path


@pytest.mark.parametrize("path", sorted((ROOT / "reporter").rglob("*.py")), ids=names)
def test_no_file_of_the_package_is_longer_than_it_should_be(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
