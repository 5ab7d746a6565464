"""``reporter extract``: title, date and text of saved pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from tests.measure import extraction
from tests.sources.article_pages import LAYOUTS

LEAD = (
    "The Harbour Exchange has won approval to list perpetual futures on digital assets, the "
    "regulator said on Thursday after a review that took nine months."
)
MORE = (
    "Trading is to begin in the second quarter with contracts on Bitcoin and Ether, and the venue "
    "expects that its rivals will follow within the year."
)
TITLE = "Harbour Exchange wins approval"
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE} | Harbour Review</title>
<meta property="og:site_name" content="Harbour Review"><meta name="author" content="Mara Quill">
<link rel="canonical" href="https://harbourreview.example/perps">
<meta property="article:published_time" content="2026-03-26T10:00:00Z"></head><body>
<nav><a href="/">Home</a></nav><article><h1>{TITLE}</h1><p>{LEAD}</p><p>{MORE}</p></article>
</body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "perps.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


def rows(capsys: pytest.CaptureFixture[str], *files: Path) -> tuple[int, list[dict[str, Any]]]:
    code = cli.invoke(["extract", "--json", *map(str, files)])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return code, found


def test_a_page_is_title_date_and_text(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (row,) = rows(capsys, page)

    assert code == 0
    assert row == {
        "file": str(page),
        "title": TITLE,
        "date": "2026-03-26T10:00:00+00:00",
        "date_source": "meta element",
        "text": f"{LEAD}\n\n{MORE}",
        "language": "en",
        "site": "Harbour Review",
        "author": "Mara Quill",
        "url": "https://harbourreview.example/perps",
        "paywalled": False,
    }


def test_without_json_it_can_be_read(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["extract", str(page)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == TITLE
    assert lines[1].endswith("2026-03-26T10:00:00+00:00 (meta element); Harbour Review; "
                             "Mara Quill; en")  # fmt: skip
    assert lines[3:6] == [LEAD, "", MORE]


def test_files_that_cannot_be_read_stop_no_other(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed, torn = tmp_path / "perps.html.gz", tmp_path / "torn.html.gz"
    packed.write_bytes(gzip.compress(PAGE.encode()))
    torn.write_bytes(packed.read_bytes()[:-40])
    false = tmp_path / "false.html.gz"
    false.write_bytes(PAGE.encode())
    empty, binary, bare = (tmp_path / f"{name}.html" for name in ("empty", "binary", "bare"))
    empty.write_bytes(b"")
    binary.write_bytes(b"%PDF-1.7\x00\x00")
    bare.write_text("<html><head><title>Nothing</title></head><body></body></html>")
    missing = tmp_path / "missing.html"

    files = (missing, empty, packed, torn, false, binary, tmp_path, bare, page)
    code, found = rows(capsys, *files)

    assert code == 2
    assert [row["file"] for row in found] == list(map(str, files))
    said = {Path(row["file"]): row["error"]["what"] for row in found if "error" in row}
    assert set(said) == {missing, empty, torn, false, binary, tmp_path}
    assert said[missing] == "there is no such file."
    assert "directory" in said[tmp_path]
    assert all(row["text"] == "" and row["date"] is None for row in found if "error" in row)
    assert found[2]["text"] == found[-1]["text"] == f"{LEAD}\n\n{MORE}"
    assert (found[-2]["title"], found[-2]["text"]) == ("Nothing", "")


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.html"
    bare.write_text("<html><head></head><body></body></html>")

    assert cli.invoke(["extract", str(tmp_path / "missing.html"), str(bare)]) == 2

    out = capsys.readouterr().out
    assert f"UNREAD  {tmp_path / 'missing.html'}  (there is no such file. Check the path.)" in out
    assert f"(no title)\n{bare}: no date\n\nNo article was found on this page.\n" in out


def test_without_files_it_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["extract"]) == 2
    assert "FILES" in capsys.readouterr().err


# --- the measure ------------------------------------------------------------------------------


def test_our_own_layouts_are_read_nearly_word_for_word(tmp_path: Path) -> None:
    truth = {str(n): {"articleBody": "\n".join(one.text)} for n, one in enumerate(LAYOUTS)}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    (tmp_path / "html").mkdir()
    for number, layout in enumerate(LAYOUTS):
        packed = gzip.compress(layout.html.encode())
        (tmp_path / "html" / f"{number}.html.gz").write_bytes(packed)

    assert extraction.score(extraction.measure(tmp_path)).f1 >= 0.99


@pytest.mark.parametrize(
    ("found", "true", "precision", "recall"),
    [
        ("a b c d e", "a b c d e", 1.0, 1.0),
        ("a b c d e", "a b c d", 0.5, 1.0),
        ("a b c d x a b c d", "a b c d y a b c d", 2 / 6, 2 / 6),
        ("a b", "a b", 1.0, 1.0),
        ("A, b!", "A b", 1.0, 1.0),
        ("", "a b c d", None, 0.0),
        ("a b c d", "", 0.0, None),
        ("", "", None, None),
    ],
)
def test_a_page_is_scored_by_runs_of_four_words(
    found: str, true: str, precision: float | None, recall: float | None
) -> None:
    row = extraction.scored("1", found, true)

    assert (row.precision, row.recall) == (precision, recall)


def test_the_score_is_that_of_the_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = {"good": {"articleBody": f"{LEAD} {MORE}"}, "lost": {"articleBody": LEAD}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "good.html").write_text(PAGE)

    extraction.main([str(tmp_path), "-v"])

    out = capsys.readouterr().out
    assert out.startswith("2 pages: precision 1.000, recall 0.500, F1 0.667; ")
    assert "lost: precision 0.00, recall 0.00" in out.splitlines()[1]


def test_without_a_benchmark_nothing_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    extraction.main()

    assert capsys.readouterr().out == "skipped: extraction needs the folder of a benchmark\n"
