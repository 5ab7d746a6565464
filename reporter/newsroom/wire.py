"""The guarded client as this configuration wants it."""

from __future__ import annotations

from reporter import __version__
from reporter.net.client import Client
from reporter.newsroom import environment
from reporter.newsroom.config import Config


def open_client(config: Config) -> Client:
    """A client to be used as a context manager; it names the desk's contact to servers."""
    contact = f" (+{config.desk.contact})" if config.desk.contact else ""
    return Client(
        user_agent=f"Reporter/{__version__}{contact}",
        allow_hosts=config.net.allow_hosts,
        clock=environment.now,
        sleep=environment.pause,
        jitter=environment.jitter,
    )
