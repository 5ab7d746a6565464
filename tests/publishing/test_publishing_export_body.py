"""The article's Markdown in the dialects of other generators."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.publishing.export_body import body_markdown
from reporter.rendering.markdown import escape
from tests.publishing.export_parcel import ARTICLE


def body(markdown: str) -> str:
    return body_markdown(markdown, lambda file: f"./here/{file}")


def test_the_whole_body() -> None:
    assert body(ARTICLE) == (
        "Shorts pay longs on FILUSDT.\n\n"
        "![FILUSDT at $0.836 &#123;\\[now\\]&#125;](./here/filusdt-price.png)\n\n"
        "“An affiliate of Kalshi may offer margin.” "
        "[\\[1\\]](https://r.example/a?x=1&amp;y=2) \\[2\\]\n\n"
        "## Sources\n\n"
        "1. Registry, [“&#123;&#123;&lt; b &gt;”]"
        "(https://r.example/a?x=1&amp;y=2), then\n"
        "2. Northgate Wire, “No address”, 24 March\n"
    )


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("{{< youtube x >}}", "&#123;&#123;< youtube x >&#125;&#125;"),
        ("{% include x %}", "&#123;% include x %&#125;"),
        ("text\n{: .class}", "text\n&#123;: .class&#125;"),
        ("US$$ 5 and $$x$$", "US&#36;&#36; 5 and &#36;&#36;x&#36;&#36;"),
        ("&commat;&bsol;&unknown; &amp; &lt;", "&#64;&#92;&unknown; &amp; &lt;"),
        ("&#126;~c&#126;~", "&#126;&#126;c&#126;&#126;"),
        ("a -- b...", "a &#45;&#45; b&#46;&#46;&#46;"),
        ("\\-- a", "&#45;&#45; a"),
        ("\\- a", "\\- a"),
        ("| a | b |\n| --- | --- |\n", "| a | b |\n| --- | --- |\n"),
        ("[\\[9\\]](#source-9)", "\\[9\\]"),
        ("[a](https://x.example/chart.svg)", "[a](https://x.example/chart.svg)"),
        ("![a](chart.svg)", "![a](./here/chart.png)"),
        ("text\n\n# Not the first line", "text\n\n# Not the first line"),
    ],
)
def test_what_generators_would_misread(given_text: str, expected: str) -> None:
    assert body(given_text) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_of_ours_becomes_a_tag_a_shortcode_or_an_expression(text: str) -> None:
    made = body(f"# Title\n\nBegin {escape(text)} end.\n")
    assert not re.search(r"[{}]|\$\$|<", made)
    assert set(re.findall(r"&([a-z]+);", made)) <= {"amp", "lt", "gt", "quot"}
