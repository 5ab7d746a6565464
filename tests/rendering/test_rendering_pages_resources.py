"""Templates and fonts as they are bundled: found, digested, and complete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reporter
from reporter.rendering import resources
from reporter.rendering.environment import render
from reporter.rendering.failures import RenderFailed
from reporter.rendering.resources import builtin, fonts_dir, templates_digest, templates_dir
from reporter.rendering.signs import in_sans, in_serif


def test_a_surface_that_cannot_be_made_holds_the_edition() -> None:
    assert RenderFailed("x").exit_code == 5


def test_text_is_never_rendered_as_a_template(tmp_path: Path) -> None:
    (tmp_path / "x.html.j2").write_text("{{ view }}")
    assert render("x.html.j2", "{{ 1 + 1 }}<b>", [tmp_path]) == "{{ 1 + 1 }}&lt;b&gt;"


def test_the_digest_covers_every_file_and_the_users_own(tmp_path: Path) -> None:
    assert templates_digest() == templates_digest()
    before = templates_digest([tmp_path])
    assert before != templates_digest()
    (tmp_path / "a.j2").write_text("x")
    assert templates_digest([tmp_path]) != before


def test_templates_are_found_in_the_wheel_first_and_missed_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (templates_dir() / "layout.html.j2").is_file()
    monkeypatch.setattr(reporter, "__file__", str(tmp_path / "site" / "reporter" / "__init__.py"))
    with pytest.raises(RenderFailed, match="missing from this installation"):
        builtin("templates")
    packaged = tmp_path / "site" / "reporter" / "_data" / "templates"
    packaged.mkdir(parents=True)
    (tmp_path / "site" / "templates").mkdir()
    assert resources.templates_dir() == packaged


def test_the_bundled_fonts_hold_the_signs_that_articles_use() -> None:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # no stubs exist

    files = sorted(fonts_dir().glob("*.[wt]*f*"))
    assert len(files) == 9
    for path in files:
        with TTFont(path) as font:
            missing = [sign for sign in "−–—“”‘’≈·×…%$€éßø□" if ord(sign) not in font.getBestCmap()]
        assert missing == []
    assert sum(path.stat().st_size for path in files) < 400_000


@pytest.mark.parametrize(("face", "fit"), [("sans", in_sans), ("serif", in_serif)])
def test_what_is_drawn_is_what_the_fonts_hold(face: str, fit: Callable[[str], str]) -> None:
    from fontTools.ttLib import TTFont

    held: set[int] = set()
    for path in sorted(fonts_dir().glob(f"reporter-{face}-*.[wt]*f*")):
        with TTFont(path) as font:
            held = held & set(font.getBestCmap()) or set(font.getBestCmap())
    if face == "serif":
        with TTFont(fonts_dir() / "reporter-sans-regular.ttf") as font:
            assert set(font.getBestCmap()) <= held
    kept = {code for code in range(0x20, 0x3100) if fit(chr(code)) == chr(code)}
    assert kept == held


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_figures_and_latin_letters_are_never_replaced(text: str) -> None:
    def plain_signs(words: str) -> list[str]:
        return [sign for sign in words if sign.isascii() and not sign.isspace() and sign > " "]

    shown = in_sans(text.replace("\u2010", "").replace("\u2011", ""))
    assert plain_signs(shown) == [sign for sign in plain_signs(text) if sign != "\x7f"]
