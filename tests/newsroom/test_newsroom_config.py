"""``reporter.toml``: what is accepted, and that every fault is named with its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reporter.model.errors import ConfigError, UsageError
from reporter.newsroom import environment
from reporter.newsroom.config import load_config, parse_config
from reporter.newsroom.starter import starter_config
from reporter.newsroom.workspace import Workspace, init_workspace
from reporter.sources import kalshi, polymarket
from reporter.sources.venues import NAMES

BASE = """\
[desk]
name = "desk"
brand = "Example"

[[feeds]]
name = "One"
url = "https://one.example/rss"

[market]
symbols = ["FILUSDT"]
"""


def test_a_short_configuration_gets_sensible_defaults() -> None:
    config = parse_config(BASE, "reporter.toml")
    assert config.desk.timezone == "UTC"
    assert config.feeds[0].tier == 3
    assert config.market.binance.base_url == "https://fapi.binance.com"
    assert config.llm is None
    assert config.output.dir == "output"
    desk = config.printed_desk(sample=False)
    assert desk.author == "Example desk"
    assert "no statement" in desk.conflicts


def test_the_documented_example_and_the_starter_are_valid() -> None:
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    example = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    assert example is not None
    assert parse_config(example[1], "docs").llm is not None
    assert parse_config(starter_config(), "starter").feeds


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('brand = "Example"', 'brnad = "Example"', "no key 'desk.brnad'; did you mean 'brand'"),
        ('brand = "Example"', "", "the key 'desk.brand' is missing"),
        ('name = "desk"', "name = 7", "'desk.name': input should be a valid string, was 7"),
        ('name = "desk"', 'name = "desk"\ntimezone = "Mars/Base"', "'desk.timezone' is no IANA"),
        ('name = "desk"', 'name = "desk"\nauthor = "A {{x}}"', "'desk.author' must not hold {{"),
        ('name = "desk"', 'name = "desk"\ncontact = "a\\r\\nb"', "'desk.contact' must be one line"),
        ('url = "https', 'url = "ftp', r"'feeds.0.url' must begin with http"),
        ('["FILUSDT"]', '["FILUSDT", "FILUSDT"]', "'market.symbols' names FILUSDT twice"),
        ('["FILUSDT"]', '["fil-usdt"]', r"'market.symbols.0' must be a symbol in capitals"),
        ('["FILUSDT"]', "[]", "'market.symbols' lists no symbol; without [market.engine] at"),
        ("[market]", '[market.engine]\npaht = "a.json"\n[market]', "did you mean 'path'?"),
        ("[market]", "[market.engine]\n[market]", "'market.engine' needs one of the keys 'url'"),
        (
            "[market]",
            '[market.engine]\nurl = "http://e"\npath = "a.json"\n[market]',
            "'market.engine' needs one of the keys 'url' and 'path', and not both",
        ),
        ("[market]", '[market.engine]\nurl = "a.json"\n[market]', "must begin with http://"),
        ('["FILUSDT"]', "[7]", "'market.symbols.0': input should be a valid string, was 7."),
        ('["FILUSDT"]', '"ALL"', "'market.symbols' must be a list of symbols or"),
        ('["FILUSDT"]', "7", "'market.symbols' must be a list of symbols or \"all\", was 7."),
        ("[market]", '[markte]\na = 1\n[market]', "no key 'markte'; did you mean 'market'"),
        ("[market]", '[net]\nzzz = 1\n[market]', "known here: allow_hosts"),
        ("[market]", '[market.binance]\nbase_ur = "http://x"\n[market]', "base_url"),
        ('"desk"', "“desk”", "not valid TOML"),
        ("[market]", '[llm]\nbase_url="http://m"\nmodel="m"\nmax_cost_usd=0\n[market]', "greater"),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_key(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message).replace(r"\.\*", ".*")) as caught:
        parse_config(BASE.replace(old, new, 1), "reporter.toml")
    assert caught.value.where == "reporter.toml"
    assert caught.value.exit_code == 3


def test_no_symbol_is_needed_where_an_engine_hands_setups_over() -> None:
    own = '[market.engine]\npath = "setups.json"\n'
    text = BASE.replace('["FILUSDT"]', "[]").replace("[market]", f"{own}[market]", 1)
    market = parse_config(text, "reporter.toml").market
    assert market.engine is not None
    assert market.engine.path == "setups.json"
    assert market.listed == ()


def test_two_feeds_of_one_name_are_refused() -> None:
    twice = BASE + '[[feeds]]\nname = "One"\nurl = "https://two.example/rss"\n'
    with pytest.raises(ConfigError, match="uses the name 'One' twice"):
        parse_config(twice, "reporter.toml")


def test_a_missing_or_unreadable_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="reporter init"):
        load_config(tmp_path / "reporter.toml")
    (tmp_path / "reporter.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "reporter.toml")


def test_a_new_workspace_runs_as_it_stands_and_is_never_overwritten(tmp_path: Path) -> None:
    root = tmp_path / "desk with blanks"
    written = init_workspace(root)
    assert {path.name for path in written} == {"reporter.toml", ".env.example", ".gitignore"}
    config = Workspace(root).load()
    assert "FILUSDT" in config.market.symbols
    assert tuple(config.market.venues) == NAMES
    assert config.market.prediction_markets == ()
    (root / "reporter.toml").write_text("# mine", encoding="utf-8")
    with pytest.raises(UsageError, match="a workspace here already"):
        init_workspace(root)
    assert (root / "reporter.toml").read_text(encoding="utf-8") == "# mine"


def test_the_odds_of_a_new_workspace_need_their_marks_removed_and_nothing_else() -> None:
    lines = starter_config().splitlines()
    first = lines.index("# [market.kalshi]")
    lines[first : first + 4] = [line.removeprefix("# ") for line in lines[first : first + 4]]
    config = parse_config("\n".join(lines), "reporter.toml")
    assert config.market.prediction_markets == (
        ("kalshi", kalshi.BASE_URL),
        ("polymarket", polymarket.BASE_URL),
    )


def test_a_secret_comes_from_the_environment_or_the_dotenv_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.secret("", tmp_path) == ""
    with pytest.raises(ConfigError, match="EXAMPLE_KEY is not set"):
        environment.secret("EXAMPLE_KEY", tmp_path)
    (tmp_path / ".env").write_text("# note\nexport EXAMPLE_KEY='from file'\n", encoding="utf-8")
    assert environment.secret("EXAMPLE_KEY", tmp_path) == "from file"
    monkeypatch.setenv("EXAMPLE_KEY", "from environment")
    assert environment.secret("EXAMPLE_KEY", tmp_path) == "from environment"


@pytest.mark.parametrize(
    ("content", "told"),
    [("\ufeffA_KEY=12".encode(), ""), ("A_KEY=\xfc".encode("latin-1"), "UTF-8")],
)
def test_a_dotenv_file_of_any_editor_is_read_or_named(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / ".env").write_bytes(content)
    if told:
        with pytest.raises(ConfigError, match=told):
            environment.secret("A_KEY", tmp_path)
    else:
        assert environment.secret("A_KEY", tmp_path) == "12"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "21:21"])
def test_a_moment_that_is_none_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        environment.parse_moment(text)


def test_moments_are_utc_whatever_their_offset() -> None:
    assert environment.parse_moment("2026-03-27T23:21+02:00").isoformat() == (
        "2026-03-27T21:21:00+00:00"
    )
    assert environment.parse_moment("2026-03-27").hour == 0
    assert environment.now().tzinfo is not None
    assert 0 <= environment.jitter() < 1
    environment.pause(0)
