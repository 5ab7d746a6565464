"""An article's Markdown so that goldmark, kramdown and remark all show what we wrote.

They differ in what they make of raw HTML, of named entities and of braces, which begin a
shortcode in Hugo, a tag in Jekyll and an expression in MDX. So none of these is left in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TITLE = re.compile(r"\A\s*# [^\n]*\n+")
_SOURCE = re.compile(r'^\d+\. <a id="source-(?P<number>\d+)"></a>(?P<line>.*)$', re.MULTILINE)
_ADDRESS = re.compile(r"\]\((https?://[^()\s]+)\)")
_ANCHOR = re.compile(r'<a id="[^"<>]*"></a>')
_NOTE = re.compile(r"\[(?P<mark>\\\[\d+\\\])\]\(#source-(?P<number>\d+)\)")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_EVERYWHERE = {"amp;", "lt;", "gt;", "quot;"}
_SPECIAL = str.maketrans({"{": "&#123;", "}": "&#125;", "~": "&#126;"})
_TYPED = re.compile(r"^\|[-| ]+\|$|\\?--+|\.\.\.", re.MULTILINE)
_CHART = re.compile(
    r"(?P<alt>!\[(?:\\.|[^\]\\])*\])\((?:[^()\s]*/)?(?P<name>[^/()\s]+)\.svg\)", re.DOTALL
)


def body_markdown(markdown: str, address: Callable[[str], str]) -> str:
    """The body of an ``article.md``, without front matter and headline, which the theme prints.

    Notes lead straight to their source's page, since anchors are raw HTML. ``address`` tells
    how the site names a picture, given its PNG's file name.
    """
    body = _TITLE.sub("", _FRONT_MATTER.sub("", markdown, count=1), count=1)
    body = _with_open_notes(body)
    body = _TYPED.sub(_as_typed, _ENTITY.sub(_numeric, body).translate(_SPECIAL))
    body = body.replace("$$", "&#36;&#36;")  # kramdown would begin a formula
    return _CHART.sub(lambda chart: f"{chart['alt']}({address(chart['name'] + '.png')})", body)


def _with_open_notes(body: str) -> str:
    """Each note as a link to its source's address, or bare where that has none."""
    addresses = {
        source["number"]: found[1]
        for source in _SOURCE.finditer(body)
        if (found := _ADDRESS.search(source["line"]))
    }

    def note(match: re.Match[str]) -> str:
        target = addresses.get(match["number"])
        return f"[{match['mark']}]({target})" if target else match["mark"]

    return _ANCHOR.sub("", _NOTE.sub(note, body))


def _numeric(match: re.Match[str]) -> str:
    """kramdown knows few named entities; numbers are understood by all."""
    signs = html5.get(match[1])
    if signs is None or match[1] in _EVERYWHERE:
        return match[0]
    return _numbers(signs)


def _as_typed(match: re.Match[str]) -> str:
    """Hyphens and dots that a generator would join into a dash; a table's rule stays."""
    return match[0] if match[0].startswith("|") else _numbers(match[0].removeprefix("\\"))


def _numbers(signs: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in signs)
