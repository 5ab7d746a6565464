"""An e-mail back to text: both of its parts, each with the fields a reader is shown."""

from __future__ import annotations

from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import default
from typing import Final

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.reading.collect import Collector
from reporter.reading.html import page_blocks
from reporter.reading.plain import plain_blocks

_SHOWN: Final = ("Subject", "From", "Reply-To", "Comments", "Keywords")
"""Header fields that a reader sees and an editor writes; dates are set by who sends."""


def read_email(data: bytes, name: str) -> tuple[FinishedText, ...]:
    """The text part and the HTML part of a message, whichever exist.

    Raises ``UsageError`` for a message that is damaged or has neither part.
    """
    message = BytesParser(policy=default).parsebytes(data)
    parts = [
        FinishedText(name=name, format=form, blocks=tuple(_blocks(message, part, name).blocks))
        for kind, form in (("plain", "email-text"), ("html", "email-html"))
        if (part := message.get_body((kind,))) is not None
    ]
    if not parts or not message.keys():
        raise _damaged(name, "it has neither a text part nor an HTML part")
    return tuple(parts)


def _blocks(message: EmailMessage, part: MIMEPart, name: str) -> Collector:
    collector = Collector()
    for field in _SHOWN:
        for value in message.get_all(field, []):
            collector.meta(field.lower(), str(value))
    content = _content(message, part, name)
    if part.get_content_subtype() == "html":
        return page_blocks(content, collector)
    return plain_blocks(content, collector)


def _content(message: EmailMessage, part: MIMEPart, name: str) -> str:
    try:
        content = str(part.get_content())
    except (LookupError, MessageError, ValueError) as error:
        raise _damaged(name, f"a part cannot be decoded: {error}") from error
    if defects := [*message.defects, *part.defects]:
        raise _damaged(name, "; ".join(type(defect).__name__ for defect in defects))
    return content


def _damaged(name: str, why: str) -> UsageError:
    return UsageError(
        f"the e-mail cannot be read ({why}).", name, "Save the message again as .eml and retry."
    )
