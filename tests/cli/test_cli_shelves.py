"""``reporter prompts`` and ``reporter templates``: what counts, why, and how to change it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.newsroom.resources import workspace_materials
from reporter.newsroom.workspace import Workspace
from reporter.rendering.resources import builtin

KINDS = ("prompts", "templates")
ANY = {"prompts": "opening.md", "templates": "article.html.j2"}


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.invoke(list(map(str, arguments)))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    run(capsys, "init", tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_built_in_file_is_listed(
    kind: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, kind, "list", "--workspace", desk)
    assert (code, err) == (0, "")
    folder = builtin(kind)
    suffixes = {".md", ".j2", ".css", ".toml"}
    present = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix in suffixes]
    listed = [line.split()[1] for line in out.splitlines()]
    assert sorted(listed) == sorted(name for name in present if not name.startswith("fonts/"))
    assert {line.split()[0] for line in out.splitlines()} == {"built-in"}
    assert ("version" in out) == (kind == "prompts")


def test_an_ejected_copy_is_the_same_bytes_and_counts_from_then_on(
    kind: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = ANY[kind]
    code, out, _ = run(capsys, kind, "eject", name, "--workspace", desk)
    own = desk / kind / name
    assert (code, out.strip()) == (0, str(own))
    standard = builtin(kind) / name
    assert own.read_bytes() == standard.read_bytes()
    out = run(capsys, kind, "list", "--why", "--workspace", desk)[1]
    assert f"{own}: used: the workspace's file goes before the built-in one" in out
    assert f"{standard}: the same, byte for byte" in out
    own.write_bytes(own.read_bytes() + b"\n")
    out = run(capsys, kind, "list", "--why", "--workspace", desk)[1]
    assert f"{standard}: replaced" in out
    files = json.loads(run(capsys, kind, "list", "--workspace", desk, "--json")[1])["files"]
    (found,) = [one for one in files if one["name"] == name]
    assert (found["from"], found["path"]) == ("workspace", str(own))
    assert [looked["path"] for looked in found["searched"]] == [str(own), str(standard)]


def test_eject_overwrites_nothing(
    kind: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = desk / kind / ANY[kind]
    own.write_text("mine", encoding="utf-8")
    code, _, err = run(capsys, kind, "eject", ANY[kind], "--workspace", desk)
    assert code == 2
    assert "has this file already" in err
    assert own.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        ("artcle.html.j2", "Was article.html.j2 meant?"),
        ("page.css", "Was css/page.css meant?"),
        ("../reporter.toml", "'reporter templates list' names them."),
        ("fonts/README.md", "list"),
    ],
)
def test_eject_knows_only_built_in_names(
    desk: Path, capsys: pytest.CaptureFixture[str], wanted: str, advice: str
) -> None:
    code, _, err = run(capsys, "templates", "eject", wanted, "--workspace", desk)
    assert code == 2
    assert advice in err


def test_eject_into_a_folder_of_the_templates_and_as_json(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, "templates", "eject", "css/page.css", "--workspace", desk, "--json")[1]
    assert json.loads(out) == {"written": str(desk / "templates" / "css" / "page.css")}


def test_eject_where_nothing_can_be_written(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "templates" / "css").write_text("a file", encoding="utf-8")
    code, _, err = run(capsys, "templates", "eject", "css/page.css", "--workspace", desk)
    assert code == 3
    assert "cannot be written" in err


def test_without_a_workspace_the_built_in_files_count(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / kind).mkdir()
    (tmp_path / kind / ANY[kind]).write_text("mine", encoding="utf-8")
    out = run(capsys, kind, "list", "--why", "--workspace", tmp_path)[1]
    assert "no workspace: not looked at" in out
    assert "workspace  " not in out
    assert run(capsys, kind, "eject", ANY[kind], "--workspace", tmp_path)[0] == 3


def test_a_file_of_no_use_is_named_with_the_name_that_was_meant(
    kind: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = desk / kind / ANY[kind].replace("n", "nn")
    if kind == "templates":
        stray = desk / kind / "articel.html.j2"
    stray.write_text("x", encoding="utf-8")
    (desk / kind / ".hidden").write_text("x", encoding="utf-8")
    (desk / kind / "zzz.txt").write_text("x", encoding="utf-8")
    code, _, err = run(capsys, kind, "list", "--workspace", desk)
    assert code == 0
    assert f"{stray} takes no built-in file's place and is not used. Was {ANY[kind]} meant?" in err
    assert err.count("warning:") == 2
    shown = json.loads(run(capsys, kind, "list", "--workspace", desk, "--json")[1])["warnings"]
    assert list(workspace_materials(Workspace(desk)).warnings) == shown
    assert "is not used" in run(capsys, "doctor", "--workspace", desk)[1]


def test_a_part_that_an_own_template_calls_on_is_of_use(desk: Path) -> None:
    (desk / "templates" / "article.html.j2").write_text(
        "{% include 'greeting.html.j2' %}", encoding="utf-8"
    )
    (desk / "templates" / "greeting.html.j2").write_text("Hello", encoding="utf-8")
    assert workspace_materials(Workspace(desk)).warnings == ()


@pytest.mark.parametrize("text", ["no front matter", "+++\nversion = \n+++\nx"])
def test_a_prompt_without_a_readable_version_is_listed_all_the_same(
    desk: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (desk / "prompts" / ANY["prompts"]).write_text(text, encoding="utf-8")
    out = run(capsys, "prompts", "list", "--workspace", desk)[1]
    (line,) = [line for line in out.splitlines() if line.startswith("workspace")]
    assert "version" not in line


def test_a_prompt_that_is_no_text_is_a_configuration_error(desk: Path) -> None:
    from reporter.model.errors import ConfigError

    (desk / "prompts" / ANY["prompts"]).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        workspace_materials(Workspace(desk))
