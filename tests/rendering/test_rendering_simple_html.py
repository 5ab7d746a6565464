"""The article's body for other people's editors."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.rendering.simple_html import simple_html

ARTICLE = """\
---
title: "Never shown"
---

# The headline

The dek.

![FIL at $0.836 \\[now\\] & up](../../charts/fil-price.svg)

Reported. [\\[1\\]](#source-1) See [the page](https://r.example/a?x=1&y=2) and
[this](evidence.html).

| Level | Side |
| --- | --- |
| $0.72 | below |

![lost](../../charts/lost.svg)

## Sources

1. <a id="source-1"></a>Registry, [“A title”](https://r.example/b)
"""
IMAGES = {"../../charts/fil-price.svg": "fil-price.png"}


def test_it_is_plain_tags_with_pictures_by_name_and_links_that_lead_somewhere() -> None:
    body = simple_html(ARTICLE, IMAGES)
    assert "headline" not in body
    assert "Never shown" not in body
    assert body.startswith("<p>The dek.</p>")
    assert 'src="fil-price.png"' in body
    assert 'alt="FIL at $0.836 [now] &amp; up"' in body
    assert "lost" not in body
    assert 'Reported. [1] See <a href="https://r.example/a?x=1&amp;y=2"' in body
    assert "and\nthis." in body
    assert "<li>Registry, <a href" in body
    assert "<td>$0.72</td>" in body
    assert not re.search(r'class=|id=|style=|<div|href="#', body)


def test_the_same_article_gives_the_same_bytes() -> None:
    assert simple_html(ARTICLE, IMAGES) == simple_html(ARTICLE, IMAGES)


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab<>\"'&/[](){}!#*_`= \n", max_size=60),
    st.sampled_from(["script", "img", "a", "iframe", "svg", "style"]),
    st.sampled_from(["onerror=x", "href='javascript:x'", "src=data:x", "style=x"]),
)
def test_nothing_but_text_comes_through(text: str, tag: str, attribute: str) -> None:
    body = simple_html(f"# T\n\n{text}\n\n<{tag} {attribute}>{text}</{tag}>\n\n{text}", IMAGES)
    tags = set(re.findall(r"<([a-z0-9]+)", body))
    assert tags <= {
        "h1", "h2", "h3", "p", "strong", "em", "ul", "ol", "li", "a", "img", "br",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    inside = "".join(re.findall(r"<[^>]*>", body))
    assert "javascript:" not in inside
    assert not re.search(r"\son[a-z]+=|style=", inside)
