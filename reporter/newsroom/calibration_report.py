"""The walk-forward report of a calibration: a page of Markdown and a reliability chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from reporter.newsroom.score_rows import HIGHER, RANGE, TOUCH, Row
from reporter.rendering.charts_reliability import Panel, reliability_chart
from reporter.signals.calibration import FORMULA, Calibration
from reporter.signals.walk import SCORED

_METHOD = """\
Each window was forecast by a fit that knew no hour later than one window's length before the
fold began, and no hour of the symbol that was forecast (of three symbols or more; a fifth of
them was held out in turn). Six folds a third, each fit on all that came before. The design is the
program's and is not tuned by this command; the last third decided only whether a horizon's fit
or the driftless normal formula is stored. What is stored was fitted to all hours afterwards.

Levels stand at 0.5, 1, 1.5, 2 and 3 times the symbol's own volatility of the last 168 hours,
times the root of the hours, on both sides. Skill is one minus the ratio of Brier scores, with a
95 % interval from blocks of seven days drawn with all symbols together. The calibration error is
over ten bins of equal width. "Touch frequency" is the share of earlier windows that touched the
same multiple on the same side; "normal" is 2 (1 − Φ(distance)) with own volatility.
"""


def report_files(out: Path, calibration: Calibration, notes: Sequence[str]) -> dict[Path, bytes]:
    """The report and its chart, named after the calibration's file ``out``."""
    chart = out.with_name(f"{out.stem}-reliability.svg")
    page = report(calibration, notes, chart.name)
    return {
        out.with_name(f"{out.stem}-report.md"): page.encode(),
        chart: _chart(calibration).encode(),
    }


def report(calibration: Calibration, notes: Sequence[str], chart: str) -> str:
    """The report as Markdown; ``chart`` is the file name of the chart."""
    parts = list(dict.fromkeys(row["part"] for row in calibration.scores))
    blocks = [
        "# Calibration: walk-forward report",
        _origin(calibration),
        _METHOD.rstrip(),
        f"![Forecast and frequency by tenths, last third]({chart})",
    ]
    for part in reversed(parts):
        rows = [row for row in calibration.scores if row["part"] == part]
        blocks += [f"## The {part}", *_tables(rows)]
    if notes:
        blocks += ["## Not used as it stood", "\n".join(f"- {_plain(note)}" for note in notes)]
    return "\n\n".join(blocks) + "\n"


def _origin(calibration: Calibration) -> str:
    provenance = calibration.provenance
    data = provenance["data"]
    symbols = ", ".join(f"{_plain(name)} ({hours:,})" for name, hours in data["hours"].items())
    pairs = zip(calibration.hours, calibration.methods, strict=True)
    plain = ", ".join(f"{hours:.0f}" for hours, method in pairs if method == FORMULA)
    stored = "In the last third the fit beat the driftless normal formula in every horizon."
    if plain:
        stored = (
            "In the last third the fit did not beat the driftless normal formula beyond chance "
            f"in every horizon: the formula is stored for {plain} hours."
        )
    return (
        f"{provenance['made_by']}; hours {data['first']} to {data['last']} of {symbols}; contents "
        f"`{data['digest']}`. The last third begins at {provenance['last_third_from']}. " + stored
    )


def _tables(rows: Sequence[Row]) -> list[str]:
    touch, higher, ranges = (_of(rows, event) for event in (TOUCH, HIGHER, RANGE))
    distances = [str(one["multiple"]) for one in touch[0]["distances"]] if touch else []
    return [
        "A level trades before the time is over:",
        _table(
            ("horizon", "n", "days", "Brier", "skill over touch frequency", "skill over normal",
             "calibration error"),
            ([*_head(row), _skill(row, "frequency"), _skill(row, "normal"),
              f"{100 * row['calibration_error']:.2f} points"] for row in touch),
        ),
        "Forecast and frequency by distance, in percent:",
        _table(
            ("horizon", *distances),
            ([row["horizon"], *(_pair(one) for one in row["distances"])] for row in touch),
        ),
        "The close is higher (the probability given is the base rate of the fit's windows):",
        _table(
            ("horizon", "n", "days", "Brier", "happened", "over climatology", "says"),
            ([*_head(row), _percent(row["frequency"]), _skill(row, "climatology"),
              "an edge" if row["edge"] else "no measurable edge"] for row in higher),
        ),
        "The close lies in the expected range:",
        _table(
            ("horizon", "n", "expected", "happened", "95 % interval"),
            ([row["horizon"], f"{row['n']:,}", _percent(row["expected"]), _percent(row["share"]),
              _interval(row)] for row in ranges),
        ),
    ]  # fmt: skip


def _of(rows: Iterable[Row], event: str) -> list[Row]:
    return [row for row in rows if row["event"] == event]


def _head(row: Row) -> list[str]:
    return [row["horizon"], f"{row['n']:,}", f"{row['days']:,}", f"{row['brier']:.5f}"]


def _skill(row: Row, name: str) -> str:
    one = row["references"][name]
    return f"{_percent(one['skill'])} {_interval(one)}"


def _interval(row: Row) -> str:
    if row["low"] is None:
        return "(too few days for an interval)"
    return f"({_percent(row['low'])} to {_percent(row['high'])})"


def _pair(one: Row) -> str:
    return f"{100 * one['forecast']:.1f} / {100 * one['happened']:.1f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace("-", "−")


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: str) -> str:
    """A file's name may hold marks of Markdown; none of them shall work."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in text)


def _chart(calibration: Calibration) -> str:
    rows = {
        row["horizon"]: row
        for row in _of(calibration.scores, TOUCH)
        if row["part"] == calibration.scores[-1]["part"]
    }
    panels = [
        Panel(
            title=name,
            points=tuple((one["forecast"], one["happened"], one["count"]) for one in row["bins"]),
        )
        for name, row in rows.items()
        if name in SCORED
    ]
    return reliability_chart(panels)
