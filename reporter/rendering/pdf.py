"""The PDF briefing: one page that stands alone, then the article, as tagged PDF/UA-1.

The same briefing gives the same bytes; its dates come from the edition, never from a clock.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from reporter.rendering.environment import render
from reporter.rendering.failures import PdfUnavailable, RenderFailed
from reporter.rendering.resources import fonts_dir, templates_dir
from reporter.rendering.signs import in_sans, in_serif

_TEMPLATE: Final = "briefing.html.j2"
_VARIANT: Final = "pdf/ua-1"
_CHART_HEIGHTS: Final = (66, 56)
"""Heights of the chart in millimetres, tried until the first page holds everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What the PDF shows. ``as_of`` is printed, ``instant`` dates the file.

    A takeaway may open with a claim that ends in a colon; it is set in bold. ``chart_svg`` is a
    finished chart, ``body_html`` the sanitised article without headline, dek and setup table.
    """

    title: str
    dek: str
    brand: str
    author: str
    as_of: str
    instant: datetime
    sample: bool
    takeaways: tuple[str, ...]
    setup_caption: str
    setup_header: tuple[str, ...]
    setup_rows: tuple[tuple[str, ...], ...]
    chart_svg: str | None
    chart_alt: str
    body_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingView:
    """What the template sees: the briefing, and what is made of it for one try at the layout.

    A takeaway is its claim and the rest; ``chart`` is a data address; ``flow`` names the class
    of the article, which opens a page or follows.
    """

    briefing: Briefing
    instant: str
    takeaways: tuple[tuple[str, str], ...]
    chart: str
    chart_height: int
    flow: str


def require_weasyprint() -> ModuleType:
    """WeasyPrint, imported on first use.

    Raises ``PdfUnavailable`` where the package or the native libraries below it are missing.
    """
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            f"the PDF cannot be made, because WeasyPrint does not load ({error}).",
            "PDF",
            "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ) from error
    module: ModuleType = weasyprint
    return module


def briefing_pdf(briefing: Briefing, user_dirs: Sequence[Path] = ()) -> bytes:
    """The briefing as PDF/UA-1 on A4; templates in ``user_dirs`` go before the built-in ones.

    The chart shrinks until the first page holds all that belongs on it; if no height fits, the
    article follows without a page break. A square stands for signs that the bundled fonts lack.
    Raises ``PdfUnavailable``, ``BadTemplate``, and
    ``RenderFailed`` on anything WeasyPrint warns of: unknown CSS, a dead link, a foreign file.
    """
    weasyprint = require_weasyprint()
    for height in _CHART_HEIGHTS if briefing.chart_svg else ():
        document = _laid_out(weasyprint, _page(briefing, "opens-page", height, user_dirs))
        if len(document.pages) > 1 and "article" in document.pages[1].anchors:
            return _written(document)
    page = _page(briefing, "follows", _CHART_HEIGHTS[0], user_dirs)
    return _written(_laid_out(weasyprint, page))


def _page(briefing: Briefing, flow: str, chart_height: int, user_dirs: Sequence[Path]) -> str:
    """The briefing as the HTML that WeasyPrint lays out."""
    view = BriefingView(
        briefing=briefing,
        instant=briefing.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        takeaways=tuple(_claim_and_rest(takeaway) for takeaway in briefing.takeaways),
        chart=_as_address(in_sans(briefing.chart_svg)) if briefing.chart_svg else "",
        chart_height=chart_height,
        flow=flow,
    )
    return in_serif(render(_TEMPLATE, view, user_dirs))


def _claim_and_rest(takeaway: str) -> tuple[str, str]:
    claim, colon, rest = takeaway.partition(": ")
    return (f"{claim}:", rest) if colon else ("", takeaway)


def _as_address(svg: str) -> str:
    """The drawing as an image of its own: ids stay apart, and the alternative text is ours."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _laid_out(weasyprint: ModuleType, page: str) -> Any:
    base, fetcher = f"{templates_dir().as_uri()}/", _fetcher()
    with _failing_closed():
        source = weasyprint.HTML(string=page, base_url=base, url_fetcher=fetcher)
        return source.render(pdf_variant=_VARIANT)


def _written(document: Any) -> bytes:
    with _failing_closed():
        data: bytes = document.write_pdf(pdf_variant=_VARIANT)
    return data


def _fetcher() -> Any:
    """A fetcher that reads the bundled fonts and embedded data, and stops at all else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fonts = fonts_dir().resolve()

    class BundledOnly(URLFetcher):  # type: ignore[misc]  # weasyprint carries no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            is_font = (
                (parts.scheme, parts.netloc) == ("file", "")
                and Path(unquote(parts.path)).resolve().parent == fonts
            )  # fmt: skip
            if not is_font and parts.scheme != "data":
                raise FatalURLFetchingError(f"it asks for {url}")
            return super().fetch(url, headers)

    return BundledOnly(allowed_protocols=("file", "data"), allow_redirects=False)


class _Listener(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _failing_closed() -> Iterator[None]:
    """WeasyPrint only logs what it cannot do; a page that lacks something must not go out."""
    from weasyprint.urls import FatalURLFetchingError

    logger, listener = logging.getLogger("weasyprint"), _Listener()
    logger.addHandler(listener)
    try:
        yield
    except FatalURLFetchingError as error:
        raise _incomplete(str(error)) from error
    finally:
        logger.removeHandler(listener)
    if listener.messages:
        raise _incomplete("; ".join(dict.fromkeys(listener.messages)))


def _incomplete(why: str) -> RenderFailed:
    return RenderFailed(
        f"the PDF would not be complete: {why}.", "PDF", "Correct the template or the article."
    )
