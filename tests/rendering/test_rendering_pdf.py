from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from reporter.rendering.charts import ChartView, price_chart
from reporter.rendering.failures import BadTemplate, PdfUnavailable, RenderFailed
from reporter.rendering.pdf import BriefedSection, Briefing, briefing_pdf
from tests.rendering.briefings import article, briefing, chart, needs_pango, page_texts, table


@pytest.fixture(scope="module")
def told(chart_view: ChartView) -> Briefing:
    """A briefing of one article with a price chart at its head."""
    one = article("FIL Shorts Pay −44.5% a Year", 1, [chart("Funding"), chart("Basis")])
    return briefing(replace(one, lead=price_chart(chart_view)))


def changed(told: Briefing, **changes: Any) -> Briefing:
    """The briefing with another first article."""
    return replace(told, articles=(replace(told.articles[0], **changes),))


def little(told: Briefing, body: str = "<p>An affiliate of Kalshi.</p>") -> Briefing:
    """The briefing with nothing in it but its head and this text."""
    lede = BriefedSection(kind="lede", heading="", body_html=body)
    bare = changed(told, takeaways=(), setup=None, lead=None, sections=(lede,), charts=())
    return replace(bare, overview=())


@pytest.fixture(scope="module")
def told_pages(told: Briefing) -> list[str]:
    """The text of each of its pages."""
    return page_texts(briefing_pdf(told))


@needs_pango
def test_the_first_page_stands_alone(told_pages: list[str]) -> None:
    first, *rest = told_pages
    for words in ("SAMPLE DATA", "−44.5% a Year", "A dek", "Shorts pay:", "Setup card", "$0.836"):
        assert words in first
    assert "It is filed" not in first
    assert "It is filed" in rest[0]


@needs_pango
def test_every_page_has_its_head_and_foot(told_pages: list[str]) -> None:
    first, *rest = told_pages
    for number, text in enumerate([first, *rest], start=1):
        assert f"Page {number} of {len(rest) + 1}" in text
        assert "Not investment advice" in text
        assert "SAMPLE DATA" in text
        assert "As of 27 March 2026, 21:21 UTC" in text
    assert all("Meridian Desk" in text for text in rest)


@needs_pango
def test_the_head_names_the_section_that_a_page_begins_in(told: Briefing) -> None:
    long = briefing(article("One", 9), overview=0)
    texts = page_texts(briefing_pdf(long))
    assert any("Meridian Desk What Is Reported? As of" in " ".join(t.split()) for t in texts)


@needs_pango
def test_the_parts_come_in_their_order(told_pages: list[str]) -> None:
    text = " ".join(" ".join(told_pages).split())
    parts = ("What Is Reported?", "What the Engine Shows", "Levels", "Trading Implications")
    back = ("Market Overview", "The other symbols", "Charts", "Sources", "Registry", "Disclosure")
    place = 0
    for part in (*parts, *back):
        place = text.find(part, place)
        assert place >= 0, part


@needs_pango
def test_bytes_are_the_same_in_another_process(told: Briefing) -> None:
    one = briefing(article("One", 1, [chart("Funding")]))
    data = briefing_pdf(one)
    assert data == briefing_pdf(one)
    assert len(briefing_pdf(told)) <= 150_000
    code = (
        "import sys; from tests.rendering.briefings import *\n"
        "from reporter.rendering.pdf import briefing_pdf\n"
        "sys.stdout.buffer.write(briefing_pdf(briefing(article('One', 1, [chart('Funding')]))))"
    )
    root = Path(__file__).parents[2]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)
    assert data == other.stdout


@needs_pango
def test_several_articles_have_a_list_that_leads_to_their_pages() -> None:
    titles = [f"The story of C{number}" for number in "ABCDE"]
    first, *rest = page_texts(briefing_pdf(briefing(*(article(title, 1) for title in titles))))
    listed = " ".join(first.split())
    assert "In This Briefing" in listed
    for title in titles[1:]:
        page = next(n for n, text in enumerate(rest, start=2) if title in text)
        assert f"Page {page} {title}" in listed
    assert f"Page 2 {titles[0]}" in listed
    back = " ".join(" ".join(rest).split()).partition("The other symbols measured")[2]
    assert [back.count(title) for title in titles] == [2] * 5  # over its sources, its disclosure


@needs_pango
def test_one_article_needs_no_list(told_pages: list[str]) -> None:
    assert "In This Briefing" not in told_pages[0]


@needs_pango
def test_a_chart_that_the_first_page_has_no_room_for_opens_the_article(told: Briefing) -> None:
    first, second, *_ = page_texts(briefing_pdf(changed(told, setup=table("Setup card", 36))))
    assert "Hourly closes" not in first
    assert "C35USDT" in first
    assert "Hourly closes" in second


@needs_pango
def test_a_first_page_too_full_lets_the_article_follow(told: Briefing) -> None:
    texts = page_texts(briefing_pdf(changed(told, setup=table("Setup card", 70))))
    assert "C69USDT" in " ".join(texts[1:])
    assert "It is filed" in " ".join(texts[1:])


@needs_pango
def test_no_word_is_so_long_that_it_leaves_the_page(told: Briefing) -> None:
    import numpy as np

    word = "Wide" * 60
    sources = BriefedSection(kind="sources", heading=word, body_html=f"<ol><li>{word}</li></ol>")
    long = changed(told, title=word, dek=word, takeaways=((word, word),), sections=(sources,))
    with pypdfium2.PdfDocument(briefing_pdf(long)) as document:
        pages = [np.asarray(page.render(scale=1).to_pil().convert("L")) for page in document]
    assert all(page[:, -45:].min() == 255 for page in pages)


@needs_pango
def test_a_briefing_of_little_still_is_one(told: Briefing) -> None:
    [text] = page_texts(briefing_pdf(replace(little(told), sample=False)))
    assert "SAMPLE" not in text
    assert "An affiliate of Kalshi" in text


@needs_pango
@pytest.mark.parametrize("place", ["lead", "charts"])
def test_a_chart_without_words_is_refused(told: Briefing, place: str) -> None:
    mute = replace(chart("Funding"), alt=" ")
    changes = {"lead": mute} if place == "lead" else {"charts": (mute,)}
    with pytest.raises(RenderFailed, match="'Funding' has no words"):
        briefing_pdf(changed(told, **changes))


@needs_pango
def test_a_drawing_of_unknown_size_is_shown(told: Briefing) -> None:
    drawn = chart("Bare", "full")
    lead = replace(drawn, svg=re.sub(r'viewBox="[^"]*"', "", drawn.svg))
    assert "Bare" in page_texts(briefing_pdf(changed(little(told), lead=lead)))[0]


SIGNS = (
    "🚀",
    "👩‍🚀",
    "❤️",
    "万円",
    "Биткоин",
    "Ελλάς",
    "→",
    "₿",
    "٤٢",
    "e\u0301",
    "a\u2003b\u00adc",
)


@needs_pango
def test_a_sign_that_the_fonts_lack_never_takes_another_font() -> None:
    import pikepdf

    signs = " and ".join(SIGNS)
    drawn = chart(f"{signs} USDT", "full")
    one = replace(
        article(f"FIL {signs} at $0.836", 1, [drawn]),
        dek=f"5 {signs} 6",
        takeaways=tuple((f"Shorts {sign}", f"7% {sign}.") for sign in SIGNS),
        setup=table(f"Setup {signs}", 2),
        lead=drawn,
        sections=tuple(
            BriefedSection(
                kind="news",
                heading=f"Why {sign}",
                body_html=f"<p>68.7% <em>{sign}</em> <strong>{sign}</strong></p>",
            )
            for sign in SIGNS
        ),
    )
    told = replace(briefing(one, overview=0), brand=f"Desk {signs}", author=f"Ada {signs}")
    data = briefing_pdf(told)
    names = set(re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w-]+)", _unpacked(data, pikepdf)))
    assert names
    assert all(name.startswith(b"Reporter-S") for name in names), names
    text = " ".join(" ".join(page_texts(data)).split())
    assert "at $0.836" in text
    assert text.count("68.7%") == len(SIGNS)


def _unpacked(data: bytes, pikepdf: Any) -> bytes:
    import io

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)
    return out.getvalue()


@needs_pango
def test_a_square_shows_where_a_sign_is_missing(told: Briefing) -> None:
    dek = "From 5 → 6 万円: 👩‍🚀 ٤٢, ₿1, Łódź ❤️, 12٣, one\u2003two\u202f%, soft\u200dly"
    text = page_texts(briefing_pdf(changed(little(told), dek=dek)))[0]
    shown = " ".join(text.replace("\u00a0", " ").split())
    assert "From 5 □ 6 □: □ □, ₿1, Łódź □, 12□, one two %, softly" in shown


@needs_pango
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p><img src="https://evil.example/x.png" alt="x"></p>', "evil.example"),
        ('<p><img src="file:///etc/passwd" alt="x"></p>', "passwd"),
        ('<p><img src="fonts/../page.css" alt="x"></p>', "page.css"),
        ('<p><a href="#nowhere">x</a></p>', "nowhere"),
        ('<p style="colour: red">x</p>', "colour"),
    ],
)
def test_what_cannot_be_shown_stops_the_file(told: Briefing, body: str, fault: str) -> None:
    with pytest.raises(RenderFailed, match=fault):
        briefing_pdf(little(told, body))


@needs_pango
def test_a_bad_template_of_the_user_is_named(told: Briefing, tmp_path: Path) -> None:
    own = tmp_path / "briefing.html.j2"
    own.write_text("{{ view.nothing }}")
    with pytest.raises(BadTemplate, match="nothing"):
        briefing_pdf(told, [tmp_path])
    own.write_text("{{ ''.__class__.__mro__ }} ")
    with pytest.raises(BadTemplate, match="unsafe"):
        briefing_pdf(told, [tmp_path])


@needs_pango
def test_a_users_briefing_may_extend_the_built_in(told: Briefing, tmp_path: Path) -> None:
    (tmp_path / "briefing.html.j2").write_text('{% include "!builtin/briefing.html.j2" %}')
    assert "Meridian Desk" in page_texts(briefing_pdf(little(told), [tmp_path]))[0]


@needs_pango
def test_a_users_briefing_may_be_wholly_its_own(told: Briefing, tmp_path: Path) -> None:
    page = '<html lang="en"><title>{{ view.title }}</title><p>{{ view.dek }}</p></html>'
    (tmp_path / "briefing.html.j2").write_text(page)
    assert page_texts(briefing_pdf(told, [tmp_path])) == [told.articles[0].dek]


@pytest.mark.parametrize("error", [OSError("cannot load library 'libpango'"), ImportError("no")])
def test_without_pango_the_way_out_is_named(
    told: Briefing, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    real = builtins.__import__

    def failing(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the name that __import__ has
        locals: Mapping[str, object] | None = None,  # noqa: A002 - the name that __import__ has
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if name == "weasyprint":
            raise error
        return real(name, globals, locals, fromlist or (), level)

    monkeypatch.setattr(builtins, "__import__", failing)
    with pytest.raises(PdfUnavailable, match=r"libpango-1\.0-0 libpangoft2-1\.0-0"):
        briefing_pdf(told)
