"""A newsletter draft as a browser shows it: the HTML part with its own pictures, or the text."""

from __future__ import annotations

import base64
import re
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from typing import Final
from urllib.parse import unquote

_CID: Final = re.compile(r"cid:([^\s\"'()<>]+)")
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif"})


def html_part(draft: bytes) -> str | None:
    """The HTML part; pictures that the message carries stand in it as data. None without one."""
    message = _parsed(draft)
    text = _text(message, "html")
    if text is None:
        return None
    pictures = {
        str(part["Content-ID"]).strip().strip("<>"): part
        for part in message.walk()
        if part["Content-ID"] and part.get_content_type() in _PICTURES
    }

    def picture(match: re.Match[str]) -> str:
        part = pictures.get(unquote(match[1]))
        if part is None:
            return match[0]
        data = base64.b64encode(_payload(part)).decode()
        return f"data:{part.get_content_type()};base64,{data}"

    return _CID.sub(picture, text)


def text_part(draft: bytes) -> str | None:
    """The text part; None without one."""
    return _text(_parsed(draft), "plain")


def _parsed(draft: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(draft)


def _text(message: EmailMessage, kind: str) -> str | None:
    body = message.get_body((kind,))
    return None if body is None else _payload(body).decode("utf-8", "replace")


def _payload(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
