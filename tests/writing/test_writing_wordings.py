"""The wordings of the news sections as data: enough of them, whole, and without figures."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from string import Template

import pytest

from reporter.numerals import read
from reporter.writing.voice import Voice
from reporter.writing.wordings import capital, expanded, fitting, slots_of, worded, wordings

BOOKS = ("headlines", "lede", "contract", "questions", "missing")
MESSAGES = [
    f"{book}.{name}"
    for book in BOOKS
    for name in tomllib.loads(files("reporter.writing").joinpath(f"{book}.toml").read_text("utf-8"))
]
LEDES = {"lede.filed", "lede.released", "lede.noticed", "lede.carried", "lede.carried_nameless"}
PARTS = re.compile(r"headlines\.|questions\.(?:reason|meaning$|.*heading)")
"""Messages whose wordings are no sentences of their own."""
CROSSED = {"questions.bridge"}
"""Messages of which every wording that can be filled takes turns."""
CLAIMS = re.compile(r"\b(?:admit|claim|confess|concede|insist|boast|warn)\w*", re.IGNORECASE)


def given(message: str) -> set[frozenset[str]]:
    """The sets of slots that wordings of the message ask for."""
    return {slots_of(wording) for wording in wordings(message)}


@pytest.mark.parametrize("message", MESSAGES)
def test_wordings_are_distinct_and_hold_no_figure(message: str) -> None:
    every = wordings(message)
    assert len(set(every)) == len(every)
    for wording in every:
        bare = Template(wording).substitute(dict.fromkeys(slots_of(wording), "it"))
        assert read(bare) == (), wording
        assert not re.search(r"\d|  | [.,;:?]|\.\.|,,|[{}|$]", bare), wording
        assert bare == bare.strip()
        assert not CLAIMS.search(bare), wording


@pytest.mark.parametrize("message", [one for one in MESSAGES if not PARTS.match(one)])
def test_every_message_has_turns_enough(message: str) -> None:
    for wording in wordings(message):
        assert wording.endswith((".", "$quote")), wording
    widest = max(len(slots) for slots in given(message))
    telling = [one for one in wordings(message) if len(slots_of(one)) == widest]
    turns = wordings(message) if message in CROSSED else telling
    assert len(turns) >= (20 if message in LEDES else 7)


@pytest.mark.parametrize("message", [one for one in MESSAGES if one.endswith("heading")])
def test_headings_are_questions_in_differing_forms(message: str) -> None:
    assert len(wordings(message)) >= 3
    assert all(wording.endswith("?") for wording in wordings(message))


def test_alternatives_stand_in_braces() -> None:
    assert expanded("{A|The} cat{ sat|}.") == ("A cat sat.", "A cat.", "The cat sat.", "The cat.")
    assert expanded("No cat.", "{A|B}") == ("No cat.", "A", "B")


def test_of_the_wordings_that_can_be_filled_those_that_tell_most_are_chosen() -> None:
    options = ("It is.", "It is $this.", "It is $that.", "It is $this and $that.")
    assert fitting(options, this="x", that="") == ("It is $this.",)
    assert fitting(options, this="x", that="y") == ("It is $this and $that.",)
    assert fitting(options) == ("It is.",)


def test_a_wording_opens_with_a_capital() -> None:
    text = worded(Voice("seed"), "lede.alone_primary")
    assert text[0].isupper()
    assert capital("the SEC") == "The SEC"
    assert capital("") == ""


def test_unknown_messages_and_empty_slots_are_errors() -> None:
    with pytest.raises(KeyError):
        wordings("lede.unheard_of")
    with pytest.raises(ValueError, match="empty"):
        worded(Voice("seed"), "lede.companion", title="")
