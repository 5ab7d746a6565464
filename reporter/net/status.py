"""What an HTTP status means for us, and how long a source asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reporter.model.errors import ReporterError, SourceRefused, SourceUnavailable

_REFUSALS = {
    401: ("forbidden", "the source wants a login.", "Use a public address."),
    403: ("forbidden", "the source refuses access.", "See what it allows; some want a contact."),
    404: ("not-found", "there is nothing at this address.", "Check the address."),
    410: ("gone", "the source has been closed for good.", "Remove it from the configuration."),
    418: ("forbidden", "the venue has banned this machine for a while.", "Ask less often."),
    451: ("restricted", "not available from this country.", "Leave the source out here."),
}
_CHALLENGE = "the source wants to see a browser (bot protection)."
_REMEDY = "Ask the publisher to let Reporter through, or look for another address of the source."


def status_error(
    status: int, headers: Mapping[str, str], where: str, now: datetime
) -> ReporterError:
    """The error for an answer that is no success and no redirect.

    ``headers`` have lower-case names; ``now`` is what a Retry-After date counts from.
    """
    pause = retry_after(headers.get("retry-after", ""), now)
    if status == 429:
        return SourceUnavailable(
            "the source asks to be left alone for a while (429).",
            where,
            "Try again later.",
            reason="busy",
            status=status,
            retry_after=pause,
        )
    if status == 408 or 500 <= status <= 599:
        return SourceUnavailable(
            f"the source has a fault of its own ({status}).",
            where,
            "Try again later.",
            reason="timeout" if status == 408 else "server-error",
            status=status,
            retry_after=pause,
        )
    return _refusal(status, headers, where)


def _refusal(status: int, headers: Mapping[str, str], where: str) -> SourceRefused:
    reason, what, next_step = _REFUSALS.get(
        status, ("refused", "the source gave no usable answer.", "Check the address.")
    )
    if status == 403 and _is_bot_protection(headers):
        reason, what, next_step = "blocked", _CHALLENGE, _REMEDY
    said = f"{what.removesuffix('.')} ({status})."
    return SourceRefused(said, where, next_step, reason=reason, status=status)


def _is_bot_protection(headers: Mapping[str, str]) -> bool:
    """Whether a refusal comes from Cloudflare's guard and not from the publisher himself."""
    by_cloudflare = headers.get("server", "").strip().lower().startswith("cloudflare")
    is_page = headers.get("content-type", "").strip().lower().startswith("text/html")
    return "cf-mitigated" in headers or (by_cloudflare and is_page)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds named by a Retry-After header, given as seconds or as an HTTP date, or None."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
