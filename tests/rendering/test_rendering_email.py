from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reporter.rendering.charts import ChartView, png, price_chart
from reporter.rendering.email import LARGEST_HTML, Newsletter, newsletter_eml, text_of_markdown
from reporter.rendering.failures import BadTemplate, RenderFailed
from reporter.rendering.html import body_html
from reporter.rendering.markdown import body_markdown
from reporter.rendering.views import ArticleView

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


@pytest.fixture
def letter(view: ArticleView, chart_view: ChartView) -> Newsletter:
    chart = price_chart(chart_view)
    body = body_markdown(view)
    return Newsletter(
        subject=view.headline,
        preheader=view.dek,
        brand=view.brand,
        as_of=view.as_of,
        sample=True,
        body_html=body_html(body),
        body_text=text_of_markdown(body),
        chart_png=png(chart),
        chart_alt=chart.alt,
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
    return str(part.get_content())


def test_the_draft_is_stable_and_opens_without_defects(letter: Newsletter) -> None:
    data = newsletter_eml(letter)
    assert data == newsletter_eml(letter)
    message = opened(data)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == letter.subject
    assert not {"Date", "Message-ID", "From", "To"} & set(message.keys())
    assert max(len(line) for line in data.splitlines()) <= 80


def test_the_chart_travels_within(letter: Newsletter) -> None:
    message = opened(newsletter_eml(letter))
    [image] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    page = body(message, "html")
    assert f'src="cid:{image["Content-ID"].strip("<>")}"' in page
    assert image.get_content() == letter.chart_png
    assert letter.chart_alt in page


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
    bare = replace(letter, chart_png=None, chart_alt="", contact="", sample=False)
    message = opened(newsletter_eml(bare))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    both = body(message, "html") + body(message, "plain")
    assert all(word not in both for word in ("SAMPLE", "<img", "Chart:", "desk@"))


def test_hostile_words_stay_words(letter: Newsletter) -> None:
    hostile = replace(letter, subject="Hi\r\nBcc: all@evil.example <b>", brand="<script>x</script>")
    message = opened(newsletter_eml(hostile))
    assert message["Bcc"] is None
    assert message["Subject"] == "Hi Bcc: all@evil.example <b>"
    assert "<script>" not in body(message, "html")


def test_a_letter_that_would_be_cut_off_is_refused(letter: Newsletter) -> None:
    with pytest.raises(RenderFailed, match="larger than mail programs"):
        newsletter_eml(replace(letter, body_html="<p>word</p>" * 10_000))


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


def test_the_text_reads_well_without_markup(view: ArticleView) -> None:
    text = text_of_markdown(body_markdown(view))
    assert "How Does This Reach FIL?\n------------------------\n\nInference: Desks" in text
    assert "Metric             | Reading          | Comparison\n" in text
    assert "\n- Shorts pay longs on FILUSDT: The last settled rate" in text
    assert "\n1. Registry of Notices, “Approval of an [affiliate] | filed” <https://" in text
    assert "may now offer margin. [1] [2] FILUSDT" in text
    assert "javascript" not in text


def test_wide_tables_give_up_their_columns() -> None:
    row = "| " + " | ".join("x" * 30 for _ in range(5)) + " |\n"
    head = "| a | b | c | d | e |\n| --- | --- | --- | --- | --- |\n"
    assert text_of_markdown(head + row).startswith("a | b | c | d | e\n")
