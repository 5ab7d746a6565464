"""The list of editions: with the user's own template, and only where the page is ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reporter.newsroom.document import SCHEMA
from reporter.newsroom.index import rewrite_index

OWN = "<h1>My list</h1>{% for entry in view %}<p>{{ entry.headline }}</p>{% endfor %}"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    edition = tmp_path / "output" / "2026-03-27-main"
    edition.mkdir(parents=True)
    document = {
        "schema": SCHEMA,
        "as_of": "2026-03-27T21:21:00+00:00",
        "sample": False,
        "articles": [{"headline": {"text": "Margin <soon>"}}],
    }
    (edition / "edition.json").write_text(json.dumps(document), encoding="utf-8")
    return edition.parent


def test_the_users_own_template_makes_the_list_each_time(output: Path, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "index.html.j2").write_text(OWN, encoding="utf-8")
    for headline in ("Margin &lt;soon&gt;", "Another"):
        rewrite_index(output, (own,))
        page = (output / "index.html").read_text(encoding="utf-8")
        assert page.startswith(f"<h1>My list</h1><p>{headline}</p>")
        path = output / "2026-03-27-main" / "edition.json"
        path.write_text(path.read_text().replace("Margin <soon>", "Another"), encoding="utf-8")
    (own / "index.html.j2").unlink()
    rewrite_index(output, (own,))
    assert "<h1>Editions</h1>" in (output / "index.html").read_text(encoding="utf-8")


def test_a_page_that_is_not_ours_is_left_alone(output: Path) -> None:
    (output / "index.html").write_text("mine", encoding="utf-8")
    rewrite_index(output)
    assert (output / "index.html").read_text(encoding="utf-8") == "mine"
