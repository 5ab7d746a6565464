"""The brand of ``docs/templates.md``: its files, as they stand there, make an edition."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from reporter import reading
from reporter.cli import main as cli
from reporter.model.edition import EditionState
from reporter.newsroom.run import Done, replay_edition
from reporter.newsroom.workspace import init_workspace
from tests.newsroom.conftest import draw_nothing

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "reporter" / "sample" / "snapshot.zip"
FILES = dict(re.findall(r"^```\w+ ([\w./-]+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def workspace(root: Path) -> Path:
    """The page's workspace, made as it says."""
    init_workspace(root)
    for name, text in FILES.items():
        path = root / name
        if name == "reporter.toml":
            whole = path.read_text(encoding="utf-8")
            assert '[output]\ndir = "output"\n' in whole
            text = whole.replace('[output]\ndir = "output"\n', text)  # noqa: PLW2901 - merged
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def sample_edition(desk: Path, out: Path) -> Done:
    """The sample's edition, made with the workspace's templates."""
    return replay_edition(str(SAMPLE), root=desk, out=out, export=None, tell=lambda *_: None)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("brand") / "mydesk")


@pytest.fixture(scope="module")
def done(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    return sample_edition(desk, tmp_path_factory.mktemp("out"))


def finding_texts(done: Done) -> list[str]:
    assert done.made is not None
    return [f"{finding.seen} {finding.message}" for finding in done.made.verdict.findings]


def test_the_branded_edition_passes_its_checks(done: Done) -> None:
    assert done.state is EditionState.READY, finding_texts(done)
    assert done.made is not None
    assert done.made.edition.sample


def test_every_page_has_the_brands_colours_logo_and_imprint(done: Done) -> None:
    pages = sorted(done.folder.rglob("*.html"))
    assert len(pages) >= 3
    for path in pages:
        page = path.read_text(encoding="utf-8")
        assert "--accent:#1d4ed8" in page
        assert "--accent:#93c5fd" in page
        assert '<img src="data:image/svg+xml;base64,' in page
        assert "Acme Letters Limited" in page
        assert '<a class="brand"' in page or '<span class="brand"' in page


def test_the_charts_have_the_brands_colour(done: Done) -> None:
    charts = [path.read_text(encoding="utf-8") for path in (done.folder / "charts").glob("*.svg")]
    assert any("#1d4ed8" in chart for chart in charts)


def test_the_pdf_has_the_brands_masthead_and_running_heads(done: Done) -> None:
    text = reading.read_pdf((done.folder / "briefing.pdf").read_bytes(), "briefing.pdf")
    shown = " ".join(block.text for block in text.blocks)
    assert shown.count("The Acme Briefing") > 1


def test_both_parts_of_the_mail_have_the_brands_header(done: Done) -> None:
    parts = reading.read_email((done.folder / "newsletter.eml").read_bytes(), "newsletter.eml")
    shown = [" ".join(block.text for block in part.blocks) for part in parts]
    assert any("THE ACME LETTER" in text for text in shown)
    assert any("The Acme Letter" in text for text in shown)
    html = (done.folder / "newsletter.eml").read_text(encoding="utf-8").replace("=\n", "")
    assert "#1d4ed8" in html


def test_the_command_shows_what_the_page_shows(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.invoke(["templates", "list", "--workspace", str(desk)]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    rows = (line.split()[:2] for line in out.out.splitlines())
    own = [f"{origin:9}  {name}" for origin, name in rows if origin != "built-in"]
    shown = re.search(r"^```\n(brand .*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert sorted(own) == sorted(shown[1].splitlines())


def test_a_figure_in_a_template_holds_the_edition(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_nothing(monkeypatch)  # the figure stands on the pages
    other = tmp_path / "other"
    shutil.copytree(desk, other)
    layout = other / "brands" / "acme" / "layout.html.j2"
    text = layout.read_text(encoding="utf-8")
    layout.write_text(text.replace("Write to us", "Since 2019. Write to us"), encoding="utf-8")
    held = sample_edition(other, tmp_path / "out")
    assert held.state is EditionState.HELD
    assert any("2019" in finding for finding in finding_texts(held))


def test_the_table_names_every_built_in_file() -> None:
    suffixes = {".j2", ".css", ".toml"}
    built_in = {p.name for p in (ROOT / "templates").rglob("*") if p.suffix in suffixes}
    table = PAGE[PAGE.index("| file | makes |") :]
    assert set(re.findall(r"([\w.-]+\.(?:j2|css|toml))`[,| ]", table)) == built_in
