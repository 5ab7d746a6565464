"""Finished files as texts that can be changed: Markdown, HTML, an e-mail, a PDF as read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from reporter import reading
from reporter.model.text import FinishedText
from reporter.model.verdict import Finding
from tests.mutation.judge import judged, judged_texts


class Mutable:
    """A finished file as text that can be changed, and the checker's word on changed ones."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name.rpartition("/")[2]
        self.form = name.rpartition(".")[2]
        self.data = data
        self.text = self._text()

    def judge(self, document: bytes, texts: Sequence[str]) -> list[tuple[Finding, ...]]:
        """The findings on the file with each of these texts in it."""
        return judged(document, [(self.name, self._with(text)) for text in texts])

    def _text(self) -> str:
        return self.data.decode()

    def _with(self, text: str) -> bytes:
        return text.encode()


class _Mail(Mutable):
    """An e-mail; its plain part is changed."""

    def _text(self) -> str:
        text: str = _plain_part(self.data)[1].get_content()
        return text

    def _with(self, text: str) -> bytes:
        message, part = _plain_part(self.data)
        part.set_content(text, cte="base64")
        return message.as_bytes()


def _plain_part(data: bytes) -> tuple[EmailMessage, EmailMessage]:
    message = message_from_bytes(data, policy=default)
    return message, next(p for p in message.walk() if p.get_content_type() == "text/plain")


class _Pdf(Mutable):
    """A PDF; what is changed is its text as it was read back, a block a line."""

    def _text(self) -> str:
        self._read = reading.read_pdf(self.data, self.name)
        return "\n".join(" ".join(block.text.split("\n")) for block in self._read.blocks)

    def judge(self, document: bytes, texts: Sequence[str]) -> list[tuple[Finding, ...]]:
        return judged_texts(document, [self._changed(text) for text in texts])

    def _changed(self, text: str) -> FinishedText:
        lines = zip(self._read.blocks, text.split("\n"), strict=True)
        return replace(self._read, blocks=tuple(replace(b, text=line) for b, line in lines))


def mutable(name: str, data: bytes) -> Mutable:
    """The file in the form that its suffix calls for."""
    forms = {"eml": _Mail, "pdf": _Pdf}
    return forms.get(name.rpartition(".")[2], Mutable)(name, data)
