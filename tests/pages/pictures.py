"""Makes the pictures of ``docs/pictures`` anew from the demo: ``python -m tests.pages.pictures``.

They need Chromium and pdftoppm, which ``.ci/tools`` installs.
"""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from reporter.newsroom.run import make_demo
from tests.pages.browser import CHECKOUT, browse, served

PICTURES: Final = CHECKOUT / "docs" / "pictures"
LARGEST: Final = 250_000
"""Bytes of one picture."""


def main() -> None:
    """Write every picture, and fail on one that is too large."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        edition = make_demo(folder, lambda *_: None).folder
        mail = _mail(edition / "newsletter.eml", folder / "mail")
        with served(folder) as address:
            browse(list(_visits(f"{address}{edition.name}/", edition, f"{address}mail/{mail}")))
        _briefing(edition / "briefing.pdf")
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        sys.stdout.write(f"{picture.relative_to(CHECKOUT)}  {size:,} bytes\n")
        if size > LARGEST:
            raise SystemExit(f"{picture.name} is larger than {LARGEST:,} bytes")


def _visits(address: str, edition: Path, mail: str) -> Iterator[dict[str, Any]]:
    (path,) = edition.glob("articles/*/article.html")
    article = address + path.relative_to(edition).as_posix()
    wide, phone = {"width": 1280, "clip": [0, 0, 1280, 1360]}, {"width": 375, "height": 800}
    shutil.copyfile(path.with_name("card.png"), PICTURES / "card.png")
    yield _picture("article-light", article, **wide)
    yield _picture("article-dark", article, dark=True, **wide)
    yield _picture("article-phone", article, clip=[0, 0, 375, 1600], **phone)
    yield _picture("edition", f"{address}index.html", width=1280, clip=[0, 0, 1280, 1300])
    yield _picture("evidence", article.replace("article.html", "evidence.html"), width=1280)
    yield _picture("email-light", mail, width=700, clip=[0, 0, 700, 1400])
    yield _picture("email-dark-phone", mail, dark=True, clip=[0, 0, 375, 1600], **phone)


def _picture(name: str, url: str, **how: Any) -> dict[str, Any]:
    return {"url": url, "picture": str(PICTURES / f"{name}.png"), **how}


def _mail(path: Path, folder: Path) -> str:
    """The HTML part of the e-mail with its images beside it; gives the page's name."""
    folder.mkdir()
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    html = ""
    for part in message.walk():
        if part.get_content_type() == "text/html":
            html = part.get_content()
        elif part.get_content_maintype() == "image":
            name = _file_name(str(part["Content-ID"]).strip("<>"))
            (folder / name).write_bytes(part.get_content())
    html = re.sub(r'"cid:([^"]*)"', lambda found: f'"{_file_name(found[1])}"', html)
    (folder / "mail.html").write_text(html, encoding="utf-8")
    return "mail.html"


def _file_name(content_id: str) -> str:
    return re.sub(r"[^\w.-]", "-", content_id) + ".png"


def _briefing(path: Path) -> None:
    """The first two pages of the PDF."""
    for page in ("1", "2"):
        target = PICTURES / f"briefing-{page}"
        subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-f", page, "-l", page, "-singlefile",
             str(path), str(target)],
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
