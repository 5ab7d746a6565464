"""From configuration and secrets to channels; nothing here contacts anything."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reporter.model.errors import ConfigError
from reporter.newsroom import environment
from reporter.newsroom.channels import (
    Setting,
    channel_kind,
    channel_names,
    credentials,
    open_channel,
    require_credentials,
    takes_samples,
)
from reporter.newsroom.config import Config, parse_config
from reporter.newsroom.doctor import examine
from reporter.newsroom.workspace import Workspace

BASE = """
[desk]
name = "desk"
brand = "Desk"
[[feeds]]
name = "Wire"
url = "https://wire.example/feed"
[market]
symbols = ["BTCUSDT"]
"""
CHANNELS = """
[site]
url = "https://desk.example"
[[channels]]
name = "blog"
kind = "ghost"
url = "https://blog.example"
key_env = "A_KEY"
[[channels]]
name = "press"
kind = "wordpress"
url = "https://press.example"
user = "ada"
password_env = "A_KEY"
[[channels]]
name = "letter"
kind = "buttondown"
key_env = "A_KEY"
[[channels]]
name = "room"
kind = "webhook"
url_env = "A_KEY"
[[channels]]
name = "box"
kind = "imap"
host = "mail.example"
user = "ada@desk.example"
password_env = "A_KEY"
[[channels]]
name = "test"
kind = "smtp"
host = "mail.example"
user = "ada@desk.example"
password_env = "A_KEY"
sender = "ada@desk.example"
recipient = "test@desk.example"
[[channels]]
name = "open"
kind = "smtp"
host = "127.0.0.1"
security = "none"
sender = "ada@desk.example"
recipient = "test@desk.example"
[[channels]]
name = "hugo"
kind = "hugo"
dir = "hugo"
"""
OPENED = {
    "site": "_Site",
    "blog": "Ghost",
    "press": "WordPress",
    "letter": "Buttondown",
    "room": "Webhook",
    "box": "ImapDrafts",
    "test": "SmtpTest",
    "open": "SmtpTest",
    "hugo": "SiteExport",
}


@pytest.fixture
def config() -> Config:
    return parse_config(BASE + CHANNELS, "reporter.toml")


@pytest.fixture
def setting(config: Config, tmp_path: Path) -> Setting:
    return Setting(
        workspace=Workspace(tmp_path),
        config=config,
        folder=tmp_path / "output" / "2026-03-27-main",
        clock=lambda: datetime(2026, 3, 27, tzinfo=UTC),
    )


def test_every_kind_of_channel_is_opened_from_its_table(
    config: Config, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert channel_names(config) == tuple(OPENED)
    monkeypatch.setenv("A_KEY", "12ab:34cd")
    for name, kind in OPENED.items():
        channel = open_channel(name, setting)
        assert type(channel).__name__ == kind
        assert "12ab:34cd" not in repr(channel)
    finding = [name for name in OPENED if open_channel(name, setting).finds]
    assert finding == ["site", "blog", "press", "letter", "box", "hugo"]


def test_samples_are_taken_where_they_stay_on_this_machine(config: Config) -> None:
    assert [name for name in OPENED if takes_samples(config, name)] == ["site", "hugo"]
    assert channel_kind(config, "site") == "site"
    assert channel_kind(config, "box") == "imap"


def test_each_missing_secret_is_named_with_its_channel(
    config: Config, setting: Setting, tmp_path: Path
) -> None:
    for table in config.channels:
        if not credentials(table):
            assert "needs no secret" in require_credentials(table, Workspace(tmp_path))
            continue
        with pytest.raises(ConfigError, match="A_KEY is not set") as caught:
            open_channel(table.name, setting)
        assert caught.value.where == f"[[channels]] {table.name}"
        assert "A_KEY_FILE" in caught.value.next_step


def test_the_doctor_names_missing_secrets_and_contacts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reporter.toml").write_text(BASE + CHANNELS, encoding="utf-8")
    (tmp_path / ".env").write_text("A_KEY=12ab:34cd\n", encoding="utf-8")
    checks = {check.name: check for check in examine(tmp_path, online=False)}
    assert checks["channel blog"].ok
    assert "A_KEY set" in checks["channel blog"].detail
    assert "12ab" not in "".join(check.detail for check in checks.values())
    (tmp_path / ".env").unlink()
    checks = {check.name: check for check in examine(tmp_path, online=False)}
    assert not checks["channel blog"].ok
    assert not checks["channel blog"].needed
    assert checks["channel hugo"].ok


# Secrets


def test_a_secret_may_be_kept_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "secrets" / "key"
    kept.parent.mkdir()
    kept.write_bytes(b"of the file \r\n")
    monkeypatch.setenv("A_KEY_FILE", str(kept))
    assert environment.secret("A_KEY", tmp_path) == "of the file "
    (tmp_path / ".env").write_text("A_KEY=of the list\n", encoding="utf-8")
    assert environment.secret("A_KEY", tmp_path) == "of the list"
    monkeypatch.setenv("A_KEY", "")
    assert environment.secret("A_KEY", tmp_path) == "of the list"
    monkeypatch.delenv("A_KEY_FILE")
    (tmp_path / ".env").write_text("A_KEY_FILE=secrets/key\n", encoding="utf-8")
    assert environment.secret("A_KEY", tmp_path) == "of the file "


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines", b"tab\there", b"\xff\xfe"])
def test_a_file_that_holds_no_secret_is_refused_and_not_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("A_KEY_FILE", "key")
    with pytest.raises(ConfigError) as caught:
        environment.secret("A_KEY", tmp_path, "[[channels]] blog")
    assert "[[channels]] blog" in caught.value.where
    assert "two" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY_FILE", "/nowhere/key")
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        environment.secret("A_KEY", tmp_path)
    assert "/nowhere/key" in caught.value.where


# The tables


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('kind = "ghost"\nname = "blog"\nurll = "https://x.example"', "did you mean 'url'"),
        ('kind = "imap"\nname = "box"\nfrom = "x"', "there is no key 'channels.0.imap.from'"),
        ('kind = "gost"\nname = "blog"', "'ghost', 'wordpress'"),
        ('kind = "webhook"\nname = "The Room"\nurl_env = "A"', "must be up to 32 lower-case"),
        ('kind = "webhook"\nname = "site"\nurl_env = "A"', "'site' is the [site] table"),
        ('kind = "ghost"\nname = "blog"\nurl = "blog.example"\nkey_env = "A"', "must begin with"),
        ('kind = "smtp"\nname = "x"\nport = 0\nhost = "h"\nsender = "a"\nrecipient = "b"', "port"),
    ],
)
def test_a_table_that_is_wrong_is_explained(table: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(f"{BASE}[[channels]]\n{table}\n", "reporter.toml")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example",
        "https://ada:pw@x.example/",
        "https:///x",
        "https://[bad",
        "https://x.example/?page=1",
        "https://x.example/#top",
    ],
)
def test_the_sites_address_is_one_that_pages_can_be_named_under(url: str) -> None:
    with pytest.raises(ConfigError, match=r"'site\.url' must be a plain http or https address"):
        parse_config(f'{BASE}[site]\nurl = "{url}"\n', "reporter.toml")


def test_no_secret_can_stand_in_a_table() -> None:
    keys: set[Any] = set()
    for table in parse_config(BASE + CHANNELS, "reporter.toml").channels:
        keys |= set(type(table).model_fields)
    assert not {"key", "password", "token", "secret"} & keys
