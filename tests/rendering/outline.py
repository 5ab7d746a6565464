"""The outline of a finished page, and what every page of ours has to keep."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "link", "rect", "line", "circle", "path"}


class Outline(HTMLParser):
    """Checks that elements close in order, and keeps tags, headings and ids."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def assert_accessible(page: str) -> Outline:
    """Language, landmarks, the order of headings, names of all that needs one, unique ids."""
    outline = Outline(page)
    assert outline.all("html") == [{"lang": "en"}]
    assert len(outline.all("main")) == len(outline.all("h1")) == 1
    steps = zip([0, *outline.headings], outline.headings, strict=False)
    assert all(after <= before + 1 for before, after in steps)
    assert all(cell.get("scope") in ("row", "col") for cell in outline.all("th"))
    assert all(image.get("alt") for image in outline.all("img"))
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for tag, box in outline.tags:
        if "tabindex" in box:
            assert tag == "section" or box["role"] == "region"
            assert box.get("aria-label") or box.get("aria-labelledby") in ids
    assert all("href" in link for link in outline.all("a"))
    names = [meta.get("name") for meta in outline.all("meta")]
    assert {"viewport", "generator"} <= set(names)
    return outline
