"""The heartbeat: an address that is asked after each success, so that silence raises an alarm."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from reporter.model.errors import ConfigError, ReporterError
from reporter.net.guard import Guard
from reporter.net.request import Request
from reporter.newsroom import environment
from reporter.newsroom.config import Config
from reporter.newsroom.wire import open_client

_DEADLINE: Final = 10.0
_LARGEST: Final = 100_000


def beat(config: Config, root: Path) -> str:
    """Ask the heartbeat's address; empty where none is configured, else what came of it.

    It never raises: a heartbeat that fails has cost no edition. The address is a secret, so
    that only its variable is named.
    """
    name = config.schedule.heartbeat_env if config.schedule else ""
    if not name:
        return ""
    try:
        url = environment.secret(name, root)
        _check(url, config)
        with open_client(config) as client:
            client.fetch(Request(url=url, max_bytes=_LARGEST, deadline=_DEADLINE))
    except ReporterError as error:
        return f"the heartbeat of {name} failed: {error.what}"
    return "the heartbeat was told."


def _check(url: str, config: Config) -> None:
    """Only https, but for hosts that the configuration allows; raises ``ConfigError``."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError as error:
        raise ConfigError("it holds no address.") from error
    if parts.scheme != "https" and not Guard(config.net.allow_hosts).allows(host, port):
        raise ConfigError("its address must begin with https://.")
