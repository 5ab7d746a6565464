"""A small publisher on loopback: a test says what each of its addresses answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Page:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FeedSite:
    """Pages by path; whatever is not there is a 404. ``seen`` are the paths asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.seen: list[str] = []
        self.address = ""

    def url(self, path: str) -> str:
        return f"http://{self.address}{path}"

    def feed(self, path: str, *, days: float = 0, title: str = "Harbour Notes") -> str:
        """A feed of two items, the newest so many days old; gives its address."""
        self.pages[path] = Page(rss(self.url("/"), days=days, title=title))
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 301) -> str:
        self.pages[path] = Page(status=status, headers={"Location": target})
        return self.url(path)


def rss(site: str, *, days: float, title: str, items: int = 2) -> bytes:
    """An RSS feed of invented items, an hour apart."""
    newest = datetime.now(UTC) - timedelta(days=days, hours=1)
    entries = "".join(
        f"<item><title>Notice number {n} of the harbour office</title>"
        f"<link>{site}notice/{n}</link>"
        f"<pubDate>{format_datetime(newest - timedelta(hours=n))}</pubDate></item>"
        for n in range(items)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>{site}</link><description>Invented</description>{entries}</channel></rss>"
    ).encode()


@contextmanager
def serving() -> Iterator[FeedSite]:
    """The site, while the block lasts."""
    site = FeedSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append(self.path)
            page = site.pages.get(self.path, Page(status=404))
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    site.address = f"127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def workspace(root: Path, site: FeedSite, *feeds: tuple[str, str, int]) -> Path:
    """A workspace with these feeds (name, address, tier) that may reach the site."""
    tables = "".join(
        f'[[feeds]]\nname = "{name}"\nurl = "{url}"\ntier = {tier}\n\n' for name, url, tier in feeds
    )
    root.mkdir(exist_ok=True)
    (root / "reporter.toml").write_text(
        f'# mine\n[desk]\nname = "desk"\nbrand = "Harbour Desk"   # printed\n\n{tables}'
        f'# what is measured\n[market]\nsymbols = ["FILUSDT"]\n\n'
        f'[net]\nallow_hosts = ["{site.address}"]\n',
        encoding="utf-8",
    )
    return root
