"""The texts for the readers of one jurisdiction: dated data files, chosen by configuration."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from reporter.model.desk import Basis, Notice
from reporter.model.errors import ConfigError

_ID: Final = re.compile(r"[a-z][a-z-]*")
_FORMS: Final[dict[str, type]] = {
    "id": str,
    "title": str,
    "jurisdiction": str,
    "as_of": date,
    "review_by": date,
    "status": str,
    "basis": list,
    "text": str,
}
"""What a file must have, each without being empty; ``unverified`` may be left out."""


def parse_notice(text: str, where: str) -> Notice:
    """The notice of a TOML text; ``where`` names it in errors.

    Raises ``ConfigError`` for a missing, empty, unknown or wrongly typed key.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"this is not valid TOML: {error}.", where) from error
    unknown = sorted(raw.keys() - {field.name for field in fields(Notice)})
    if unknown:
        raise _refused(f"there is no key {unknown[0]!r}", where)
    for key, form in _FORMS.items():
        if type(raw.get(key)) is not form or not raw[key]:
            raise _refused(f"the key {key!r} is missing, empty or of a wrong type", where)
    if not _ID.fullmatch(raw["id"]):
        raise _refused(f"the id {raw['id']!r} is not made of lower-case letters and hyphens", where)
    try:
        basis = tuple(Basis(**row) for row in raw["basis"])
    except TypeError as error:
        raise _refused("each [[basis]] has a name and a url", where) from error
    return Notice(
        **{key: _plain(raw[key]) for key in _FORMS if key != "basis"},
        basis=basis,
        unverified=tuple(str(note) for note in raw.get("unverified", ())),
    )


def _plain(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _refused(what: str, where: str) -> ConfigError:
    return ConfigError(f"{what}.", where, "docs/disclosure.md shows a whole file.")


@cache
def notices() -> tuple[Notice, ...]:
    """The notices that come with the program, by id."""
    found = files("reporter.writing").joinpath("notice_texts").iterdir()
    texts = {path.name: path.read_text("utf-8") for path in found if path.name.endswith(".toml")}
    return tuple(parse_notice(text, name) for name, text in sorted(texts.items()))


def chosen(jurisdictions: Sequence[str], known: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices for these jurisdictions, in their order.

    Raises ``ConfigError`` for a jurisdiction that no notice is for, with those there are.
    """
    book = tuple(known)
    there = sorted({notice.jurisdiction for notice in book})
    wanted = tuple(dict.fromkeys(jurisdictions))
    for name in wanted:
        if name not in there:
            raise ConfigError(
                f"there is no text for the jurisdiction {name!r}; known here: {', '.join(there)}.",
                "desk.jurisdictions",
                "Name one of these, or put a file of your own into 'disclosures/'.",
            )
    return tuple(notice for name in wanted for notice in book if notice.jurisdiction == name)


def overdue(chosen_ones: Iterable[Notice], day: date) -> tuple[str, ...]:
    """A note for each notice that should have been looked at again before ``day``."""
    return tuple(
        f"disclosure text {notice.id!r} of {notice.as_of} was to be reviewed by {notice.review_by}"
        for notice in chosen_ones
        if day > notice.review_by
    )
