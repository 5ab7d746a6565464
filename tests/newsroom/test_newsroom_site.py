"""The public site: what it holds, that it checks, corrections, and what a crash leaves behind."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from reporter.model.errors import ConfigError, Held, OutputError, UsageError
from reporter.newsroom import site as site_module
from reporter.newsroom import site_build
from reporter.newsroom.checks import judge_files
from reporter.newsroom.site import bring_to_site, rebuild_site
from reporter.newsroom.workspace import Workspace
from reporter.storage.publications import PublicationStore

NOW = datetime(2026, 3, 27, 22, 5, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
URL = "https://news.example.com/desk/"
NAME = "2026-03-27-sample"
CONFIGURATION = (
    '[desk]\nname = "meridian"\nbrand = "Meridian Desk"\n'
    '[[feeds]]\nname = "Wire"\nurl = "https://wire.example/feed"\n'
    '[market]\nsymbols = ["FILUSDT"]\n'
    f'[site]\nurl = "{URL}"\n'
)
MENDED = "range.low_72h"
CORRECTION = (
    "An earlier version put the low of the range of FILUSDT over 72 h at $0.7843; it is $0.79."
)


class Desk:
    """A workspace with the demo edition in its output folder."""

    def __init__(self, root: Path, demo: Path) -> None:
        self.workspace = Workspace(root)
        self.site = root / "site"
        self.folder = root / "output" / NAME
        shutil.copytree(demo, self.folder)
        self.configure(CONFIGURATION)

    def configure(self, text: str) -> None:
        self.workspace.config_file.write_text(text, encoding="utf-8")

    def bring(self, now: datetime = NOW, correction: str = "") -> str:
        config = self.workspace.load()
        return bring_to_site(self.workspace, config, self.folder, now=now, correction=correction).id

    def change(self, **facts: str) -> None:
        """Another version: facts of FILUSDT (dots as two underscores) get other values."""
        path = self.folder / "edition.json"
        document = json.loads(path.read_bytes())
        wanted = {f"binance.filusdt.{name.replace('__', '.')}": v for name, v in facts.items()}
        for fact in document["facts"]:
            fact["value"] = wanted.get(fact["id"], fact["value"])
        document["articles"][0]["notes"] = [f"changed: {sorted(wanted)}"]
        path.write_text(json.dumps(document), encoding="utf-8")

    def move(self, day: str) -> None:
        """The same edition under another day."""
        path = self.folder / "edition.json"
        document = json.loads(path.read_bytes())
        document["key"]["date"] = day
        path.write_text(json.dumps(document), encoding="utf-8")
        self.folder = self.folder.rename(self.folder.with_name(f"{day}-sample"))

    def files(self) -> dict[str, bytes]:
        paths = (path for path in sorted(self.site.rglob("*")) if path.is_file())
        return {path.relative_to(self.site).as_posix(): path.read_bytes() for path in paths}

    def text(self, name: str) -> str:
        return (self.site / name).read_text("utf-8")

    def article(self) -> str:
        (path,) = self.site.glob(f"{NAME}/articles/*/article.html")
        return path.read_text("utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Desk:
    """A desk that has brought the edition once. Nobody may change it."""
    desk = Desk(tmp_path_factory.mktemp("published") / "desk", demo)
    assert desk.bring() == f"{NAME}/1"
    return desk


@pytest.fixture
def desk(tmp_path: Path, demo: Path) -> Desk:
    return Desk(tmp_path / "desk", demo)


def held_files(folder: Path, *kinds: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Files of an edition that its own edition.json does not bear out, each with its errors."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    assert {path.suffix for path in files} == set(kinds)
    for one in judge_files(files, folder / "edition.json"):
        if one.verdict.held:
            yield one.path.name, tuple(f.message + f.seen for f in one.verdict.findings)


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
    assert entry.id == f"tag:news.example.com,2026-03-27:{NAME}"
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


def test_the_same_edition_again_changes_nothing(desk: Desk) -> None:
    first = desk.bring()
    files = desk.files()
    times = {path: path.stat().st_mtime_ns for path in desk.site.rglob("*")}
    assert desk.bring(LATER) == first
    assert desk.files() == files
    assert {path: path.stat().st_mtime_ns for path in desk.site.rglob("*")} == times
    with PublicationStore(desk.workspace.database) as store:
        assert len(list(store.latest())) == 1


def test_one_more_edition_makes_the_lists_that_a_rebuild_makes(desk: Desk) -> None:
    desk.bring()
    desk.move("2026-04-02")
    desk.bring(LATER)
    added = desk.files()
    rebuild_site(desk.workspace, desk.workspace.load())
    assert desk.files() == added
    assert "archive/2026-04.html" in added
    assert b"2026-04.html" in added["archive/2026-03.html"]
    assert len(json.loads(added["feed.json"])["items"]) == 2


def test_another_template_reaches_the_pages_of_all_editions(desk: Desk) -> None:
    desk.bring()
    own = desk.workspace.templates
    own.mkdir()
    (own / "masthead.html.j2").write_text("<p>My masthead</p>\n", encoding="utf-8")
    desk.move("2026-04-02")
    desk.bring(LATER)
    pages = {name: data for name, data in desk.files().items() if name.endswith(".html")}
    assert [name for name, data in pages.items() if b"My masthead" not in data] == []
    assert list(held_files(desk.site / NAME, ".html")) == []


def test_a_page_of_the_publishers_own_is_left_alone(desk: Desk) -> None:
    desk.site.mkdir()
    for name in ("robots.txt", "method.html"):
        (desk.site / name).write_text("mine", encoding="utf-8")
    desk.bring()
    assert desk.text("robots.txt") == desk.text("method.html") == "mine"


def test_an_edition_whose_folder_was_taken_away_is_listed_no_more(desk: Desk) -> None:
    desk.bring()
    shutil.rmtree(desk.site / NAME)
    rebuild_site(desk.workspace, desk.workspace.load())
    assert NAME not in desk.text("index.html")
    assert not (desk.site / "symbols" / "FILUSDT.html").exists()
    assert feedparser.parse(desk.text("feed.xml")).entries == []
    desk.bring(LATER)
    assert NAME in desk.text("index.html")
    assert "27 March 2026, 22:05 UTC" in desk.article()  # it keeps its own time


# --- corrections ----------------------------------------------------------------------------------


def test_a_second_version_has_to_say_what_it_corrects(desk: Desk) -> None:
    desk.bring()
    files = desk.files()
    desk.change(range__low_72h="0.79")
    with pytest.raises(UsageError, match="--correction"):
        desk.bring(LATER)
    assert desk.files() == files


def test_a_correction_is_told_and_dated_everywhere(desk: Desk) -> None:
    desk.bring()
    desk.change(range__low_72h="0.79")
    assert desk.bring(LATER, CORRECTION) == f"{NAME}/2"
    stamp = "28 March 2026, 00:05 UTC"
    for page in (desk.article(), desk.text(f"{NAME}/index.html")):
        assert CORRECTION in page
        assert stamp in page
        assert "27 March 2026, 22:05 UTC" in page
    (data,) = re.findall(r'ld\+json">(.*?)</script>', desk.article(), re.DOTALL)
    told = json.loads(data)
    assert told["correction"] == [CORRECTION]
    assert told["dateModified"] == "2026-03-28T00:05:09Z"
    for name in ("index.html", "archive/2026-03.html", "symbols/FILUSDT.html"):
        assert "Corrected" in desk.text(name)
    (entry,) = feedparser.parse(desk.text("feed.xml")).entries
    assert entry.updated == "2026-03-28T00:05:09Z"
    assert entry.published == "2026-03-27T22:05:09Z"
    assert entry.content[0].value.startswith("<p><strong>Corrected 28 March 2026")
    assert entry.id == f"tag:news.example.com,2026-03-27:{NAME}"
    assert json.loads(desk.text("feed.json"))["items"][0]["date_modified"] == entry.updated
    assert list(held_files(desk.site / NAME, ".html")) == []


def test_every_version_is_kept_and_earlier_corrections_stay_true(desk: Desk) -> None:
    desk.bring()
    desk.change(range__low_72h="0.79")
    desk.bring(LATER, CORRECTION)
    desk.change(range__low_72h="0.81")
    second = "The low of the range of FILUSDT over 72 h is $0.81, not $0.79."
    desk.bring(LATER + timedelta(hours=1), second)
    page = desk.article()
    assert page.index(CORRECTION) < page.index(second)
    assert list(held_files(desk.site / NAME, ".html")) == []
    with PublicationStore(desk.workspace.database) as store:
        (latest,) = store.latest()
        versions = store.versions(latest.key)
    assert [one.correction for one in versions] == ["", CORRECTION, second]


def test_a_correction_that_is_wrong_itself_is_refused(desk: Desk) -> None:
    desk.bring()
    files = desk.files()
    desk.change(range__low_72h="0.79")
    for text, message in (
        ("The volume of FILUSDT was $912 million.", "912"),
        ("Funding of FILUSDT settled at −4.06%.", "4.06"),
        ("It is {{binance.filusdt.price}}.", "plain paragraph"),
        ("word " * 300, "plain paragraph"),
        (" \n ", "what is corrected"),
    ):
        with pytest.raises(UsageError, match=message):
            desk.bring(LATER, text)
    assert desk.files() == files


def test_the_text_of_a_correction_is_text(desk: Desk) -> None:
    desk.bring()
    desk.change(range__low_72h="0.79")
    desk.bring(LATER, "The <script>alert()</script> & the\nwords “of” it were wrong.")
    escaped = "The &lt;script&gt;alert()&lt;/script&gt; &amp; the words “of” it were wrong."
    assert escaped in desk.article()
    assert "<script>alert" not in desk.article()
    (entry,) = feedparser.parse(desk.text("feed.xml"), sanitize_html=False).entries
    assert "<script" not in entry.content[0].value
    assert feedparser.parse(desk.text("feed.xml")).bozo == 0


def test_a_first_version_has_nothing_to_correct(desk: Desk) -> None:
    with pytest.raises(UsageError, match="nothing to correct"):
        desk.bring(correction=CORRECTION)
    assert desk.files() == {}


def test_an_address_that_a_correction_moves_leads_on(desk: Desk) -> None:
    desk.bring()
    before = json.loads((desk.folder / "edition.json").read_bytes())["articles"][0]["slug"]
    text = (desk.folder / "edition.json").read_text("utf-8")
    desk.folder.joinpath("edition.json").write_text(
        text.replace(f"articles/{before}/", "articles/renamed/").replace(
            f'"slug": "{before}"', '"slug": "renamed"'
        ),
        encoding="utf-8",
    )
    (desk.folder / "articles" / before).rename(desk.folder / "articles" / "renamed")
    desk.bring(LATER, "The name of the article was wrong.")
    moved = desk.text(f"{NAME}/articles/{before}/article.html")
    assert 'href="../../../2026-03-27-sample/articles/renamed/article.html"' in moved
    assert "noindex" in moved
    rebuild_site(desk.workspace, desk.workspace.load())
    assert desk.text(f"{NAME}/articles/{before}/article.html") == moved


# --- what is refused ------------------------------------------------------------------------------


def test_without_a_site_there_is_nowhere_to_bring_it(desk: Desk) -> None:
    desk.configure(CONFIGURATION.partition("[site]")[0])
    with pytest.raises(ConfigError, match=r"\[site\]"):
        desk.bring()


def test_the_site_is_not_the_output_folder(desk: Desk) -> None:
    desk.configure(CONFIGURATION + 'dir = "output"\n')
    with pytest.raises(ConfigError, match="output folder"):
        desk.bring()


def test_a_folder_without_an_edition_is_refused(desk: Desk) -> None:
    (desk.folder / "edition.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="no folder of an edition"):
        desk.bring()


def test_a_file_that_is_gone_is_told(desk: Desk) -> None:
    (desk.folder / "briefing.pdf").unlink()
    with pytest.raises(UsageError, match=r"briefing\.pdf"):
        desk.bring()


def test_the_place_of_another_desks_edition_is_not_taken(desk: Desk) -> None:
    desk.bring()
    text = (desk.folder / "edition.json").read_text("utf-8")
    key = json.loads(text)["key"]["desk"]
    (desk.folder / "edition.json").write_text(
        text.replace(f'"desk": "{key}"', '"desk": "others"'), encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="taken by desk"):
        desk.bring(LATER)


def test_a_template_that_spoils_a_page_holds_it(desk: Desk) -> None:
    own = desk.workspace.templates
    own.mkdir()
    (own / "masthead.html.j2").write_text("<p>Up 912% a year</p>\n", encoding="utf-8")
    with pytest.raises(Held, match="912"):
        desk.bring()
    assert desk.files() == {}


# --- crashes --------------------------------------------------------------------------------------


class Killed(Exception):
    """The process died here."""


def crash_after(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, calls: int) -> None:
    """Let that many calls of a function pass, then die within the next one."""
    real, left = getattr(target, name), [calls]

    def dying(*args: Any, **kwargs: Any) -> Any:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return real(*args, **kwargs)

    monkeypatch.setattr(target, name, dying)


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the pages back takes most of the time, and a crash has nothing to do with it."""
    monkeypatch.setattr(site_module, "require_sound", lambda *_: None)
    monkeypatch.setattr(site_module, "public_evidence", lambda *_: {})


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("target", "name", "calls", "correcting"),
    [
        (site_module, "publish_folder", 0, False),
        (site_module, "publish_folder", 0, True),
        (site_module, "write_around", 0, True),
        (site_build, "write_atomic", 3, False),
        (site_build, "write_atomic", 3, True),
        (site_module, "write_atomic", 0, False),
    ],
)
def test_the_next_call_completes_what_a_crash_left(
    *,
    desk: Desk,
    tmp_path: Path,
    demo: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: Any,
    name: str,
    calls: int,
    correcting: bool,
) -> None:
    whole = Desk(tmp_path / "whole", demo)
    correction = CORRECTION if correcting else ""
    for one in (whole, desk):
        one.bring()
        if correcting:
            one.change(range__low_72h="0.79")
        else:
            one.move("2026-03-28")
    whole.bring(LATER, correction)
    standing = desk.files()
    with monkeypatch.context() as patch:
        crash_after(patch, target, name, calls)
        with pytest.raises(Killed):
            desk.bring(LATER, correction)
    for path, data in desk.files().items():
        assert data in (standing.get(path), whole.files().get(path)), path
    desk.bring(LATER, correction)
    assert desk.files() == whole.files()


def test_a_site_that_cannot_be_written_is_told(desk: Desk) -> None:
    desk.site.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError):
        desk.bring()
