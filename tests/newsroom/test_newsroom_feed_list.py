"""Feeds written into ``reporter.toml``: the user's bytes stay, and the result is what was meant."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import ConfigError, OutputError, UsageError
from reporter.newsroom.config import FeedConfig
from reporter.newsroom.feed_list import (
    add_to_file,
    address_key,
    check_address,
    feed_block,
    sort_out,
    with_feeds,
)
from reporter.newsroom.opml import Outline
from reporter.newsroom.starter import starter_config

HEAD = '[desk]\nname = "d"\nbrand = "D"\n'
MARKET = '[market]\nsymbols = ["FILUSDT"]\n'
FIRST = '[[feeds]]\nname = "First"  # mine\nurl = "https://one.example/rss"\n'
NEW = FeedConfig(name="New", url="https://new.example/rss", tier=2)
BLOCK = '[[feeds]]\nname = "New"\nurl = "https://new.example/rss"\ntier = 2\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + FIRST + MARKET, HEAD + FIRST + "\n" + BLOCK + "\n" + MARKET),
        (
            f"{HEAD}\n{FIRST}\n# about the market\n\n# more\n{MARKET}",
            f"{HEAD}\n{FIRST}\n{BLOCK}\n# about the market\n\n# more\n{MARKET}",
        ),
        (HEAD + MARKET + FIRST, HEAD + MARKET + FIRST + "\n" + BLOCK),
        ((HEAD + MARKET + FIRST).rstrip("\n"), HEAD + MARKET + FIRST + "\n" + BLOCK),
        (FIRST + HEAD + MARKET, FIRST + "\n" + BLOCK + "\n" + HEAD + MARKET),
    ],
)
def test_a_feed_stands_after_the_last_one(text: str, expected: str) -> None:
    assert with_feeds(text, [NEW], "here") == expected


def test_windows_line_ends_stay_so() -> None:
    text = (HEAD + FIRST + MARKET).replace("\n", "\r\n")
    longer = with_feeds(text, [NEW], "here")
    assert longer.replace("\r\n", "\n") == with_feeds(HEAD + FIRST + MARKET, [NEW], "here")
    assert "\n" not in longer.replace("\r\n", "")


def test_marks_of_a_table_inside_a_text_mislead_nobody() -> None:
    tricky = f'{HEAD}conflicts = """\n[[feeds]]\nsee\n[market]\n"""\n{MARKET}'
    for text in (FIRST + tricky, tricky + FIRST):
        longer = with_feeds(text, [NEW], "here")
        before, after = tomllib.loads(text), tomllib.loads(longer)
        assert after["desk"] == before["desk"]
        assert [feed["name"] for feed in after["feeds"]] == ["First", "New"]


def test_feeds_in_one_line_are_refused_with_the_block_to_add() -> None:
    text = 'feeds = [{name = "First", url = "https://one.example/rss"}]\n' + HEAD + MARKET
    with pytest.raises(ConfigError, match=r"not written as \[\[feeds\]\]") as caught:
        with_feeds(text, [NEW], "here")
    assert BLOCK in caught.value.next_step


def test_a_second_feed_of_one_name_is_refused() -> None:
    twin = FeedConfig(name="First", url="https://two.example/rss")
    with pytest.raises(ConfigError, match="'First' twice"):
        with_feeds(HEAD + FIRST + MARKET, [twin], "here")


_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
_more = st.lists(
    st.builds(
        FeedConfig,
        name=_texts,
        url=st.just("https://new.example/rss"),
        tier=st.sampled_from([1, 2, 3]),
        use=st.sampled_from(["headline", "summary", "full"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda feed: feed.name,
)


@settings(max_examples=100, deadline=None)
@given(
    outlines=st.lists(
        st.builds(
            Outline,
            name=st.text(min_size=1, max_size=20),
            url=st.one_of(
                st.text(max_size=30),
                st.text(max_size=20).map("hTTps://one.example/".__add__),
                st.text(max_size=20).map("http://".__add__),
            ),
            tier=st.text(max_size=1),
            use=st.just("full"),
        ),
        max_size=6,
    )
)
def test_whatever_is_listed_is_added_known_or_refused(outlines: list[Outline]) -> None:
    present = [FeedConfig(name="First", url="https://one.example/rss")]
    result = sort_out(outlines, present)
    assert len(result.added) + len(result.known) + len(result.refused) == len(outlines)
    if result.added:
        with_feeds(HEAD + FIRST + MARKET, result.added, "here")


@settings(max_examples=60, deadline=None)
@given(feeds=_more)
def test_whatever_a_feed_is_called_it_is_read_back(feeds: list[FeedConfig]) -> None:
    text = starter_config()
    longer = with_feeds(text, feeds, "here")
    read: list[dict[str, Any]] = tomllib.loads(longer)["feeds"]
    assert [FeedConfig(**raw) for raw in read[-len(feeds) :]] == feeds
    blocks = "\n" + "\n".join(feed_block(feed) for feed in feeds)
    assert longer.replace(blocks, "", 1) == text


def test_the_file_is_replaced_whole_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "kept" / "desk.toml"
    real.parent.mkdir()
    real.write_bytes((HEAD + FIRST + MARKET).encode())
    link = tmp_path / "reporter.toml"
    link.symlink_to(real)
    add_to_file(link, [])
    assert real.read_text() == HEAD + FIRST + MARKET
    add_to_file(link, [NEW])
    assert link.is_symlink()
    assert BLOCK in real.read_text()
    assert [path.name for path in real.parent.iterdir()] == ["desk.toml"]


def test_a_mark_at_the_beginning_stays(tmp_path: Path) -> None:
    path = tmp_path / "reporter.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + FIRST + MARKET).encode())
    add_to_file(path, [NEW])
    assert (
        path.read_bytes() == b"\xef\xbb\xbf" + with_feeds(HEAD + FIRST + MARKET, [NEW], "").encode()
    )


def test_line_ends_that_are_no_toml_are_told_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "reporter.toml"
    path.write_bytes((HEAD + FIRST + MARKET).replace("\n", "\r").encode())
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="not valid TOML"):
        add_to_file(path, [NEW])
    assert path.read_bytes() == before


def test_what_cannot_be_written_leaves_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reporter.toml"
    path.write_text("nonsense [", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        add_to_file(path, [NEW])
    path.write_text(HEAD + FIRST + MARKET, encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        add_to_file(path, [NEW])
    assert path.read_text(encoding="utf-8") == HEAD + FIRST + MARKET
    assert [one.name for one in tmp_path.iterdir()] == ["reporter.toml"]


def test_addresses_are_one_whatever_their_dress() -> None:
    assert address_key("http://A.example/rss/?utm_source=x") == address_key("https://a.example/rss")
    assert address_key("https://a.example/rss?c=1") != address_key("https://a.example/rss?c=2")


@pytest.mark.parametrize(
    "url",
    [
        *("", "nowhere", "ftp://a.example/", "https://u:p@a.example/", "https://a.example/a b"),
        *("https://a.example/\x00", "https://a.example/\u202e", "https://a.example/\udcff"),
    ],
)
def test_what_is_no_address_of_a_feed_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="the address"):
        check_address(url)


def test_a_list_is_sorted_out() -> None:
    present = [FeedConfig(name="First", url="https://one.example/rss")]
    listed = [
        Outline(name="Same", url="http://one.example/rss/"),
        Outline(name="First", url="https://two.example/rss", tier="1", use="full"),
        Outline(name="First", url="HTTPS://two.example/other", tier="9", use="all"),
        Outline(name="Third", url="https://two.example/rss#top"),
        Outline(name="Odd", url="gopher://two.example/"),
        Outline(name="Login", url="https://me@two.example/"),
    ]
    result = sort_out(listed, present)
    assert result.added == (
        FeedConfig(name="First (two.example)", url="https://two.example/rss", tier=1, use="full"),
        FeedConfig(name="First (two.example) 2", url="https://two.example/other"),
    )
    assert result.known == ("Same", "Third")
    assert result.refused == (
        ("Odd", "is no http or https address"),
        ("Login", "holds a user name or password"),
    )
