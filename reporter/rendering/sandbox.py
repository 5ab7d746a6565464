"""The sandbox that templates run in, the user's own and ours alike.

A template sees strings and numbers and a few functions of ours. It cannot reach Python, change
what it is given, read a file outside the folders of templates, or ask a network or a clock; the
same view gives the same page. One that would never end is stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
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
"""Turns of loops and calls in one page, and what it builds; a site's longest page takes some
thousands."""
LONGEST: Final = 100_000
"""Signs or parts that a repetition such as ``"=" * 60`` may give."""
_SIGNS: Final = 100
"""So many signs of a text that is built or printed are a step."""
_BITS: Final = 4_096
"""The longest product of numbers."""
_WIDE: Final = re.compile(r"\d{6}|%[-+ #0]*\*|\.\*|\{[^{}]*\{")
"""In a pattern for figures: a great width, or one that comes from elsewhere."""


class _Steps:
    """What is left of the turns and calls of one page."""

    def __init__(self) -> None:
        self.left = STEPS

    def take(self, number: int = 1) -> None:
        self.left -= number
        if self.left < 0:
            raise SecurityError("it takes too many steps, so perhaps it would never end")

    def weigh(self, value: object) -> None:
        """Take steps for a text's signs or a list's parts, however deep they lie."""
        if isinstance(value, str):
            self.take(len(value) // _SIGNS)
        elif isinstance(value, dict):
            self.weigh([*value, *value.values()])
        elif isinstance(value, list | tuple):
            self.take(len(value))
            for part in value:
                self.weigh(part)


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

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - as above
        self.write("environment.weighed(")
        super().visit_Concat(node, frame)
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without randomness, powers and endless pages."""

    code_generator_class = _CountingGenerator
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=self.weighed, **options)
        del self.globals["lipsum"], self.filters["random"]
        self.filters = {name: _guarded(name, one) for name, one in self.filters.items()}

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

    def weighed(self, value: Any) -> Any:
        """What is printed or joined, at its price in steps."""
        _STEPS.get().weigh(value)
        return value

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The sandbox's own ``str.format``, for patterns of fixed and small widths."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            _require_modest("format", value.__self__, ())
        return wrapped

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call, which is a step as well: a macro may call itself."""
        _STEPS.get().take()
        owner = getattr(function, "__self__", None)
        if isinstance(owner, str):
            name = function.__name__
            given = [*args, *kwargs.values(), *([owner] if name == "join" else [])]
            _require_modest(name, owner, given)
        return self.weighed(super().call(context, function, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A sum or product, if it is of no great length; powers are not taken at all."""
        if operator == "**":
            raise SecurityError("powers are not taken in templates")
        if operator == "*":
            _require_short_product(left, right)
        if operator == "%":
            _require_modest("format", left, ())
        return self.weighed(super().call_binop(context, operator, left, right))


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that gives nothing of great length."""
    first = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        given = [*args[first + 1 :], *kwargs.values()]
        _require_modest(name, args[first], given)
        steps = _STEPS.get()
        steps.weigh(args[first])
        result = function(*args, **kwargs)
        steps.weigh(result)
        return result

    return guarded


def _require_modest(name: str, value: object, given: Iterable[object]) -> None:
    """Raise where a method or filter of that name would make a long text of a short one."""
    if name == "format":
        if isinstance(value, str) and _WIDE.search(value):
            raise SecurityError("the width of a figure is too great or not fixed")
        return
    for one in given:
        if isinstance(one, int):
            _require_short(one)
        elif isinstance(one, str) and name == "join":
            _require_short(len(one) * _SIGNS)
        elif isinstance(one, str) and isinstance(value, str) and name == "replace":
            _require_short(len(one) * len(value) // _SIGNS)


def _require_short_product(left: object, right: object) -> None:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(sequence, str | list | tuple):
            _require_short(len(sequence) * times)
    if isinstance(left, int) and isinstance(right, int):
        _require_short(LONGEST * (left.bit_length() + right.bit_length()) // _BITS)


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
