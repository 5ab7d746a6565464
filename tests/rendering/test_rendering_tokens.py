from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from reporter.rendering.failures import BadTemplate
from reporter.rendering.tokens import ROLES, Palette, palette, tokens, tokens_css

SCHEMES = [pytest.param(scheme, id=scheme) for scheme in ("light", "dark")]
_PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
           (-0.003882, -0.048116, 1.051998))  # fmt: skip
_DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
           (-0.011820, 0.042940, 0.968881))  # fmt: skip
"""Machado, Oliveira and Fernandes (2009): no red, and no green cones, on linear RGB."""

RGB = tuple[float, float, float]


def scheme(name: str) -> Palette:
    return {"light": tokens().light, "dark": tokens().dark}[name]


def linear(colour: str) -> RGB:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return r, g, b


def luminance(rgb: RGB) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(linear(a)), luminance(linear(b))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen_by(matrix: tuple[RGB, ...], colour: str) -> RGB:
    rgb = linear(colour)
    r, g, b = (
        min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in matrix
    )
    return r, g, b


def lab(rgb: RGB) -> RGB:
    """CIE L*a*b*, D65: lightness, red against green, yellow against blue."""
    r, g, b = rgb
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = luminance(rgb)
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("name", SCHEMES)
def test_text_can_be_read_on_paper_and_on_the_quiet_ground(name: str) -> None:
    colours = scheme(name)
    for ground in (colours.paper, colours.soft):
        for role in ("ink", "muted", "accent", "up", "down"):
            assert contrast(colours.colour(role), ground) >= 4.5, (role, ground)


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("matrix", [_PROTAN, _DEUTAN], ids=["protan", "deutan"])
def test_up_and_down_are_told_apart_without_red_or_green(
    name: str, matrix: tuple[RGB, ...]
) -> None:
    colours = scheme(name)
    up, down = lab(seen_by(matrix, colours.up)), lab(seen_by(matrix, colours.down))
    assert abs(up[0] - down[0]) >= 15 or abs(up[2] - down[2]) >= 25


@pytest.mark.parametrize("name", SCHEMES)
def test_the_heat_scale_steps_away_from_the_paper(name: str) -> None:
    colours = scheme(name)
    steps = [contrast(colour, colours.paper) for colour in colours.heat]
    assert all(b >= 1.12 * a for a, b in pairwise(steps))
    assert steps[0] >= 1.1
    assert steps[-1] >= 7


def test_css_has_every_role_in_both_schemes() -> None:
    light, dark = tokens_css().split("(prefers-color-scheme:dark)")
    for role in ROLES:
        assert f"--{role}:{tokens().light.colour(role)}" in light
        assert f"--{role}:{tokens().dark.colour(role)}" in dark
    assert '--sans:"Reporter Sans"' in light


def test_the_style_sheet_of_charts_knows_every_role_that_is_filled() -> None:
    from reporter.rendering.resources import templates_dir

    css = (templates_dir() / "css" / "chart.css").read_text("utf-8")
    for role in (r for r in ROLES if r != "soft"):
        assert f".f-{role}{{fill:var(--{role})}}" in css


def write(folder: Path, text: str) -> tuple[Path]:
    folder.mkdir(exist_ok=True)
    (folder / "tokens.toml").write_text(text, "utf-8")
    return (folder,)


def test_a_folder_overrides_single_keys_and_the_first_one_counts(tmp_path: Path) -> None:
    first = write(
        tmp_path / "brand", '[light]\nup = "#AABBCC"\n[fonts]\nsans = "Arial, sans-serif"'
    )
    second = write(tmp_path / "desk", '[light]\nup = "#000000"\ndown = "#111111"')
    merged = tokens((*first, *second))
    assert (merged.light.up, merged.light.down) == ("#aabbcc", "#111111")
    assert merged.light.ink == palette().ink
    assert merged.sans == "Arial, sans-serif"
    write(tmp_path / "brand", '[light]\nup = "#123456"')
    assert palette(first).up == "#123456"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[light]\nup = "teal"', "light.up"),
        ('[light]\nup = ["#000000"]', "light.up"),
        ('[dark]\ngreen = "#00ff00"', "dark.green"),
        ("[dark]\nink = 3", "dark.ink"),
        ('[light]\nheat = ["#000000"]', "light.heat"),
        ('[light]\nheat = "#000000"', "light.heat"),
        ("[fonts]\nsans = 'Arial;}body{display:none'", "fonts.sans"),
        ("[fonts]\nsans = '\"Arial'", "fonts.sans"),
        ('[fonts]\nmono = "Courier"', "fonts.mono"),
        ('[print]\nink = "#000000"', "print"),
        ('light = "x"', "light"),
        ("[light", "TOML"),
    ],
)
def test_what_is_no_token_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadTemplate, match=named) as caught:
        tokens(write(tmp_path / "brand", text))
    assert "tokens.toml" in str(caught.value.where)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokens.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadTemplate, match="cannot be read"):
        tokens((tmp_path,))
