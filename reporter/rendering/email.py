"""The newsletter as a draft: an ``.eml`` file that a mail program opens ready to be sent.

It carries no date, no message id and no address, because those belong to whoever sends it; so
the same newsletter gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

from reporter.rendering.email_text import text_of_markdown, wrapped
from reporter.rendering.environment import render
from reporter.rendering.failures import BadTemplate, RenderFailed
from reporter.rendering.plaintext import plain
from reporter.rendering.spacing import together
from reporter.rendering.tokens import ROLES, Palette, Tokens, tokens

__all__ = ["Newsletter", "Picture", "newsletter_eml", "newsletter_html", "text_of_markdown"]

LARGEST_HTML: Final = 80_000
"""Bytes of the HTML part as it is sent; mail programs cut off somewhat above it."""
LARGEST_MESSAGE: Final = 400_000
"""Bytes of the whole message, pictures included."""
_PREHEADER: Final = 110
_NOTE: Final = re.compile(r'<a href="#[^"]*"[^>]*>(.*?)</a>')
_PLAIN_NOTE: Final = r'<span class="note">\1</span>'
_BOX: Final = re.compile(r'(<div class="table[^"]*") tabindex="0" role="region" [^>]*>')
_IMAGES: Final = re.compile(r"(?:<p><img [^>]*></p>\s*)+")
_STYLE: Final = re.compile(
    r'<style(?P<kept> data-css-inline="keep")?>(?P<rules>.*?)</style>', re.DOTALL
)
_ROLE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart as it travels within the message; ``alt`` tells it where images are off.

    ``name`` is unique in its letter. ``width`` is in CSS pixels; the PNG has about twice as many.
    ``narrow`` is the same chart for phones, which stands in its place there.
    """

    name: str
    png: bytes
    alt: str
    width: int
    narrow: Picture | None = None

    @property
    def content_id(self) -> str:
        """The name under which the HTML part shows it."""
        return f"{self.name}@reporter.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """What the e-mail shows, in finished strings.

    ``takeaways`` are claims with what follows from them. ``body_html`` is the sanitised article
    without headline and dek, ``body_text`` the same as text; ``figures`` are the charts that
    stand in it, ``lead`` the one before it. ``url`` is the article's public address, or empty.
    """

    subject: str
    preheader: str
    brand: str
    as_of: str
    sample: bool
    url: str
    takeaways: tuple[tuple[str, str], ...]
    body_html: str
    body_text: str
    lead: Picture | None
    figures: tuple[Picture, ...]
    contact: str

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every chart in reading order, that for a phone after the wide one."""
        both = ((one, one.narrow) for one in (self.lead, *self.figures) if one)
        return tuple(picture for pair in both for picture in pair if picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture as the HTML part shows it."""

    address: str
    alt: str
    width: int
    narrow: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterView:
    """What the two templates of the newsletter see.

    ``padding`` fills the preview line. ``headline``, ``dek``, ``takeaways``, ``lead``, the
    ``figures`` and the body ``before`` and ``after`` them are for the HTML part; ``dek_lines``,
    ``takeaway_lines`` and ``chart_lines`` for the text part.
    """

    letter: Newsletter
    padding: str
    headline: str
    dek: str
    takeaways: tuple[tuple[str, str], ...]
    lead: Shown | None
    before: str
    figures: tuple[Shown, ...]
    after: str
    dek_lines: str
    takeaway_lines: tuple[str, ...]
    chart_lines: str


def newsletter_eml(letter: Newsletter, user_dirs: Sequence[Path] = ()) -> bytes:
    """The draft: text part, HTML part, and the charts as images within it.

    Raises ``BadTemplate`` on a faulty template and ``RenderFailed`` where the HTML part would
    be cut off by mail programs, or the whole is too large.
    """
    page = newsletter_html(letter, lambda picture: f"cid:{picture.content_id}", user_dirs)
    view = _view(letter, lambda _: "")
    message = _message(letter, render("newsletter.txt.j2", view, user_dirs), page)
    html = next(part for part in message.walk() if part.get_content_type() == "text/html")
    data = _subject(plain(letter.subject)) + message.as_bytes()
    if len(html.as_bytes()) > LARGEST_HTML:
        raise _too_large("the HTML part is larger than mail programs show in full.")
    if len(data) > LARGEST_MESSAGE:
        raise _too_large(f"the message has more than {LARGEST_MESSAGE:,} bytes.")
    return data


def newsletter_html(
    letter: Newsletter, address: Callable[[Picture], str], user_dirs: Sequence[Path] = ()
) -> str:
    """The HTML part, with its styles in the elements; ``address`` says where each picture is.

    Raises ``BadTemplate`` on a faulty template.
    """
    page = render("newsletter.html.j2", _view(letter, address), user_dirs)
    return _inlined(_coloured(page, tokens(user_dirs)))


def _view(letter: Newsletter, address: Callable[[Picture], str]) -> NewsletterView:
    # Mail programs rewrite links within a message, so that they lead nowhere; and in none of
    # them can a box be reached by keyboard.
    body = _BOX.sub(r"\1>", _NOTE.sub(_PLAIN_NOTE, letter.body_html))
    images = _IMAGES.search(body)
    start, end = images.span() if images else (len(body), len(body))
    return NewsletterView(
        letter=replace(letter, body_html=body),
        padding="\u200c\u00a0" * max(0, _PREHEADER - len(letter.preheader)),
        headline=together(letter.subject),
        dek=together(letter.preheader),
        takeaways=tuple((together(claim), together(rest)) for claim, rest in letter.takeaways),
        lead=_shown(letter.lead, address) if letter.lead else None,
        before=body[:start],
        figures=tuple(_shown(figure, address) for figure in letter.figures),
        after=body[end:],
        dek_lines=wrapped(plain(letter.preheader)),
        takeaway_lines=tuple(wrapped(f"{c}: {rest}", "- ") for c, rest in letter.takeaways),
        chart_lines=wrapped(f"Chart: {plain(letter.lead.alt)}") if letter.lead else "",
    )


def _shown(picture: Picture, address: Callable[[Picture], str]) -> Shown:
    narrow = _shown(picture.narrow, address) if picture.narrow else None
    return Shown(address=address(picture), alt=picture.alt, width=picture.width, narrow=narrow)


def _message(letter: Newsletter, text: str, page: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    shown = message.get_payload(1)
    assert isinstance(shown, EmailMessage)  # noqa: S101 - the part was added above
    # A template of the user's own may leave some out; they would look like files to be saved.
    pictures = [one for one in letter.pictures if f"cid:{one.content_id}" in page]
    for picture in pictures:
        shown.add_related(
            picture.png,
            "image",
            "png",
            cid=f"<{picture.content_id}>",
            disposition="inline",
            filename=f"{picture.name}.png",
        )
    if pictures:
        shown.set_param("type", "text/html")
    parts = [part for part in message.walk() if part.is_multipart()]
    for part in parts:
        # Quoted-printable text and base64 cannot hold "=_", so no content can look like this.
        part.set_boundary(f"=_reporter_{part.get_content_subtype()}")
    return message


def _subject(subject: str) -> bytes:
    """The field, encoded whole: a fold beside an encoded word may cost or add a blank."""
    bare = subject.isascii() and "=?" not in subject
    field = Header(subject, "us-ascii" if bare else "utf-8", header_name="Subject")
    return b"Subject: " + field.encode(linesep="\r\n").encode("ascii") + b"\r\n"


def _coloured(page: str, found: Tokens) -> str:
    """The style sheets with colours for their roles, since mail programs know no variables: the
    sheet that is kept, for the screens of phones and for dark ones, takes the dark colours.
    """

    def coloured(sheet: re.Match[str]) -> str:
        colours = found.dark if sheet["kept"] else found.light
        rules = _ROLE.sub(lambda role: _colour(colours, role[1]), sheet["rules"])
        return f"<style{sheet['kept'] or ''}>{rules}</style>"

    return _STYLE.sub(coloured, page)


def _colour(colours: Palette, role: str) -> str:
    if role not in ROLES:
        raise BadTemplate(
            f"there is no colour {role!r}.",
            "newsletter.css",
            f"Name one of {', '.join(ROLES)}, or write the colour as #rrggbb.",
        )
    return colours.colour(role)


def _inlined(page: str) -> str:
    """Styles moved into the elements, because many mail programs drop style sheets."""
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)
    try:
        inlined: str = inliner.inline(page)
    except css_inline.InlineError as error:
        raise RenderFailed(
            f"the styles of the e-mail cannot be inlined: {error}.", "newsletter.eml"
        ) from error
    return _STYLE.sub(lambda sheet: f"<style>{sheet['rules']}</style>", inlined)


def _too_large(what: str) -> RenderFailed:
    return RenderFailed(
        what, "newsletter.eml", "Use fewer or shorter articles, or a leaner template."
    )
