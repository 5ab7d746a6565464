"""``reporter feeds add``, ``import``, ``export``: the list changes, the file stays the user's."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.model.feeds import FeedState
from reporter.newsroom import environment
from reporter.storage import FeedStates
from tests.cli.feed_site import FeedSite, Page, serving, workspace


@pytest.fixture
def site() -> Iterator[FeedSite]:
    with serving() as made:
        yield made


@dataclass
class Desk:
    """A workspace and the commands run in it."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def text(self) -> str:
        return (self.root / "reporter.toml").read_text(encoding="utf-8")

    @property
    def feeds(self) -> list[tuple[str, str]]:
        return [(feed["name"], feed["url"]) for feed in tomllib.loads(self.text)["feeds"]]

    def feeds_command(self, *arguments: str) -> tuple[int, str, str]:
        code = cli.invoke(["feeds", *arguments, "--workspace", str(self.root)])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def desk(tmp_path: Path, site: FeedSite, capsys: pytest.CaptureFixture[str]) -> Desk:
    root = workspace(tmp_path / "desk", site, ("First", site.feed("/first"), 2))
    return Desk(root, capsys)


def test_a_feed_is_added_under_its_own_title_and_nothing_else_changes(
    desk: Desk, site: FeedSite
) -> None:
    before = desk.text
    url = site.feed(
        "/new.xml", title="Harbour &amp;lt;b&amp;gt;Office&amp;lt;/b&amp;gt; &amp;amp; Sons"
    )
    code, out, _ = desk.feeds_command("add", url, "--tier", "1", "--use", "headline")
    assert code == 0
    assert f"Added 'Harbour Office & Sons' ({url}): 2 items" in out
    block = (
        f'\n[[feeds]]\nname = "Harbour Office & Sons"\nurl = "{url}"\ntier = 1\nuse = "headline"\n'
    )
    assert block in desk.text
    assert desk.text.replace(block, "", 1) == before
    assert desk.text.index(block) < desk.text.index("# what is measured")


def test_a_web_page_leads_to_the_feed_that_it_names(desk: Desk, site: FeedSite) -> None:
    site.feed("/blog/feed.xml", title="Harbour Blog")
    site.pages["/blog/"] = Page(
        b"<!doctype html><html><head>"
        b"<!-- <link rel='alternate' type='application/rss+xml' href='/hidden.xml'> -->"
        b"<link rel='alternate' type='application/rss+xml' title='Comments' href='c.xml'>"
        b"<LINK REL='home alternate' TYPE='application/rss+xml; charset=utf-8' HREF='feed.xml'>"
    )
    code, out, _ = desk.feeds_command("add", site.url("/blog/"), "--json")
    assert code == 0
    assert json.loads(out)["url"] == site.url("/blog/feed.xml")
    assert desk.feeds[-1] == ("Harbour Blog", site.url("/blog/feed.xml"))
    code, _, err = desk.feeds_command("add", site.url("/blog/"))
    assert code == 2
    assert "there already, as 'Harbour Blog'" in err


def test_a_page_that_names_a_page_is_followed_one_step_only(desk: Desk, site: FeedSite) -> None:
    link = b"<html><link rel='alternate' type='application/rss+xml' href='%s'>"
    site.pages["/a"] = Page(link % b"/b")
    site.pages["/b"] = Page(link % b"/first")
    before = desk.text
    code, _, err = desk.feeds_command("add", site.url("/a"))
    assert code == 4
    assert "the feed was not added (DEAD): a web page came instead of a feed." in err
    assert site.url("/first") in err
    assert desk.text == before


def test_what_is_there_already_is_refused_by_whatever_address(desk: Desk, site: FeedSite) -> None:
    before = desk.text
    for url in (
        site.url("/first"),
        site.url("/first/?utm_source=x#top"),
        site.redirect("/alias", site.url("/first"), 302),
    ):
        code, _, err = desk.feeds_command("add", url)
        assert code == 2
        assert "there already, as 'First'" in err
    other = site.feed("/other")
    now = environment.now()
    with FeedStates(desk.root / ".reporter" / "reporter.db") as store:
        store.put(FeedState(url=site.url("/first"), first_seen=now, moved_to=other))
    code, _, err = desk.feeds_command("add", other)
    assert code == 2
    assert "there already, as 'First'" in err
    code, _, err = desk.feeds_command("add", site.feed("/third"), "--name", "First")
    assert code == 2
    assert "of the name 'First' already" in err
    assert desk.text == before


def test_a_feed_that_moved_for_good_is_written_where_it_lives(desk: Desk, site: FeedSite) -> None:
    here = site.feed("/here", title="Here")
    code, out, _ = desk.feeds_command("add", site.redirect("/there", here))
    assert code == 0
    assert "reporter.toml" not in out
    assert desk.feeds[-1] == ("Here", here)
    now_here = site.redirect("/today", site.feed("/cdn", title="Cache"), 302)
    assert desk.feeds_command("add", now_here)[0] == 0
    assert desk.feeds[-1] == ("Cache", now_here)


def test_a_taken_title_gets_the_host_beside_it(desk: Desk, site: FeedSite) -> None:
    assert desk.feeds_command("add", site.feed("/2", title="First"))[0] == 0
    assert desk.feeds_command("add", site.feed("/3", title="First"))[0] == 0
    assert [name for name, _ in desk.feeds[1:]] == ["First (127.0.0.1)", "First (127.0.0.1) 2"]


def test_what_cannot_be_asked_is_kept_untested_and_not_else(desk: Desk, site: FeedSite) -> None:
    before = desk.text
    code, _, err = desk.feeds_command("add", site.url("/down"))
    assert code == 4
    assert "--untested" in err
    assert desk.text == before
    seen = list(site.seen)
    code, out, _ = desk.feeds_command("add", site.url("/down"), "--untested", "--json")
    assert code == 0
    assert json.loads(out)["health"] is None
    assert site.seen == seen
    assert desk.feeds[-1] == ("127.0.0.1", site.url("/down"))
    code, out, _ = desk.feeds_command("add", "harbour.example/rss", "--untested", "--name", "H")
    assert out == "Added 'H' (https://harbour.example/rss): not asked.\n"


def test_a_name_is_one_visible_line(desk: Desk) -> None:
    wanted = "Harbour\nOffice\x07 \u202e\udcff"
    arguments = ("add", "https://harbour.example/rss", "--untested", "--name", wanted)
    assert desk.feeds_command(*arguments)[0] == 0
    assert desk.feeds[-1][0] == "Harbour Office"


def test_an_empty_feed_is_added_with_a_remark(desk: Desk, site: FeedSite) -> None:
    site.pages["/empty"] = Page(b"<rss version='2.0'><channel><title>New</title></channel></rss>")
    code, out, _ = desk.feeds_command("add", site.url("/empty"))
    assert code == 0
    assert "it reads, but holds no item." in out
    assert "Try again later" in out


@pytest.mark.parametrize("url", ["ftp://harbour.example/rss", "https://me:pw@harbour.example/rss"])
def test_an_address_that_cannot_be_a_feed_is_refused(desk: Desk, url: str) -> None:
    before = desk.text
    assert desk.feeds_command("add", url, "--untested")[0] == 2
    assert desk.text == before


def test_a_list_is_imported_without_asking_anybody(
    desk: Desk, site: FeedSite, tmp_path: Path
) -> None:
    listed = tmp_path / "list.opml"
    listed.write_text(
        f"""<?xml version="1.0"?><OPML version="1.1"><body><outline text="Folder">
        <Outline TEXT="Harbour" XMLURL="https://harbour.example/rss" category="/tier/1"/>
        <outline title="Known" xmlUrl="{site.url("/first")}"/>
        <outline text="Down" xmlUrl="{site.url("/down")}"/>
        <outline text="Again" xmlUrl="HTTP://harbour.example/rss/#x"/>
        <outline text="Odd" xmlUrl="ftp://harbour.example/"/>
        </outline></body></OPML>""",
        encoding="utf-8",
    )
    code, out, _ = desk.feeds_command("import", str(listed))
    assert code == 0
    assert out.splitlines()[-1] == "2 added, 2 known already, 1 refused"
    assert "refused  Odd: its address is no http or https address" in out
    assert desk.feeds[1:] == [
        ("Harbour", "https://harbour.example/rss"),
        ("Down", site.url("/down")),
    ]
    assert site.seen == []
    before = desk.text
    code, out, _ = desk.feeds_command("import", str(listed), "--json")
    assert code == 0
    assert json.loads(out)["added"] == []
    assert desk.text == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<opml><body><outline", "no well-formed XML"),
        (b"", "no well-formed XML"),
        (b"<rss version='2.0'><channel/></rss>", "the file is no OPML"),
        (b"<?xml version='1.0'?><!DOCTYPE o [<!ENTITY a 'b'>]><opml/>", "declares a document type"),
        (b"<?xml version='1.0' encoding='x-none'?><opml/>", "no well-formed XML"),
    ],
)
def test_a_bad_list_changes_nothing(
    desk: Desk, tmp_path: Path, content: bytes, message: str
) -> None:
    before = desk.text
    (tmp_path / "bad.opml").write_bytes(content)
    code, _, err = desk.feeds_command("import", str(tmp_path / "bad.opml"))
    assert code == 2
    assert message in err
    assert desk.text == before


def test_a_dead_address_is_added_with_a_warning_where_nobody_is_asked(
    desk: Desk, tmp_path: Path
) -> None:
    _, out, _ = desk.feeds_command("add", "https://www.coindesk.com/feed", "--untested")
    assert "known to be dead. Use https://www.coindesk.com/arc/outboundfeeds/rss/." in out
    listed = tmp_path / "list.opml"
    listed.write_text("<opml><outline xmlUrl='https://blockworks.co/feed'/></opml>")
    _, out, _ = desk.feeds_command("import", str(listed))
    assert "known to be dead" in out.splitlines()[1]
    listed.write_text("<opml><outline xmlUrl='https://www.theblockcrypto.com/rss.xml'/></opml>")
    _, out, _ = desk.feeds_command("import", str(listed), "--json")
    assert "known to be dead" in json.loads(out)["added"][0]["warning"]


def test_a_list_that_is_not_there_is_a_usage_error(desk: Desk, tmp_path: Path) -> None:
    code, _, err = desk.feeds_command("import", str(tmp_path / "none.opml"))
    assert code == 2
    assert "the list cannot be read" in err


def test_what_is_exported_can_be_imported(desk: Desk, site: FeedSite, tmp_path: Path) -> None:
    desk.feeds_command("add", "https://a.example/?x=1&y=2", "--untested", "--name", 'A "<é>" \\ b')
    code, out, _ = desk.feeds_command("export")
    assert code == 0
    target = tmp_path / "lists" / "mine.opml"
    assert desk.feeds_command("export", str(target))[1] == f"{target}\n"
    assert target.read_text(encoding="utf-8") == out
    code, told, _ = desk.feeds_command("import", str(target))
    assert (code, told.splitlines()[-1]) == (0, "0 added, 2 known already, 0 refused")
    other = Desk(workspace(tmp_path / "other", site, ("X", "https://x.example", 3)), desk.capsys)
    assert other.feeds_command("import", str(target))[0] == 0
    assert other.feeds[1:] == desk.feeds
