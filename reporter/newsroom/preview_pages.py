"""The pages of a preview: files as they stand, with a script in them that reloads on a change.

The script stands in what is served, never in a file. The answers are for this machine's own
browser: another site that has its name point at this machine is refused by the Host header.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from reporter.newsroom.preview_files import Watch, content_type
from reporter.newsroom.preview_mail import html_part, text_part

VERSION, SCRIPT = "/.preview/version", "/.preview/reload.js"
_RELOAD: Final = """\
(function () {
  "use strict";
  var seen = document.currentScript.dataset.version;
  function ask() {
    fetch("/.preview/version", { cache: "no-store" })
      .then(function (answer) { return answer.ok ? answer.text() : seen; })
      .then(function (version) { if (version !== seen) { location.reload(); } })
      .catch(function () { return; })
      .then(function () { setTimeout(ask, 1000); });
  }
  setTimeout(ask, 1000);
}());
"""
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_MAIL_POLICY: Final = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LOCAL: Final = re.compile(rb"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_HTML: Final = "text/html; charset=utf-8"
_PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>:root {{ color-scheme: light dark; }}
body {{ font: 1.1rem/1.6 system-ui, sans-serif; margin: 4rem auto; padding: 0 1rem;
max-width: 40rem; }}
code {{ background: rgb(128 128 128 / .15); padding: .1em .4em; border-radius: .3em; }}</style>
</head><body><main><h1>{title}</h1>
{body}
</main></body></html>
"""


def application(watch: Watch, nothing: tuple[str, str]) -> Starlette:
    """The web application over a folder; ``nothing`` is a sentence and the command that helps."""
    pages = _Pages(watch, nothing)
    return Starlette(
        routes=[
            Route(VERSION, lambda _: PlainTextResponse(watch.version(), headers=_HEADERS)),
            Route(SCRIPT, lambda _: _answer(_RELOAD.encode(), "text/javascript; charset=utf-8")),
            Route("/{path:path}", pages.page),
        ],
        middleware=[Middleware(_OnlyHere)],
    )


class _OnlyHere:
    """Refuses requests that name another host than this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and _LOCAL.fullmatch(hosts[0]):
            await self._app(scope, receive, send)
        else:
            refusal = PlainTextResponse("This preview answers to localhost alone.\n", 421, _HEADERS)
            await refusal(scope, receive, send)


class _Pages:
    """Answers for the addresses of the folder."""

    def __init__(self, watch: Watch, nothing: tuple[str, str]) -> None:
        self._watch = watch
        self._nothing = nothing

    def page(self, request: Request) -> Response:
        """The file, the index of the folder, or why there is none."""
        path, asked = request.path_params["path"].strip("/"), request.url.path
        version = self._watch.version()  # before the file is read, lest a change goes unseen
        found = self._watch.find(path)
        if found is not None and found.is_dir():
            if not asked.endswith("/"):
                return RedirectResponse(f"/{quote(path)}/", headers=_HEADERS)
            index = self._watch.find(f"{path}/index.html")
            found = index or (found if path else None)
        try:
            if found is None:
                return self._missing(path, version)
            if found.is_dir():
                return self._listing(found, version)
            return _file(found, request, version)
        except OSError:  # exchanged for a newer one at this very moment
            return self._missing(path, version)

    def _missing(self, path: str, version: str) -> Response:
        own = self._watch.find("404.html")
        if path and own is not None and own.is_file():
            return _answer(_with_script(own.read_bytes(), version), _HTML, 404)
        if path:
            body = '<p>Nothing of this name was made. <a href="/">All editions</a></p>'
            return _own_page("Not found", body, version, 404)
        sentence, command = self._nothing
        body = f"<p>Make one with <code>{html.escape(command)}</code>. This page waits for it.</p>"
        return _own_page(sentence.removesuffix("."), body, version)

    def _listing(self, folder: Path, version: str) -> Response:
        links = "".join(
            f'<li><a href="{quote(name)}">{html.escape(name)}</a></li>'
            for name in self._watch.listing(folder)
        )
        body = f'<ul>{links}</ul><p><a href="../">Up</a></p>'
        return _own_page(html.escape(folder.name), body, version)


def _file(path: Path, request: Request, version: str) -> Response:
    data, kind = path.read_bytes(), content_type(path)
    if kind == _HTML:
        return _answer(_with_script(data, version), kind)
    if path.suffix == ".eml":
        return _mail(data, request)
    return _answer(data, kind)


def _mail(data: bytes, request: Request) -> Response:
    """A draft to download; with ``?view`` its HTML part, with ``?view=text`` its text part."""
    view = request.query_params.get("view")
    if view is None:
        return _answer(data, "message/rfc822", more={"Content-Disposition": "attachment"})
    reader: Callable[[bytes], str | None] = text_part if view == "text" else html_part
    content = reader(data)
    if content is None:
        return _answer(b"The draft has no such part.\n", "text/plain; charset=utf-8", 404)
    kind = "text/plain; charset=utf-8" if view == "text" else _HTML
    return _answer(content.encode(), kind, more={"Content-Security-Policy": _MAIL_POLICY})


def _own_page(title: str, body: str, version: str, status: int = 200) -> Response:
    content = _PAGE.format(title=title, body=body).encode()
    return _answer(_with_script(content, version), _HTML, status)


def _with_script(page: bytes, version: str) -> bytes:
    """The page with our script before its end."""
    script = f'<script src="{SCRIPT}" data-version="{version}"></script>'.encode()
    before, end, after = page.rpartition(b"</body>")
    return before + script + end + after if end else page + script


def _answer(
    content: bytes, kind: str, status: int = 200, more: dict[str, str] | None = None
) -> Response:
    headers = {**_HEADERS, "Content-Type": kind, "Content-Security-Policy": _POLICY, **(more or {})}
    return Response(content, status, headers)
