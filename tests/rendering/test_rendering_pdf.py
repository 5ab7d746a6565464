from __future__ import annotations

import builtins
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from reporter.rendering.charts import ChartView, price_chart
from reporter.rendering.failures import BadTemplate, PdfUnavailable, RenderFailed
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.pdf import Briefing, briefing_pdf, require_weasyprint
from reporter.rendering.views import ArticleView

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


def pango_is_here() -> bool:
    try:
        require_weasyprint()
    except PdfUnavailable:
        return False
    return True


needs_pango = pytest.mark.skipif(not pango_is_here(), reason="Pango is not on this machine")


@pytest.fixture
def briefing(view: ArticleView, chart_view: ChartView) -> Briefing:
    chart = price_chart(chart_view)
    return Briefing(
        title=view.headline,
        dek=view.dek,
        brand=view.brand,
        author=view.author,
        as_of=view.as_of,
        instant=AS_OF,
        sample=True,
        takeaways=("Shorts pay longs: the last settled rate was −0.0406% per 8 h.", "Plain one."),
        setup_caption="Setup card for FILUSDT",
        setup_header=("Metric", "Reading"),
        setup_rows=(("Price", "$0.836"), ("Mark against index", "−11.4 bps")),
        chart_svg=chart.svg,
        chart_alt=chart.alt,
        body_html=body_html(body_markdown(view)),
    )


def unpacked(data: bytes) -> bytes:
    """The file with its compressed object streams opened, as far as they open."""
    parts = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def page_texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


@needs_pango
def test_the_first_page_stands_alone(briefing: Briefing) -> None:
    first, *rest = page_texts(briefing_pdf(briefing))
    for words in ("SAMPLE DATA", "FIL Shorts Pay −44.5%", "−11.4 bps", "Shorts pay longs:", "last"):
        assert words in first
    assert "An affiliate of Kalshi may now offer margin. [1] [2]" in " ".join(rest[0].split())
    assert rest
    for number, text in enumerate([first, *rest], start=1):
        assert f"Page {number} of {len(rest) + 1}" in text
        assert "Not investment advice" in text


@needs_pango
def test_the_file_is_stable_tagged_and_light(briefing: Briefing) -> None:
    data = briefing_pdf(briefing)
    assert data == briefing_pdf(briefing)
    assert len(data) <= 150_000
    inside = unpacked(data)
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"/Outlines", b"pdfuaid"):
        assert mark in inside
    assert inside.count(b"/Alt") == 1
    assert b"20260327212100" in inside


@needs_pango
def test_only_bundled_fonts_are_embedded(briefing: Briefing) -> None:
    foreign = replace(briefing, dek="Kovač and Łódź, a non‑breaking hyphen, ≈ and ₿", brand="Łódź")
    names = set(
        re.findall(rb"/FontName ?/(?:[A-Z]{6}\+)?([\w-]+)", unpacked(briefing_pdf(foreign)))
    )
    assert names
    assert all(name.startswith(b"Reporter-S") for name in names), names


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
@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_the_fonts_lack_never_takes_another_font(briefing: Briefing, sign: str) -> None:
    chart = (briefing.chart_svg or "").replace("FILUSDT", f"{sign}USDT")
    foreign = replace(
        briefing,
        title=f"FIL {sign} at $0.836",
        dek=f"5 {sign} 6",
        brand=f"Desk {sign}",
        author=f"Ada {sign}",
        takeaways=(f"Shorts {sign}: 7% {sign}.",),
        setup_caption=f"Setup {sign}",
        setup_header=(f"Metric {sign}", "Reading"),
        setup_rows=((f"Price {sign}", f"$0.836 {sign}"),),
        chart_svg=chart,
        chart_alt=f"FIL {sign}",
        body_html=f"<h2>Why {sign}</h2><p>68.7% <em>{sign}</em> <strong>{sign}</strong></p>",
    )
    data = briefing_pdf(foreign)
    names = re.findall(rb"/(?:BaseFont|FontName) ?/([\w+-]+)", unpacked(data))
    assert names
    assert all(re.match(rb"[A-Z]{6}\+Reporter-S", name) for name in names), names
    text = " ".join(" ".join(page_texts(data)).split())
    assert "at $0.836" in text
    assert "68.7%" in text


@needs_pango
def test_a_square_shows_where_a_sign_is_missing(briefing: Briefing) -> None:
    dek = "From 5 → 6 万円: 👩‍🚀 ٤٢, ₿1, Łódź ❤️, 12٣, one\u2003two\u202f%, soft\u200dly"
    text = page_texts(briefing_pdf(replace(briefing, dek=dek)))[0]
    shown = " ".join(text.replace("\u00a0", " ").split())
    assert "From 5 □ 6 □: □ □, ₿1, Łódź □, 12□, one two %, softly" in shown


@needs_pango
def test_a_briefing_of_little_still_is_one(briefing: Briefing) -> None:
    bare = replace(
        briefing, takeaways=(), setup_rows=(), chart_svg=None, chart_alt="", sample=False
    )
    [text] = page_texts(briefing_pdf(bare))
    assert "SAMPLE" not in text
    assert "An affiliate of Kalshi" in text


@needs_pango
def test_a_first_page_too_full_lets_the_article_follow(briefing: Briefing) -> None:
    rows = tuple((f"Row {'x' * n}", "−11.4 bps") for n in range(34))
    texts = page_texts(briefing_pdf(replace(briefing, setup_rows=rows)))
    assert len(texts) >= 2
    assert any("An affiliate of Kalshi" in text for text in texts)


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
def test_what_cannot_be_shown_stops_the_file(briefing: Briefing, body: str, fault: str) -> None:
    with pytest.raises(RenderFailed, match=fault):
        briefing_pdf(replace(briefing, body_html=body))


@needs_pango
def test_a_bad_template_of_the_user_is_named(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "briefing.html.j2").write_text("{{ view.briefing.nothing }}")
    with pytest.raises(BadTemplate, match="nothing"):
        briefing_pdf(briefing, [tmp_path])
    (tmp_path / "briefing.html.j2").write_text("{{ ''.__class__.__mro__ }}")
    with pytest.raises(BadTemplate, match="unsafe"):
        briefing_pdf(briefing, [tmp_path])


@needs_pango
def test_a_users_briefing_may_extend_the_built_in(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "briefing.html.j2").write_text('{% include "!builtin/briefing.html.j2" %}')
    bare = replace(briefing, chart_svg=None, setup_rows=())
    assert "Meridian Desk" in page_texts(briefing_pdf(bare, [tmp_path]))[0]


@pytest.mark.parametrize("error", [OSError("cannot load library 'libpango'"), ImportError("no")])
def test_without_pango_the_way_out_is_named(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch, error: Exception
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
        briefing_pdf(briefing)
