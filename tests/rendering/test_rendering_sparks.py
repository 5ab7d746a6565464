from __future__ import annotations

from reporter.model.text import Table
from reporter.reading import read_html
from reporter.rendering.charts_spark import sparkline
from reporter.rendering.html import body_html
from reporter.rendering.markdown import table_markdown
from reporter.rendering.sparks import with_sparks

SPARKS = {
    symbol: sparkline([1.0, 3.0, 2.0], f"{symbol.lower()}-week", f"{symbol}, the past week")
    for symbol in ("BTCUSDT", "FILUSDT")
}


def shown(*symbols: str) -> str:
    """A table of these contracts, with their sparklines."""
    table = Table(
        caption="Contracts",
        header=("Symbol", "Price"),
        rows=tuple((symbol, "$0.836") for symbol in symbols),
    )
    html = body_html(table_markdown(table) if symbols else "No table at all.")
    return with_sparks(html, SPARKS, lambda spark: spark.svg)


def test_each_row_of_a_table_of_known_contracts_gets_its_own() -> None:
    html = shown("FILUSDT", "BTCUSDT")
    rows = html.split("<tr>")[2:]
    assert [row.count("<svg") for row in rows] == [1, 1]
    assert "FILUSDT, the past week" in rows[0]
    assert "BTCUSDT, the past week" in rows[1]


def test_a_table_with_a_contract_that_has_none_stays_as_it_is() -> None:
    assert "<svg" not in shown("FILUSDT", "XYZUSDT")
    assert shown() == body_html("No table at all.")


def test_readers_meet_whole_rows_and_then_what_the_drawings_say() -> None:
    told = [block.text for block in read_html(shown("FILUSDT", "BTCUSDT").encode(), "x").blocks]
    assert [text.rstrip(" |") for text in told] == [
        "Contracts",
        "Symbol | Price",
        "FILUSDT | $0.836",
        "BTCUSDT | $0.836",
        "FILUSDT, the past week",
        "BTCUSDT, the past week",
    ]
