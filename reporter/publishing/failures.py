"""The errors of this room, leaves of the tree in ``reporter.model.errors``.

PermanentError
├── NotDelivered        a channel refused or could not be reached; surely nothing arrived   exit 7
└── OutcomeUnknown      the connection broke when something may have arrived                exit 7
"""

from __future__ import annotations

from reporter.model.errors import PermanentError


class NotDelivered(PermanentError):
    """A channel refused, or could not be reached: surely nothing arrived."""

    exit_code = 7


class OutcomeUnknown(PermanentError):
    """The connection broke when something may have arrived; a person has to look."""

    exit_code = 7
