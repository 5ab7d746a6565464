"""The tables of an article whose rows are contracts."""

from __future__ import annotations

from reporter.model.text import Article, SectionKind, Table


def market_tables(article: Article) -> tuple[Table, ...]:
    """The tables of the market; the others hold readings of the featured contract."""
    return tuple(table for table in article.tables(SectionKind.ENGINE) if is_of_the_market(table))


def is_of_the_market(table: Table) -> bool:
    """Whether its rows are contracts."""
    return table.header[0] == "Symbol"
