"""``[[channels]]``: where ``reporter publish`` may bring an edition, one table a channel.

Secrets never stand in the configuration: a key that ends in ``_env`` names the variable that
holds one.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from reporter.newsroom.config_parts import Address, Strict, Text

ChannelName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Security = Literal["tls", "starttls", "none"]
"""``none`` is for servers on this machine."""


class _Channel(Strict):
    name: ChannelName


class ExportChannel(_Channel):
    """Markdown with front matter, charts and cards, written into the user's own site.

    ``front`` gives a key of ours the site's own name; an empty one leaves the key out.
    """

    kind: Literal["hugo", "jekyll", "astro"]
    dir: Text
    front: dict[str, str] = Field(default={})


class ImapChannel(_Channel):
    """A draft in a mailbox. Without ``folder``, the one that the server marks as for drafts."""

    kind: Literal["imap"]
    host: Text
    port: Port = 993
    security: Security = "tls"
    user: Text
    password_env: Text
    folder: str = ""
    sender: str = ""


class SmtpChannel(_Channel):
    """A test copy to one recipient."""

    kind: Literal["smtp"]
    host: Text
    port: Port = 465
    security: Security = "tls"
    user: str = ""
    password_env: str = ""
    sender: Text
    recipient: Text


class GhostChannel(_Channel):
    """A draft post in Ghost; the variable holds an Admin API key."""

    kind: Literal["ghost"]
    url: Address
    key_env: Text


class WordPressChannel(_Channel):
    """A draft post in WordPress; the variable holds an Application Password."""

    kind: Literal["wordpress"]
    url: Address
    user: Text
    password_env: Text


class ButtondownChannel(_Channel):
    """A draft e-mail at Buttondown."""

    kind: Literal["buttondown"]
    url: Address = "https://api.buttondown.com"
    key_env: Text


class WebhookChannel(_Channel):
    """A short notice to a webhook, in a body that Slack and Discord understand.

    The address is a secret itself, so a variable holds it.
    """

    kind: Literal["webhook"]
    url_env: Text


HttpChannel = GhostChannel | WordPressChannel | ButtondownChannel | WebhookChannel
"""The channels that are called over HTTP."""

ChannelConfig = Annotated[
    ExportChannel
    | ImapChannel
    | SmtpChannel
    | GhostChannel
    | WordPressChannel
    | ButtondownChannel
    | WebhookChannel,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[_Channel]] = {
    kind: table
    for table in (ExportChannel, ImapChannel, SmtpChannel, *get_args(HttpChannel))
    for kind in get_args(table.model_fields["kind"].annotation)
}
"""The table of each kind of channel."""
