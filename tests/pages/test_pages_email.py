"""The newsletter as mail programs show it: by caniemail's data, and in a browser."""

from __future__ import annotations

import json
import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.golden.golden import demo_files

pytestmark = pytest.mark.tools

HERE = Path(__file__).parent
TOOLS = HERE.parents[1] / ".tools"
CLIENTS = (
    *("gmail.desktop-webmail", "gmail.ios", "gmail.android"),
    *("apple-mail.macos", "apple-mail.ios"),
    *("outlook.windows", "outlook.macos", "outlook.ios", "outlook.android"),
    *("yahoo.desktop-webmail", "yahoo.ios", "yahoo.android", "aol.desktop-webmail"),
    *("thunderbird.macos", "samsung-email.android", "fastmail.desktop-webmail"),
    *("protonmail.desktop-webmail", "protonmail.ios", "protonmail.android"),
)
ALLOWED = {
    "<body> element": "becomes a div there; the page's table has the same ground",
    "@media": "without it the light letter of the full width is shown, which is complete",
    "aria-hidden attribute": "the preview line may be read aloud: it is the dek once more",
    "height property": "auto is what a picture without a height has",
    "list-style": "the disclosure keeps its bullets",
    "opacity": "the preview line is hidden by display and size as well",
    "overflow": "a table that is too wide widens the letter",
    "table-layout": "tables are as wide as their words need",
    "text-decoration": "links keep the program's own line",
    "word-wrap": "a word longer than a line widens the letter",
}
"""Features that some program lacks, and what its reader meets instead."""


@pytest.fixture(scope="module")
def page() -> str:
    message = message_from_bytes(demo_files()["newsletter.eml"], policy=default)
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def asked(script: str, **job: Any) -> Any:
    """What a Node program of this folder answers."""
    answer = subprocess.run(
        ["node", str(HERE / script)],
        input=json.dumps({"tools": str(TOOLS), **job}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_mail_programs_lack_nothing_that_the_letter_needs(page: str) -> None:
    found = asked("email_support.mjs", html=page, clients=CLIENTS)
    assert {title: who for title, who in found["missing"].items() if title not in ALLOWED} == {}
    assert set(found["unknown"]) <= {"table-layout", "word-wrap"}
    assert set(ALLOWED) == set(found["missing"])  # a reason that nobody needs any more goes


def test_what_is_not_allowed_is_found(page: str) -> None:
    bad = page.replace("<h1 ", '<h1 onclick="x" class="a" ').replace(
        "font-size:28px", "font-size:28px;position:absolute"
    )
    found = asked("email_support.mjs", html=bad, clients=CLIENTS)
    assert "gmail.desktop-webmail" in found["missing"]["position"]


@pytest.mark.parametrize("styles", ["with style sheet", "without, as in some apps"])
@pytest.mark.parametrize("word", ["", "W" * 120])
def test_no_width_makes_the_letter_scroll_sideways(
    page: str, word: str, styles: str, tmp_path: Path
) -> None:
    shown = tmp_path / "letter.html"
    page = page.replace("</li>", f" {word}</li>").replace("</h1>", f" {word}</h1>")
    bare = page.partition("<style>")[0] + page.partition("</style>")[2]
    shown.write_text(page if styles == "with style sheet" else bare, encoding="utf-8")
    visits = [
        {"url": shown.as_uri(), "width": width, "dark": dark, "script": False}
        for width in (700, 375)
        for dark in (False, True)
    ]
    profile = tmp_path / "profile"
    profile.mkdir()
    found = asked("browse.mjs", chromium="/usr/bin/chromium", profile=str(profile), visits=visits)
    assert [visit["overflow"] for visit in found] == [0, 0, 0, 0]
    assert all("Key Takeaways" in visit["text"] for visit in found)
