"""Templates of the user's own: what goes first, and what none of them can do."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.rendering import sandbox
from reporter.rendering.email import Newsletter, newsletter_html
from reporter.rendering.environment import render
from reporter.rendering.failures import BadTemplate
from reporter.rendering.logo import LARGEST

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of templates, beside a file that is nobody's business."""
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def made(own: Path, template: str, view: object = None, name: str = "x.html.j2") -> str:
    put(own, name, template)
    return render(name, view, [own])


def test_each_file_comes_from_the_first_folder_that_has_it(tmp_path: Path) -> None:
    brand, workspace = tmp_path / "brand", tmp_path / "workspace"
    for folder, word in ((brand, "brand"), (workspace, "workspace")):
        put(folder, "both.html.j2", word)
        put(folder, f"only-{word}.html.j2", f"only {word}")
        put(folder, "css/both.css", f"{word}{{}}")
    put(workspace, "css/page.css", "workspace")
    put(
        brand,
        "x.html.j2",
        '{% include "both.html.j2" %}, {% include "only-workspace.html.j2" %}, '
        '{{ asset("css/both.css") }}, {{ asset("css/page.css") }}',
    )
    assert render("x.html.j2", None, [brand, workspace]) == (
        "brand, only workspace, brand{}, workspace"
    )
    assert render("x.html.j2", None, [brand, workspace]) != render(
        "both.html.j2", None, [workspace, brand]
    )


def test_tokens_come_key_by_key_from_the_first_folder_that_has_them(tmp_path: Path) -> None:
    brand, workspace = tmp_path / "brand", tmp_path / "workspace"
    put(brand, "tokens.toml", '[light]\naccent = "#112233"\n')
    put(workspace, "tokens.toml", '[light]\naccent = "#445566"\nink = "#010203"\n')
    put(workspace, "x.html.j2", "{{ tokens_css() }}")
    page = render("x.html.j2", None, [brand, workspace])
    assert "--accent:#112233;" in page
    assert "--ink:#010203;" in page


def test_a_change_of_a_template_counts_at_once(own: Path) -> None:
    assert made(own, "one") == "one"
    assert made(own, '{% include "part.html.j2" ignore missing %}two') == "two"
    put(own, "part.html.j2", "and ")
    assert render("x.html.j2", None, [own]) == "and two"


@pytest.mark.parametrize("name", ["part.j2", "part.html", "part.txt", "part.html.j2"])
def test_text_is_escaped_in_every_part_of_a_page(own: Path, name: str) -> None:
    put(own, name, "{{ view }}")
    assert made(own, f'{{% include "{name}" %}}', "<script>") == "&lt;script&gt;"


@pytest.mark.parametrize("name", ["x.md.j2", "x.txt.j2", "x.css.j2"])
def test_text_is_left_as_it_is_where_nothing_is_markup(own: Path, name: str) -> None:
    assert made(own, "{{ view }}", 'a > b & "c"', name) == 'a > b & "c"'


@pytest.mark.parametrize(
    "template",
    [
        '{% include "../secret.txt" %}',
        '{% include "/etc/passwd" %}',
        '{% include "link.html.j2" %}',
        '{% include "folder/secret.txt" %}',
        '{% extends "link.html.j2" %}',
        '{% import "../secret.txt" as x %}',
        '{% include "!builtin/../pyproject.toml" %}',
        '{% include "!builtin//etc/passwd" %}',
        '{{ asset("../secret.txt") }}',
        '{{ asset("link.html.j2") }}',
        '{{ asset("folder/secret.txt") }}',
        '{{ asset("a\\0b") }}',
        '{{ logo("../secret.txt") }}',
        '{{ logo("link.html.j2") }}',
        '{{ logo("folder/secret.txt") }}',
        '{{ font("../../own/link") }}',
    ],
)
def test_no_file_outside_the_folders_can_be_read(own: Path, template: str) -> None:
    (own / "link.html.j2").symlink_to(own.parent / "secret.txt")
    (own / "folder").symlink_to(own.parent)
    with pytest.raises(BadTemplate) as caught:
        made(own, template)
    assert "SECRET" not in str(caught.value)


def test_a_link_inside_its_folder_is_followed(own: Path) -> None:
    put(own, "parts/one.html.j2", "one")
    (own / "two.html.j2").symlink_to(own / "parts" / "one.html.j2")
    assert made(own, '{% include "two.html.j2" %}') == "one"


def test_a_dead_link_does_no_harm(own: Path) -> None:
    (own / "gone.html.j2").symlink_to(own / "nothing")
    assert made(own, "fine") == "fine"


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__ }}",
        "{{ view.__class__.__mro__[-1].__subclasses__() }}",
        "{{ ''|attr('__class__') }}",
        "{{ view['__class__'] }}",
        "{{ '{0.__class__}'.format(view) }}",
        "{{ '{x.__class__}'.format_map({'x': view}) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ range.__init__ }}",
        "{{ asset.__globals__ }}",
        "{{ asset.__closure__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ (joiner|attr('__init__')) }}",
        "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
        "{{ config }}",
        "{{ open('/etc/passwd') }}",
        "{{ ([view]|map(attribute='__class__')|first).__mro__ }}",
    ],
)
def test_the_insides_of_python_cannot_be_reached(own: Path, template: str) -> None:
    with pytest.raises(BadTemplate):
        made(own, template, "text")


@pytest.mark.parametrize(
    "template",
    [
        "{{ view.path.read_text() }}",
        "{{ view.path.parent.iterdir() }}",
        "{{ view.time.now() }}",
        "{{ view.time.astimezone() }}",
        "{{ {}.fromkeys('a') }}",
    ],
)
def test_no_method_of_a_path_a_time_or_a_class_can_be_called(own: Path, template: str) -> None:
    view = {"path": own.parent / "secret.txt", "time": datetime(2026, 3, 27, tzinfo=UTC)}
    with pytest.raises(BadTemplate, match="not safely callable"):
        made(own, template, view)


@pytest.mark.parametrize("address", ["{}", "file://{}", "http://127.0.0.1:9/secret.txt"])
def test_the_mail_fetches_no_style_sheet(own: Path, address: str) -> None:
    secret = own.parent / "secret.txt"
    secret.write_text("p{color:#123456}", encoding="utf-8")
    link = f'<link rel="stylesheet" href="{address.format(secret)}">'
    put(own, "newsletter.html.j2", f"<html><head>{link}</head><body><p>x</p></body></html>")
    letter = Newsletter(
        subject="", preheader="", brand="", as_of="", sample=True, url="", takeaways=(),
        body_html="", body_text="", lead=None, figures=(), contact="",
    )  # fmt: skip
    page = newsletter_html(letter, lambda _: "", [own])
    assert "<p>x</p>" in page
    assert "123456" not in page


@pytest.mark.parametrize("template", ["{{ lipsum() }}", "{{ [1, 2]|random }}", "{{ now() }}"])
def test_chance_and_clock_are_not_to_be_had(own: Path, template: str) -> None:
    with pytest.raises(BadTemplate):
        made(own, template)


@pytest.mark.parametrize(
    "template", ["{{ view.a.append(2) }}", "{{ view.b.clear() }}", "{{ view.b.update(c=1) }}"]
)
def test_a_template_cannot_change_what_it_is_given(own: Path, template: str) -> None:
    view = {"a": [1], "b": {"c": 2}}
    with pytest.raises(BadTemplate):
        made(own, template, view)
    assert view == {"a": [1], "b": {"c": 2}}


GROWING = (
    "{{% set ns = namespace(a=99, b='ab') %}}"
    "{{% for a in range(60) %}}{{% set ns.a = {0} %}}{{% set ns.b = ns.a %}}{{% endfor %}}"
)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(10**9) %}{% endfor %}",
        "{% for a in range(1000000000) %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 1000000000 * [1] }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(90) }}",
        GROWING.format("ns.a * ns.a"),
        GROWING.format("ns.b + ns.b"),
        GROWING.format("ns.b ~ ns.b"),
        GROWING.format("[ns.b, ns.b]") + "{{ ns.b }}",
        GROWING.format("{'a': ns.b, 'b': ns.b}") + "{{ ns.b | string }}",
        "{% set a = 'a' * 99 %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 30,
        "{{ 'a'.ljust(9999999999) }}",
        "{{ 'a' | center(9999999999) }}",
        "{{ [1] | slice(9999999999) | list }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ '%*d' | format(9999999999, 1) }}",
        "{{ '{:9999999999}'.format(1) }}",
        "{{ '{:{}}'.format(1, 9999999999) }}",
        "{{ range(100000) | join('a' * 100000) }}",
        "{{ ('a' * 100000).join(range(100000) | map('string')) }}",
        "{{ ('a' * 100000) | replace('a', 'b' * 100000) }}",
        "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
        "{% for a in [1] recursive %}{{ loop([1, 2]) }}{% endfor %}",
        '{% include "x.html.j2" %}',
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_page_that_would_never_end_is_stopped(
    own: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "STEPS", 20_000)
    with pytest.raises(BadTemplate, match=r"too (many|long|great|big)|powers|maximum recursion"):
        made(own, template)


def test_loops_and_products_are_otherwise_as_ever(own: Path) -> None:
    template = (
        "{% for a, b in view.items() %}{{ loop.index }}/{{ loop.length }}{{ a }}{{ b }}"
        "{% if not loop.last %},{% endif %}{% else %}none{% endfor %}"
        "{{ '=' * 3 }}{{ 3 * 4 }}{{ [1] * 2 }}"
    )
    assert made(own, template, {"x": 1, "y": 2}) == "1/2x1,2/2y2===12[1, 1]"
    assert made(own, template, {}) == "none===12[1, 1]"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ 'a' + 'b' ~ 3 }}", "ab3"),
        ("{{ ['a', 'b'] | join(', ') }}", "a, b"),
        ("{{ ', '.join(['a', 'b']) }}", "a, b"),
        ("{{ '%5.2f|%s' | format(1.5, 250000) }}", " 1.50|250000"),
        ("{{ '%03d' % 7 }}{{ 7 % 4 }}", "0073"),
        ("{{ '{:>4}'.format('a') }}", "   a"),
        ("{{ 'a-b' | replace('-', '+') | upper }}", "A+B"),
        ("{{ 250000 | string | length }}", "6"),
        ("{{ 'a'.ljust(3) }}|{{ [3, 1, 2] | sort | first }}", "a  |1"),
        ("{{ [{'a': 2}] | map(attribute='a') | sum }}", "2"),
        ("{{ {'a': '</b>'} | tojson }}", '{"a": "\\u003c/b\\u003e"}'),
    ],
)
def test_texts_are_otherwise_built_as_ever(own: Path, template: str, text: str) -> None:
    assert made(own, template) == text


def test_the_steps_of_one_page_are_not_held_against_the_next(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "STEPS", 10)
    for _ in range(5):
        assert made(own, "{% for a in range(8) %}.{% endfor %}") == "........"


def bomb(using: str) -> str:
    """A few hundred bytes that ask for a million shapes."""
    rows = (f'<g id="g{n + 1}">{using.format(f"g{n}") * 10}</g>' for n in range(6))
    return '<path id="g0"/>' + "".join(rows)


def address(own: Path, content: str | bytes, name: str = "logo.svg") -> str:
    put(own, name, content)
    return made(own, f'<img src="{{{{ logo("{name}") }}}}" alt="">')


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("png", PNG),
        ("svg+xml", SVG.format('<title>Acme</title><path id="a" d="M0 0h9"/>').encode()),
        ("svg+xml", SVG.format('<rect fill="url(#g)" style="fill: url(#g)"/>').encode()),
        (
            "svg+xml",
            SVG.format(
                '<defs><path id="a"/><clipPath id="b"><use href="#a"/></clipPath></defs>'
                '<g clip-path="url(#b)"><path fill="#a"/><use href="#a"/></g>'
            ).encode(),
        ),
        ("svg+xml", SVG.format("<use href='#a'/><style>path{fill:red}</style>").encode()),
    ],
)
def test_a_logo_is_part_of_the_page(own: Path, kind: str, content: bytes) -> None:
    found = re.search(r'"data:image/([^;]+);base64,([^"]+)"', address(own, content))
    assert found is not None
    assert found[1] == kind
    assert base64.b64decode(found[2]) == content


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<g><foreignObject/></g>", "holds <foreignObject>"),
        ('<image href="https://x.example/a.png"/>', "holds <image>"),
        ("<text>Up 17%</text>", "holds <text>"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>', "holds <script>"),
        ("<animate/>", "holds <animate>"),
        ('<path onload="alert(1)"/>', "'onload'"),
        ('<use href="https://x.example/a.svg#b"/>', "'href'"),
        (
            '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x.svg#b"/>',
            "'href'",
        ),
        ('<path fill="url(https://x.example/#a)"/>', "'fill' asks"),
        ('<path style="fill: url( &quot;x.svg#a&quot;)"/>', "'style' asks"),
        ("<style>@import 'x.css'</style>", "style asks"),
        ("<style>path{fill:\\75rl(x)}</style>", "style asks"),
        ("<style>path{mask:url(#m)}</style>", "style cuts"),
        ('<g id="a"><use href="#a"/></g>', "in a circle"),
        ('<mask id="a"><path style="mask: url(\'#a\')"/></mask>', "in a circle"),
        ("<g>" * 200 + "</g>" * 200, "too deep"),
        (bomb('<use href="#{}"/>'), "draws more than"),
        (bomb('<path mask="url(#{})"/>'), "draws more than"),
    ],
)
def test_a_logo_holds_shapes_and_nothing_from_elsewhere(own: Path, inside: str, fault: str) -> None:
    with pytest.raises(BadTemplate, match=re.escape(fault)):
        address(own, SVG.format(inside))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format("").encode(), "document type"),
        (SVG.format("").encode("utf-16"), "not in UTF-8"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"<html/>", "neither a PNG nor an SVG"),
        (PNG + b"0" * LARGEST, "bytes"),
        (PNG[:8] + b"\0\0\0\rIHDR\0\0\x27\x10\0\0\x27\x10", "pixels"),
    ],
)
def test_what_is_no_logo(own: Path, content: bytes, fault: str) -> None:
    with pytest.raises(BadTemplate, match=fault):
        address(own, content)


def test_a_logo_that_is_not_there(own: Path) -> None:
    with pytest.raises(BadTemplate, match="no picture of that name"):
        made(own, '{{ logo("none.svg") }}')
