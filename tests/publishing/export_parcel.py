"""A small edition as the exports are given it."""

from __future__ import annotations

from reporter.model.digest import digest
from reporter.publishing.parcel import Parcel

ARTICLE = """\
---
title: "FIL Funding Is Set at −0.0406%"
draft: true
---

# FIL Funding Is Set at −0.0406%

Shorts pay longs on FILUSDT.

![FILUSDT at $0.836 &lcub;\\[now\\]&rcub;](../../charts/filusdt-price.svg)

“An affiliate of Kalshi may offer margin.” [\\[1\\]](#source-1) [\\[2\\]](#source-2)

## Sources

1. <a id="source-1"></a>Registry, [“&lcub;&lcub;&lt; b &gt;”](https://r.example/a?x=1&amp;y=2), then
2. <a id="source-2"></a>Northgate Wire, “No address”, 24 March
"""


def parcel(**changes: object) -> Parcel:
    """The parcel, with these fields otherwise."""
    fields: dict[str, object] = {
        "key": "2026-03-27-main-0123abcd",
        "edition": "harbour/2026-03-27-main",
        "digest": digest(b"edition"),
        "slug": "kalshi-filusdt",
        "title": 'FIL "Funding": −0.0406% {{ x }}',
        "dek": "Shorts pay longs: # on FILUSDT.",
        "brand": "Harbour Desk",
        "tags": ("FILUSDT", "Kalshi"),
        "instant": "2026-03-27T21:21:00Z",
        "html": "",
        "markdown": ARTICLE,
        "eml": b"",
        "images": (
            ("card.png", "card", b"card bytes"),
            ("filusdt-price.png", "chart", b"chart bytes"),
        ),
        "url": "",
    }
    return Parcel(**{**fields, **changes})  # type: ignore[arg-type]  # each field is of its type
