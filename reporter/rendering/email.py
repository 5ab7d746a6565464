"""The newsletter as a draft: an ``.eml`` file that a mail program opens ready to be sent.

It carries no date, no message id and no address, because those belong to whoever sends it; so
the same newsletter gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

from reporter.rendering.email_text import text_of_markdown
from reporter.rendering.environment import render
from reporter.rendering.failures import RenderFailed
from reporter.rendering.plaintext import plain

__all__ = ["Newsletter", "newsletter_eml", "text_of_markdown"]

LARGEST_HTML: Final = 80_000
"""Bytes of the HTML part; mail programs cut off somewhat above it."""
_CHART: Final = "chart@reporter.invalid"
_PREHEADER: Final = 110


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
    """What the two templates of the newsletter see; ``padding`` fills the preview line."""

    letter: Newsletter
    chart: str
    padding: str


def newsletter_eml(letter: Newsletter, user_dirs: Sequence[Path] = ()) -> bytes:
    """The draft: text part, HTML part, and the chart as an image within it.

    Raises ``BadTemplate`` on a faulty template and ``RenderFailed`` where the HTML part would
    be cut off by mail programs.
    """
    view = NewsletterView(
        letter=letter,
        chart=f"cid:{_CHART}" if letter.chart_png else "",
        padding="\u200c\u00a0" * max(0, _PREHEADER - len(letter.preheader)),
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
    message["Subject"] = plain(letter.subject)
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    if letter.chart_png:
        shown = message.get_payload(1)
        assert isinstance(shown, EmailMessage)  # noqa: S101 - the part was added above
        shown.add_related(letter.chart_png, "image", "png", cid=f"<{_CHART}>", disposition="inline")
    parts = [part for part in message.walk() if part.is_multipart()]
    for part in parts:
        # Quoted-printable text and base64 cannot hold "=_", so no content can look like this.
        part.set_boundary(f"=_reporter_{part.get_content_subtype()}")
    return message.as_bytes()


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
