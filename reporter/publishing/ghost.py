"""Ghost: a draft post through the Admin API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime

from reporter.model.errors import ConfigError
from reporter.net.send import Sender
from reporter.publishing.drafts import (
    Draft,
    Image,
    Service,
    address_at,
    form_file,
    id_at,
    text_at,
    with_addresses,
)
from reporter.publishing.parcel import Parcel, Receipt

_API = "/ghost/api/admin"
_KEY = re.compile(r"([0-9a-f]+):((?:[0-9a-f]{2})+)", re.IGNORECASE)
_LIFETIME = 300
"""Seconds for which a token holds; Ghost accepts no more."""
_EXCERPT, _ALT = 300, 191
"""So many characters Ghost takes of an excerpt, and of a picture's description."""


class Ghost:
    """Leaves a draft, under an internal tag by which it is found again.

    A tag that begins with ``#`` is shown to no reader, and it stays when an editor changes
    title and address of the post. ``key`` is an Admin API key, ``clock`` gives the time in UTC.
    Raises ``ConfigError`` for a key of another form.
    """

    finds = True

    def __init__(self, url: str, key: str, sender: Sender, clock: Callable[[], datetime]) -> None:
        match = _KEY.fullmatch(key)
        if match is None:
            raise ConfigError(
                "this is no Admin API key: it has the form ID:SECRET, both in hexadecimal digits.",
                "Ghost",
                "Copy it from Settings, Integrations, Add custom integration.",
            )
        name, secret = match[1], bytes.fromhex(match[2])
        self._url = url.rstrip("/")
        self._service = Service(
            name="Ghost",
            base=self._url,
            sender=sender,
            authorise=lambda: f"Ghost {token(name, secret, clock())}",
            secrets=(key, match[2]),
            headers=(("accept-version", "v5.0"),),
        )

    def find(self, parcel: Parcel) -> Receipt | None:
        """The post that bears this parcel's tag."""
        query = {"filter": f"tag:hash-{_label(parcel)}", "include": "tags", "limit": 1}
        for post in self._service.entries(self._service.look(f"{_API}/posts/", query), "posts"):
            tags = self._service.entries(post, "tags")
            if not any(text_at(tag, "name") == f"#{_label(parcel)}" for tag in tags):
                raise self._service.strange()
            return self._receipt(id_at(post, "id"))
        return None

    def bring(self, parcel: Parcel) -> Receipt:
        """Upload the pictures, then leave the draft."""
        addresses = {image[0]: self._upload(image) for image in parcel.images}
        fields: dict[str, object] = {
            "title": parcel.title,
            "html": with_addresses(parcel.html, addresses),
            "tags": [{"name": name} for name in (*parcel.tags, f"#{_label(parcel)}")],
        }
        if len(parcel.dek) <= _EXCERPT:  # cut, it could end in the middle of a figure
            fields["custom_excerpt"] = parcel.dek
        if parcel.images and addresses[parcel.images[0][0]]:
            fields["feature_image"] = addresses[parcel.images[0][0]]
            fields["feature_image_alt"] = parcel.images[0][1][:_ALT]
        if parcel.url:
            fields["canonical_url"] = parcel.url
        draft, at = Draft(fields), ("posts", 0, "id")
        return self._receipt(
            self._service.leave(f"{_API}/posts/?source=html", draft, at=at, within="posts")
        )

    def _upload(self, image: Image) -> str:
        body, kind = form_file("file", image)
        answer = self._service.upload(f"{_API}/images/upload/", body, kind)
        return address_at(answer, "images", 0, "url")

    def _receipt(self, post: str) -> Receipt:
        return Receipt(id=post, url=f"{self._url}/ghost/#/editor/post/{post}")


def _label(parcel: Parcel) -> str:
    return f"reporter-{parcel.key}"


def token(name: str, secret: bytes, now: datetime) -> str:
    """A JSON Web Token (HS256) for the Admin API, valid for five minutes."""
    issued = int(now.timestamp())
    head = {"alg": "HS256", "typ": "JWT", "kid": name}
    claims = {"iat": issued, "exp": issued + _LIFETIME, "aud": "/admin/"}
    signed = f"{_part(json.dumps(head).encode())}.{_part(json.dumps(claims).encode())}"
    return f"{signed}.{_part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
