"""What a new workspace begins with: a list of feeds that is whole, sorted and honest."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from reporter.newsroom.config import FeedConfig, parse_config
from reporter.newsroom.feed_check import known_dead
from reporter.newsroom.feed_list import address_key, check_address
from reporter.newsroom.starter import default_feeds, starter_config

FEEDS = [FeedConfig(**raw) for raw in tomllib.loads(default_feeds())["feeds"]]


def hosts(*names: str) -> list[FeedConfig]:
    return [feed for feed in FEEDS if (urlsplit(feed.url).hostname or "").endswith(names)]


def test_the_starter_is_the_default_list_in_a_whole_configuration() -> None:
    config = parse_config(starter_config(), "starter")
    assert config.feeds == FEEDS
    assert default_feeds() in starter_config()
    assert config.desk.contact == ""


def test_the_list_is_as_long_as_it_should_be_and_names_nothing_twice() -> None:
    assert 25 <= len(FEEDS) <= 35
    assert len({feed.name for feed in FEEDS}) == len(FEEDS)
    assert len({address_key(feed.url) for feed in FEEDS}) == len(FEEDS)
    for feed in FEEDS:
        check_address(feed.url)
        assert feed.url.startswith("https://")
        assert known_dead(feed.url) == ""


def test_the_documents_say_how_long_it_is() -> None:
    root = Path(__file__).parents[2]
    for page in ("README.md", "CHANGELOG.md", "docs/feeds.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert re.findall(r"(\d+) feeds over", text) == [str(len(FEEDS))], page
    assert len(hosts("sec.gov")) == 7
    assert "its seven feeds" in (root / "docs" / "feeds.md").read_text(encoding="utf-8")


def test_the_list_covers_its_five_fields() -> None:
    assert len(hosts("federalreserve.gov", "cftc.gov", "sec.gov", "bls.gov")) >= 8
    assert len(hosts("coindesk.com", "theblock.co", "cointelegraph.com", "decrypt.co")) == 4
    assert len(hosts("cnbc.com", "finance.yahoo.com", "ft.com")) == 3
    filings = [feed for feed in FEEDS if "browse-edgar" in feed.url]
    assert [feed.name.split()[0] for feed in filings] == ["Cboe", "CME", "Coinbase", "Nasdaq"]
    assert all("type=8-K" in feed.url and "output=atom" in feed.url for feed in filings)


def test_officials_are_of_tier_1_and_paywalled_outlets_give_headlines_only() -> None:
    official = (".gov", "ecb.europa.eu", "bankofengland.co.uk")
    assert {feed.tier for feed in hosts(*official)} == {1}
    assert Counter(feed.tier for feed in FEEDS).keys() == {1, 2, 3}
    assert {feed.use for feed in hosts("ft.com", "bloomberg.com")} == {"headline"}
    assert {feed.use for feed in FEEDS if feed.tier != 1} == {"headline", "summary"}


def test_feeds_to_verify_are_marked_and_the_optional_ones_are_off() -> None:
    text = default_feeds()
    assert 8 <= text.count("# verify") < len(FEEDS) / 2
    assert not hosts("news.google.com")
    tables = text[text.index("# [[feeds]]") :].replace("# ", "").replace("#\n", "\n")
    optional = [FeedConfig(**raw) for raw in tomllib.loads(tables)["feeds"]]
    assert {feed.use for feed in optional} == {"headline"}
