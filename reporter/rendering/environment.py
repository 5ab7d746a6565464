"""Jinja as this project uses it: strict, escaping by format, the user's templates in a sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Final

from reporter.model.errors import ReporterError
from reporter.rendering.failures import BadTemplate
from reporter.rendering.resources import fonts_dir, templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment

_NEXT_STEP: Final = "Mend the template, or remove it to use the built-in one."


def render(name: str, view: Any, user_dirs: Sequence[Path] = ()) -> str:
    """The template of that name, filled with one view (known to it as ``view``).

    A file of the same name in one of ``user_dirs`` goes before the built-in one and may extend
    it as ``!builtin/NAME``. Raises ``BadTemplate`` naming template, line and fault.
    """
    from jinja2.exceptions import TemplateSyntaxError

    templates = environment(user_dirs)
    try:
        return templates.get_template(name).render(view=view)
    except TemplateSyntaxError as error:
        raise BadTemplate(
            f"the template has a mistake in line {error.lineno}: {error.message}.",
            error.name or name,
            _NEXT_STEP,
        ) from error
    except ReporterError:
        raise
    except Exception as error:
        raise _unfilled(name, error) from error


def _unfilled(name: str, error: Exception) -> BadTemplate:
    """What went wrong, and in which line: a template can fail with any error of Python."""
    from jinja2 import TemplateError

    lines = [step for step in extract_tb(error.__traceback__) if step.filename.endswith(".j2")]
    place = f" in line {lines[-1].lineno}" if lines else ""
    if isinstance(error, UnicodeError):
        fault = "a file that it needs is not in UTF-8" if lines else "it is not in UTF-8"
    elif isinstance(error, TemplateError):
        fault = str(error)
    else:
        fault = f"{type(error).__name__}: {error}"
    where = Path(lines[-1].filename).name if lines else name
    return BadTemplate(f"the template cannot be filled{place}: {fault}.", where, _NEXT_STEP)


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
        autoescape=lambda name: bool(name and name.endswith((".html.j2", ".svg.j2"))),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals["asset"] = lambda name: Markup(style_sheet(name, user_dirs))  # noqa: S704 - own files
    env.globals["font"] = _font
    return env


def style_sheet(name: str, user_dirs: Sequence[Path] = ()) -> str:
    """The first style sheet of that name; a template cannot reach out of these folders."""
    for folder in (*user_dirs, templates_dir()):
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path.read_text("utf-8")
    raise BadTemplate(f"there is no file {name!r} beside the templates.", name, _NEXT_STEP)


def _font(name: str) -> str:
    """A bundled font as a data address, so that a page needs no second file."""
    from base64 import b64encode

    path = fonts_dir() / f"{name}.woff2"
    if path not in fonts_dir().glob("*.woff2"):
        raise BadTemplate(f"there is no bundled font {name!r}.", name, _NEXT_STEP)
    return f"data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}"
