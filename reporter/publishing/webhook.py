"""A short notice to a webhook, in one body that Slack and Discord both understand."""

from __future__ import annotations

import json
import re

from reporter.net.send import NotSent, Sender, Sending, Unanswered
from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.publishing.parcel import Parcel, Receipt

_LONGEST = 2000
"""So many characters Discord takes."""
_MARKUP = re.compile(r"([\\*_~`|>\[\]()#<@])")
_WHERE = "the webhook"


class Webhook:
    """Tells that an edition is there: headline, standfirst and, where there is one, its address.

    A notice cannot be found again. The address is a secret: no message names it.
    """

    finds = False

    def __init__(self, url: str, sender: Sender) -> None:
        self._url = url
        self._sender = sender

    def find(self, parcel: Parcel) -> Receipt | None:  # noqa: ARG002 - as every channel has it
        """Never anything: a webhook only listens."""
        return None

    def bring(self, parcel: Parcel) -> Receipt:
        """Give the notice."""
        kind = ("content-type", "application/json")
        sending = Sending(url=self._url, headers=(kind,), body=notice(parcel))
        try:
            answer = self._sender.send(sending)
        except NotSent as error:
            raise NotDelivered(error.what, _WHERE, error.next_step) from None
        except Unanswered as error:
            raise OutcomeUnknown(
                f"{error.what.removesuffix('.')}: whether the notice arrived is not known.",
                _WHERE,
                "Look in the room; then run again with --arrived or, to give it again, --again.",
            ) from None
        if not answer.accepted:
            raise NotDelivered(
                f"refused ({answer.status}).", _WHERE, "See whether the webhook still exists."
            )
        return Receipt(id=parcel.key)


def notice(parcel: Parcel) -> bytes:
    """The body: ``text`` is Slack's, ``content`` Discord's. Neither mentions or pings anyone."""
    title, dek = parcel.title, parcel.dek
    body = {
        "text": _fitting(f"*{_escaped(title)}*", _escaped(dek), parcel.url),
        "content": _fitting(f"**{_masked(title)}**", _masked(dek), parcel.url),
        "allowed_mentions": {"parse": []},
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _fitting(text: str, *more: str) -> str:
    """The lines that there is room for, each whole: cut, one could end inside a figure."""
    for line in more:
        if line and len(text) + 1 + len(line) <= _LONGEST:
            text = f"{text}\n{line}"
    return text


def _masked(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
