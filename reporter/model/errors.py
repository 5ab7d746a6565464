"""The one error tree. Every error says what happened, where, and what to do next.

ReporterError
├── TransientError                 the same call may succeed later
│   ├── SourceUnavailable          time-out, reset, 5xx, 429 (``retry_after``)
│   └── RunLocked                  another run holds the workspace                    exit 8
└── PermanentError                 trying again unchanged cannot help
    ├── UnitError                  quantities of different dimensions were combined
    ├── UsageError                 the command line is wrong                          exit 2
    ├── ConfigError                configuration or credentials                       exit 3
    ├── OutputError                the output folder cannot be written                exit 3
    ├── SourceRefused              403, 404, 410, 451, private address, unreadable body
    ├── SnapshotError              a snapshot is damaged or lacks what is asked of it  exit 4
    │   └── NotRecorded            it holds no answer to this request                 exit 4
    ├── TooFewSources              nothing readable, or all of it too old             exit 4
    ├── Held                       a gate holds the edition                           exit 5
    ├── CapReached                 a spending cap forbids the next step               exit 6
    └── NothingNewsworthy          no story is worth an edition                       exit 10

Whether a failed call is worth repeating is in the type: catch ``TransientError`` to retry.
"""

from __future__ import annotations


class ReporterError(Exception):
    """Root of the tree.

    ``what`` happened, ``where`` (file, address, symbol or key) and the ``next_step`` for the
    person who reads it. Errors survive pickling, so that they can cross a process boundary.
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", next_step: str = "") -> None:
        super().__init__(what, where, next_step)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.next_step}" if self.next_step else ""
        return f"{place}{self.what}{advice}"


class TransientError(ReporterError):
    """The same call may succeed later."""


class PermanentError(ReporterError):
    """Trying again unchanged cannot help."""


class SourceUnavailable(TransientError):
    """A source did not answer in time or asked to be left alone for a while.

    ``reason`` is a short stable word (``timeout``, ``reset``, ``busy``, ``server-error``,
    ``deadline``); ``retry_after`` is in seconds where the source named it.
    """

    exit_code = 4

    def __init__(
        self,
        what: str,
        where: str = "",
        next_step: str = "",
        *,
        reason: str = "unavailable",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what, where, next_step)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


class RunLocked(TransientError):
    """Another run holds the workspace."""

    exit_code = 8


class UnitError(PermanentError):
    """Quantities of different dimensions were combined, or a value is no finite number."""


class UsageError(PermanentError):
    """The command line is wrong."""

    exit_code = 2


class ConfigError(PermanentError):
    """The configuration or a credential is wrong or missing."""

    exit_code = 3


class OutputError(PermanentError):
    """The output folder or the workspace cannot be written (read-only, full disk)."""

    exit_code = 3


class SourceRefused(PermanentError):
    """A source will not give what was asked.

    ``reason`` is a short stable word (``not-found``, ``gone``, ``forbidden``, ``restricted``
    for HTTP 451, ``private-address``, ``too-large``, ``redirects``, ``unreadable``, ``empty``,
    ``stalled``, ``no-such-symbol``).
    """

    exit_code = 4

    def __init__(
        self,
        what: str,
        where: str = "",
        next_step: str = "",
        *,
        reason: str = "refused",
        status: int | None = None,
    ) -> None:
        super().__init__(what, where, next_step)
        self.reason = reason
        self.status = status


class SnapshotError(PermanentError):
    """A snapshot is damaged or lacks what is asked of it."""

    exit_code = 4


class NotRecorded(SnapshotError):
    """A snapshot holds no answer to a request: it was made with another configuration, or by
    another version of Reporter."""


class TooFewSources(PermanentError):
    """Nothing readable came in, or all of it is too old."""

    exit_code = 4


class Held(PermanentError):
    """A gate holds the edition."""

    exit_code = 5


class CapReached(PermanentError):
    """A spending cap forbids the next step."""

    exit_code = 6


class NothingNewsworthy(PermanentError):
    """No story is worth an edition."""

    exit_code = 10
