"""The article's body for editors of other people's systems: plain tags, no class, no id.

Content systems keep only what their editors know, so nothing that matters may hang on more.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from reporter.rendering.html import sanitised

_HEADLINE = re.compile(r"\s*<h1>.*?</h1>\s*", re.DOTALL)
_ANCHOR = re.compile(r'<a id="[^"]*"[^>]*></a>')
_INSIDE = re.compile(r'<a href="(?!https?:|mailto:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r"<p><img ([^>]*)></p>\s*")
_SOURCE = re.compile(r'src="([^"]*)"')


def simple_html(markdown_text: str, images: Mapping[str, str]) -> str:
    """The body without its headline, which every system keeps in a field of its own.

    ``images`` maps the path of a picture, as the Markdown names it, to the file name that is to
    stand there; other pictures are left out. Links within the page become text, since their
    targets do not outlast an editor.
    """
    body = _HEADLINE.sub("", sanitised(markdown_text), count=1)
    body = _INSIDE.sub(r"\1", _ANCHOR.sub("", body))
    return _IMAGE.sub(lambda match: _picture(match, images), body)


def _picture(match: re.Match[str], images: Mapping[str, str]) -> str:
    source = _SOURCE.search(match[1])
    name = images.get(html.unescape(source[1]), "") if source else ""
    if not name:
        return ""
    placed = _SOURCE.sub(lambda _: f'src="{html.escape(name)}"', match[1])
    return f"<p><img {placed}></p>\n"
