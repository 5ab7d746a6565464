"""WordPress: a draft post through the REST API."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

from reporter.net.send import Sender
from reporter.publishing.drafts import (
    PNG,
    Draft,
    Image,
    Service,
    address_at,
    id_at,
    text_at,
    with_addresses,
)
from reporter.publishing.failures import NotDelivered
from reporter.publishing.parcel import Parcel, Receipt

_API = "/wp-json/wp/v2"
_LONGEST = 150
"""So much of an article's slug is used: WordPress cuts a slug off at 200 characters."""


class WordPress:
    """Leaves a draft, under a slug by which it is found again.

    The slug ends in digits of the edition's digest. ``password`` is an Application Password.
    """

    finds = True

    def __init__(self, url: str, user: str, password: str, sender: Sender) -> None:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._url = url.rstrip("/")
        self._service = Service(
            name="WordPress",
            base=self._url,
            sender=sender,
            authorise=lambda: f"Basic {pair}",
            secrets=(password, pair),
        )

    def find(self, parcel: Parcel) -> Receipt | None:
        """The post of this parcel's slug, whatever became of it; one in the bin is gone."""
        query = {"slug": _slug(parcel), "status": "any", "context": "edit", "_fields": "id,slug"}
        for post in self._service.entries(self._service.look(f"{_API}/posts", query)):
            if text_at(post, "slug") != _slug(parcel):
                raise self._service.strange()
            return self._receipt(id_at(post, "id"))
        return None

    def bring(self, parcel: Parcel) -> Receipt:
        """Upload the pictures, then leave the draft."""
        uploaded = {image[0]: self._uploaded(parcel, image) for image in parcel.images}
        addresses = {name: address_at(entry, "source_url") for name, entry in uploaded.items()}
        fields: dict[str, object] = {
            "title": parcel.title,
            "content": with_addresses(parcel.html, addresses),
            "excerpt": parcel.dek,
            "slug": _slug(parcel),
        }
        if parcel.images:
            fields["featured_media"] = int(text_at(uploaded[parcel.images[0][0]], "id"))
        return self._receipt(self._service.leave(f"{_API}/posts", Draft(fields), at=("id",)))

    def _uploaded(self, parcel: Parcel, image: Image) -> object:
        """The picture in the media library; one that an earlier attempt left there is used."""
        name, alt, data = image
        title = f"{parcel.key}-{name.removesuffix('.png')}"
        query = {"slug": title, "_fields": "id,source_url"}
        there = self._service.entries(self._service.look(f"{_API}/media", query))
        entry: object = there[0] if there else None
        if entry is None:
            disposition = f'attachment; filename="{title}.png"'
            entry = self._service.upload(
                f"{_API}/media?{urlencode({'alt_text': alt, 'title': title})}",
                data,
                ("content-type", PNG),
                ("content-disposition", disposition),
            )
        if not text_at(entry, "id").isdigit():
            raise NotDelivered(
                "the media library gave no number for a picture.",
                self._url,
                "See whether the user may upload files.",
            )
        return entry

    def _receipt(self, post: str) -> Receipt:
        return Receipt(id=post, url=f"{self._url}/wp-admin/post.php?post={post}&action=edit")


def _slug(parcel: Parcel) -> str:
    return f"{parcel.slug[:_LONGEST]}-{parcel.key.rpartition('-')[2]}"
