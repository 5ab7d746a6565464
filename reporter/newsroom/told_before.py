"""The stories of a desk's last editions: remembered, so that none leads twice without new facts.

What was looked back on is part of the snapshot. A replay knows what the run knew, whatever
editions exist by then; a snapshot without the record, such as the sample's, remembers nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from reporter.model.edition import EditionKey
from reporter.model.errors import NothingNewsworthy
from reporter.model.news import Earlier, Story, Tier
from reporter.model.units import quantity
from reporter.news import KnownItem, Remembered, figure_of
from reporter.newsroom.config import Config
from reporter.newsroom.index import Document, earlier_documents
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.workspace import Workspace
from reporter.storage import EditionStore

LOOK_BACK: Final = timedelta(days=14)
"""Stories of editions older than that are forgotten: their items are off the feeds."""

_KEY: Final = "stories"


def stories_before(
    earlier: Iterable[tuple[datetime, Document]], as_of: datetime
) -> tuple[Remembered, ...]:
    """What the desk's last editions told up to ``as_of``, the story last told first.

    ``earlier`` are their times and contents, newest first. A story is known by its id, which it
    keeps from edition to edition.
    """
    tellings: dict[str, list[_Telling]] = {}
    for moment, document in earlier:
        if as_of - LOOK_BACK <= moment <= as_of:
            for place, story in enumerate(document.get("stories", ())):
                one = _Telling(moment, story, document, led=place == 0)
                tellings.setdefault(story["id"], []).append(one)
    return tuple(_remembered(name, told) for name, told in tellings.items())


def recall_stories(
    workspace: Workspace, config: Config, key: EditionKey, as_of: datetime
) -> tuple[Remembered, ...]:
    """What a run of that key would know of earlier editions; nothing in a new workspace."""
    if not workspace.database.is_file():
        return ()
    with EditionStore(workspace.database) as store:
        earlier = earlier_documents(store, workspace.output(config), key, as_of)
    return stories_before(earlier, as_of)


def remember_stories(memory: RunMemory, before: Iterable[Remembered]) -> None:
    """Keep in the snapshot what earlier editions told."""
    kept = [_kept(story) for story in before]
    if kept:
        text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        memory.remember(_KEY, text.encode())


def remembered_stories(memory: RunMemory) -> tuple[Remembered, ...]:
    """What was remembered for this edition; nothing where the snapshot has no such record."""
    return tuple(_back(story) for story in json.loads(memory.recall(_KEY) or b"[]"))


def require_news(stories: Iterable[Story]) -> None:
    """Raises ``NothingNewsworthy`` where every story led before and has no new facts."""
    if not any(story.may_lead for story in stories):
        raise NothingNewsworthy(
            "nothing new since the last editions: every story led one of them, and no new figure, "
            "date or primary source has come.",
            "feeds",
            "See 'reporter stories' for the reasons; add feeds or wait for news.",
        )


class _Telling:
    """A story as one edition told it."""

    def __init__(
        self, moment: datetime, story: Mapping[str, Any], document: Document, *, led: bool
    ) -> None:
        self.moment = moment
        self.led = led
        self.story = story
        self._facts = document.get("facts", ())

    def figures(self) -> Iterator[tuple[str, str]]:
        """The figures and dates that it reported of the story."""
        prefix = f"{self.story['id']}."
        for fact in self._facts:
            if fact["id"].startswith(prefix) and fact["kind"] == "reported":
                value, unit = fact["value"], fact["unit"]
                if unit == "instant":
                    yield figure_of(datetime.fromisoformat(value))
                else:
                    yield figure_of(quantity(Decimal(value), unit))


def _remembered(name: str, told: list[_Telling]) -> Remembered:
    """A story by all its tellings, newest first; what its readers know is as of the last lead."""
    led = next((one.moment for one in told if one.led), None)
    earlier = Earlier(first=told[-1].moment, last=told[0].moment, led=led)
    counting = [one for one in told if one.moment <= earlier.since]
    items = {item["canonical"]: item for one in reversed(told) for item in one.story["items"]}
    return Remembered(
        id=name,
        earlier=earlier,
        items=tuple(_item(item) for _, item in sorted(items.items())),
        outlets=frozenset(outlet for one in counting for outlet in one.story["outlets"]),
        figures=frozenset(figure for one in counting for figure in one.figures()),
        primary=any(
            item["tier"] == Tier.PRIMARY for one in counting for item in one.story["items"]
        ),
    )


def _item(item: Mapping[str, Any]) -> KnownItem:
    return KnownItem(
        address=item["canonical"],
        title=item["title"],
        summary=item["summary"],
        published=datetime.fromisoformat(item["published"]),
    )


def _kept(story: Remembered) -> dict[str, Any]:
    told = story.earlier
    return {
        "id": story.id,
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "led": told.led.isoformat() if told.led else None,
        "outlets": sorted(story.outlets),
        "figures": sorted(story.figures),
        "primary": story.primary,
        "items": [
            {
                "canonical": item.address,
                "title": item.title,
                "summary": item.summary,
                "published": item.published.isoformat(),
            }
            for item in story.items
        ],
    }


def _back(kept: Mapping[str, Any]) -> Remembered:
    led = kept["led"]
    return Remembered(
        id=kept["id"],
        earlier=Earlier(
            first=datetime.fromisoformat(kept["first"]),
            last=datetime.fromisoformat(kept["last"]),
            led=datetime.fromisoformat(led) if led else None,
        ),
        items=tuple(_item(item) for item in kept["items"]),
        outlets=frozenset(kept["outlets"]),
        figures=frozenset((unit, value) for unit, value in kept["figures"]),
        primary=kept["primary"],
    )
