from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from reporter.model.text import Table
from reporter.newsroom.letter_tables import narrowed
from reporter.newsroom.run import Done


@pytest.mark.usefixtures("without_pictures")
def test_the_letter_of_a_desk_with_a_site_leads_there(desk: Path, run: Callable[..., Done]) -> None:
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write('[site]\nurl = "https://desk.example/notes/"\n')
    done = run()
    assert done.made is not None
    assert not [f for f in done.made.verdict.findings if f.place.startswith("newsletter.eml")]
    message = message_from_bytes((done.folder / "newsletter.eml").read_bytes(), policy=default)
    [article] = (done.folder / "articles").iterdir()
    address = f"https://desk.example/notes/{done.folder.name}/articles/{article.name}/article.html"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert address in part.get_content()
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    names = [str(picture.get_filename()) for picture in pictures]
    assert 2 <= len(names) <= 4
    assert names[1] == names[0].replace("price", "price-narrow")


LEVELS = ("Level", "Side of price", "Distance", "Odds to settlement", "Within 24 h", "Within 72 h")
OTHERS = ("Symbol", "Venue", "Price", "Funding, settled", "Annual rate", "Basis", "View")
VENUES = ("Venue", "Price", "Funding, running", "Annual rate", "Basis", "Open interest")
MARKET = (
    "Symbol", "Price", "Price change", "Funding, running", "Funding, annual", "Funding spread",
)  # fmt: skip


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (LEVELS, ("Level", "Side of price", "Distance", "Within 24 h")),
        (OTHERS, ("Symbol", "Price", "Funding, settled", "View")),
        (VENUES, ("Venue", "Price", "Funding, running", "Open interest")),
        (MARKET, ("Symbol", "Price", "Price change", "Funding, annual")),
        (LEVELS[:4], LEVELS[:4]),
    ],
)
def test_a_wide_table_keeps_its_most_telling_columns(
    header: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    row = tuple(f"of {heading}" for heading in header)
    short = narrowed(Table(caption="Wide", header=header, rows=(row, row)))
    assert short.header == kept
    assert short.rows == (tuple(f"of {heading}" for heading in kept),) * 2


@pytest.mark.usefixtures("without_pictures")
def test_no_table_of_the_letter_is_wider_than_a_phone_shows(run: Callable[..., Done]) -> None:
    done = run()
    assert done.made is not None
    assert not done.made.verdict.findings
    message = message_from_bytes((done.folder / "newsletter.eml").read_bytes(), policy=default)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert text is not None
    [page] = done.folder.glob("articles/*/article.html")
    on_page = columns(page.read_text())
    assert len(columns(html.get_content())) == len(on_page) > 1
    assert max(on_page) > 4
    assert max(columns(html.get_content())) == 4
    rows = [line for line in text.get_content().splitlines() if " | " in line]
    assert max(row.count(" | ") for row in rows) == 3


def columns(page: str) -> list[int]:
    """How many columns each table has."""
    return [head.count("<th") - 1 for head in re.findall(r"<thead.*?</thead>", page, re.DOTALL)]
