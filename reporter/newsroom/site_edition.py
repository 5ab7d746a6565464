"""One edition on the public site: its pages under a public head, all else as it was made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any, Final

from reporter import checking, reading
from reporter.ledger.figures import instant
from reporter.model.errors import Held, UsageError
from reporter.model.moments import iso_instant
from reporter.model.verdict import Severity
from reporter.newsroom.document import Evidenced
from reporter.newsroom.heads import ARTICLE, EVIDENCE, article_home
from reporter.newsroom.proof import evidence_of, frame_of
from reporter.newsroom.public_document import Document, Issue, cited, edition_key
from reporter.rendering.environment import render
from reporter.rendering.evidence import STYLES
from reporter.rendering.head import CardLink, Cited, Head
from reporter.rendering.html import around
from reporter.rendering.plaintext import plain
from reporter.rendering.site import INDEX, shell
from reporter.rendering.site_views import Entry, MovedView, SiteView
from reporter.rendering.views import Around, Stamp

DOCUMENT: Final = "edition.json"
SOURCE: Final = "article.md"
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_LETTER: Final = re.compile(r'<li><a href="[./]*newsletter\.eml">[^<]*</a></li>\n?')
"""The e-mail draft is for the desk's own mailbox: it is not published, nor linked to."""
_WEB: Final = ("http://", "https://")
_PUBLISHER: Final = "edition.desk.publisher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Whom an article's page names to machines beside its author."""

    publisher: str
    sources: tuple[Cited, ...]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Credits:
        """Those of an ``edition.json``."""
        named = (fact["value"] for fact in document["facts"] if fact["id"] == _PUBLISHER)
        return cls(
            publisher=plain(next(named, "")),
            sources=tuple(_source(one) for one in document["articles"][0]["sources"]),
        )


def _source(source: Mapping[str, Any]) -> Cited:
    url = source["url"] if source["url"].lower().startswith(_WEB) else ""
    return Cited(name=plain(source["outlet"]), url=url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressing:
    """What an edition's pages are dressed with: the site, its entry, publisher and sources."""

    site: SiteView
    entry: Entry
    credits: Credits
    templates: tuple[Path, ...]


def stamps(issue: Issue) -> tuple[Stamp, ...]:
    """When it was first published, and every correction, the oldest first."""
    told = [("Published", issue.published, "")]
    told += [("Corrected", one.moment, one.text) for one in issue.corrections]
    return tuple(
        Stamp(label=label, printed=instant(moment), instant=iso_instant(moment), text=text)
        for label, moment, text in told
    )


def taken_over(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Those of these files that go to the site, as they stand in the edition's folder.

    Raises ``UsageError`` where one is gone.
    """
    try:
        return {name: (folder / name).read_bytes() for name in names if not name.endswith(".eml")}
    except OSError as error:
        raise UsageError(
            f"a file of the edition cannot be read ({error.strerror}).",
            str(error.filename),
            "Make the edition again with 'reporter replay', or publish another one.",
        ) from error


def dressed(pages: Mapping[str, bytes], dressing: Dressing) -> dict[str, bytes]:
    """Those of these files that are pages of the edition, under their public heads.

    Raises ``BadTemplate``.
    """
    home = article_home(dressing.entry.slug)
    frames = {
        f"{home}/{ARTICLE}": _article_around,
        f"{home}/{EVIDENCE}": _evidence_around,
        INDEX: _front_around,
    }
    made = {}
    for name in sorted(frames.keys() & pages.keys()):
        page = pages[name].decode()
        frame = frames[name](dressing, _title(page))
        made[name] = _LETTER.sub("", around(page, frame, dressing.templates)).encode()
    return made


def moved_pages(dressing: Dressing, slugs: Collection[str]) -> dict[str, bytes]:
    """What stands at former addresses of the article, whose name a correction has changed."""
    entry, site = dressing.entry, dressing.site
    head = Head(
        title=f"Moved | {site.brand}", brand=site.brand, canonical=f"{site.url}{entry.article}"
    )
    view = MovedView(shell=shell(site, 3), head=head, address=f"../../../{entry.article}")
    page = render("site/moved.html.j2", view, dressing.templates).encode()
    return {f"{article_home(slug)}/{ARTICLE}": page for slug in slugs if slug != entry.slug}


def public_evidence(
    files: Mapping[str, bytes], document: Document, dressing: Dressing, evidence: Evidenced
) -> dict[str, bytes]:
    """The article's page of evidence, made from the facts that are published.

    The one in the output folder shows whole teasers of the sources, which are not.
    """
    home = article_home(dressing.entry.slug)
    source = f"{home}/{SOURCE}"
    page = evidence_of(
        (source, files[source]),
        evidence,
        cited(document),
        frame_of(edition_key(document), dressing.entry.brand, sample=dressing.entry.sample),
        dressing.templates,
    )
    return {f"{home}/{EVIDENCE}": page}


def require_sound(
    files: Mapping[str, bytes], evidence: Evidenced, assets: Mapping[str, bytes]
) -> None:
    """Read these pages back, with the style sheets that they link to, against the published facts.

    Raises ``Held`` with the first error found, ``UsageError`` for a sheet that cannot be read.
    """
    styles = b"".join(
        b"<style>%b</style>" % data.replace(b"</", rb"<\/")
        for name, data in assets.items()
        if name.endswith(".css")
    )
    for name in sorted(files):
        page = reading.read_html(files[name] + styles, name)
        reading.require_known_styles([page])
        verdict = checking.check(page, evidence.sheet, evidence.record)
        errors = [finding for finding in verdict.findings if finding.severity is Severity.ERROR]
        if errors:
            first = errors[0]
            raise Held(
                f"the page does not agree with the facts as it is published. {first.message} "
                f"Seen: {first.seen}. Expected: {first.expected}.",
                first.place,
                "Look at your own templates, or report it as a fault of Reporter.",
            )


# --- heads --------------------------------------------------------------------------------------


def _title(page: str) -> str:
    """The page's own title, which was checked when it was made."""
    match = _TITLE.search(page)
    return unescape(match[1]) if match else ""


def _article_around(dressing: Dressing, title: str) -> Around:
    entry, site = dressing.entry, dressing.site
    head = _head(
        dressing,
        article=True,
        title=title,
        headline=entry.headline,
        description=entry.dek,
        canonical=f"{site.url}{entry.article}",
    )
    frame = shell(site, 3, ("page.css", "chart.css"))
    nav = (("This edition", f"../../{INDEX}"), *frame.nav)
    return Around(shell=replace(frame, nav=nav), head=head, stamps=entry.stamps)


def _front_around(dressing: Dressing, title: str) -> Around:
    entry, site = dressing.entry, dressing.site
    head = _head(
        dressing,
        title=title,
        headline=title,
        description=f"{entry.brand}: {entry.headline}",
        canonical=f"{site.url}{entry.edition}",
    )
    return Around(shell=shell(site, 1, ("page.css", "chart.css")), head=head, stamps=entry.stamps)


def _evidence_around(dressing: Dressing, title: str) -> Around:
    """A page of evidence is for those who come from the article: it is never listed."""
    frame = shell(dressing.site, 3, STYLES)
    nav = (("Back to the article", ARTICLE), *frame.nav)
    head = Head(title=title, brand=dressing.entry.brand, sample=dressing.entry.sample)
    return Around(shell=replace(frame, nav=nav), head=head)


def _head(dressing: Dressing, **told: Any) -> Head:
    """The head of an edition's page: what is told of it, and what goes for all of them."""
    entry, site = dressing.entry, dressing.site
    card = CardLink(url=f"{site.url}{entry.card}", alt=entry.headline) if entry.card else None
    return Head(
        **told,
        brand=entry.brand,
        author=entry.author,
        publisher=dressing.credits.publisher,
        sample=entry.sample,
        home=site.url,
        card=card,
        created=entry.instant,
        published=entry.published,
        modified=entry.updated,
        tags=tuple(mention.symbol for mention in entry.mentions),
        cited=dressing.credits.sources,
        corrections=tuple(stamp.text for stamp in entry.corrections),
    )
