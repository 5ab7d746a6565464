"""The demo edition is the golden one."""

from __future__ import annotations

import json

import pytest

from reporter.newsroom.run import Done
from tests.golden.golden import ARTICLE, DIGESTS, article_of, portable_digests


@pytest.fixture(scope="module")
def files(demo_made: Done) -> dict[str, bytes]:
    assert demo_made.made is not None
    return demo_made.made.files


def test_the_demos_article_is_the_golden_one(files: dict[str, bytes]) -> None:
    assert article_of(files).decode() == ARTICLE.read_text(encoding="utf-8")


def test_the_demos_pages_and_chart_have_the_golden_digests(files: dict[str, bytes]) -> None:
    assert portable_digests(files) == json.loads(DIGESTS.read_text(encoding="utf-8"))


def test_the_article_is_the_right_version_of_the_specimen() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    for right in ("−0.0406% per 8 h", "−44.5%", "11.4 bps", "$0.836", "28 March 2026, 00:00 UTC"):
        assert right in text
    for wrong in ("4.0602", "4,446", "4,457", "crowded short"):
        assert wrong not in text
