"""What an edition records about itself: gates, calls, manifest."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reporter import __version__
from reporter.model import metrics
from reporter.model.digest import Digest, digest, digest_json
from reporter.model.edition import Manifest
from reporter.model.facts import FactSheet
from reporter.model.setup import Call, Setup
from reporter.model.units import Quantity
from reporter.model.verdict import Gate, Severity, Verdict
from reporter.newsroom.config import edition_config
from reporter.newsroom.measure import Measured
from reporter.newsroom.render import Pages
from reporter.newsroom.stored_calibration import used_calibration
from reporter.rendering.resources import templates_digest

if TYPE_CHECKING:
    from reporter.newsroom.edition import Job

DISCLOSED = "no-disclosure"
"""The code of a finding about a statement that a file lacks."""


def gates(measured: Measured, verdict: Verdict) -> tuple[Gate, ...]:
    """Each gate and how it ended. What the first refuses is left out, so it always ends well."""
    refused = len(measured.quarantined)
    unresolved = verdict.numerals - verdict.resolved
    lacking = sum(f.code == DISCLOSED for f in verdict.findings)
    errors = sum(f.severity is Severity.ERROR for f in verdict.findings)
    return (
        Gate(
            name="identities and plausibility of facts",
            passed=True,
            detail=f"{refused} readings refused and left out" if refused else "nothing refused",
        ),
        Gate(
            name="every figure of every file is a fact",
            passed=unresolved == 0,
            detail=f"{verdict.resolved} of {verdict.numerals} figures resolved",
        ),
        Gate(
            name="the disclosure is complete in every file",
            passed=lacking == 0,
            detail=f"{lacking} statements missing",
        ),
        Gate(name="claims and house rules", passed=not verdict.held, detail=f"{errors} errors"),
    )


def call(setup: Setup, sheet: FactSheet) -> Call:
    """The setup's view, frozen for later scoring with the figures that were printed."""
    key, confidence = setup.instrument.key, setup.confidence
    price = _number(sheet, f"{key}.{metrics.PRICE}")
    assert price is not None  # noqa: S101 - a symbol without a price has no setup
    return Call(
        instrument=key,
        as_of=setup.as_of,
        valid_until=setup.valid_until,
        bias=setup.bias,
        price=price,
        event=confidence.event if confidence else "",
        hours=confidence.hours if confidence else 0,
        probability=_number(sheet, f"{key}.{metrics.PROBABILITY}"),
        base_rate=_number(sheet, f"{key}.{metrics.BASE_RATE}"),
        invalidation=_number(sheet, f"{key}.{metrics.INVALIDATION}"),
    )


def _number(sheet: FactSheet, fact_id: str) -> Decimal | None:
    fact = sheet.get(fact_id)
    return fact.value.value if fact and isinstance(fact.value, Quantity) else None


def manifest(job: Job, snapshot: Digest, pages: Pages) -> Manifest:
    """Digests of all that went in and all that came out."""
    return Manifest(
        snapshot=snapshot,
        configuration=digest_json(edition_config(job.config)),
        templates=templates_digest(job.materials.templates),
        prompts=job.materials.prompts_digest,
        calibration=used_calibration(job.snapshot, job.archive).digest,
        reporter=__version__,
        files=tuple((name, digest(data)) for name, data in sorted(pages.files.items())),
    )
