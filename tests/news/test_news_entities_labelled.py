"""Precision and recall of entity links on labelled headlines, teasers and tags of our own words.

``tuned`` was there while the rules were made, ``mended`` was written afterwards and has since
led to rules, ``unseen`` was written last and has not. ``docs/entities.md`` gives the figures.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reporter.model.news import Item
from reporter.news import links
from reporter.news.gazetteer import gazetteer

MakeItem = Callable[..., Item]
Labels = list[tuple[str, Item, set[str]]]

PRECISION, RECALL = 0.97, 0.90


@pytest.fixture(scope="module")
def labelled_entities(make_item: MakeItem) -> Labels:
    return list(_labelled(make_item))


def _labelled(make_item: MakeItem) -> Iterator[tuple[str, Item, set[str]]]:
    with (Path(__file__).parent / "labelled_entities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tags = tuple(filter(None, row["tags"].split(";")))
            item = make_item(row["title"], row["summary"], tags=tags)
            yield row["part"], item, set(row["entities"].split())


def test_the_set_is_large_and_labelled_by_what_is_listed(labelled_entities: Labels) -> None:
    assert len(labelled_entities) >= 500
    assert sum(not named for _, _, named in labelled_entities) >= 150
    assert {one for _, _, named in labelled_entities for one in named} <= set(gazetteer().entities)


@pytest.mark.parametrize("part", ["tuned", "mended", "unseen"])
def test_links_are_right_and_few_are_missed(part: str, labelled_entities: Labels) -> None:
    found = wanted = right = 0
    for where, item, named in labelled_entities:
        if where == part:
            linked = {link.entity for link in links(item)}
            found, wanted = found + len(linked), wanted + len(named)
            right += len(linked & named)
    assert right / found >= PRECISION
    assert right / wanted >= RECALL


def test_every_link_stands_where_it_says(labelled_entities: Labels) -> None:
    for _, item, _ in labelled_entities:
        for link in links(item):
            field, _, place = link.field.partition(".")
            text = item.tags[int(place)] if field == "tags" else getattr(item, field)
            assert text[link.start : link.end] == link.surface
            assert link.item == item.id
