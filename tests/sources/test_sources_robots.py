"""What a site's robots.txt lets us read (RFC 9309)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter.model.digest import digest
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.net.request import Reply, Request
from reporter.sources.robots import LONGEST_DELAY, Robots, robots_of, site_of

SITE = "https://news.example"
PAGE = f"{SITE}/2026/story"


class Site:
    """Answers ``robots.txt`` with a text, or fails as told."""

    def __init__(self, answer: str | bytes | Exception) -> None:
        self.answer = answer
        self.asked: list[Request] = []

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        body = self.answer if isinstance(self.answer, bytes) else self.answer.encode()
        return Reply(
            url=request.full_url,
            final_url=request.full_url,
            status=200,
            headers={},
            body=body,
            digest=digest(body),
            received_at=datetime(2026, 3, 27, tzinfo=UTC),
        )


def robots(answer: str | bytes | Exception) -> Robots:
    return robots_of(Site(answer), SITE)


def refused(status: int | None) -> SourceRefused:
    return SourceRefused("no.", "news.example", reason="refused", status=status)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /2026/", False),
        ("User-agent: *\nDisallow: /2025/", True),
        ("User-agent: *\nDisallow: /*story$", False),
        ("User-agent: *\nDisallow: /\nAllow: /2026/", True),  # the longer rule wins
        ("User-agent: Reporter\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: reporter\nDisallow:", True),
        ("User-agent: otherbot\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("<!doctype html><html><p>User-agent: all are welcome</p></html>", True),
        (b"User-agent: *\r\nDisallow: /\xff\xfe\r\nDisallow: /2026\r\n", False),
    ],
)
def test_rules_are_read_for_our_name(text: str | bytes, *, allowed: bool) -> None:
    assert robots(text).allows(PAGE) is allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_without_robots_txt_allows_everything(status: int) -> None:
    found = robots(refused(status))

    assert found.allows(PAGE)
    assert found.fault is None


@pytest.mark.parametrize(
    "fault",
    [
        SourceUnavailable("fails.", status=503, reason="server-error"),
        SourceUnavailable("asks to be left alone.", status=429, reason="busy"),
        SourceUnavailable("no answer in time.", reason="timeout"),
        refused(None),  # a private address, or a file that is too large
    ],
)
def test_nothing_is_allowed_while_robots_txt_cannot_be_had(
    fault: SourceUnavailable | SourceRefused,
) -> None:
    found = robots(fault)

    assert not found.allows(PAGE)
    assert found.fault is fault


@pytest.mark.parametrize(
    ("delay", "seconds", "most"),
    [
        ("2", 2.0, None),
        ("0.5", 0.5, None),
        ("30", LONGEST_DELAY, 1),
        ("inf", 0.0, None),
        ("-1", 0.0, None),
        ("nan", 0.0, None),
        ("soon", 0.0, None),
    ],
)
def test_the_pause_that_a_site_wants_is_kept_up_to_a_bound(
    delay: str, seconds: float, most: int | None
) -> None:
    found = robots(f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /private")

    assert sum(limit.seconds for limit, _ in found.costs) == seconds
    assert found.most == most
    assert found.allows(PAGE)


def test_robots_txt_is_asked_of_the_site_with_a_bound() -> None:
    site = Site("")
    robots_of(site, site_of("https://news.example:8443/2026/story?a=b#c"))

    (request,) = site.asked
    assert request.full_url == "https://news.example:8443/robots.txt"
    assert request.max_bytes <= 500_000


def test_hostile_rules_end_soon() -> None:
    rules = "".join(f"Disallow: /{'*a' * 50}{number}$\n" for number in range(4_000))

    assert robots(f"User-agent: *\n{rules}").allows(f"{SITE}/{'a' * 2_000}")
