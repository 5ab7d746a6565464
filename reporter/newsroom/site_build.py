"""Writing what stands around the editions of a site: lists, feeds, sitemap, style sheets, fonts.

A file whose content is the same is not touched. A page that is not ours is left alone, so that a
publisher may put one of his own in the place of any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.net.atomic import write_atomic
from reporter.rendering.environment import style_sheet
from reporter.rendering.html import page_assets
from reporter.rendering.site import site_pages
from reporter.rendering.site_feeds import NEWEST, atom_feed, json_feed, robots, sitemap
from reporter.rendering.site_views import SiteView

OURS: Final = b'<meta name="generator" content="Reporter">'
_MARK: Final = b"<!-- " + OURS + b" -->\n"
_MARKS: Final = (OURS, b"<generator>Reporter</generator>", b'"_reporter"', b"# Made by Reporter")
"""By one of these we know a file that we wrote."""
_LISTS: Final = ("archive/*.html", "symbols/*.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A site on disk: its root, what it lists, the user's templates.

    ``body`` gives the article of an edition as HTML, by the edition's key.
    """

    root: Path
    view: SiteView
    templates: tuple[Path, ...]
    body: Callable[[str], str]


def write_around(built: Built, only: Collection[str] | None = None) -> None:
    """Write the lists and what machines read; ``only`` these pages, or all of them.

    Where all are written, style sheets and fonts are too, and lists of nothing are removed.
    Raises ``OutputError`` where the folder cannot be written, ``BadTemplate``.
    """
    pages = site_pages(built.view, built.templates)
    for path in pages if only is None else sorted(only):
        put_own(built.root / path, _marked(pages[path]()))
    for name, data in _for_machines(built, list(pages)).items():
        put_own(built.root / name, data)
    if only is None:
        for name, data in site_assets(built.templates).items():
            put(built.root / "assets" / name, data)
        for old in _stale(built.root, pages):
            old.unlink()


def put(path: Path, data: bytes) -> None:
    """Write the file unless it holds just this. Raises ``OutputError``.

    It can be made again at any time, so it need not be forced to disk at once.
    """
    if not path.is_file() or path.read_bytes() != data:
        write_atomic(path, data, durable=False)


def put_own(path: Path, data: bytes) -> None:
    """Write the file unless one stands there that is not ours."""
    if not path.exists() or _is_ours(path):
        put(path, data)


def _is_ours(path: Path) -> bool:
    content = path.read_bytes()
    return any(mark in content for mark in _MARKS)


def _marked(page: str) -> bytes:
    """The page with our mark, whatever template it was made with."""
    data = page.encode()
    return data if OURS in data else data + _MARK


def _for_machines(built: Built, pages: Sequence[str]) -> dict[str, bytes]:
    site = built.view
    bodies = {entry.key: built.body(entry.key) for entry in site.entries[:NEWEST]}
    files = {"feed.xml": atom_feed(site, bodies), "feed.json": json_feed(site, bodies)}
    if site.url:
        listed = [page for page in pages if page != "404.html"]
        files["sitemap.xml"] = sitemap(site, listed) + _MARK
        files["robots.txt"] = b"# Made by Reporter\n" + robots(site)
    return files


def site_assets(templates: Sequence[Path]) -> Mapping[str, bytes]:
    """The style sheets and fonts of a site, by their paths in its folder of them."""
    return page_assets(templates) | {"site.css": style_sheet("css/site.css", templates).encode()}


def _stale(root: Path, pages: Collection[str]) -> Iterator[Path]:
    """Lists of ours that have nothing to list any more."""
    for pattern in _LISTS:
        for path in sorted(root.glob(pattern)):
            if path.relative_to(root).as_posix() not in pages and _is_ours(path):
                yield path
