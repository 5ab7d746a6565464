"""What stands around an edition's pages: addresses where they are known, sources, downloads."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reporter.model.desk import Desk
from reporter.model.edition import EditionKey
from reporter.model.text import Article, Bullet, Section, SectionKind, Sentence, SourceLine, Stance
from reporter.newsroom.config import SiteConfig
from reporter.newsroom.front import article_downloads
from reporter.newsroom.heads import article_around, front_around, public_folder
from reporter.newsroom.takeaways import takeaways
from reporter.rendering.views import ArticleView, article_view

KEY = EditionKey("main", date(2026, 3, 27), "main")
HOME = "https://desk.example/notes/"
DESK = Desk(
    name="main", brand="Meridian", timezone="UTC", contact="", author="Ada Quill",
    conflicts="None.", publisher="Meridian Ltd",
)  # fmt: skip


def said(text: str) -> Sentence:
    return Sentence(text=text, stance=Stance.MEASURED)


def source(number: int, url: str) -> SourceLine:
    return SourceLine(
        number=number, item=f"i{number}", outlet="Wire", title="T", url=url, published="then"
    )


def article(*bullets: Bullet) -> Article:
    implications = Section(kind=SectionKind.IMPLICATIONS, heading="So what?", bullets=bullets)
    return Article(
        slug="a b",
        headline=said("A headline"),
        dek=said("A dek."),
        sections=(implications,),
        sources=(source(1, "https://wire.example/1"), source(2, "javascript:x()")),
        facts=(),
        subject="FILUSDT",
        writer="offline",
    )


@pytest.fixture
def view() -> ArticleView:
    made = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
    return article_view(article(), DESK, as_of="then", instant=made, image=None)


@pytest.mark.parametrize("url", ["https://desk.example/notes", HOME])
def test_with_a_site_a_draft_names_its_address(view: ArticleView, url: str) -> None:
    folder = public_folder(SiteConfig.model_validate({"url": url}), KEY)
    assert folder == f"{HOME}2026-03-27-main/"
    head = article_around(view, DESK, folder).head
    assert head.canonical == f"{folder}articles/a%20b/article.html"
    assert head.card is not None
    assert head.card.url == f"{folder}articles/a%20b/card.png"
    assert head.home == HOME
    assert not head.indexed
    assert front_around(view, folder).head.canonical == f"{folder}index.html"


def test_without_a_site_it_names_none(view: ArticleView) -> None:
    assert public_folder(None, KEY) == ""
    for head in (article_around(view, DESK, "").head, front_around(view, "").head):
        assert (head.canonical, head.home, head.card) == ("", "", None)


def test_only_addresses_of_the_web_are_cited(view: ArticleView) -> None:
    cited = article_around(view, DESK, "").head.cited
    assert [one.url for one in cited] == ["https://wire.example/1", ""]
    assert cited[0].name == "Wire"


def test_a_page_leads_to_what_there_is() -> None:
    labels = [label for _, label in article_downloads({"briefing.pdf", "newsletter.eml"})]
    assert "PDF briefing" in labels
    assert "PDF briefing" not in [label for _, label in article_downloads({"newsletter.eml"})]


def test_the_takeaways_are_the_last_claims_with_what_backs_them() -> None:
    bullets = [Bullet(lead=said(f"claim {n}"), sentences=(said(f"fact {n}"),)) for n in range(5)]
    assert takeaways(article(*bullets)) == tuple((f"claim {n}", f"fact {n}") for n in (2, 3, 4))
    assert takeaways(article(Bullet(lead=said("bare"), sentences=()))) == ()
    assert takeaways(article()) == ()
