"""What a workspace keeps when a run fails, is forced, is held or is made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.model.errors import (
    ConfigError,
    OutputError,
)
from reporter.newsroom.run import Done, replay_edition
from tests.newsroom.conftest import quiet, reasons

pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


def scaled(symbol: str, field: str, factor: int) -> Callable[[tuple[int, bytes]], Any]:
    """A fault that multiplies one field of one symbol in a list of records."""

    def change(answer: tuple[int, bytes]) -> tuple[int, bytes]:
        rows = json.loads(answer[1])
        for row in rows:
            if row["symbol"] == symbol:
                row[field] = str(float(row[field]) * factor)
        return answer[0], json.dumps(rows).encode()

    return change


def test_a_symbol_whose_price_is_refused_is_named_and_left_out(run: Run, site: Any) -> None:
    site.fault("ticker/price", scaled("BTCUSDT", "price", 100))
    done = run()
    assert done.state is EditionState.READY
    assert ("BTCUSDT", "implausible") in reasons(done)
    article = next(done.folder.glob("articles/*/article.md")).read_text(encoding="utf-8")
    assert "BTCUSDT" in article[article.index("## Data Gaps") :]
    assert "| BTCUSDT |" not in article


def test_a_full_disk_while_fetching_is_named_as_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("the disk is full.", "archive", "Make room.")

    monkeypatch.setattr("reporter.net.archive.Archive.put", full)
    with pytest.raises(OutputError, match="the disk is full"):
        run()


def test_a_forced_run_that_is_held_leaves_the_good_edition_standing(
    good: Done, run: Run, desk: Path, site: Any
) -> None:
    templates = desk / "templates"
    templates.mkdir()
    (templates / "article.md.j2").write_text("# {{ view.headline }}\n\n9.9%\n", encoding="utf-8")
    assert run(force=True).state is EditionState.HELD
    asked = len(site.seen)
    again = run()
    assert again.made is None
    assert again.folder == good.folder
    assert len(site.seen) == asked


def test_an_edition_that_a_crash_kept_out_of_the_register_is_entered(
    good: Done, run: Run, desk: Path, site: Any
) -> None:
    (desk / ".reporter" / "reporter.db").unlink()
    (desk / "output" / "index.html").unlink()
    (desk / "templates").mkdir()
    (desk / "templates" / "index.html.j2").write_text(
        "Own: {{ view.latest.key }}", encoding="utf-8"
    )
    asked = len(site.seen)
    assert run().made is None
    assert len(site.seen) == asked
    page = (desk / "output" / "index.html").read_text(encoding="utf-8")
    assert page.startswith(f"Own: {good.folder.name}")


@pytest.mark.usefixtures("good")
def test_another_desk_does_not_take_the_place_of_an_edition(run: Run, desk: Path) -> None:
    path = desk / "reporter.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('name = "desk"', 'name = "other"'),
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="taken by desk 'desk'"):
        run(force=True)


def test_foreign_files_in_the_output_folder_are_left_alone(run: Run, desk: Path) -> None:
    output = desk / "output"
    (output / "mine").mkdir(parents=True)
    (output / "mine" / "edition.json").write_text("[]", encoding="utf-8")
    (output / "index.html").write_text("<p>my own page</p>", encoding="utf-8")
    assert run().state is EditionState.READY
    assert (output / "index.html").read_text(encoding="utf-8") == "<p>my own page</p>"


def test_a_replay_says_whether_it_is_the_same(good: Done, desk: Path, tmp_path: Path) -> None:
    name = good.folder.name
    same = replay_edition(name, root=desk, out=tmp_path / "one", export=None, tell=quiet)
    assert same.differs == ()
    (desk / "templates").mkdir()
    (desk / "templates" / "article.md.j2").write_text(
        '{% include "!builtin/article.md.j2" %}\nAnother last line.\n', encoding="utf-8"
    )
    (desk / "templates" / "articel.html.j2").write_text("x", encoding="utf-8")
    other = replay_edition(name, root=desk, out=tmp_path / "two", export=None, tell=quiet)
    assert other.differs
    assert other.made is not None
    assert "Was article.html.j2 meant?" in other.made.notes[0]
    assert any(file.endswith("article.md") for file in other.differs)


def test_what_came_in_outlives_a_failure_later(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug after gathering")

    monkeypatch.setattr("reporter.newsroom.run.make_edition", broken)
    with pytest.raises(RuntimeError):
        run()
    blobs = [p for p in (desk / ".reporter" / "archive").rglob("*") if p.is_file()]
    assert any(b'"records"' in blob.read_bytes() for blob in blobs)


def test_a_replay_that_is_held_stays_beside_the_good_one(
    good: Done, desk: Path, tmp_path: Path
) -> None:
    name = good.folder.name
    out = tmp_path / "out"
    sound = replay_edition(name, root=desk, out=out, export=None, tell=quiet)
    (desk / "templates").mkdir()
    (desk / "templates" / "article.md.j2").write_text("# X\n\n9.9%\n", encoding="utf-8")
    held = replay_edition(name, root=desk, out=out, export=None, tell=quiet)
    assert held.state is EditionState.HELD
    assert held.folder.parent == out / ".held"
    assert sound.folder.is_dir()


def test_a_feed_that_nobody_serves_is_a_named_gap(run: Run, desk: Path) -> None:
    path = desk / "reporter.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('allow_hosts = ["', 'allow_hosts = ["127.0.0.1:9", "')
    feed = '[[feeds]]\nname = "Nobody"\nurl = "http://127.0.0.1:9/rss"\n'
    path.write_text(text + feed, encoding="utf-8")
    done = run()
    assert done.state is EditionState.READY
    assert ("Nobody", "unreachable") in reasons(done)
