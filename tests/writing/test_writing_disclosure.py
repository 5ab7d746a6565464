"""The disclosure: its statements, their groups, and the notes for jurisdictions."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from reporter import ledger
from reporter.checking import check
from reporter.model.desk import Desk
from reporter.model.errors import ConfigError
from reporter.model.setup import Bias, Setup
from reporter.model.text import SectionKind
from reporter.writing import Disclosure, write_offline
from reporter.writing.disclosure import disclosure
from reporter.writing.notices import chosen, notices, overdue, parse_notice
from reporter.writing.readings import Readings
from reporter.writing.voice import Voice
from tests.writing.conftest import (
    AS_OF,
    DESK,
    edition,
    finished,
    make_setup,
    prose,
    written,
)

FIL = make_setup()
EVERYWHERE = replace(DESK, notices=notices())


def made(setup: Setup = FIL, writer: str = "offline", desk: Desk = DESK) -> Disclosure:
    _, sheet = edition(setup, desk=desk)
    return disclosure(desk, Readings(sheet, setup), writer)


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("author", "Set 'author' in [desk]"),
        ("brand", "Set 'publisher' in [desk]"),
        ("conflicts", "or to 'None.'"),
    ],
)
def test_an_empty_statement_is_an_error_with_its_remedy(field: str, remedy: str) -> None:
    with pytest.raises(ConfigError, match="empty") as caught:
        made(desk=replace(DESK, **{field: "  "}))  # type: ignore[arg-type]  # a field by name
    assert remedy in caught.value.next_step


def test_every_field_but_sample_and_notices_is_required() -> None:
    whole = made()
    required = [field.name for field in fields(whole) if field.name not in ("sample", "notices")]
    assert len(required) == 18
    for name in required:
        with pytest.raises(ConfigError, match=f"'{name}'"):
            replace(whole, **{name: " "})  # type: ignore[arg-type]  # a field by name


def test_the_disclosure_says_who_when_how_and_what_would_be_wrong() -> None:
    _, article = written()
    text = prose(article, SectionKind.DISCLOSURE)
    for part in (
        "Author: A. Writer. Publisher: Northlight.",
        "Completed at 27 March 2026, 21:21 UTC. First published when",
        "read on Binance as of 27 March 2026, 21:21 UTC",
        "Reported facts carry the number of their source",
        "Method: annual rates are simple",
        "a long lean means",
        "it is a score, not a probability. Its horizon is 24 h.",
        "no edge over the base rate is measured",
        "trades through $0.7905, its invalidation price; otherwise it lapses at 28 March 2026",
        "No updates are planned",
        "No earlier view on FILUSDT is on record here.",
        "Conflicts of interest The author holds no position",
        "no language model was used",
        "No person had reviewed it",
        "can lose more",
        "for all readers alike, not investment advice",
    ):
        assert part in text
    assert "Sample data" not in text


def test_the_statements_stand_in_few_groups_and_each_under_its_field() -> None:
    _, article = written()
    section = next(s for s in article.sections if s.kind is SectionKind.DISCLOSURE)
    groups = [bullet.lead.text for bullet in section.bullets]
    assert groups == [
        "Who and when", "Basis", "The view", "Conflicts of interest", "How it was made", "Risk",
    ]  # fmt: skip
    stated = [s.statement for bullet in section.bullets for s in bullet.sentences]
    assert stated == [f.name for f in fields(Disclosure) if f.name not in ("sample", "notices")]
    assert not section.paragraphs


def test_the_desk_may_name_a_job_and_a_legal_entity() -> None:
    desk = replace(DESK, role="market editor", publisher="Northlight Media Ltd")
    _, article = written(desk=desk)
    text = prose(article, SectionKind.DISCLOSURE)
    assert "Author: A. Writer, market editor. Publisher: Northlight Media Ltd." in text


def test_sample_editions_say_so_first() -> None:
    _, article = written(desk=replace(DESK, sample=True))
    assert prose(article, SectionKind.DISCLOSURE).startswith("Sample data This edition")


@pytest.mark.parametrize("bias", list(Bias))
def test_every_stance_is_explained(bias: Bias) -> None:
    stated = made(replace(FIL, bias=bias), writer="model")
    assert str(bias).removeprefix("lean ").removeprefix("no ") in stated.stance
    assert "language model phrased" in stated.ai


def test_a_view_without_odds_horizon_or_invalidation_says_that() -> None:
    stated = made(replace(FIL, confidence=None, invalidation=None))
    assert stated.odds == "No odds of its direction are given, and no edge is claimed."
    assert stated.horizon == "Its horizon ends with its validity."
    assert "has no invalidation price; it lapses at" in stated.invalidation


def test_a_modelled_probability_is_called_one() -> None:
    assert FIL.confidence is not None
    setup = replace(FIL, confidence=replace(FIL.confidence, probability=0.55))
    assert "modelled from past windows" in made(setup).odds


@pytest.mark.parametrize(
    ("bias", "told"),
    [
        (Bias.SHORT, "took a short lean; this one differs."),
        (Bias.LONG, "took a long lean; this one is the same."),
        (Bias.NEUTRAL, "took no lean; this one differs."),
    ],
)
def test_a_change_of_view_is_told_with_its_time(bias: Bias, told: str) -> None:
    outline, sheet = edition()
    before = ledger.EarlierView(
        instrument="binance.filusdt", as_of=AS_OF - timedelta(days=1), bias=bias
    )
    sheet = sheet.with_facts(ledger.earlier_facts([before], sheet, AS_OF, {}))
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    items = [item for story in (outline.story, *outline.related) for item in story.items]
    article = ledger.fill(draft, sheet, items=items)
    text = prose(article, SectionKind.DISCLOSURE)
    assert f"The earlier view on FILUSDT, of 26 March 2026, 21:21 UTC, {told}" in text
    assert check(finished(article), sheet).findings == ()


def test_every_statement_is_missed_when_it_is_gone() -> None:
    desk = replace(EVERYWHERE, role="editor")
    _, article = written(desk=desk)
    _, sheet = edition(desk=desk)
    assert check(finished(article), sheet).findings == ()
    for number, section in enumerate(article.sections):
        if section.kind is not SectionKind.DISCLOSURE:
            continue
        for place, bullet in enumerate(section.bullets):
            for sentence in bullet.sentences:
                rest = tuple(one for one in bullet.sentences if one is not sentence)
                bullets = list(section.bullets)
                bullets[place] = replace(bullet, sentences=rest)
                sections = list(article.sections)
                sections[number] = replace(section, bullets=tuple(bullets))
                changed = replace(article, sections=tuple(sections))
                codes = {f.code for f in check(finished(changed), sheet).findings}
                assert "no-disclosure" in codes, sentence.statement


# notes for jurisdictions


def test_the_notices_are_whole_dated_and_word_for_word_in_the_article() -> None:
    _, article = written(desk=EVERYWHERE)
    text = prose(article, SectionKind.DISCLOSURE)
    assert [notice.id for notice in notices()] == ["eu-mar", "eu-mica", "uk-fca", "us"]
    for notice in notices():
        assert f"{notice.title} {notice.text}" in text
        assert notice.as_of < notice.review_by
        assert notice.status == "engineering input, not legal advice"
        assert notice.unverified
        assert all(basis.url.startswith("https://") for basis in notice.basis)


def test_jurisdictions_choose_notices_in_their_order_and_once() -> None:
    found = chosen(["us", "eu", "us"], notices())
    assert [notice.id for notice in found] == ["us", "eu-mar", "eu-mica"]
    assert chosen([], notices()) == ()
    with pytest.raises(ConfigError, match="'fr'; known here: eu, uk, us"):
        chosen(["fr"], notices())


def test_a_notice_past_its_review_is_named() -> None:
    (us,) = chosen(["us"], notices())
    assert overdue([us], us.review_by) == ()
    (note,) = overdue([us], date(2030, 1, 1))
    assert note == f"disclosure text 'us' of {us.as_of} was to be reviewed by {us.review_by}"


def own_file() -> str:
    page = Path(__file__).parents[2] / "docs" / "disclosure.md"
    example = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    return example[1]


def test_the_documented_file_is_one() -> None:
    notice = parse_notice(own_file(), "docs")
    assert (notice.id, notice.jurisdiction) == ("ch-desk", "ch")
    assert notice.basis[0].url == "https://example.com/rule"


def test_lines_of_a_text_are_joined_and_unverified_may_be_left_out() -> None:
    text = own_file().replace('text = "This article', 'text = "This\\n   article')
    text = re.sub(r"unverified = .*", "", text)
    notice = parse_notice(text, "x")
    assert notice.text == "This article is for information and is no offer of any instrument."
    assert notice.unverified == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "ch-desk"', "id = ", "not valid TOML"),
        ('id = "ch-desk"', "", "the key 'id'"),
        ('id = "ch-desk"', 'id = "CH 1"', "the id 'CH 1'"),
        ('title = "Switzerland"', 'title = ""', "the key 'title'"),
        ("as_of = 2026-11-22", 'as_of = "2026-11-22"', "the key 'as_of'"),
        ("as_of = 2026-11-22", "as_of = 2026-11-22T10:00:00Z", "the key 'as_of'"),
        ('status = "', 'statos = "', "no key 'statos'"),
        ('url = "https', 'uri = "https', "a name and a url"),
    ],
)
def test_a_faulty_file_is_an_error_that_names_it(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as caught:
        parse_notice(own_file().replace(old, new, 1), "disclosures/ch.toml")
    assert caught.value.where == "disclosures/ch.toml"


def test_figures_of_a_notice_are_facts_of_the_edition() -> None:
    text = "In force since 2 August 2026. It names 12 duties; see section 4.41 of 17 rules."
    notice = replace(notices()[0], id="own", title="Rule 7 of Example", text=text)
    desk = replace(DESK, notices=(notice,))
    _, article = written(desk=desk)
    _, sheet = edition(desk=desk)
    verdict = check(finished(article), sheet)
    assert verdict.findings == ()
    assert verdict.resolved == verdict.numerals
