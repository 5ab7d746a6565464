"""The newsletter as a draft: an ``.eml`` file that a mail program opens ready to be sent.

It carries no date, no message id and no address, because those belong to whoever sends it; so
the same newsletter gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

from reporter.rendering.email_text import text_of_markdown, wrapped
from reporter.rendering.environment import render
from reporter.rendering.failures import RenderFailed
from reporter.rendering.plaintext import plain
from reporter.rendering.spacing import together

__all__ = ["Newsletter", "newsletter_eml", "text_of_markdown"]

LARGEST_HTML: Final = 80_000
"""Bytes of the HTML part; mail programs cut off somewhat above it."""
_CHART: Final = "chart@reporter.invalid"
_PREHEADER: Final = 110
_NOTE: Final = re.compile(r'<a href="#[^"]*"[^>]*>(.*?)</a>')
_PLAIN_NOTE: Final = r'<span class="note">\1</span>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """What the e-mail shows, in finished strings.

    ``body_html`` is the sanitised article without headline and dek, ``body_text`` the same as
    text; ``chart_png`` travels within the message and is told by ``chart_alt`` where images
    are off.
    """

    subject: str
    preheader: str
    brand: str
    as_of: str
    sample: bool
    body_html: str
    body_text: str
    chart_png: bytes | None
    chart_alt: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterView:
    """What the two templates of the newsletter see.

    ``padding`` fills the preview line. ``headline`` and ``dek`` are for the HTML part;
    ``dek_lines`` and ``chart_lines`` for the text part.
    """

    letter: Newsletter
    chart: str
    padding: str
    headline: str
    dek: str
    dek_lines: str
    chart_lines: str


def newsletter_eml(letter: Newsletter, user_dirs: Sequence[Path] = ()) -> bytes:
    """The draft: text part, HTML part, and the chart as an image within it.

    Raises ``BadTemplate`` on a faulty template and ``RenderFailed`` where the HTML part would
    be cut off by mail programs.
    """
    view = NewsletterView(
        # Mail programs rewrite links within a message, so that they lead nowhere.
        letter=replace(letter, body_html=_NOTE.sub(_PLAIN_NOTE, letter.body_html)),
        chart=f"cid:{_CHART}" if letter.chart_png else "",
        padding="\u200c\u00a0" * max(0, _PREHEADER - len(letter.preheader)),
        headline=together(letter.subject),
        dek=together(letter.preheader),
        dek_lines=wrapped(plain(letter.preheader)),
        chart_lines=wrapped(f"Chart: {plain(letter.chart_alt)}") if letter.chart_alt else "",
    )
    page = _inlined(render("newsletter.html.j2", view, user_dirs))
    if len(page.encode()) > LARGEST_HTML:
        raise RenderFailed(
            "the HTML part is larger than mail programs show in full.",
            "newsletter.eml",
            "Use fewer or shorter articles, or a leaner template.",
        )
    return _message(letter, render("newsletter.txt.j2", view, user_dirs), page)


def _message(letter: Newsletter, text: str, page: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    if letter.chart_png:
        shown = message.get_payload(1)
        assert isinstance(shown, EmailMessage)  # noqa: S101 - the part was added above
        shown.add_related(
            letter.chart_png,
            "image",
            "png",
            cid=f"<{_CHART}>",
            disposition="inline",
            filename="chart.png",
        )
        shown.set_param("type", "text/html")
    parts = [part for part in message.walk() if part.is_multipart()]
    for part in parts:
        # Quoted-printable text and base64 cannot hold "=_", so no content can look like this.
        part.set_boundary(f"=_reporter_{part.get_content_subtype()}")
    return _subject(plain(letter.subject)) + message.as_bytes()


def _subject(subject: str) -> bytes:
    """The field, encoded whole: a fold beside an encoded word may cost or add a blank."""
    bare = subject.isascii() and "=?" not in subject
    field = Header(subject, "us-ascii" if bare else "utf-8", header_name="Subject")
    return b"Subject: " + field.encode(linesep="\r\n").encode("ascii") + b"\r\n"


def _inlined(page: str) -> str:
    """Styles moved into the elements, because many mail programs drop style sheets."""
    import css_inline

    inliner = css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
    )
    try:
        inlined: str = inliner.inline(page)
    except css_inline.InlineError as error:
        raise RenderFailed(
            f"the styles of the e-mail cannot be inlined: {error}.", "newsletter.eml"
        ) from error
    return inlined
