"""Pages made with templates of the user's own: what they change, and what is said of bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.rendering.failures import BadTemplate
from reporter.rendering.html import edition_page
from reporter.rendering.resources import templates_dir
from reporter.rendering.views import EditionView


def test_a_users_template_goes_first_and_may_extend_the_built_in(
    tmp_path: Path, edition: EditionView
) -> None:
    (tmp_path / "edition.html.j2").write_text(
        '{% extends "!builtin/edition.html.j2" %}{% block end %}OUR FOOT{{ super() }}{% endblock %}'
    )
    page = edition_page(edition, [tmp_path])
    assert "OUR FOOT" in page
    assert "General information" in page


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ view.nothing }}", "nothing"),
        ("{% if %}", "line 1"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ('{{ asset("../pyproject.toml") }}', "no file"),
        ('{{ asset("/etc/passwd") }}', "no file"),
        ("{{ asset(3) }}", "TypeError"),
        ('{{ font("x") }}', "no bundled font 'x'"),
        ('{{ font("../fonts/reporter-sans-regular") }}', "no bundled font"),
        ("\n{{ 1 / 0 }}", r"edition\.html\.j2: .*line 2: ZeroDivisionError"),
        ("{{ view.as_of + 1 }}", "TypeError"),
        ("{{ view.as_of.encode('utf-16').decode('ascii') }}", "cannot be filled"),
        ('{% include "missing.j2" %}', "missing.j2"),
    ],
)
def test_a_bad_template_is_named_with_its_fault(
    tmp_path: Path, edition: EditionView, template: str, fault: str
) -> None:
    (tmp_path / "edition.html.j2").write_text(template)
    with pytest.raises(BadTemplate, match=fault) as caught:
        edition_page(edition, [tmp_path])
    assert caught.value.exit_code == 3


def test_a_template_that_is_not_utf8_is_named(tmp_path: Path, edition: EditionView) -> None:
    (tmp_path / "edition.html.j2").write_bytes("é".encode("latin-1"))
    with pytest.raises(BadTemplate, match=r"edition\.html\.j2: .*not in UTF-8"):
        edition_page(edition, [tmp_path])
    (tmp_path / "own.txt").write_bytes(b"\xff")
    (tmp_path / "edition.html.j2").write_text('{% include "own.txt" %}')
    with pytest.raises(BadTemplate, match=r"edition\.html\.j2: .*line 1: .*not in UTF-8"):
        edition_page(edition, [tmp_path])


def test_a_users_style_sheet_goes_first_and_stays_in_its_folder(
    tmp_path: Path, edition: EditionView
) -> None:
    own, secret = tmp_path / "templates", tmp_path / "secret.css"
    (own / "css").mkdir(parents=True)
    (own / "css" / "page.css").write_text("body{color:#123456}")
    secret.write_text("body{color:#654321}")
    (own / "css" / "chart.css").symlink_to(secret)
    page = edition_page(edition, [own])
    assert "#123456" in page
    assert "#654321" not in page
    assert (templates_dir() / "css" / "page.css").read_text() not in page
    assert (templates_dir() / "css" / "chart.css").read_text() in page
