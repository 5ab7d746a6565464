"""An e-mail back to text: each of its views, with the fields a reader is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Final

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.reading.collect import Collector
from reporter.reading.decode import with_line_feeds
from reporter.reading.html import page_blocks
from reporter.reading.limits import admit_markup, admit_message, admit_plain
from reporter.reading.plain import plain_blocks

_SHOWN: Final = ("Subject", "From", "Reply-To", "Comments", "Keywords")
"""Header fields that a reader sees and an editor writes; dates are set by who sends."""

_FORMS: Final = {"plain": "email-text", "html": "email-html"}
_KINDS: Final = {"text/plain": "plain", "text/markdown": "plain", "text/html": "html"}


def read_email(data: bytes, name: str) -> tuple[FinishedText, ...]:
    """The message as plain text and as HTML, whichever exist, with forwarded messages in it.

    Each holds all parts of its kind in their order, since mail programs show them one below the
    other; text files that are attached are among them. Raises ``UsageError`` for a message that
    is damaged, nested beyond reason, or has no text.
    """
    admit_message(data, name)
    message = BytesParser(policy=default).parsebytes(data)
    parts = [_Part(part, _KINDS.get(part.get_content_type(), "")) for part in message.walk()]
    kinds = {part.kind for part in parts}
    if not kinds & _FORMS.keys() or not message.keys():
        raise _damaged(name, "it has neither a text part nor an HTML part")
    for part in parts:
        part.decode(name)
    return tuple(
        FinishedText(name=name, format=form, blocks=tuple(_view(parts, kind).blocks))
        for kind, form in _FORMS.items()
        if kind in kinds
    )


@dataclass(slots=True)
class _Part:
    """A part of a message: a text, a container, or the message itself."""

    message: EmailMessage
    kind: str
    content: str = ""

    def decode(self, name: str) -> None:
        """Fill in the content of a text; raises ``UsageError`` where the part is damaged."""
        if self.kind:
            charset = self.message.get_content_charset("utf-8")
            data = self.message.get_payload(decode=True)
            try:
                text = data.decode(charset) if isinstance(data, bytes) else ""
            except (LookupError, ValueError) as error:
                raise _damaged(name, f"a part cannot be decoded: {error}") from error
            self.content = with_line_feeds(text)
            (admit_markup if self.kind == "html" else admit_plain)(self.content, name)
        if defects := self.message.defects:
            raise _damaged(name, "; ".join(type(defect).__name__ for defect in defects))


def _view(parts: Iterable[_Part], kind: str) -> Collector:
    """What is shown of the message where this kind of text is preferred."""
    collector = Collector()
    for part in parts:
        for field in _SHOWN:
            for value in part.message.get_all(field, []):
                collector.meta(field.lower(), str(value))
        if part.kind == kind:
            (page_blocks if kind == "html" else plain_blocks)(part.content, collector)
    return collector


def _damaged(name: str, why: str) -> UsageError:
    return UsageError(
        f"the e-mail cannot be read ({why}).", name, "Save the message again as .eml and retry."
    )
