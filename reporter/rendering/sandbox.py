"""The sandbox that templates run in, the user's own and ours alike.

A template sees strings and numbers and a few functions of ours. It cannot reach Python, change
what it is given, read a file outside the folders of templates, or ask a network or a clock; the
same view gives the same page. One that would never end is stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reporter.rendering.resources import found

STEPS: Final = 2_000_000
"""Turns of loops and calls in one page; a site's longest page takes some thousands."""
LONGEST: Final = 100_000
"""Signs or parts that a repetition such as ``"=" * 60`` may give."""


class _Steps:
    """What is left of the turns and calls of one page."""

    def __init__(self) -> None:
        self.left = STEPS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise SecurityError("it takes too many steps, so perhaps it would never end")


_STEPS: Final[ContextVar[_Steps]] = ContextVar("steps of the page that is being made")


@contextmanager
def limited() -> Iterator[None]:
    """Count the steps of one page from here on."""
    token = _STEPS.set(_Steps())
    try:
        yield
    finally:
        _STEPS.reset(token)


class _CountingGenerator(CodeGenerator):
    """Compiles each loop so that its turns are counted."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        counted = nodes.EnvironmentAttribute("counted")
        node.iter = nodes.Call(counted, [node.iter], [], None, None, lineno=node.lineno)
        super().visit_For(node, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without randomness, powers and endless pages."""

    code_generator_class = _CountingGenerator
    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"], self.filters["random"]

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether it may be called: no method of a class, a path or a time, should a view ever
        hold one, since these reach files, clocks and the machine's time zone.
        """
        owner = getattr(obj, "__self__", None)
        return super().is_safe_callable(obj) and not isinstance(owner, type | PurePath | date)

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """The values, each of which is a step."""
        steps = _STEPS.get()
        for value in values:
            steps.take()
            yield value

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call, which is a step as well: a macro may call itself."""
        _STEPS.get().take()
        return super().call(context, function, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A product, if it is no repetition of great length; powers are not taken at all."""
        if operator == "**":
            raise SecurityError("powers are not taken in templates")
        for sequence, times in ((left, right), (right, left)):
            if isinstance(times, int) and isinstance(sequence, str | list | tuple):
                _require_short(len(sequence) * times)
        return super().call_binop(context, operator, left, right)


def _require_short(length: int) -> None:
    if length > LONGEST:
        raise SecurityError("the repetition is too long")


class Folder(FileSystemLoader):
    """The templates of one folder; a link that leads out of it is no template."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Source, file and whether it still is the same. Raises ``TemplateNotFound``."""
        if found(self._folder, template) is None:
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def chain(user_dirs: Sequence[Path], builtin: Path) -> BaseLoader:
    """The user's folders in their order, then the built-in one, also as ``!builtin/NAME``."""
    last = Folder(builtin)
    return ChoiceLoader([*map(Folder, user_dirs), last, PrefixLoader({"!builtin": last})])
