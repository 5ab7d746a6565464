"""From ``[[channels]]`` to channels: which there are, what they need, and how each is opened."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reporter import __version__
from reporter.model.errors import ConfigError, UsageError
from reporter.newsroom import environment
from reporter.newsroom.config import Config
from reporter.newsroom.config_channels import (
    ButtondownChannel,
    ChannelConfig,
    ExportChannel,
    GhostChannel,
    HttpChannel,
    ImapChannel,
    SmtpChannel,
    WebhookChannel,
    WordPressChannel,
)
from reporter.newsroom.workspace import Workspace
from reporter.publishing.parcel import Channel, Parcel, Receipt

SITE = "site"
"""The channel that ``[site]`` configures; every other has its name from ``[[channels]]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a channel is opened with: the workspace, the edition's folder, a clock in UTC.

    ``correction`` is what readers of the site are told of a new version.
    """

    workspace: Workspace
    config: Config
    folder: Path
    clock: Callable[[], datetime]
    correction: str = ""


def channel_names(config: Config) -> tuple[str, ...]:
    """The names that ``--to`` takes here."""
    own = tuple(channel.name for channel in config.channels)
    return (SITE, *own) if config.site is not None else own


def channel_kind(config: Config, name: str) -> str:
    """What kind of channel this is. Raises ``UsageError`` for a name that is not configured."""
    return SITE if _configured(config, name) is None else _table(config, name).kind


def takes_samples(config: Config, name: str) -> bool:
    """Whether a sample edition may go there: only to where it stays on this machine, marked."""
    table = _configured(config, name)
    return table is None or isinstance(table, ExportChannel)


def credentials(table: ChannelConfig) -> tuple[str, ...]:
    """The variables that hold the secrets of this channel; none where it needs none."""
    match table:
        case GhostChannel() | ButtondownChannel():
            return (table.key_env,)
        case WebhookChannel():
            return (table.url_env,)
        case ExportChannel():
            return ()
        case _:
            return (table.password_env,) if table.password_env else ()


def require_credentials(table: ChannelConfig, workspace: Workspace) -> str:
    """Whose secrets are in place, in words. Raises ``ConfigError`` where one is missing."""
    names = credentials(table)
    for name in names:
        _secret(name, table, workspace)
    return f"{table.kind}, {', '.join(names)} set" if names else f"{table.kind}, needs no secret"


def open_channel(name: str, setting: Setting) -> Channel:
    """The channel of that name. Raises ``UsageError`` and ``ConfigError``; contacts nothing."""
    match _configured(setting.config, name):
        case None:
            return _Site(setting)
        case ExportChannel() as table:
            return _export(table, setting.workspace)
        case ImapChannel() | SmtpChannel() as table:
            return _mail(table, setting.workspace)
        case table:
            return _http(table, setting)


def _configured(config: Config, name: str) -> ChannelConfig | None:
    """The table of this channel, None for the site."""
    if name == SITE:
        if config.site is None:
            raise ConfigError(
                "there is no site here.",
                "[site]",
                'Add url = "https://…", the public address of the site\'s root.',
            )
        return None
    return _table(config, name)


def _table(config: Config, name: str) -> ChannelConfig:
    for table in config.channels:
        if table.name == name:
            return table
    known = channel_names(config)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    raise UsageError(
        f"there is no channel {name!r}" + (f"; did you mean {near[0]!r}?" if near else "."),
        "--to",
        f"Known here: {', '.join(known)}." if known else "Add [site] or [[channels]].",
    )


def _secret(name: str, table: ChannelConfig, workspace: Workspace) -> str:
    return environment.secret(name, workspace.root, f"[[channels]] {table.name}")


def _http(table: HttpChannel, setting: Setting) -> Channel:
    from reporter.net.send import Sender
    from reporter.publishing.buttondown import Buttondown
    from reporter.publishing.ghost import Ghost
    from reporter.publishing.webhook import Webhook
    from reporter.publishing.wordpress import WordPress

    sender = Sender(f"Reporter/{__version__}", allow_hosts=setting.config.net.allow_hosts)
    (name,) = credentials(table)
    secret = _secret(name, table, setting.workspace)
    match table:
        case GhostChannel():
            return Ghost(table.url, secret, sender, setting.clock)
        case WordPressChannel():
            return WordPress(table.url, table.user, secret, sender)
        case ButtondownChannel():
            return Buttondown(table.url, secret, sender)
        case WebhookChannel():
            return Webhook(secret, sender)


def _mail(table: ImapChannel | SmtpChannel, workspace: Workspace) -> Channel:
    from reporter.publishing.imap import ImapDrafts
    from reporter.publishing.smtp import SmtpTest

    password = _secret(table.password_env, table, workspace)
    if isinstance(table, ImapChannel):
        return ImapDrafts(
            host=table.host,
            port=table.port,
            security=table.security,
            user=table.user,
            password=password,
            password_env=table.password_env,
            folder=table.folder,
            sender=table.sender,
        )
    return SmtpTest(
        host=table.host,
        port=table.port,
        security=table.security,
        user=table.user,
        password=password,
        password_env=table.password_env,
        sender=table.sender,
        recipient=table.recipient,
    )


def _export(table: ExportChannel, workspace: Workspace) -> Channel:
    from reporter.publishing.export import SiteExport

    return SiteExport(kind=table.kind, directory=workspace.root / table.dir, front=table.front)


class _Site:
    """The desk's own site as a channel. The same edition again changes nothing there, so that
    nothing needs to be found."""

    finds = True

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def find(self, parcel: Parcel) -> Receipt | None:  # noqa: ARG002 - as every channel has it
        return None

    def bring(self, parcel: Parcel) -> Receipt:  # noqa: ARG002 - the site takes the whole folder
        from reporter.newsroom.site import bring_to_site

        given = self._setting
        return bring_to_site(
            given.workspace,
            given.config,
            given.folder,
            now=given.clock(),
            correction=given.correction,
        )
