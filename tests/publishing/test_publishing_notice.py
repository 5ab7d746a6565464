"""The words of a notice, and the small parts that the systems for drafts share."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.publishing.drafts import address_at, text_at, with_addresses
from reporter.publishing.webhook import notice
from tests.publishing.cms_servers import PARCEL


def test_a_notice_drops_whole_lines_that_have_no_room() -> None:
    body = json.loads(notice(replace(PARCEL, dek="0.0406% " * 300)))
    assert body["content"] == f"**{PARCEL.title}**\n{PARCEL.url}"
    assert json.loads(notice(replace(PARCEL, dek="", url="")))["text"] == f"*{PARCEL.title}*"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=150), st.text(max_size=3000), st.text(max_size=300))
def test_a_notice_is_never_too_long(title: str, dek: str, url: str) -> None:
    body = json.loads(notice(replace(PARCEL, title=title, dek=dek, url=url)))
    assert len(body["content"]) <= 2000
    assert len(body["text"]) <= 2000
    assert "<" not in body["text"].replace(url, "")


def test_text_and_address_of_an_answer() -> None:
    answer = {"a": [{"id": 7, "url": "https://x.example/a", "bad": "ftp://x"}], "none": None}
    assert text_at(answer, "a", 0, "id") == "7"
    assert [text_at(answer, *way) for way in (("b",), ("a", 1), ("none", "x"), ("a",))] == [""] * 4
    assert address_at(answer, "a", 0, "url") == "https://x.example/a"
    assert address_at(answer, "a", 0, "bad") == ""


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    body = with_addresses('<img alt="a" src="a&amp;b.png">', {"a&b.png": 'https://x/"><script>'})
    assert body == '<img alt="a" src="https://x/&quot;&gt;&lt;script&gt;">'
