"""The card that stands for an article where it is shared: an SVG, and its picture as PNG.

All text is measured with widths that are never too little, so that nothing leaves the card or
runs into its neighbour, whatever a headline or a brand may say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from reporter.rendering.charts_svg import width_of
from reporter.rendering.environment import render
from reporter.rendering.failures import RenderFailed
from reporter.rendering.head import CARD_HEIGHT, CARD_WIDTH
from reporter.rendering.plaintext import plain
from reporter.rendering.resources import fonts_dir
from reporter.rendering.signs import in_sans
from reporter.rendering.tokens import Palette, palette

MARGIN: Final = 72
ROOM: Final = CARD_WIDTH - 2 * MARGIN
_HEADLINES: Final = ((68, 3), (54, 4), (44, 5))
"""Sizes of the headline with the lines that they leave room for, tried in this order."""
_TOP, _LEADING = 132, 1.14
_NARROWEST: Final = 12
"""Twentieths of the card's width that a headline's lines may be balanced to."""
_MOST_FIGURES: Final = 3
_FIGURES_AT: Final = 462
_FOOT: Final = CARD_HEIGHT - 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the card shows. ``figures`` are names of readings with the readings as printed."""

    brand: str
    kicker: str
    headline: str
    as_of: str
    sample: bool
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A piece of text: where its baseline begins (or ends), and how it is set."""

    text: str
    x: float
    y: float
    size: float
    role: str = "ink"
    bold: bool = False
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure below its name."""

    label: Label
    value: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """What ``card.svg.j2`` sees: every text with its place, in pixels."""

    card: Card
    colours: Palette
    labels: tuple[Label, ...]
    headline: tuple[Label, ...]
    headline_size: float
    figures: tuple[Reading, ...]
    width: int = CARD_WIDTH
    height: int = CARD_HEIGHT
    margin: int = MARGIN
    bar: int = 14
    rule: int = _FIGURES_AT - 56
    stroke: int = 2


def card_svg(card: Card, user_dirs: Sequence[Path] = ()) -> str:
    """The card as SVG, in the light colours of the tokens."""
    size, lines = _headline(card.headline)
    view = CardView(
        card=replace(card, headline=plain(card.headline)),
        colours=palette(user_dirs),
        labels=tuple(_labels(card)),
        headline=tuple(
            Label(text=line, x=MARGIN, y=round(_TOP + (0.9 + n * _LEADING) * size), size=size)
            for n, line in enumerate(lines)
        ),
        headline_size=size,
        figures=tuple(_figures(card.figures[:_MOST_FIGURES])),
    )
    return render("card.svg.j2", view, user_dirs)


def card_png(svg: str) -> bytes:
    """The card's picture, drawn with the bundled fonts; a square stands for signs they lack."""
    import resvg_py

    fonts = [str(path) for path in sorted(fonts_dir().glob("reporter-*.ttf"))]
    try:
        return resvg_py.svg_to_bytes(
            svg_string=in_sans(svg),
            skip_system_fonts=True,
            font_files=fonts,
            font_family="Reporter Sans",
            sans_serif_family="Reporter Sans",
            serif_family="Reporter Serif",
        )
    except ValueError as error:
        raise RenderFailed(f"the card cannot be drawn: {error}.", "card.svg") from error


def _headline(text: str) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the headline fits, and its lines; the rest of it is left out."""
    for size, most in _HEADLINES:
        lines = tuple(_wrapped(text, size, ROOM))
        if len(lines) <= most:
            return size, _balanced(text, size, len(lines))
    *kept, last = lines[:most]
    return size, (*kept, f"{_shortened(f'{last} ', size)}…")


def _balanced(text: str, size: float, count: int) -> tuple[str, ...]:
    """That many lines, as even as whole words allow."""
    rooms = (ROOM * part / 20 for part in range(_NARROWEST, 21))
    tries = (tuple(_wrapped(text, size, room)) for room in rooms)
    return next(lines for lines in tries if len(lines) == count)


def _wrapped(text: str, size: float, room: float) -> Iterator[str]:
    """Lines of that width; a word that is longer than the card is wide is parted."""
    line = ""
    for word in _parted(plain(text).split(" "), size):
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size) > room:
            yield line
            longer = word
        line = longer
    yield line


def _parted(words: Sequence[str], size: float) -> Iterator[str]:
    for word in words:
        rest = word
        while width_of(rest, size) > ROOM:
            fits = next(n for n in range(len(rest), 0, -1) if width_of(rest[:n], size) <= ROOM)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def _shortened(line: str, size: float) -> str:
    """The line by whole words, so that a sign for what is left out fits behind it."""
    while width_of(f"{line}…", size) > ROOM or line.endswith(" "):
        line = line.rpartition(" ")[0] if " " in line else line[:-1]
    return line


def _fitted(text: str, size: float, room: float) -> tuple[str, float]:
    """The text at the size at which it fits; one that would become too small is cut."""
    text = plain(text)
    fits = min(size, size * room / max(width_of(text, size), 1.0))
    if fits >= size * 0.6:
        return text, round(fits, 1)
    kept = next(n for n in range(len(text), -1, -1) if width_of(f"{text[:n]}…", size * 0.6) <= room)
    return f"{text[:kept].rstrip()}…", round(size * 0.6, 1)


def _labels(card: Card) -> Iterator[Label]:
    """Brand and kicker above, the time of reading and the sample mark below."""
    kicker, size = _fitted(card.kicker, 28, ROOM * 0.36)
    yield Label(text=kicker, x=CARD_WIDTH - MARGIN, y=96, size=size, role="muted", end=True)
    brand, size = _fitted(card.brand, 36, ROOM * 0.6)
    yield Label(text=brand, x=MARGIN, y=96, size=size, bold=True)
    as_of, size = _fitted(card.as_of, 26, ROOM * 0.7)
    yield Label(text=as_of, x=MARGIN, y=_FOOT, size=size, role="muted")
    if card.sample:
        right = CARD_WIDTH - MARGIN
        yield Label(text="SAMPLE DATA", x=right, y=_FOOT, size=26, role="down", bold=True, end=True)


def _figures(figures: Sequence[tuple[str, str]]) -> Iterator[Reading]:
    """The readings side by side, each in a column of its own, all of one size."""
    column = ROOM / max(len(figures), 1)
    size = min((_fitted(value, 40, column - 32)[1] for _, value in figures), default=40)
    for number, (name, value) in enumerate(figures):
        x = round(MARGIN + number * column)
        label, small = _fitted(name, 24, column - 32)
        text, large = _fitted(value, size, column - 32)
        yield Reading(
            label=Label(text=label, x=x, y=_FIGURES_AT, size=small, role="muted"),
            value=Label(text=text, x=x, y=_FIGURES_AT + 50, size=large, bold=True),
        )
