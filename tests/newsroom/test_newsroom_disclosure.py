"""The disclosure of a real run: in every file, in ``edition.json``, and chosen by configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reporter import reading
from reporter.cli import main as cli
from reporter.model.errors import ConfigError
from reporter.newsroom.doctor import examine
from reporter.newsroom.resources import builtin_materials, workspace_materials
from reporter.newsroom.run import Done
from reporter.newsroom.workspace import Workspace
from reporter.writing.notices import notices
from tests.newsroom.conftest import document

Run = Callable[..., Done]

OWN = """\
id = "{id}"
title = "Switzerland"
jurisdiction = "ch"
as_of = 2025-01-10
review_by = 2025-07-10
status = "reviewed by counsel"
text = "This text of 10 January 2025 offers nothing. It has 3 parts."

[[basis]]
name = "A rule"
url = "https://example.com/rule"
"""


def configure(desk: Path, line: str) -> None:
    file = desk / "reporter.toml"
    text = file.read_text(encoding="utf-8").replace("[desk]\n", f"[desk]\n{line}\n", 1)
    file.write_text(text, encoding="utf-8")


def own_notice(desk: Path, text: str = OWN, name: str = "ch-desk") -> None:
    (desk / "disclosures").mkdir()
    (desk / "disclosures" / f"{name}.toml").write_text(text.format(id=name), encoding="utf-8")


def _plain(text: str) -> str:
    """Pages curve the apostrophes."""
    return " ".join(text.replace("’", "'").split())


def test_every_file_discloses_and_the_edition_holds_the_fields(desk: Path, run: Run) -> None:
    configure(desk, 'author = "A. Writer"\nrole = "editor"\njurisdictions = ["eu", "uk"]')
    done = run()
    content = document(done)
    assert content["state"] == "ready"
    (article,) = content["articles"]
    stated = article["disclosure"]
    assert stated["author"] == "Author: A. Writer, editor."
    assert stated["conflicts"] == "None."
    assert [key for key in stated if key.startswith("notice.")] == [
        "notice.eu-mar", "notice.eu-mica", "notice.uk-fca",
    ]  # fmt: skip
    assert "sample" not in stated
    files = [p for p in sorted(done.folder.rglob("*")) if p.suffix in {".md", ".html", ".eml"}]
    for file in (*files, done.folder / "briefing.pdf"):
        for part in reading.read_file(file):
            if file.name == "evidence.html":
                continue
            text = _plain(part.text)
            assert all(_plain(one) in text for one in stated.values()), part.name
    gate = next(gate for gate in content["gates"] if "disclosure" in gate["name"])
    assert gate["passed"]


def test_an_unknown_jurisdiction_stops_the_run_before_anything_is_asked(
    desk: Path, run: Run
) -> None:
    configure(desk, 'jurisdictions = ["fr"]')
    with pytest.raises(ConfigError, match="'fr'; known here: eu, uk, us"):
        run()
    assert not (desk / ".reporter").exists()
    check = next(c for c in examine(desk, online=False) if c.name == "desk.jurisdictions")
    assert not check.ok
    assert check.needed


@pytest.mark.usefixtures("without_pictures")
def test_a_text_of_one_s_own_is_printed_and_its_age_is_noted(desk: Path, run: Run) -> None:
    configure(desk, 'jurisdictions = ["ch"]')
    own_notice(desk)
    done = run()
    assert done.made is not None
    assert document(done)["state"] == "ready"
    assert any("'ch-desk' of 2025-01-10" in note for note in done.made.notes)
    checks = {check.name: check for check in examine(desk, online=False)}
    assert "ch-desk of 2025-01-10, reviewed by counsel" in checks["desk.jurisdictions"].detail
    assert not checks["disclosure text"].ok
    assert not checks["disclosure text"].needed


def test_no_jurisdiction_is_the_default(desk: Path) -> None:
    checks = {check.name: check for check in examine(desk, online=False)}
    assert checks["desk.jurisdictions"].detail.startswith("none chosen")
    assert "disclosure text" not in checks


def test_a_file_replaces_the_built_in_one_of_its_id(desk: Path) -> None:
    own_notice(desk, name="us")
    found = {notice.id: notice for notice in workspace_materials(Workspace(desk)).notices}
    assert found["us"].title == "Switzerland"
    assert set(found) == {notice.id for notice in notices()}
    assert builtin_materials().notices == notices()


@pytest.mark.parametrize("fault", [b"id = ", b"\xff\xfe"])
def test_a_broken_file_is_named(desk: Path, fault: bytes) -> None:
    own_notice(desk)
    (desk / "disclosures" / "bad.toml").write_bytes(fault)
    with pytest.raises(ConfigError, match=r"bad\.toml"):
        workspace_materials(Workspace(desk))


def test_edition_and_check_tell_grade_and_words(
    good: Done, capsys: pytest.CaptureFixture[str]
) -> None:
    (measured,) = document(good)["readability"]
    assert measured["subject"].endswith("article.md")
    assert 0 < float(measured["grade"]) <= 12
    assert 0 < float(measured["mean_words"]) <= 20
    assert measured["sentences"] > 10
    (file,) = good.folder.rglob("article.md")
    capsys.readouterr()
    assert cli.invoke(["check", str(file), "--json"]) == 0
    assert '"readability": {\n   "grade": ' in capsys.readouterr().out
    assert cli.invoke(["check", str(file)]) == 0
    assert "words a sentence" in capsys.readouterr().out
    chart = next(good.folder.rglob("*.svg"))
    assert cli.invoke(["check", str(chart), "--json"]) == 0
    assert '"readability": null' in capsys.readouterr().out
