"""Finished bytes back to text: the checker sees what the reader will see."""

from __future__ import annotations

from reporter.reading.email import read_email
from reporter.reading.file import read_file
from reporter.reading.html import read_html
from reporter.reading.markdown import read_markdown
from reporter.reading.pdf import read_pdf
from reporter.reading.plain import read_plain
from reporter.reading.styles import require_known_styles
from reporter.reading.svg import read_svg

__all__ = [
    "read_email",
    "read_file",
    "read_html",
    "read_markdown",
    "read_pdf",
    "read_plain",
    "read_svg",
    "require_known_styles",
]
