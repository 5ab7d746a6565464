"""Prompt files: TOML front matter, the system text, a line ``=== user ===``, the user text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from reporter.model.digest import Digest, digest
from reporter.model.errors import ConfigError
from reporter.writing.slots import PARTS

if TYPE_CHECKING:
    from jinja2 import Template

_FENCE: Final = "+++\n"
_USER: Final = "\n=== user ===\n"
_KEYS: Final[dict[str, type]] = {"id": str, "version": str, "schema": str, "max_tokens": int}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt's templates. ``max_tokens`` bounds the answer; ``digest`` is the file's."""

    id: str
    version: str
    schema: str
    max_tokens: int
    system: str
    user: str
    digest: Digest

    def render(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """The system and the user message.

        Values are data: they are never read as templates. Raises ``ConfigError`` for a template
        that is malformed or asks for a value that there is not.
        """
        from jinja2 import TemplateError

        try:
            return _template(self.system).render(values), _template(self.user).render(values)
        except (TemplateError, TypeError, ValueError) as error:
            raise ConfigError(
                f"the prompt cannot be rendered ({error}).",
                f"prompts/{self.id}.md",
                "Compare it with the prompt that comes with the program.",
            ) from error


@cache
def _template(source: str) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    return environment.from_string(source)


FRAME: Final = "frame"
"""The prompt that holds what all parts have in common, and the place for each part's task."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of an edition by id: one a part, and the frame around each of them."""

    by_id: Mapping[str, Prompt]

    def __post_init__(self) -> None:
        for name in (FRAME, *PARTS):
            if name not in self.by_id:
                raise ConfigError(
                    f"there is no prompt with the id {name!r}.",
                    "prompts",
                    "Each file of prompts/ that comes with the program is needed.",
                )

    def max_tokens(self, part: str) -> int:
        """The bound of a part's answer; the frame's bounds them all."""
        return min(self.by_id[FRAME].max_tokens, self.by_id[part].max_tokens)

    def render(self, part: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """The system and the user message of a part, framed. Raises ``ConfigError``."""
        task, closing = self.by_id[part].render(values)
        return self.by_id[FRAME].render({**values, "task": task, "closing": closing})


def parse_prompts(texts: Iterable[str]) -> Prompts:
    """The prompts in these files' contents. Raises ``ConfigError`` for a broken or missing one."""
    found = [parse_prompt(text) for text in texts]
    return Prompts({prompt.id: prompt for prompt in found})


def parse_prompt(text: str) -> Prompt:
    """A prompt file's content.

    Raises ``ConfigError`` where the front matter is missing, is no TOML, lacks a key or has an
    unknown one, or where the user text is missing.
    """
    normal = text.replace("\r\n", "\n")
    head, fence, body = normal.removeprefix(_FENCE).partition("\n" + _FENCE)
    system, split, user = body.partition(_USER)
    if not (normal.startswith(_FENCE) and fence and split):
        raise _broken("it needs front matter between lines of +++ and a line '=== user ==='")
    try:
        meta = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise _broken(f"its front matter is no TOML: {error}") from error
    wrong = {key for key, kind in _KEYS.items() if type(meta.get(key)) is not kind}
    if wrong or meta.keys() - _KEYS.keys() or meta["max_tokens"] < 1:
        raise _broken(f"its front matter needs exactly the keys {', '.join(_KEYS)}")
    return Prompt(**meta, system=system.strip(), user=user.strip(), digest=digest(text.encode()))


def _broken(why: str) -> ConfigError:
    return ConfigError(
        f"the prompt cannot be read: {why}.",
        "prompts",
        "Compare it with the prompt that comes with the program.",
    )
