"""A content system on loopback that answers as Ghost, WordPress and Buttondown do, and keeps all.

The shapes of its answers are those of their documentation. It checks credentials as they do, and
records every request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from reporter.model.digest import digest
from reporter.publishing.parcel import Parcel

GHOST_KEY = (
    "6748592f4b9b7700010f6564:b1b5b9c1d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1"
)
WORDPRESS_USER, WORDPRESS_PASSWORD = "ada", "abcd EFGH 1234 ijkl"
BUTTONDOWN_KEY = "401f7ac837da42b97f613d789819ff93"
HOOK = "/services/T0001/B0001/hookhookhook"

PARCEL = Parcel(
    key="2026-03-27-main-0123456789ab",
    edition="desk/2026-03-27-main",
    digest=digest(b"edition"),
    slug="kalshi-filusdt",
    title="FIL Funding Is Set at −0.0406%",
    dek="Shorts pay longs <on> FILUSDT & [more](https://x.example).",
    brand="Harbour Desk",
    tags=("FILUSDT",),
    instant="2026-03-27T21:21:00Z",
    html='<p><img src="price.png" alt="FIL"></p><p><img src="lost.png" alt="x"></p><p>Text.</p>',
    markdown="Text.",
    eml=b"",
    images=(("card.png", "Card", b"\x89PNG card"), ("price.png", "FIL", b"\x89PNG price")),
    url="https://desk.example/2026-03-27-main/articles/kalshi-filusdt/article.html",
)

Reply = tuple[int, Any]


@dataclass
class Seen:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass
class Cms:
    """What the systems keep. ``before`` and ``after`` are called around the keeping of a draft;
    ``replies`` are given in place of the usual answer, first come, first served."""

    address: str = ""
    seen: list[Seen] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    media: list[dict[str, Any]] = field(default_factory=list)
    emails: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    replies: list[tuple[str, Reply | None]] = field(default_factory=list)
    page_size: int = 100
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def told(self, method: str = "POST") -> list[Seen]:
        """The requests of this method."""
        return [seen for seen in self.seen if seen.method == method]

    def reply_instead(self, path: str, status: int, content: Any = None) -> None:
        """Answer the next request whose path has this in it otherwise."""
        self.replies.append((path, (status, {} if content is None else content)))

    def hang_up(self, path: str) -> None:
        """Leave the next request whose path has this in it without an answer."""
        self.replies.append((path, None))

    def answer(self, seen: Seen) -> Reply | None:
        self.seen.append(seen)
        for entry in self.replies:
            if entry[0] in seen.path:
                self.replies.remove(entry)
                return entry[1]
        parts = [part for part in seen.path.split("/") if part]
        if seen.path.startswith("/ghost/"):
            return self._ghost(seen, parts[3])
        if seen.path.startswith("/wp-json/"):
            return self._wordpress(seen, parts[3])
        if seen.path.startswith("/v1/"):
            return self._buttondown(seen, parts[1])
        if seen.path == HOOK:
            self._keep(self.notices, seen.content)
            return 200, "ok"
        return 404, {}

    def _keep(self, shelf: list[dict[str, Any]], entry: dict[str, Any]) -> None:
        self.before()
        shelf.append(entry)
        self.after()

    def _ghost(self, seen: Seen, part: str) -> Reply:
        if not _signed(seen.headers.get("authorization", "")):
            return 401, {"errors": [{"message": f"Invalid token {GHOST_KEY[25:]}"}]}
        if part == "images":
            assert b'name="file"; filename=' in seen.body
            return 201, {"images": [{"url": f"{self.url}/content/{len(self.seen)}.png"}]}
        if seen.method == "GET":
            wanted = seen.query["filter"][0].removeprefix("tag:hash-")
            found = [
                {"id": post["id"], "tags": post["tags"]}
                for post in self.posts
                if f"#{wanted}" in [tag["name"] for tag in post["tags"]]
            ]
            return 200, {"posts": found, "meta": {}}
        assert seen.query["source"] == ["html"]
        (post,) = seen.content["posts"]
        post = {"status": "published", **post, "id": f"{len(self.posts):024x}"}
        self._keep(self.posts, post)
        return 201, {"posts": [post]}

    def _wordpress(self, seen: Seen, part: str) -> Reply:
        pair = f"{WORDPRESS_USER}:{WORDPRESS_PASSWORD}".encode()
        if seen.headers.get("authorization") != f"Basic {base64.b64encode(pair).decode()}":
            return 401, {"code": "rest_cannot_create", "message": "Sorry, you are not allowed."}
        shelf = self.media if part == "media" else self.articles
        if seen.method == "GET":
            if part == "posts":
                assert seen.query["status"] == ["any"]
                assert seen.query["context"] == ["edit"]
            return 200, [entry for entry in shelf if entry["slug"] == seen.query["slug"][0]]
        number = 1 + len(self.media) + len(self.articles)
        if part == "media":
            title = seen.query["title"][0]
            entry = {"id": number, "slug": title, "source_url": f"{self.url}/up/{title}.png"}
            self.media.append(entry)
            return 201, entry
        entry = {"status": "publish", **seen.content, "id": number}
        self._keep(self.articles, entry)
        return 201, entry

    def _buttondown(self, seen: Seen, part: str) -> Reply:
        if seen.headers.get("authorization") != f"Token {BUTTONDOWN_KEY}":
            return 403, {"detail": "Invalid token."}
        if part == "images":
            return 201, {"id": "1", "image": f"https://assets.example/{len(self.seen)}.png"}
        if seen.method == "GET":
            page = int(seen.query["page"][0])
            listed = [one for one in reversed(self.emails) if one["status"] in seen.query["status"]]
            part_of = listed[(page - 1) * self.page_size : page * self.page_size]
            more = len(listed) > page * self.page_size
            following = f"{self.url}/v1/emails?page={page + 1}" if more else None
            return 200, {"results": part_of, "next": following, "count": len(listed)}
        email = {"status": "about_to_send", **seen.content, "id": f"em-{len(self.emails)}"}
        self._keep(self.emails, email)
        return 201, email


def _signed(header: str) -> bool:
    """Whether this is a token as Ghost wants it, with the claims checked by the test."""
    scheme, _, token = header.partition(" ")
    head, _, rest = token.partition(".")
    claims, _, signature = rest.partition(".")
    name, secret = GHOST_KEY.split(":")
    mine = hmac.digest(bytes.fromhex(secret), f"{head}.{claims}".encode(), hashlib.sha256)
    return (
        scheme == "Ghost"
        and _decoded(head) == {"alg": "HS256", "typ": "JWT", "kid": name}
        and _decoded(claims)["aud"] == "/admin/"
        and base64.urlsafe_b64encode(mine).rstrip(b"=").decode() == signature
    )


def _decoded(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@contextmanager
def serving(*, in_turn: bool = False) -> Iterator[Cms]:
    """The systems, from when they answer to the end of the block.

    ``in_turn``: a request is dealt with to the end before the next is looked at.
    """
    made = Cms()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(size)
            query = parse_qs(parts.query)
            reply = made.answer(Seen(self.command, parts.path, query, headers, body))
            if reply is None:
                self.close_connection = True
                return
            status, content = reply
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            return

    class Server(HTTPServer if in_turn else ThreadingHTTPServer):  # type: ignore[misc]  # either will do
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that dies in the middle is part of these tests."""

    server = Server(("127.0.0.1", 0), Handler)
    made.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        with suppress(OSError):
            server.server_close()
        thread.join()
