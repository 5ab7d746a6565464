"""Jinja as this project uses it: strict, escaping by format, the user's templates in a sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Final

from reporter.model.errors import ReporterError
from reporter.rendering.failures import BadTemplate
from reporter.rendering.logo import logo_address
from reporter.rendering.resources import fonts_dir, found, templates_dir
from reporter.rendering.tokens import tokens_css

if TYPE_CHECKING:
    from jinja2 import Environment

_PLAIN: Final = (".md.j2", ".txt.j2", ".css.j2")
_NEXT_STEP: Final = "Mend the template, or remove it to use the built-in one."


def render(name: str, view: Any, user_dirs: Sequence[Path] = ()) -> str:
    """The template of that name, filled with one view (known to it as ``view``).

    A file of the same name in one of ``user_dirs`` goes before the built-in one and may extend
    it as ``!builtin/NAME``. Raises ``BadTemplate`` naming template, line and fault.
    """
    from jinja2.exceptions import TemplateSyntaxError

    from reporter.rendering.sandbox import limited

    templates = environment(tuple(user_dirs), _state(user_dirs))
    try:
        with limited():
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


def _state(folders: Sequence[Path]) -> tuple[tuple[str, int], ...]:
    """The user's files with their times: with any change, templates are looked for anew."""
    paths = (path for folder in folders for path in sorted(folder.rglob("*")))
    return tuple((str(path), path.stat().st_mtime_ns) for path in paths if path.is_file())


@lru_cache(maxsize=4)
def environment(
    user_dirs: tuple[Path, ...] = (), _files: tuple[tuple[str, int], ...] = ()
) -> Environment:
    """Strict undefined names; HTML escaped, Markdown escaped as Markdown, plain text as it is.

    It is kept with the templates that it has read, as a site has a thousand pages.
    """
    from jinja2 import StrictUndefined
    from markupsafe import Markup

    from reporter.rendering.sandbox import Sandbox, chain

    env = Sandbox(
        loader=chain(user_dirs, templates_dir()),
        undefined=StrictUndefined,
        autoescape=_is_markup,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals["asset"] = lambda name: Markup(style_sheet(name, user_dirs))  # noqa: S704 - own files
    env.globals["font"] = _font
    env.globals["logo"] = lambda name: logo_address(name, user_dirs)
    env.globals["tokens_css"] = lambda: Markup(tokens_css(user_dirs))  # noqa: S704 - colours only
    return env


def _is_markup(name: str | None) -> bool:
    """Whether values are escaped: everywhere but in plain text, Markdown and style sheets.

    A part of a page may have any name, so what is not known to be harmless is escaped.
    """
    return not (name and name.endswith(_PLAIN))


def style_sheet(name: str, user_dirs: Sequence[Path] = ()) -> str:
    """The first style sheet of that name; a template cannot reach out of these folders."""
    for folder in (*user_dirs, templates_dir()):
        path = found(folder, name)
        if path is not None:
            return path.read_text("utf-8")
    raise BadTemplate(f"there is no file {name!r} beside the templates.", name, _NEXT_STEP)


def _font(name: str) -> str:
    """A bundled font as a data address, so that a page needs no second file."""
    from base64 import b64encode

    path = fonts_dir() / f"{name}.woff2"
    if path not in fonts_dir().glob("*.woff2"):
        raise BadTemplate(f"there is no bundled font {name!r}.", name, _NEXT_STEP)
    return f"data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}"
