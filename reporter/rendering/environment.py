"""Jinja as this project uses it: strict, escaping by format, the user's templates in a sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.rendering.failures import BadTemplate
from reporter.rendering.resources import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment


def render(name: str, view: Any, user_dirs: Sequence[Path] = ()) -> str:
    """The template of that name, filled with one view (known to it as ``view``).

    A file of the same name in one of ``user_dirs`` goes before the built-in one and may extend
    it as ``!builtin/NAME``. Raises ``BadTemplate`` naming template, line and fault.
    """
    from jinja2 import TemplateError
    from jinja2.exceptions import TemplateSyntaxError

    try:
        return environment(user_dirs).get_template(name).render(view=view)
    except TemplateSyntaxError as error:
        raise BadTemplate(
            f"the template has a mistake in line {error.lineno}: {error.message}.",
            error.name or name,
            "Mend the template, or remove it to use the built-in one.",
        ) from error
    except TemplateError as error:
        raise BadTemplate(
            f"the template cannot be filled: {error}.",
            name,
            "docs/configuration.md says where templates come from.",
        ) from error


def environment(user_dirs: Sequence[Path] = ()) -> Environment:
    """Strict undefined names; HTML escaped, Markdown escaped as Markdown, plain text as it is."""
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

    builtin = FileSystemLoader(templates_dir())
    own = [FileSystemLoader(folder) for folder in user_dirs]
    env = SandboxedEnvironment(
        loader=ChoiceLoader([*own, builtin, PrefixLoader({"!builtin": builtin})]),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals["asset"] = lambda name: Markup(_asset(name))  # noqa: S704 - our own style sheets
    env.globals["font"] = _font
    return env


def _asset(name: str) -> str:
    """A built-in style sheet; a template cannot reach any other file through it."""
    path = (templates_dir() / name).resolve()
    if not path.is_relative_to(templates_dir()) or not path.is_file():
        raise BadTemplate(f"there is no built-in file {name!r}.", name)
    return path.read_text("utf-8")


def _font(name: str) -> str:
    """A bundled font as a data address, so that a page needs no second file."""
    from base64 import b64encode

    data = (templates_dir() / "fonts" / f"{name}.woff2").read_bytes()
    return f"data:font/woff2;base64,{b64encode(data).decode()}"
