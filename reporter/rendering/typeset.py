"""HTML to tagged PDF/UA-1 with WeasyPrint: bundled fonts and embedded data only, or nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from reporter.rendering.failures import PdfUnavailable, RenderFailed
from reporter.rendering.resources import fonts_dir, templates_dir

_VARIANT: Final = "pdf/ua-1"


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


def laid_out(page: str) -> Any:
    """The page as WeasyPrint's document, its pages laid out and not yet written.

    Raises ``PdfUnavailable``, and ``RenderFailed`` on anything WeasyPrint warns of: unknown CSS,
    a dead link, a foreign file.
    """
    weasyprint = require_weasyprint()
    base, fetcher = f"{templates_dir().as_uri()}/", _fetcher()
    with _failing_closed():
        source = weasyprint.HTML(string=page, base_url=base, url_fetcher=fetcher)
        return source.render(pdf_variant=_VARIANT)


def written(document: Any) -> bytes:
    """The bytes of a document that was laid out. Raises ``RenderFailed`` on any warning."""
    with _failing_closed():
        data: bytes = document.write_pdf(pdf_variant=_VARIANT, finisher=_scoped)
    return data


def _scoped(_document: Any, pdf: Any) -> None:
    """Every heading cell says whether it heads its column or its row.

    WeasyPrint names a heading cell by table, row and column, and names the headings of each
    other cell so; programs that do not follow these names go by the scope.
    """
    for one in pdf.objects:
        if getattr(one, "get", None) and one.get("S") == "/TH" and "ID" in one:
            _, row, _column = one["ID"].string.split("-")
            one["A"]["Scope"] = "/Column" if row == "0" else "/Row"


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
        raise incomplete(str(error)) from error
    finally:
        logger.removeHandler(listener)
    if listener.messages:
        raise incomplete("; ".join(dict.fromkeys(listener.messages)))


def incomplete(why: str) -> RenderFailed:
    """The error of a PDF that would lack something."""
    return RenderFailed(
        f"the PDF would not be complete: {why}.", "PDF", "Correct the template or the article."
    )
