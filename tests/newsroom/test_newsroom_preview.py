"""The preview over a real socket: files as they stand, reload, and nothing for strangers."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
import uvicorn

from reporter.newsroom.preview_files import Watch
from reporter.newsroom.preview_mail import html_part, text_part
from reporter.newsroom.preview_pages import SCRIPT, VERSION, application

PNG = b"\x89PNG\r\n\x1a\n"
PAGE = b"<!doctype html><html lang='en'><title>T</title><body><p>Hello</p></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder with one edition in it, and something outside that nobody may see."""
    root = tmp_path / "output"
    edition = root / "2026-03-27-main"
    (edition / "articles" / "one two").mkdir(parents=True)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (root / "index.html").write_bytes(PAGE)
    (root / "feed.xml").write_bytes(b"<feed/>")
    (root / "feed.json").write_bytes(b"{}")
    (root / ".hidden").write_bytes(b"secret")
    (edition / "index.html").write_bytes(PAGE.replace(b"Hello", b"The edition"))
    (edition / "edition.json").write_bytes('{"dash": "—"}'.encode())
    (edition / "newsletter.eml").write_bytes(draft())
    (edition / "chart.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (edition / "articles" / "one two" / "<b>.md").write_bytes(b"# One")
    (edition / "out.txt").symlink_to(tmp_path / "secret.txt")
    (edition / "up").symlink_to(tmp_path)
    return root


@pytest.fixture
def web(folder: Path) -> Iterator[httpx.Client]:
    with serving(folder) as client:
        yield client


class serving:  # noqa: N801 - reads as a statement
    """A preview of a folder in a thread, and a client for it."""

    def __init__(self, folder: Path) -> None:
        app = application(Watch(folder), ("There is no edition yet.", "reporter run"))
        settings = uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="none")
        self.server = uvicorn.Server(settings)
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> httpx.Client:
        self.thread.start()
        while not self.server.started:
            threading.Event().wait(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        return self.client

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join()


def draft(text: str | None = "Price: 0.84", page: str | None = None) -> bytes:
    message = EmailMessage()
    message["Subject"] = "An edition"
    if text is not None:
        message.set_content(text)
    message.add_alternative(page or "<p>Price<img src='cid:chart%40desk'></p>", subtype="html")
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    html.add_related(PNG, "image", "png", cid="<chart@desk>")
    return message.as_bytes()


def test_pages_are_served_as_they_stand_with_the_script_of_the_preview(
    web: httpx.Client, folder: Path
) -> None:
    before = (folder / "index.html").read_bytes()
    answer = web.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    script = f'<script src="{SCRIPT}" data-version="{web.get(VERSION).text}"></script>'
    assert answer.content == before.replace(b"</body>", script.encode() + b"</body>")
    assert (folder / "index.html").read_bytes() == before
    assert "The edition" in web.get("/2026-03-27-main/").text
    assert web.get(SCRIPT).headers["content-type"].startswith("text/javascript")


def test_a_page_learns_that_a_file_has_changed(web: httpx.Client, folder: Path) -> None:
    watch = Watch(folder)
    first = watch.version()
    assert Watch(folder).version() == first
    changed = folder / "2026-03-27-main" / "edition.json"
    changed.write_bytes(b"{}")
    assert Watch(folder).version() != first
    assert watch.version() == first, "it looks twice a second at most"
    seen = web.get(VERSION).text
    (folder / "new.html").write_bytes(PAGE)
    for _ in range(200):
        if web.get(VERSION).text != seen:
            break
        threading.Event().wait(0.02)
    assert web.get(VERSION).text != seen
    assert f'data-version="{seen}"' not in web.get("/").text


def test_what_is_hidden_or_vanishes_is_no_change(folder: Path) -> None:
    first = Watch(folder).version()
    (folder / ".staging").mkdir()
    (folder / ".staging" / "half.html").write_bytes(b"")
    assert Watch(folder).version() == first
    (folder / "gone").symlink_to(folder / "nowhere")
    assert Watch(folder).version() == first
    assert Watch(folder / "nowhere").version()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/2026-03-27-main/edition.json", "application/json; charset=utf-8"),
        ("/2026-03-27-main/chart.svg", "image/svg+xml; charset=utf-8"),
        ("/2026-03-27-main/newsletter.eml", "message/rfc822"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
    ],
)
def test_every_file_has_its_type_and_is_not_touched(
    web: httpx.Client, folder: Path, path: str, kind: str
) -> None:
    answer = web.get(path)
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == (folder / path.lstrip("/")).read_bytes()
    assert web.head(path).status_code == 200
    assert web.post(path).status_code == 405


def test_a_draft_is_a_download_and_can_be_viewed_in_a_sandbox(web: httpx.Client) -> None:
    where = "/2026-03-27-main/newsletter.eml"
    assert web.get(where).headers["content-disposition"] == "attachment"
    shown = web.get(f"{where}?view")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "src='data:image/png;base64,iVBORw0KGgo='" in shown.text
    assert "<script" not in shown.text
    text = web.get(f"{where}?view=text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Price: 0.84" in text.text


def test_a_draft_that_lacks_a_part_says_so(web: httpx.Client, folder: Path) -> None:
    (folder / "odd.eml").write_bytes(b"\xff\xfe not a message")
    assert web.get("/odd.eml?view").status_code == 404
    assert text_part(b"Content-Type: text/html\n\n<p>") is None
    assert html_part(b"Content-Type: multipart/mixed; boundary=x\n\n") is None
    assert html_part(draft(page="<img src='cid:no'>")) == "<img src='cid:no'>\n"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/2026-03-27-main/..%2f..%2fsecret.txt",
        "/2026-03-27-main/%5c..%5csecret.txt",
        "/2026-03-27-main/out.txt",
        "/2026-03-27-main/up/secret.txt",
        "/.hidden",
        "/%00",
        "//etc/passwd",
        "/" + "a" * 300,
        "/nothing",
    ],
)
def test_nothing_outside_the_folder_is_given(web: httpx.Client, path: str) -> None:
    answer = web.send(raw(web, path))
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert "Not found" in answer.text


def raw(web: httpx.Client, path: str) -> httpx.Request:
    """A request whose path is sent as it is spelled here."""
    request = web.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    return request


@pytest.mark.parametrize("host", ["desk.example", "127.0.0.1.example", "localhost@evil", ""])
def test_a_name_that_points_here_from_elsewhere_is_refused(web: httpx.Client, host: str) -> None:
    answer = web.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Hello" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST", "127.0.0.1", "[::1]:80"])
def test_this_machine_has_several_names(web: httpx.Client, host: str) -> None:
    assert web.get("/", headers={"Host": host}).status_code == 200


def test_pages_may_load_nothing_from_elsewhere(web: httpx.Client) -> None:
    policy = web.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "*" not in policy


def test_a_folder_without_a_page_is_listed(web: httpx.Client) -> None:
    moved = web.get("/2026-03-27-main/articles")
    assert (moved.status_code, moved.headers["location"]) == (307, "/2026-03-27-main/articles/")
    assert '<a href="one%20two/">one two/</a>' in web.get("/2026-03-27-main/articles/").text
    inner = web.get("/2026-03-27-main/articles/one%20two/").text
    assert '<a href="%3Cb%3E.md">&lt;b&gt;.md</a>' in inner
    assert "up" not in web.get("/2026-03-27-main/").text


def test_names_that_are_no_text_and_links_in_a_circle_harm_no_page(
    web: httpx.Client, folder: Path
) -> None:
    articles = folder / "2026-03-27-main" / "articles"
    (Path(os.fsdecode(bytes(articles) + b"/caf\xe9.html"))).write_bytes(PAGE)
    (articles / "circle.html").symlink_to("circle.html")
    assert web.get("/").status_code == 200
    assert web.get("/2026-03-27-main/articles/circle.html").status_code == 404
    listing = web.get("/2026-03-27-main/articles/")
    assert listing.status_code == 200
    assert "one two/" in listing.text
    assert "caf" not in listing.text
    assert "circle" not in listing.text


def test_a_redirect_never_leads_to_another_host(web: httpx.Client, folder: Path) -> None:
    (folder / "desk.example").mkdir()
    answer = web.send(raw(web, "//desk.example"))
    assert answer.headers["location"] == "/desk.example/"


def test_before_the_first_edition_there_is_a_page_that_waits(tmp_path: Path) -> None:
    with serving(tmp_path / "output") as web:
        answer = web.get("/")
        assert answer.status_code == 200
        assert "There is no edition yet" in answer.text
        assert "<code>reporter run</code>" in answer.text
        assert SCRIPT in answer.text


def test_a_site_shows_its_own_page_for_what_is_missing(web: httpx.Client, folder: Path) -> None:
    (folder / "404.html").write_bytes(b"<p>Our own words")
    answer = web.get("/nothing")
    assert answer.status_code == 404
    assert answer.text.startswith("<p>Our own words<script")


def test_a_file_that_cannot_be_read_is_not_there(
    web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(_path: Path) -> bytes:
        raise FileNotFoundError(2, os.strerror(2))

    monkeypatch.setattr(Path, "read_bytes", vanished)
    assert web.get("/feed.json").status_code == 404
