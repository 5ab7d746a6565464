"""Front matter of an exported article: which key it gets, and its value as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, Literal

from reporter.model.errors import ConfigError
from reporter.publishing.parcel import Parcel

Kind = Literal["hugo", "jekyll", "astro"]

KEYS: Final = (
    "layout", "title", "date", "modified", "draft", "published", "description", "summary", "slug",
    "tags", "keywords", "author", "canonical", "image", "images",
)  # fmt: skip
"""The keys of ours that a site may give a name to, in the order in which they are written."""

_NAMES: Final[dict[Kind, dict[str, str]]] = {
    "hugo": {
        "title": "title", "date": "date", "modified": "lastmod", "draft": "draft",
        "description": "description", "summary": "summary", "slug": "slug", "tags": "tags",
        "keywords": "keywords", "images": "images",
    },
    "jekyll": {
        "layout": "layout", "title": "title", "date": "date", "published": "published",
        "description": "description", "tags": "tags", "image": "image",
    },
    "astro": {
        "title": "title", "description": "description", "date": "pubDate", "draft": "draft",
        "image": "heroImage",
    },
}  # fmt: skip
"""What each generator's own themes and schemas call them; a key that is not here is left out."""

_NAME: Final = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_YAML_OWN: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def front_names(kind: Kind, front: Mapping[str, str]) -> dict[str, str]:
    """The site's name for each key of ours that is written.

    Raises ``ConfigError`` for a key that is none of ours, a name that YAML would read otherwise,
    and a name that is given twice.
    """
    unknown = sorted(set(front) - set(KEYS))
    if unknown:
        raise ConfigError(
            f"there is no front matter key {', '.join(map(repr, unknown))}.",
            "channels.front",
            f"Known: {', '.join(KEYS)}.",
        )
    wanted = {**_NAMES[kind], **front}
    names = {key: wanted[key] for key in KEYS if wanted.get(key)}
    for name in names.values():
        if not _NAME.fullmatch(name) or name.lower() in _YAML_OWN:
            raise ConfigError(
                f"{name!r} is no name for a front matter key.",
                "channels.front",
                "Use letters, digits, hyphens and underscores, and no word of YAML's own.",
            )
        if list(names.values()).count(name) > 1:
            raise ConfigError(f"two keys are to be written as {name!r}.", "channels.front")
    return names


def front_matter(
    parcel: Parcel, names: Mapping[str, str], *, name: str, instant: str, image: str
) -> str:
    """The lines of front matter, without the fences. Times are YAML's own, text is quoted.

    ``name`` is the article's in the site, ``image`` the address of its card; where there is
    none, and where the edition has no public address, the key is left out.
    """
    tags = _list(parcel.tags)
    values = {
        "layout": "post",
        "title": _text(parcel.title),
        "date": instant,
        "modified": instant,
        "draft": "true",
        "published": "false",
        "description": _text(parcel.dek),
        "summary": _text(parcel.dek),
        "slug": _text(name),
        "tags": tags,
        "keywords": tags,
        "author": _text(parcel.brand),
        "canonical": _text(parcel.url) if parcel.url else "",
        "image": _text(image) if image else "",
        "images": _list([image]) if image else "",
    }
    return "".join(f"{names[key]}: {values[key]}\n" for key in names if values[key])


def _list(texts: tuple[str, ...] | list[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """A double-quoted YAML scalar: JSON, but for what YAML allows in escaped form only."""
    quoted = json.dumps(_SURROGATE.sub("\ufffd", text), ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
