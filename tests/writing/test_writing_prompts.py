"""Prompt files: their form, what they may ask for, and what comes with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter import writing
from reporter.model.errors import ConfigError
from reporter.writing import parse_prompt, parse_prompts
from reporter.writing.slots import PARTS

GOOD = """\
+++
id = "x"
version = "1"
schema = "x"
max_tokens = 5
+++
Sys {{ a }}
=== user ===
User {{ b }}
"""


def built_in() -> list[str]:
    folder = Path(writing.__file__).parents[2] / "prompts"
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.md"))]


def test_a_prompt_renders_values_as_data() -> None:
    prompt = parse_prompt(GOOD)
    assert (prompt.id, prompt.version, prompt.schema, prompt.max_tokens) == ("x", "1", "x", 5)
    assert prompt.render({"a": "{{ b }}", "b": "<b>"}) == ("Sys {{ b }}", "User <b>")


def test_line_ends_of_another_system_do_no_harm() -> None:
    prompt = parse_prompt(GOOD.replace("\n", "\r\n"))
    assert prompt.render({"a": 1, "b": 2}) == ("Sys 1", "User 2")


def test_every_change_of_a_prompt_shows_in_its_digest() -> None:
    assert parse_prompt(GOOD).digest != parse_prompt(GOOD.replace("Sys", "sys")).digest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sys\n=== user ===\nUser",
        GOOD.replace("=== user ===", "user"),
        GOOD.replace("id =", "id"),
        GOOD.replace('id = "x"\n', ""),
        GOOD.replace("max_tokens = 5", "max_tokens = true"),
        GOOD.replace("max_tokens = 5", "max_tokens = 0"),
        GOOD.replace("id =", "other = 1\nid ="),
    ],
)
def test_a_broken_prompt_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError, match="prompt cannot be read"):
        parse_prompt(text)


@pytest.mark.parametrize("body", ["{{ missing }}", "{% broken", "{{ a.__class__.__mro__ }}"])
def test_a_prompt_that_asks_for_too_much_cannot_be_rendered(body: str) -> None:
    prompt = parse_prompt(GOOD.replace("Sys {{ a }}", body))
    with pytest.raises(ConfigError, match="cannot be rendered"):
        prompt.render({"a": "x", "b": "y"})


def test_the_prompts_that_come_with_the_program_are_sound_and_whole() -> None:
    prompts = parse_prompts(built_in())
    assert set(prompts.by_id) == {"frame", *PARTS}
    assert "Never write a digit" in prompts.by_id["frame"].system
    assert all(prompts.max_tokens(part) > 1000 for part in PARTS)


def test_a_missing_prompt_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match="no prompt with the id"):
        parse_prompts(built_in()[1:])


def test_the_frame_bounds_every_answer() -> None:
    texts = [one.replace("max_tokens = 4000", "max_tokens = 7") for one in built_in()]
    assert parse_prompts(texts).max_tokens("engine") == 7
