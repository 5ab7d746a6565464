"""The calls that all content systems have in common: look, upload, leave a draft.

A post can only be made from a ``Draft``, and a ``Draft`` can only say that it is one.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from reporter.net.request import place
from reporter.net.send import NotSent, Sender, Sending, Unanswered
from reporter.publishing.failures import NotDelivered, OutcomeUnknown

PNG = "image/png"
_JSON = "application/json"
_LONGEST_REASON = 200
_IMAGE = re.compile(r'<img([^>]*?) src="([^"]*)"([^>]*)>')
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_STRANGE = "the answer is not that of such a system."
_CHECK = "Check the address and the settings of the channel."
_CREDENTIAL = "Check the credential, and what its owner may do there."
_REMEDIES = {401: _CREDENTIAL, 403: _CREDENTIAL, 429: "Wait a while, then try again."}

Image = tuple[str, str, bytes]
"""File name, alternative text, PNG bytes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as a system is told to keep it. Whatever the fields, its state is that of a draft."""

    fields: Mapping[str, object]
    status: ClassVar[Literal["draft"]] = "draft"

    @property
    def body(self) -> dict[str, object]:
        """The fields with the state, which no field can replace."""
        return {**self.fields, "status": self.status}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One system's interface under ``base``.

    ``authorise`` gives the Authorization header anew for each call; ``secrets`` are struck out
    of whatever the system says back.
    """

    name: str
    base: str
    sender: Sender
    authorise: Callable[[], str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    headers: tuple[tuple[str, str], ...] = ()

    def look(self, path: str, query: Mapping[str, object]) -> Any:
        """What stands there. Raises ``NotDelivered``: whoever only looks brings nothing."""
        return self._surely(f"{path}?{urlencode(query, doseq=True)}")

    def entries(self, found: Any, at: str = "") -> list[Any]:
        """The list in what was found, ``at`` its key or the whole.

        Raises ``NotDelivered`` where it is none: that is not the same as an empty one.
        """
        listed = found.get(at) if at and isinstance(found, dict) else found
        if not isinstance(listed, list):
            raise self.strange()
        return listed

    def strange(self) -> NotDelivered:
        """The error for an answer that such a system does not give."""
        return NotDelivered(_STRANGE, self._where, _CHECK)

    def upload(self, path: str, body: bytes, *headers: tuple[str, str]) -> Any:
        """What is answered to a file. Raises ``NotDelivered``: a file alone is no draft."""
        return self._surely(path, body, *headers)

    def leave(self, path: str, draft: Draft, *, at: tuple[str | int, ...], within: str = "") -> str:
        """Leave a draft and give the id that stands ``at`` this place of the answer.

        ``within`` names the list that wraps the draft. Raises ``NotDelivered`` or
        ``OutcomeUnknown``.
        """
        content = {within: [draft.body]} if within else draft.body
        body = json.dumps(content, ensure_ascii=False).encode()
        try:
            given = id_at(self._call(path, body, ("content-type", _JSON)), *at)
        except Unanswered as error:
            raise self._unknown(error.what) from None
        except NotSent as error:
            raise self._not_delivered(error) from None
        if not given:
            raise self._unknown(_STRANGE)
        return given

    def _surely(self, path: str, body: bytes = b"", *headers: tuple[str, str]) -> Any:
        """An answer without which nothing has been brought yet."""
        try:
            answer = self._call(path, body, *headers)
        except (NotSent, Unanswered) as error:
            raise self._not_delivered(error) from None
        if answer is None:
            raise self.strange()
        return answer

    def _call(self, path: str, body: bytes = b"", *headers: tuple[str, str]) -> Any:
        """The JSON of an answer that is no refusal, None where it is no JSON."""
        authorisation = self.authorise()
        given = (("authorization", authorisation), *self.headers, *headers)
        url = self.base.rstrip("/") + path
        answer = self.sender.send(Sending(url=url, headers=given, body=body))
        if not answer.accepted:
            spent = authorisation.rpartition(" ")[2]  # a token made of a secret holds for a while
            what = f"refused ({answer.status}){self._said(answer.body, spent)}."
            raise NotDelivered(what, self._where, _REMEDIES.get(answer.status, _CHECK))
        return _json(answer.body)

    @property
    def _where(self) -> str:
        return f"{self.name} at {place(self.base)}"

    def _said(self, body: bytes, *more: str) -> str:
        """What the system gives as its reason, as one clean line without our secrets."""
        word = _reason(_json(body))
        for secret in (*self.secrets, *more):
            word = word.replace(secret, "…")
        line = " ".join("".join(mark if mark.isprintable() else " " for mark in word).split())
        return f": {line[:_LONGEST_REASON].rstrip('.')}" if line else ""

    def _not_delivered(self, error: NotSent | Unanswered) -> NotDelivered:
        return NotDelivered(error.what, self._where, error.next_step)

    def _unknown(self, what: str) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"{what.removesuffix('.')}: whether the draft arrived is not known.",
            self._where,
            "Run the same command again: it looks first, and brings only what is missing.",
        )


def text_at(answer: Any, *way: str | int) -> str:
    """The text or whole number at this place of an answer; empty where there is none."""
    for step in way:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(answer) if isinstance(answer, (str, int)) else ""


def id_at(answer: Any, *way: str | int) -> str:
    """The id at this place of an answer; empty where there is none that could be one."""
    found = text_at(answer, *way)
    return found if _ID.fullmatch(found) else ""


def address_at(answer: Any, *way: str | int) -> str:
    """The web address at this place of an answer; empty where there is none."""
    address = text_at(answer, *way)
    return address if address.startswith(("https://", "http://")) else ""


def form_file(field_name: str, image: Image) -> tuple[bytes, tuple[str, str]]:
    """A picture as the only field of a form, and the header that goes with it."""
    name, _, data = image
    mark = hashlib.sha256(data).hexdigest()[:32]
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"\r\n'
        f"Content-Type: {PNG}\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return body, ("content-type", f"multipart/form-data; boundary={mark}")


def with_addresses(body: str, addresses: Mapping[str, str]) -> str:
    """The HTML with each picture's file name replaced by its address, or without the picture."""

    def placed(match: re.Match[str]) -> str:
        address = addresses.get(html.unescape(match[2]), "")
        return f'<img{match[1]} src="{html.escape(address)}"{match[3]}>' if address else ""

    return _IMAGE.sub(placed, body)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _reason(content: Any) -> str:
    errors = content.get("errors") if isinstance(content, dict) else None
    spots = (errors, 0, "message"), (content, "message"), (content, "detail")
    return next((said for spot in spots if (said := text_at(*spot))), "")
