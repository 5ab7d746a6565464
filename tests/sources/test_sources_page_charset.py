"""Pages in the charset that they are really in, whatever they say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter.model.digest import digest
from reporter.net.request import Reply
from reporter.sources.page_text import read_page
from reporter.sources.pages import parse_page
from tests.sources.article_pages import page, paragraphs

LATEST = datetime(2026, 3, 28, tzinfo=UTC)
URL = "https://www.harbourreview.example/2026/perps"

WORDS = "Zürich’s café traders paid €36.2 million for the naïve façade, the régie said. " * 4
RUSSIAN = "Биржа получила разрешение на торговлю бессрочными фьючерсами, сообщил регулятор. " * 4


def text(body: bytes, charset: str = "") -> str:
    options = {"charset": charset, "url": "", "latest": LATEST.isoformat()}
    return str(read_page(body, options)["text"])


def in_charset(words: str, declared: str, encoding: str) -> bytes:
    html = page(f"<article>{paragraphs(words)}</article>")
    return html.replace('charset="utf-8"', f'charset="{declared}"').encode(encoding)


@pytest.mark.parametrize(
    ("declared", "encoding", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "utf-8-sig", "windows-1251"),
        ("iso-8859-1", "utf-8", ""),  # says Latin-1 and is UTF-8
        ("windows-1252", "cp1252", ""),
        ("iso-8859-1", "cp1252", ""),  # as browsers take it
        ("utf-8", "cp1252", "windows-1252"),  # the server knows better
        ("nonsense", "cp1252", "windows-1252"),
        ("rot13", "cp1252", "iso-8859-1"),
        ("windows-1252", "cp1252", "iso-8859-12"),  # no such charset
        ("utf-8", "utf-16", ""),
        ("utf-8", "utf-16-le", ""),
        ("utf-8", "utf-16-be", ""),
    ],
)
def test_a_page_is_read_in_the_charset_that_it_is_in(
    declared: str, encoding: str, header: str
) -> None:
    assert text(in_charset(WORDS, declared, encoding), header) == WORDS.strip()


@pytest.mark.parametrize("declared", ["windows-1251", "nothing"])
def test_other_scripts_are_read_too_even_undeclared(declared: str) -> None:
    assert text(in_charset(RUSSIAN, declared, "cp1251")) == RUSSIAN.strip()


def test_a_few_broken_signs_do_not_change_the_charset() -> None:
    body = in_charset(WORDS, "windows-1252", "utf-8").replace("façade".encode(), b"fa\xe7ade", 1)

    assert text(body).startswith("Zürich’s café traders paid €36.2 million")


def test_the_server_s_charset_counts() -> None:
    body = in_charset(RUSSIAN, "utf-8", "koi8-r")

    answer = Reply(
        url=URL,
        final_url=URL,
        status=200,
        headers={"content-type": 'text/html; charset="koi8-r"'},
        body=body,
        digest=digest(body),
        received_at=LATEST,
    )

    assert parse_page(answer).text == RUSSIAN.strip()
