"""Exports as Hugo, Jekyll and Astro really build them: every word and figure is ours."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import pytest

from reporter import reading
from reporter.cli import main as cli
from reporter.model.digest import digest
from reporter.model.text import BlockKind, FinishedText
from reporter.newsroom.run import Done
from reporter.publishing.export import SiteExport
from reporter.publishing.export_front import Kind
from reporter.publishing.parcel import Parcel
from reporter.rendering.charts import png
from reporter.rendering.charts_frame import Chart
from reporter.rendering.markdown import escape
from tests.pages.generator_sites import Site, new_site

pytestmark = pytest.mark.tools

NASTY = (
    "{{< youtube x >}} {{% note %}} {% include a.html %} {{ site.title }} {: .x} {x} $$a$$ | b | "
    "<script>alert(1)</script> &commat; \\ ` * _ [a](b) ~~c~~ a@b.example http://c.example #d "
    "--- a--b ... *[HTML]: x [^1]: y é − “q” 17%"
)


@pytest.fixture(params=get_args(Kind))
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    return new_site(request.param, tmp_path / "site")


@pytest.fixture(scope="module")
def demo(demo_made: Done) -> Path:
    """The demo edition's folder."""
    return demo_made.folder


@pytest.fixture
def parcel(demo: Path) -> Parcel:
    """The demo edition as a channel is given it."""
    article = json.loads((demo / "edition.json").read_bytes())["articles"][0]
    markdown = (demo / "articles" / article["slug"] / "article.md").read_text(encoding="utf-8")
    charts = [
        (f"{path.stem}.png", "", png(Chart(name=path.stem, svg=path.read_text("utf-8"), alt="")))
        for path in sorted((demo / "charts").glob("*.svg"))
    ]
    return Parcel(
        key="demo",
        edition="desk/demo",
        digest=digest(b"demo"),
        slug=article["slug"],
        title=article["headline"]["text"],
        dek=article["dek"]["text"],
        brand="Meridian Desk",
        tags=(article["subject"],),
        instant="2026-03-27T21:21:00Z",
        html="",
        markdown=markdown,
        eml=b"",
        images=tuple(charts),
        url="",
    )


def export(site: Site, parcel: Parcel) -> None:
    SiteExport(site.kind, site.root, {}).bring(parcel)


def words(text: FinishedText) -> list[str]:
    """Every word that a reader sees; generators make straight quotation marks curly."""
    shown = " ".join(block.text for block in text.blocks if block.kind is not BlockKind.META)
    return shown.replace("’", "'").split()


def test_the_built_page_is_the_article_and_passes_its_check(
    site: Site, parcel: Parcel, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(site, parcel)
    (page,) = site.build(drafts=True)
    ours = words(reading.read_markdown(parcel.markdown, "article.md"))
    assert words(reading.read_html(page.read_bytes(), "page.html")) == ours
    assert cli.invoke(["check", "--facts", str(demo / "edition.json"), str(page)]) == 0
    assert int(re.findall(r"(\d+) figures", capsys.readouterr().out)[0]) > 200
    html = page.read_text(encoding="utf-8")
    assert html.count("<table>") == parcel.markdown.count("\n| --- ")
    assert len(re.findall("<h2", html)) == len(re.findall("^## ", parcel.markdown, re.MULTILINE))


def test_pictures_and_sources_resolve(site: Site, parcel: Parcel) -> None:
    export(site, parcel)
    (page,) = site.build(drafts=True)
    html = page.read_text(encoding="utf-8")
    pictures = re.findall(r'<img[^>]*? src="([^"]+)"', html)
    assert len(pictures) == parcel.markdown.count("\n![") > 0
    for address in map(unquote, pictures):
        below = address.removeprefix("/blog/")
        assert address.startswith("/blog/") or "/" not in address, address
        assert ((site.out if below != address else page.parent) / below).is_file(), address
    notes = re.findall(r'<a href="([^"]+)"[^>]*>\[\d+\]</a>', html)
    assert len(notes) == len(re.findall(r"\]\(#source-\d+\)", parcel.markdown)) > 0
    assert all(address.startswith("https://") for address in notes)


def test_nothing_goes_public_by_an_export(site: Site, parcel: Parcel) -> None:
    export(site, parcel)
    assert site.build(drafts=False) == []
    (article,) = (path for path in site.root.rglob("*.md") if "node_modules" not in path.parts)
    text = article.read_text(encoding="utf-8")
    article.write_text(
        text.replace("draft: true", "draft: false").replace("published: false\n", "")
    )
    assert len(site.build(drafts=False)) == 1


def test_no_text_is_read_as_code(site: Site, parcel: Parcel) -> None:
    quiet = escape(NASTY)
    table = f"| a | b |\n| --- | --- |\n| {quiet} | c |"
    body = f"# {quiet}\n\nBegin {quiet}\n\n## {quiet}\n\n- **{quiet}:** x\n\n{table}\n"
    export(site, replace(parcel, title=NASTY, dek=NASTY, tags=(NASTY,), markdown=body, images=()))
    (page,) = site.build(drafts=True)
    text = reading.read_html(page.read_bytes(), "page.html")
    blocks = [block.text for block in text.blocks if block.kind is not BlockKind.META]
    seen = [" ".join(block.split()) for block in blocks]
    if site.kind == "astro":  # its smartypants joins hyphens and dots, however they are written
        seen = [block.replace("a—b …", "a--b ...") for block in seen]
    assert sum(NASTY in block for block in seen) == 5, seen
    assert "<script>alert" not in page.read_text(encoding="utf-8")


def test_the_same_file_is_sound_mdx(tmp_path: Path, parcel: Parcel) -> None:
    site = new_site("astro", tmp_path / "site")
    export(site, parcel)
    (article,) = (site.root / "src").rglob("*.md")
    article.rename(article.with_suffix(".mdx"))
    (page,) = site.build(drafts=True)
    ours = words(reading.read_markdown(parcel.markdown, "article.md"))
    assert words(reading.read_html(page.read_bytes(), "page.html")) == ours
