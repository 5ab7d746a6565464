"""The other nouns: sheets, keys, verdicts, digests, errors."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reporter.model import errors
from reporter.model.digest import canonical_json, digest, digest_json
from reporter.model.edition import EditionKey
from reporter.model.errors import PermanentError, ReporterError, TransientError, UsageError
from reporter.model.facts import Fact, FactKind, FactSheet, Source, UnknownFact
from reporter.model.market import Instrument, Nature
from reporter.model.news import DateSource, Item, Story, Tier
from reporter.model.setup import Bias, Measure, Regime, Setup
from reporter.model.text import (
    Block,
    BlockKind,
    Draft,
    FinishedText,
    Section,
    SectionKind,
    Sentence,
    Stance,
)
from reporter.model.units import Percent
from reporter.model.verdict import Finding, Severity, Verdict, merge

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)


def fact(fact_id: str, subject: str = "FILUSDT") -> Fact:
    return Fact(
        id=fact_id,
        kind=FactKind.OBSERVED,
        subject=subject,
        metric="mark",
        value=Percent(Decimal(1)),
        as_of=NOON,
        source=Source(name="venue", url=""),
    )


def test_a_sheet_finds_facts_by_id_and_subject() -> None:
    sheet = FactSheet((fact("a.b.c"),)).with_facts([fact("a.d.c", "BTCUSDT")])
    assert len(sheet) == 2
    assert [f.id for f in sheet] == ["a.b.c", "a.d.c"]
    assert "a.b.c" in sheet
    assert sheet["a.b.c"] is sheet.get("a.b.c")
    assert sheet.get("nothing") is None
    assert [f.id for f in sheet.of("BTCUSDT")] == ["a.d.c"]
    with pytest.raises(UnknownFact, match="nothing"):
        sheet["nothing"]


def test_a_sheet_refuses_one_id_for_two_facts() -> None:
    with pytest.raises(PermanentError, match=r"twice in the sheet: a\.b\.c"):
        FactSheet((fact("a.b.c"), fact("a.b.c"), fact("d.e.f")))


def test_an_edition_key_names_its_folder() -> None:
    key = EditionKey("desk", date(2026, 3, 27), "main")
    assert key.folder == "2026-03-27-main"
    assert key < EditionKey("desk", date(2026, 3, 28), "main")


@pytest.mark.parametrize("slot", ["", "Main", "a b", "../up", "-x", "x" * 33, "a/b"])
def test_a_slot_is_a_plain_word(slot: str) -> None:
    with pytest.raises(UsageError, match="no slot name"):
        EditionKey("desk", date(2026, 3, 27), slot)


def finding(severity: Severity) -> Finding:
    return Finding(code="x", severity=severity, place="p", seen="s", expected="e", message="m")


def test_an_error_holds_and_a_warning_does_not() -> None:
    warned = Verdict(subject="a", findings=(finding(Severity.WARNING),), numerals=3, resolved=3)
    failed = Verdict(subject="b", findings=(finding(Severity.ERROR),), numerals=2, resolved=1)
    assert not warned.held
    both = merge("all", [warned, failed])
    assert both.held
    assert (both.numerals, both.resolved, len(both.findings)) == (5, 4, 2)


def test_equal_values_have_equal_canonical_bytes() -> None:
    assert canonical_json({"b": 1, "a": "−"}) == canonical_json({"a": "−", "b": 1})
    assert digest_json({"a": 1}) == digest(b'{"a":1}')
    assert digest(b"").startswith("sha256:e3b0c442")


def all_errors() -> list[type[ReporterError]]:
    return [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, ReporterError)
    ]


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_says_what_where_and_what_next_and_survives_pickling(
    kind: type[ReporterError],
) -> None:
    error = kind("it broke.", "here", "Mend it.")
    assert str(error) == "here: it broke. Mend it."
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert vars(copy) == vars(error)
    assert str(kind("it broke.")) == "it broke."


@pytest.mark.parametrize("kind", all_errors())
def test_the_drawn_tree_names_every_error_and_its_kind(kind: type[ReporterError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    if kind is not ReporterError:
        assert issubclass(kind, TransientError) != issubclass(kind, PermanentError)


def test_a_story_knows_the_tier_nearest_to_the_event() -> None:
    items = tuple(
        Item(
            id=f"n{tier}", outlet="o", tier=tier, title="t", summary="", url="u", link="u",
            canonical="u",
            published=NOON, date_source=DateSource.PUBLISHED, source=digest(b""),
        )
        for tier in (Tier.OTHER, Tier.PRIMARY)
    )  # fmt: skip
    story = Story(
        id="s", title="t", items=items, entities=(), themes=(), outlets=("o",),
        first_seen=NOON, last_seen=NOON, score=1.0, reasons=(),
    )  # fmt: skip
    assert story.best_tier is Tier.PRIMARY


def test_a_setup_finds_its_measures_by_name() -> None:
    instrument = Instrument(venue="binance", symbol="FILUSDT", base="FIL", quote="USDT")
    mark = Measure(
        metric="mark", value=Decimal("0.836"), unit="price_usd", as_of=NOON, nature=Nature.LIVE
    )
    setup = Setup(
        instrument=instrument, as_of=NOON, bias=Bias.NEUTRAL, regime=Regime.RANGING,
        volatility=None, confidence=None, supporting=(), opposing=(), levels=(),
        invalidation=None, valid_until=NOON, measures=(mark,), gaps=(),
    )  # fmt: skip
    assert setup.measure("mark") is mark
    assert setup.measure("index") is None
    assert instrument.key == "binance.filusdt"


def test_a_draft_finds_its_sections_and_a_text_its_words() -> None:
    sentence = Sentence(text="x", stance=Stance.FRAME)
    section = Section(kind=SectionKind.LEDE, heading="")
    draft = Draft(slug="s", headline=sentence, dek=sentence, sections=(section,), writer="offline")
    assert draft.section(SectionKind.LEDE) is section
    assert draft.section(SectionKind.ENGINE) is None
    block = Block(kind=BlockKind.PARAGRAPH, text="one", place="p")
    text = FinishedText(name="n", format="text", blocks=(block, block))
    assert text.text == "one\none"
