"""Making a calibration from recorded hours with its walk-forward scores, and judging one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import reporter
from reporter.model.digest import Digest, digest
from reporter.model.errors import UsageError
from reporter.net.atomic import write_atomic
from reporter.newsroom.calibration_report import report_files
from reporter.newsroom.hour_files import Recorded, read_folder
from reporter.newsroom.score_rows import TOUCH, Row, beats, score_rows
from reporter.newsroom.stored_calibration import stored_calibration
from reporter.signals.calibration import FORMULA, Calibration, calibration_bytes
from reporter.signals.fit import FITTED, fit, with_formula
from reporter.signals.series import HOUR, moment
from reporter.signals.walk import LEAST, SCORED, judge, samples_of, thirds, walk_forward
from reporter.signals.windows import Windows

Tell = Callable[[str, str], None]

SEED: Final = 0
"""Where the draws of every bootstrap begin."""

DEVELOPMENT, LAST, OTHER = "second third", "last third", "all"
"""Parts of the data that scores are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Scores of a calibration. ``file`` is where it lies, empty for the package's own.

    ``formula`` are the hours for which it holds the driftless normal formula and no fit.
    ``data`` describes the hours that were scored, ``notes`` what of them was not used as it
    stood; ``written`` are the files that were made.
    """

    file: str
    digest: Digest
    formula: tuple[int, ...]
    data: Mapping[str, Any]
    scores: tuple[Row, ...]
    notes: tuple[str, ...]
    written: tuple[Path, ...] = ()


def calibrate(data: Path, out: Path, tell: Tell) -> Scored:
    """Fit a calibration to the folder ``data`` and write it to ``out``, its report beside it.

    The design is fixed beforehand; the last third of the hours is scored once and decides
    nothing but whether a horizon's fit or the driftless normal formula is stored. What is
    stored is then fitted to all hours. Raises ``UsageError`` where the folder holds too little.
    """
    tell("read", str(data))
    recorded = read_folder(data, LEAST)
    samples = samples_of(recorded.tracks)
    spans = thirds(recorded.tracks)
    rows = _walked(samples, spans, tell)
    tell("fit", "all hours")
    fitted = fit(samples)
    if fitted is None:
        raise UsageError(
            "the hours are too few to fit anything to.",
            str(data),
            "Give more symbols or a longer history; some months of hours are the least.",
        )
    chosen = with_formula(fitted, _unproven(rows))
    stored = replace(chosen, scores=rows, provenance=_provenance(recorded, spans[1]))
    content = calibration_bytes(stored)
    files = {out: content} | report_files(out, stored, recorded.notes)
    for path, written in files.items():
        write_atomic(path, written)
    return Scored(
        file=str(out),
        digest=digest(content),
        formula=_formula(stored),
        data=stored.provenance["data"],
        scores=stored.scores,
        notes=recorded.notes,
        written=tuple(files),
    )


def _walked(
    samples: Mapping[int, Windows], spans: tuple[int, int, int], tell: Tell
) -> tuple[Row, ...]:
    """The scores of the second and the last third."""
    rows: list[Row] = []
    for part, begin, until in zip((DEVELOPMENT, LAST), spans, spans[1:], strict=False):
        tell("score", f"the {part}: {moment(begin):%Y-%m-%d} to {moment(until):%Y-%m-%d}")
        rows += score_rows(walk_forward(samples, begin, until).items(), SEED, part)
    return tuple(rows)


def judge_stored(data: Path, file: Path | None, tell: Tell) -> Scored:
    """The scores of a stored calibration, the package's own unless ``file`` names one.

    Nothing is fitted: every symbol of ``data`` is scored whole. Raises ``UsageError`` for data
    that cannot be used, ``ConfigError`` for a file that is no calibration.
    """
    stored = stored_calibration(file)
    tell("read", str(data))
    recorded = read_folder(data, LEAST)
    tell("score", f"{len(recorded.tracks)} symbols")
    rows = score_rows(judge(recorded.tracks, stored.calibration), SEED, OTHER)
    if not rows:
        raise UsageError(
            "there is no window without missing hours that could be scored.",
            str(data),
            "Give files without gaps.",
        )
    return Scored(
        file=str(file or ""),
        digest=stored.digest,
        formula=_formula(stored.calibration),
        data=_data(recorded),
        scores=tuple(rows),
        notes=recorded.notes,
    )


def _unproven(rows: Sequence[Row]) -> set[int]:
    """The fitted horizons, in hours, whose fit did not beat the formula beyond chance.

    A horizon that is not scored itself goes with the next longer one that is.
    """
    proven = {
        row["hours"]
        for row in rows
        if row["part"] == LAST and row["event"] == TOUCH and beats(row, "normal")
    }
    scored = sorted(SCORED.values())
    return {one for one in FITTED if next(h for h in scored if h >= one) not in proven}


def _formula(calibration: Calibration) -> tuple[int, ...]:
    pairs = zip(calibration.hours, calibration.methods, strict=True)
    return tuple(int(hours) for hours, method in pairs if method == FORMULA)


def _provenance(recorded: Recorded, cut: int) -> dict[str, Any]:
    return {
        "made_by": f"reporter {reporter.__version__}",
        "data": _data(recorded),
        "last_third_from": _day(cut),
        "seed": SEED,
    }


def _data(recorded: Recorded) -> dict[str, Any]:
    tracks = recorded.tracks
    return {
        "digest": recorded.digest,
        "first": _day(min(bars.start for bars in tracks)),
        "last": _day(max(bars.start + HOUR * len(bars) for bars in tracks)),
        "hours": {bars.symbol: int(bars.traded.sum()) for bars in tracks},
    }


def _day(milliseconds: int) -> str:
    return f"{moment(milliseconds):%Y-%m-%dT%H:%MZ}"
