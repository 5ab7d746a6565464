"""Buttondown: a draft e-mail."""

from __future__ import annotations

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
from reporter.publishing.failures import NotDelivered
from reporter.publishing.parcel import Parcel, Receipt

_VERSION = "2026-04-01"
"""The first of their versions in which a new e-mail is a draft unless it says otherwise."""
_MARK = "reporter"
_STATUSES = ("draft", "scheduled", "about_to_send", "in_flight", "sent")
"""What may have become of a draft of ours since; without the list, drafts may be left out."""
_HTML = "<!-- buttondown-editor-mode: fancy -->"
_MOST_PAGES = 50


class Buttondown:
    """Leaves a draft, with metadata by which it is found again."""

    finds = True

    def __init__(self, url: str, key: str, sender: Sender) -> None:
        self._service = Service(
            name="Buttondown",
            base=url.rstrip("/"),
            sender=sender,
            authorise=lambda: f"Token {key}",
            secrets=(key,),
            headers=(("x-api-version", _VERSION),),
        )

    def find(self, parcel: Parcel) -> Receipt | None:
        """The e-mail with this parcel's mark, among those made since the edition's time.

        Buttondown filters by date but not by metadata, so its pages are read through.
        """
        query = {
            "status": _STATUSES,
            "creation_date__start": parcel.instant[:10],
            "excluded_fields": "body",
        }
        for page in range(1, _MOST_PAGES + 1):
            found = self._service.look("/v1/emails", {**query, "page": page})
            for entry in self._service.entries(found, "results"):
                if text_at(entry, "metadata", _MARK) == parcel.key:
                    return self._receipt(id_at(entry, "id"))
            if not text_at(found, "next"):
                return None
        raise NotDelivered(
            "too many e-mails were made since the edition to look through.",
            "Buttondown",
            "Delete drafts that are not needed, then try again.",
        )

    def bring(self, parcel: Parcel) -> Receipt:
        """Upload the pictures, then leave the draft."""
        addresses = {image[0]: self._upload(image) for image in parcel.images}
        fields: dict[str, object] = {
            "subject": parcel.title,
            "body": f"{_HTML}\n{with_addresses(parcel.html, addresses)}",
            "description": parcel.dek,
            "metadata": {_MARK: parcel.key},
        }
        if parcel.images and addresses[parcel.images[0][0]]:
            fields["image"] = addresses[parcel.images[0][0]]
        if parcel.url:
            fields["canonical_url"] = parcel.url
        return self._receipt(self._service.leave("/v1/emails", Draft(fields), at=("id",)))

    def _upload(self, image: Image) -> str:
        body, kind = form_file("image", image)
        return address_at(self._service.upload("/v1/images", body, kind), "image")

    def _receipt(self, email: str) -> Receipt:
        return Receipt(id=email, url=f"https://buttondown.com/emails/{email}")
