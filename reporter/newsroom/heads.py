"""What stands around the pages of an edition in the output folder, where they are drafts."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from reporter.model.desk import Desk
from reporter.model.edition import EditionKey
from reporter.newsroom.config import SiteConfig
from reporter.rendering.head import CardLink, Cited, Head
from reporter.rendering.views import Around, ArticleView, Shell

ARTICLE, EVIDENCE, CARD = "article.html", "evidence.html", "card.png"
"""Pages and picture in an article's own folder."""
_WEB: Final = ("http://", "https://")


def public_folder(site: SiteConfig | None, key: EditionKey) -> str:
    """The public address that the edition's folder has or will have, if the desk has a site."""
    return f"{site.url.rstrip('/')}/{key.folder}/" if site else ""


def article_around(view: ArticleView, desk: Desk, folder: str) -> Around:
    """Around the article's page; ``folder`` is the edition's public address, or nothing."""
    home = f"{folder}{article_home(view.slug)}/" if folder else ""
    head = Head(
        title=f"{view.headline} | {view.brand}",
        headline=view.headline,
        description=view.dek,
        brand=view.brand,
        author=view.author,
        publisher=desk.publisher,
        article=True,
        sample=view.sample,
        canonical=f"{home}{ARTICLE}" if home else "",
        home=_site(folder),
        card=CardLink(url=f"{home}{CARD}", alt=view.headline) if home else None,
        created=view.instant,
        tags=(view.subject,),
        cited=cited(view),
    )
    nav = (("This edition", "../../index.html"), ("All editions", "../../../index.html"))
    return Around(shell=Shell(brand=view.brand, home="../../index.html", nav=nav), head=head)


def front_around(view: ArticleView, folder: str) -> Around:
    """Around the edition's front page."""
    head = Head(
        title=f"{view.brand}, edition of {view.as_of}",
        description=f"{view.brand}: {view.headline}",
        brand=view.brand,
        sample=view.sample,
        canonical=f"{folder}index.html" if folder else "",
        home=_site(folder),
        created=view.instant,
    )
    nav = (("All editions", "../index.html"),)
    return Around(shell=Shell(brand=view.brand, nav=nav), head=head)


def article_home(slug: str) -> str:
    """An article's folder, as seen from the edition's."""
    return f"articles/{quote(slug)}"


def cited(view: ArticleView) -> tuple[Cited, ...]:
    """The article's sources by their outlets, with the addresses that lead to the web.

    Titles stand in the list of sources alone, where each is held against its source.
    """
    return tuple(
        Cited(
            name=source.outlet,
            url=source.url if source.url.lower().startswith(_WEB) else "",
        )
        for source in view.sources
    )


def _site(folder: str) -> str:
    """The address of the site that holds this folder."""
    return f"{folder.rstrip('/').rpartition('/')[0]}/" if folder else ""
