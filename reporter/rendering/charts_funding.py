"""The history of settled funding as bars around zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporter.rendering import charts_svg as svg
from reporter.rendering.charts_axis import Scale, value_axis
from reporter.rendering.charts_frame import (
    BOLD,
    GUTTER,
    LEFT,
    WIDTH,
    Chart,
    Frame,
    heading,
    source_line,
    tick_texts,
    value_ticks,
)
from reporter.rendering.charts_svg import INK, ORANGE, TEAL
from reporter.rendering.failures import RenderFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingView:
    """Settled funding rates, oldest first, in percent per interval; ``last`` is printed."""

    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    rates: tuple[tuple[datetime, float], ...]
    last: str


def funding_chart(view: FundingView) -> Chart:
    """Bars of settled funding around zero, the last one in full colour with its figure."""
    if not view.rates:
        raise RenderFailed("a funding chart needs at least one settlement.", view.name)
    height = 260.0
    head, top = heading(view.title, view.subtitle)
    axis = value_axis([0.0, *(rate for _, rate in view.rates)], wanted=3)
    bottom, right = height - 44, WIDTH - GUTTER
    step = (right - LEFT) / len(view.rates)
    x = Scale(0, len(view.rates), LEFT, right)
    frame = Frame(x, Scale(axis.low, axis.high, bottom, top + 8), axis, top + 8, bottom, right)
    bars = [
        _funding_bar(frame, (index, rate), step, last=index == len(view.rates) - 1)
        for index, (_, rate) in enumerate(view.rates)
    ]
    zero = svg.line(
        (LEFT, frame.y(0)), (right, frame.y(0)), stroke=INK, stroke_width=1, class_="c-ink-line"
    )
    last = view.rates[-1][1]
    place = frame.y(last) + 4
    tag = svg.label(
        view.last, (right + 8, place), fill=_side_colour(last), class_=_side_class(last), **BOLD
    )
    body = [*head, *value_ticks(frame), *bars, zero, tag, source_line(view.source, height)]
    drawing = svg.document(view.name, (WIDTH, height), (view.title, view.alt), body)
    return Chart(name=view.name, svg=drawing, ticks=tick_texts(axis), alt=view.alt)


def _funding_bar(frame: Frame, bar: tuple[int, float], step: float, *, last: bool) -> str:
    index, rate = bar
    zero, y = frame.y(0), frame.y(rate)
    return svg.rect(
        (frame.x(index) + step * 0.15, min(zero, y)),
        step * 0.7,
        abs(zero - y),
        fill=_side_colour(rate),
        fill_opacity="1" if last else "0.42",
        class_=_side_class(rate),
    )


def _side_colour(rate: float) -> str:
    return ORANGE if rate < 0 else TEAL


def _side_class(rate: float) -> str:
    return "c-below" if rate < 0 else "c-above"
