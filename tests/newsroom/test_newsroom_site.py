"""The public site: what it holds, that it checks, and what happens on the next call."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest

from reporter.model.errors import ConfigError, Held, OutputError, UsageError
from reporter.newsroom.site import rebuild_site
from reporter.storage.publications import PublicationStore
from tests.newsroom.site_desk import (
    CONFIGURATION,
    LATER,
    NAME,
    URL,
    Desk,
    desk_with,
    held_files,
)


@pytest.fixture
def desk(tmp_path: Path, demo: Path) -> Desk:
    """A desk that has brought nothing yet."""
    return desk_with(demo, tmp_path / "desk")


@pytest.fixture
def brought(tmp_path: Path, published: Desk) -> Desk:
    """A desk that has brought the edition once."""
    return published.copied(tmp_path / "desk")


# --- what the site holds -----------------------------------------------------------------------


def test_a_reader_can_check_every_published_file(published: Desk) -> None:
    found = held_files(published.site / NAME, ".html", ".md", ".pdf", ".svg")
    assert list(found) == []


def test_an_edition_stands_under_its_permalinks_with_a_public_head(published: Desk) -> None:
    page = published.article()
    slug = json.loads(published.text(f"{NAME}/edition.json"))["articles"][0]["slug"]
    address = f"{URL}{NAME}/articles/{slug}/article.html"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'content="{URL}{NAME}/articles/{slug}/card.png"' in page
    assert '<link rel="stylesheet" href="../../../assets/page.css">' in page
    assert "Published</b> <time" in page
    assert "27 March 2026, 22:05 UTC" in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(data)
    assert told["datePublished"] == told["dateModified"] == "2026-03-27T22:05:09Z"
    assert told["publisher"]["name"] == "Meridian Desk"
    assert told["isBasedOn"]
    assert "data:font" not in page


def test_the_words_of_the_article_are_those_that_were_checked(published: Desk) -> None:
    (draft,) = published.folder.glob("articles/*/article.html")

    def words(page: str) -> str:
        article = page[page.index("<article>") : page.index("</article>")]
        return re.sub(r"<!-- stamps -->.*?<!-- /stamps -->", "", article, flags=re.DOTALL)

    assert words(published.article()) == words(draft.read_text("utf-8"))


def test_the_mail_draft_is_not_published_nor_linked_to(published: Desk) -> None:
    assert not list(published.site.rglob("*.eml"))
    pages = [data for name, data in published.files().items() if name.endswith(".html")]
    assert not any(b"newsletter.eml" in page for page in pages)


def test_every_link_within_the_site_leads_somewhere(published: Desk) -> None:
    for name, data in published.files().items():
        if not name.endswith(".html"):
            continue
        for link in re.findall(rb'(?:href|src)="([^"#]+)(?:#[^"]*)?"', data):
            target = link.decode()
            if target.startswith(URL):
                assert (published.site / target.removeprefix(URL)).exists(), (name, target)
            elif "://" not in target and not target.startswith(("data:", "mailto:")):
                assert ((published.site / name).parent / target).resolve().exists(), (name, target)


def test_sample_editions_are_marked_and_never_to_be_listed(published: Desk) -> None:
    for name, data in published.files().items():
        if name.endswith(".html"):
            assert b'<meta name="robots" content="noindex">' in data, name
    assert "Sample data" in published.text("index.html")
    assert ET.fromstring(published.text("sitemap.xml").encode()).findall("{*}url") == []


def test_the_published_document_holds_no_teasers_and_no_costs(published: Desk) -> None:
    own = json.loads((published.folder / "edition.json").read_bytes())
    public = json.loads(published.text(f"{NAME}/edition.json"))
    assert public["schema"] == own["schema"]
    assert len(published.text(f"{NAME}/edition.json")) < len(
        (published.folder / "edition.json").read_text()
    )
    assert public["costs"] == {}
    assert all(item["summary"] == "" for story in public["stories"] for item in story["items"])
    teasers = {f["id"]: f["value"] for f in own["facts"] if f["metric"] in {"summary", "text"}}
    left = {f["id"]: f["value"] for f in public["facts"] if f["metric"] in {"summary", "text"}}
    assert left
    assert set(left) < set(teasers)
    article = published.article().replace("\xa0", " ")
    quotes = [part.partition("”")[0] for part in article.split("“")[1:]]
    for fact_id, text in left.items():
        assert text in teasers[fact_id]
        assert any(quote.rstrip(".") in text for quote in quotes)
    whole = [text for fact_id, text in teasers.items() if text != left.get(fact_id)]
    assert whole
    everything = b"".join(published.files().values()).decode("utf-8", "replace")
    assert not [text for text in whole if text in everything]


def test_the_feeds_hold_whole_articles_and_are_valid(published: Desk) -> None:
    feed = feedparser.parse(published.text("feed.xml"))
    assert feed.bozo == 0
    (entry,) = feed.entries
    assert entry.id == f"tag:news.example.com,2026-03-27:desk/{NAME}"
    assert entry.link.startswith(URL)
    assert "no source ties the contract" in entry.content[0].value.replace("\xa0", " ")
    assert not re.findall(r'(?:href|src)="(?!https?://|mailto:)', entry.content[0].value)
    told = json.loads(published.text("feed.json"))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["title"] == "Meridian Desk"
    (item,) = told["items"]
    assert item["id"] == entry.id
    assert item["url"] == entry.link
    assert item["content_html"]


def test_symbols_have_pages_with_what_was_printed(published: Desk) -> None:
    page = published.text("symbols/FILUSDT.html")
    for told in ("no lean", "$0.836", "−0.0406% per 8 h", "27 March 2026, 21:21 UTC"):
        assert told in page
        assert told in published.text("symbols/index.html")


# --- once, and again ------------------------------------------------------------------------------


def test_the_same_edition_again_changes_nothing(brought: Desk) -> None:
    files = brought.files()
    times = {path: path.stat().st_mtime_ns for path in brought.site.rglob("*")}
    assert brought.bring(LATER) == f"{NAME}/1"
    assert brought.files() == files
    assert {path: path.stat().st_mtime_ns for path in brought.site.rglob("*")} == times
    with PublicationStore(brought.workspace.database) as store:
        assert len(list(store.latest())) == 1


def test_one_more_edition_makes_the_lists_that_a_rebuild_makes(brought: Desk) -> None:
    brought.move("2026-04-02")
    brought.bring(LATER)
    added = brought.files()
    rebuild_site(brought.workspace, brought.workspace.load())
    assert brought.files() == added
    assert "archive/2026-04.html" in added
    assert b"2026-04.html" in added["archive/2026-03.html"]
    assert len(json.loads(added["feed.json"])["items"]) == 2


def test_another_template_reaches_the_pages_of_all_editions(brought: Desk) -> None:
    own = brought.workspace.templates
    own.mkdir()
    (own / "masthead.html.j2").write_text("<p>My masthead</p>\n", encoding="utf-8")
    brought.move("2026-04-02")
    brought.bring(LATER)
    pages = {name: data for name, data in brought.files().items() if name.endswith(".html")}
    assert [name for name, data in pages.items() if b"My masthead" not in data] == []
    assert list(held_files(brought.site / NAME, ".html")) == []


def test_a_page_of_the_publishers_own_is_left_alone(desk: Desk) -> None:
    desk.site.mkdir()
    for name in ("robots.txt", "method.html"):
        (desk.site / name).write_text("mine", encoding="utf-8")
    desk.bring()
    assert desk.text("robots.txt") == desk.text("method.html") == "mine"


def test_an_edition_whose_folder_was_taken_away_is_listed_no_more(brought: Desk) -> None:
    shutil.rmtree(brought.site / NAME)
    rebuild_site(brought.workspace, brought.workspace.load())
    assert NAME not in brought.text("index.html")
    assert not (brought.site / "symbols" / "FILUSDT.html").exists()
    assert feedparser.parse(brought.text("feed.xml")).entries == []
    brought.bring(LATER)
    assert NAME in brought.text("index.html")
    assert "27 March 2026, 22:05 UTC" in brought.article()  # it keeps its own time


# --- what is refused ------------------------------------------------------------------------------


def test_without_a_site_there_is_nowhere_to_bring_it(desk: Desk) -> None:
    desk.configure(CONFIGURATION.partition("[site]")[0])
    with pytest.raises(ConfigError, match=r"\[site\]"):
        desk.bring()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('dir = "output"\n', "output folder"),
        ('dir = "output/site"\n', "output folder"),
        ('dir = "."\n', "output folder"),
        ('dir = ".."\n', "output folder"),
        ('dir = "."\n[output]\ndir = "../drafts"\n', "secrets"),
    ],
)
def test_no_draft_and_no_secret_lies_in_the_site(desk: Desk, more: str, told: str) -> None:
    desk.configure(CONFIGURATION + more)
    with pytest.raises(ConfigError, match=told):
        desk.bring()


def test_a_folder_without_an_edition_is_refused(desk: Desk) -> None:
    (desk.folder / "edition.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="no folder of an edition"):
        desk.bring()


def test_a_file_that_is_gone_is_told(desk: Desk) -> None:
    (desk.folder / "briefing.pdf").unlink()
    with pytest.raises(UsageError, match=r"briefing\.pdf"):
        desk.bring()


def test_the_place_of_another_desks_edition_is_not_taken(brought: Desk) -> None:
    text = (brought.folder / "edition.json").read_text("utf-8")
    key = json.loads(text)["key"]["desk"]
    (brought.folder / "edition.json").write_text(
        text.replace(f'"desk": "{key}"', '"desk": "others"'), encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="taken by desk"):
        brought.bring(LATER)


def test_files_of_the_publishers_own_in_its_place_are_not_taken_away(desk: Desk) -> None:
    own = desk.site / NAME / "index.html"
    own.parent.mkdir(parents=True)
    own.write_text("Our own page.", encoding="utf-8")
    with pytest.raises(ConfigError, match="not ours"):
        desk.bring()
    assert own.read_text("utf-8") == "Our own page."


def test_a_draft_that_was_copied_there_by_hand_gives_way(desk: Desk) -> None:
    shutil.copytree(desk.folder, desk.site / NAME)
    assert desk.bring() == f"{NAME}/1"
    assert "Published</b> <time" in desk.article()


def test_a_template_that_spoils_a_page_holds_it(desk: Desk) -> None:
    own = desk.workspace.templates
    own.mkdir()
    (own / "masthead.html.j2").write_text("<p>Up 912% a year</p>\n", encoding="utf-8")
    with pytest.raises(Held, match="912"):
        desk.bring()
    assert desk.files() == {}


@pytest.mark.parametrize("sheet", ["page.css", "site.css"])
def test_a_style_sheet_that_prints_a_figure_holds_the_pages(desk: Desk, sheet: str) -> None:
    own = desk.workspace.templates / "css"
    own.mkdir(parents=True)
    (own / sheet).write_text(r'h1::after{content:" (up \39.13%)</style>"}', encoding="utf-8")
    with pytest.raises(Held, match=r"9\.13"):
        desk.bring()
    assert desk.files() == {}


def test_a_site_that_cannot_be_written_is_told(desk: Desk) -> None:
    desk.site.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError):
        desk.bring()
