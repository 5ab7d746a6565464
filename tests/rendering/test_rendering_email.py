from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reporter.model.text import BlockKind
from reporter.reading.email import read_email
from reporter.rendering.charts import ChartView, png, price_chart
from reporter.rendering.email import (
    LARGEST_HTML,
    LARGEST_MESSAGE,
    Newsletter,
    Picture,
    newsletter_eml,
    newsletter_html,
    text_of_markdown,
)
from reporter.rendering.failures import BadTemplate, RenderFailed
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.views import ArticleView, Image

FIGURE = re.compile(r"\d[\d,.]*\d|\d")


class Visible(HTMLParser):
    """What a reader of the HTML part meets: text and alternative texts, not addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.quiet = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quiet += tag == "style"
        self.words.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.words.append(data)


drawn = lru_cache(maxsize=8)(png)
"""Pictures of charts, each drawn once for all tests."""


@pytest.fixture
def letter(view: ArticleView, chart_view: ChartView) -> Newsletter:
    chart = price_chart(chart_view)
    assert chart.narrow
    alts = ("Funding of FILUSDT was −0.0406% at 16:00 UTC.", "Open interest is $36.0 million.")
    names = ("filusdt-funding", "filusdt-interest")
    images = [Image(path=f"../../charts/{n}.svg", alt=a) for n, a in zip(names, alts, strict=True)]
    body = body_markdown(replace(view, figures=tuple(images)))
    return Newsletter(
        subject=view.headline,
        preheader=view.dek,
        brand=view.brand,
        as_of=view.as_of,
        sample=True,
        url="https://desk.example/2026-03-27-main/articles/kalshi/article.html",
        takeaways=(("Shorts pay longs on FILUSDT", "The last settled rate was −0.0406% per 8 h."),),
        body_html=body_html(body),
        body_text=text_of_markdown(body),
        lead=Picture(
            name="filusdt-price",
            png=drawn(chart),
            alt=chart.alt,
            width=592,
            narrow=Picture(
                name="filusdt-price-narrow", png=drawn(chart.narrow), alt=chart.alt, width=343
            ),
        ),
        figures=tuple(
            Picture(name=name, png=drawn(chart, limit=9_000), alt=alt, width=290)
            for name, alt in zip(names, alts, strict=True)
        ),
        contact="desk@meridian.example",
    )


def opened(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert not any(part.defects for part in message.walk())
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_draft_is_stable_and_opens_without_defects(letter: Newsletter) -> None:
    data = newsletter_eml(letter)
    assert data == newsletter_eml(letter)
    message = opened(data)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "image/png", "image/png", "image/png",
    ]  # fmt: skip
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == letter.subject
    assert not {"Date", "Message-ID", "From", "To"} & set(message.keys())
    assert max(len(line) for line in data.splitlines()) <= 78


@pytest.mark.parametrize(
    "subject",
    [
        "Kalshi Leads Prediction-Market News While FIL Funding Settles at −0.0406%",
        "FIL Funding Settles at −0.0406% per 8 h While Kalshi Leads Prediction-Market News",
        "Plain Letters That Go On for So Long That Their Line Must Be Folded Once or Even Twice",
        "A Subject That Looks =?utf-8?q?Encoded?= but Is Not",
    ],
)
def test_any_subject_is_read_back_as_it_was(letter: Newsletter, subject: str) -> None:
    data = newsletter_eml(replace(letter, subject=subject))
    assert opened(data)["Subject"] == subject
    head = data.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.splitlines()) <= 78


def test_lines_of_the_text_part_are_short(letter: Newsletter) -> None:
    lead = Picture(name="long", png=b"", alt="Line " * 40, width=592)
    long = replace(letter, preheader="Word " * 40, lead=lead)
    lines = body(opened(newsletter_eml(long)), "plain").splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 76


def test_both_parts_say_the_same_words(letter: Newsletter) -> None:
    text, page = read_email(newsletter_eml(letter), "x")
    said = {block.text for block in text.blocks}
    for block in page.blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.ROW):
            assert any(block.text in words for words in said), block.text


def test_the_charts_travel_within(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    page = body(message, "html")
    images = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert re.findall(r'src="([^"]*)"', page) == [
        f"cid:{image['Content-ID'].strip('<>')}" for image in images
    ]
    for image, picture in zip(images, letter.pictures, strict=True):
        assert image.get_content() == picture.png
        assert image.get_filename() == f"{picture.name}.png"
        assert f'width="{picture.width}" alt="{picture.alt}"' in page
    [related] = [part for part in message.walk() if part.get_content_subtype() == "related"]
    assert related.get_param("type") == "text/html"


def test_a_phone_shows_the_narrow_picture_in_place_of_the_wide_one(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    page, text = body(message, "html"), body(message, "plain")
    wide, narrow = re.findall(r"<p ([^>]*on-p[^>]*)><img ([^>]*)>", page)
    assert "display:none" not in "".join(wide)
    assert all("display:none" in part and "mso-hide:all" in part for part in narrow)
    alt = letter.lead.alt if letter.lead else ""
    assert f'alt="{alt}"' in wide[1]
    assert f'alt="{alt}"' in narrow[1]
    [phone] = re.findall(r"@media \(max-width: 480px\) \{((?:[^{}]*\{[^{}]*\})*)", page)
    assert ".on-page { display: none !important; }" in phone
    assert ".on-phone, .on-phone img { display: block !important; }" in phone
    assert text.replace("\n", " ").count(alt) == 1


def test_a_picture_that_a_template_leaves_out_does_not_travel(
    letter: Newsletter, tmp_path: Path
) -> None:
    (tmp_path / "newsletter.html.j2").write_text(
        '<html><body><p><img src="{{ view.lead.address }}" alt="{{ view.lead.alt }}"></p></body>'
    )
    message = opened(newsletter_eml(letter, [tmp_path]))
    images = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [image.get_filename() for image in images] == ["filusdt-price.png"]


def test_a_picture_without_a_narrow_one_is_shown_everywhere(letter: Newsletter) -> None:
    assert letter.lead
    page = newsletter_html(replace(letter, lead=replace(letter.lead, narrow=None)), lambda _: "")
    assert "on-p" not in page.partition("</style>")[2]


def test_the_charts_of_the_body_stand_where_the_article_shows_them(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    page, text = body(message, "html"), body(message, "plain")
    for part, mark in ((page, "filusdt-funding@"), (text, "Chart: Funding of FILUSDT")):
        before, _, after = part.partition(mark)
        assert "Longs hold 68.7%" in before
        assert "Trading Implications" in after
    assert ".svg" not in page


def test_pictures_may_lie_elsewhere(letter: Newsletter) -> None:
    page = newsletter_html(letter, lambda picture: f"https://desk.example/c/{picture.name}.png")
    assert re.findall(r'src="([^"]*)"', page) == [
        "https://desk.example/c/filusdt-price.png",
        "https://desk.example/c/filusdt-price-narrow.png",
        "https://desk.example/c/filusdt-funding.png",
        "https://desk.example/c/filusdt-interest.png",
    ]
    assert "cid:" not in page


def test_the_gist_comes_first(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    claim = "The last settled rate was −0.0406%"
    page = body(message, "html").replace("&nbsp;", " ")
    assert -1 < page.find(letter.preheader) < page.find("Key Takeaways") < page.find(claim)
    assert page.find(claim) < page.find("<img") < page.find("An affiliate of Kalshi")
    assert len(page.partition(claim)[0].partition("<body")[2].encode()) < 5_000
    text = body(message, "plain")
    assert "Key Takeaways\n-------------\n\n- Shorts pay longs on FILUSDT: The last" in text


def test_the_letter_leads_to_its_page(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    assert f'<a href="{letter.url}"' in body(message, "html")
    assert f"View in your browser:\n{letter.url}\n" in body(message, "plain")


def test_notes_are_no_links_where_programs_rewrite_fragments(letter: Newsletter) -> None:
    page = body(opened(newsletter_eml(letter)), "html")
    assert 'href="#source' in letter.body_html
    assert 'href="#' not in page
    words = re.sub(r"<[^>]*>", "", page)
    assert "offer margin.&nbsp;[1]&nbsp;[2] FILUSDT" in words


def test_no_table_stretches_the_letter(letter: Newsletter) -> None:
    page = body(opened(newsletter_eml(letter)), "html")
    layout = re.findall(r'<table[^>]*role="presentation"[^>]*>', page)
    assert len(layout) == 4
    assert all("table-layout:fixed" in table for table in layout)
    assert re.search(r'<div class="table"[^>]*overflow-x:auto', page)


def test_both_parts_carry_the_same_figures(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    page, text = body(message, "html"), body(message, "plain")
    seen = {figure for words in Visible(page).words for figure in FIGURE.findall(words)}
    assert {"0.836", "44.5", "68.7", "21"} <= seen
    assert seen <= set(FIGURE.findall(text))


def test_styles_stand_in_the_elements_and_only_media_rules_remain(letter: Newsletter) -> None:
    page = body(opened(newsletter_eml(letter)), "html")
    assert len(page.encode()) <= LARGEST_HTML
    assert re.search(r"<h1 style=", page)
    [kept] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert "prefers-color-scheme: dark" in kept
    declared = re.findall(r"[\w-]+: [^;{}]*;", kept)
    assert declared
    assert all("!important" in style for style in declared)  # else what is inlined wins
    assert re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", kept).strip() == ""
    assert not re.search(r"<script|<link|<svg|data:|url\(", page)


def test_what_the_sender_must_add_is_named(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    for part in (body(message, "html"), body(message, "plain")):
        assert "Unsubscribe" in part
        assert "Postal address" in part
        assert "desk@meridian.example" in part
        assert "SAMPLE DATA" in part.partition("An affiliate of Kalshi")[0]


def test_a_letter_without_chart_contact_or_sample(letter: Newsletter) -> None:
    bare = replace(
        letter, lead=None, figures=(), takeaways=(), contact="", sample=False, url="",
        body_html="<p>Hello</p>", body_text="Hello",
    )  # fmt: skip
    message = opened(newsletter_eml(bare))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    both = body(message, "html") + body(message, "plain")
    absent = ("SAMPLE", "<img", "Chart:", "desk@", "Key Takeaways", "View in")
    assert all(word not in both for word in absent)


def test_hostile_words_stay_words(letter: Newsletter) -> None:
    hostile = replace(letter, subject="Hi\r\nBcc: all@evil.example <b>", brand="<script>x</script>")
    message = opened(newsletter_eml(hostile))
    assert message["Bcc"] is None
    assert message["Subject"] == "Hi Bcc: all@evil.example <b>"
    assert "<script>" not in body(message, "html")


def test_a_letter_that_would_be_cut_off_is_refused(letter: Newsletter) -> None:
    with pytest.raises(RenderFailed, match="larger than mail programs"):
        newsletter_eml(replace(letter, body_html="<p>word</p>" * 10_000))


def test_a_letter_that_is_too_heavy_is_refused(letter: Newsletter) -> None:
    heavy = Picture(name="heavy", png=b"x" * LARGEST_MESSAGE, alt="A chart.", width=592)
    with pytest.raises(RenderFailed, match="400,000 bytes"):
        newsletter_eml(replace(letter, lead=heavy))


def test_colours_come_from_the_tokens(letter: Newsletter, tmp_path: Path) -> None:
    (tmp_path / "tokens.toml").write_text(
        '[light]\naccent = "#123456"\n[dark]\naccent = "#abcdef"\n'
    )
    page = newsletter_html(letter, lambda _: "", [tmp_path])
    assert "border-top:4px solid #123456" in page
    assert "color: #abcdef !important" in page
    assert "var(" not in page


def test_a_style_sheet_that_names_no_colour_is_named(letter: Newsletter, tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "newsletter.css").write_text("h1 { color: var(--gold); }")
    with pytest.raises(BadTemplate, match="gold"):
        newsletter_html(letter, lambda _: "", [tmp_path])


def test_styles_that_cannot_be_inlined_are_an_error_of_ours(
    letter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    import css_inline

    class Broken:
        def __init__(self, **_: object) -> None:
            pass

        def inline(self, _: str) -> str:
            raise css_inline.InlineError("no")

    monkeypatch.setattr(css_inline, "CSSInliner", Broken)
    with pytest.raises(RenderFailed, match="cannot be inlined"):
        newsletter_eml(letter)


def test_a_users_template_that_asks_for_more_is_named(letter: Newsletter, tmp_path: Path) -> None:
    (tmp_path / "newsletter.txt.j2").write_text("{{ view.letter.price }}")
    with pytest.raises(BadTemplate, match="price"):
        newsletter_eml(letter, [tmp_path])
