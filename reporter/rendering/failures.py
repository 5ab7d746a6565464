"""The errors of this room, leaves of the tree in ``reporter.model.errors``.

TransientError
└── PressEnded          the process that makes the PDF ended before it had    exit 1
PermanentError
├── RenderFailed        a surface could not be made as it must be            exit 5
│   └── PdfUnavailable  WeasyPrint's native libraries are missing on this machine
└── ConfigError
    └── BadTemplate     a template (mostly the user's own) is wrong          exit 3
"""

from __future__ import annotations

from reporter.model.errors import ConfigError, PermanentError, TransientError


class PressEnded(TransientError):
    """The process that makes the PDF could not start, or ended before it had made it."""


class RenderFailed(PermanentError):
    """A surface could not be made as it must be: the edition is held."""

    exit_code = 5


class PdfUnavailable(RenderFailed):
    """WeasyPrint's native libraries are missing on this machine; all other surfaces work."""


class BadTemplate(ConfigError):
    """A template is wrong: its encoding, its syntax, or what it asks of the view."""
