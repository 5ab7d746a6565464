"""What is brought away: the parcel made from an edition's checked files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

from reporter.newsroom.config import Config
from reporter.newsroom.publish_gates import LETTER, Candidate, require_clean_text
from reporter.publishing.parcel import Parcel
from reporter.rendering.charts import png
from reporter.rendering.charts_frame import Chart
from reporter.rendering.simple_html import simple_html

CARD: Final = "card.png"
_DIGITS: Final = 12
"""So many hexadecimal digits of the digest stand in a parcel's key."""
_PICTURE: Final = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(([^()\s]+\.svg)\)", re.DOTALL)
_MASKED: Final = re.compile(r"\\(.)")

Image = tuple[str, str, bytes]


def parcel_of(candidate: Candidate, config: Config, *, on_site: bool) -> Parcel:
    """The edition's article with its pictures, the card first where there is one.

    The HTML is new text to whoever receives it, so it is checked like every file: raises
    ``Held``. ``on_site`` says that the desk's site has the edition, so that its address there
    is worth naming.
    """
    article = candidate.document["articles"][0]
    slug, title = article["slug"], article["headline"]["text"]
    home = f"articles/{slug}"
    markdown = (candidate.folder / home / "article.md").read_text(encoding="utf-8")
    charts = tuple(_charts(candidate, home, markdown))
    body = simple_html(markdown, {path: image[0] for path, image in charts})
    require_clean_text(candidate, "draft.html", _page(title, body))
    return Parcel(
        key=parcel_key(candidate),
        edition=f"{quote(candidate.key.desk, safe='')}/{candidate.key.folder}",
        digest=candidate.digest,
        slug=slug,
        title=title,
        dek=article["dek"]["text"],
        brand=config.desk.brand,
        tags=(article["subject"],) if article["subject"] else (),
        instant=candidate.document["as_of"],
        html=body,
        markdown=markdown,
        eml=(candidate.folder / LETTER).read_bytes(),
        images=(*_card(candidate, home, title), *(image for _, image in charts)),
        url=_address(config, candidate, home) if on_site else "",
    )


def parcel_key(candidate: Candidate) -> str:
    """Day, slot and the first digits of the digest: short, and no other version's."""
    digits = candidate.digest.partition(":")[2][:_DIGITS]
    return f"{candidate.key.folder}-{digits}"


def _page(title: str, body: str) -> bytes:
    """The body as a reader will find it, under the headline that its field holds."""
    said = escape(title)
    return f"<!doctype html><title>{said}</title><h1>{said}</h1>{body}".encode()


def _charts(candidate: Candidate, home: str, markdown: str) -> Iterator[tuple[str, Image]]:
    """Each chart that the Markdown shows and the manifest names: its path there, its picture."""
    for alt, path in _PICTURE.findall(markdown):
        name = _within(home, path)
        if name in candidate.files:
            svg = (candidate.folder / name).read_text(encoding="utf-8")
            stem, said = PurePosixPath(name).stem, unescape(_MASKED.sub(r"\1", alt))
            yield path, (f"{stem}.png", said, png(Chart(name=stem, svg=svg, alt=said)))


def _within(home: str, path: str) -> str:
    """A path as the article names it, from the edition's folder."""
    parts: list[str] = []
    for part in (*home.split("/"), *path.split("/")):
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)


def _card(candidate: Candidate, home: str, title: str) -> tuple[Image, ...]:
    name = f"{home}/{CARD}"
    if name not in candidate.files:
        return ()
    return ((CARD, title, Path(candidate.folder / name).read_bytes()),)


def _address(config: Config, candidate: Candidate, home: str) -> str:
    root = config.site.url.rstrip("/") if config.site else ""
    return f"{root}/{candidate.key.folder}/{home}/article.html" if root else ""
