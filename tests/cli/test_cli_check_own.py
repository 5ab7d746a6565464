"""``reporter check`` on our own finished edition: silent when true, loud on a wrong figure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.model.digest import digest
from reporter.newsroom.run import Done


@pytest.fixture(scope="module")
def edition(demo_made: Done) -> Path:
    return demo_made.folder


def finished(folder: Path) -> list[str]:
    kinds = {".md", ".html", ".pdf", ".eml", ".svg"}
    return [str(path) for path in sorted(folder.rglob("*")) if path.suffix in kinds]


def test_nothing_is_found_on_the_demo_with_and_without_its_facts(
    edition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = ["--facts", str(edition / "edition.json")]
    for arguments in (finished(edition), [*finished(edition), *facts]):
        assert cli.invoke(["check", *arguments, "--json"]) == 0
        verdicts = json.loads(capsys.readouterr().out)
        assert [v["findings"] for v in verdicts] == [[]] * len(verdicts)
        assert len(verdicts) >= 5


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("−0.0406% per 8 h", "−4.0602% per 8 h"),
        ("−0.0406% per 8 h", "−0.0406% per 4 h"),
        ("−44.5% a year", "−4,446% a year"),
        ("−44.5% a year", "44.5% a year"),
        ("$0.836", "$0.863"),
        ("11.4 bps below", "11.4% below"),
        ("$36.0 million", "$36.0 billion"),
        ("68.7% long", "68.7% short"),
        ("28 March 2026, 00:00 UTC", "29 March 2026, 00:00 UTC"),
        ("$10.4 billion", "$14.0 billion"),
        ("| ETHUSDT | $2,061.35", "| ETHUSDT | $2,061.53"),
        ("shorts pay longs", "longs pay shorts"),
    ],
)
def test_one_wrong_figure_holds_the_article(
    edition: Path, tmp_path: Path, true: str, false: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (article,) = edition.glob("articles/*/article.md")
    text = article.read_text(encoding="utf-8")
    assert true in text
    wrong = tmp_path / "article.md"
    wrong.write_text(text.replace(true, false, 1), encoding="utf-8")
    facts = str(edition / "edition.json")
    assert cli.invoke(["check", str(wrong), "--facts", facts]) == 5
    assert "HELD" in capsys.readouterr().out


def test_the_page_of_evidence_is_listed_bounded_and_led_to(edition: Path) -> None:
    (page,) = edition.glob("articles/*/evidence.html")
    html = page.read_text(encoding="utf-8")
    assert len(html.encode()) < 400_000
    document = json.loads((edition / "edition.json").read_bytes())
    name = page.relative_to(edition).as_posix()
    assert document["manifest"]["files"][name] == digest(page.read_bytes())
    assert 'href="evidence.html"' in page.with_name("article.html").read_text(encoding="utf-8")
    assert f'href="{name}"' in (edition / "index.html").read_text(encoding="utf-8")
    assert digest(page.with_name("article.md").read_bytes()) in html
    assert html.count('class="n refused"') == 1  # the legend's


@pytest.mark.parametrize(("true", "false"), [("−0.4445", "−0.4455"), ("× 365", "× 356")])
def test_a_wrong_figure_in_a_record_holds_the_page_of_evidence(
    edition: Path, tmp_path: Path, true: str, false: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (page,) = edition.glob("articles/*/evidence.html")
    text = page.read_text(encoding="utf-8")
    assert true in text
    wrong = tmp_path / "evidence.html"
    wrong.write_text(text.replace(true, false, 1), encoding="utf-8")
    facts = str(edition / "edition.json")
    assert cli.invoke(["check", str(wrong), "--facts", facts]) == 5
    assert "unbound-number" in capsys.readouterr().out
