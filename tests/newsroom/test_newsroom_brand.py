"""A brand: a folder of templates that goes before the workspace's and the built-in ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.model.errors import ConfigError
from reporter.newsroom.config import edition_config
from reporter.newsroom.doctor import examine
from reporter.newsroom.resources import workspace_materials
from reporter.newsroom.shelf import layers, shelf
from reporter.newsroom.workspace import Workspace, init_workspace
from reporter.rendering.resources import builtin, found, templates_digest

BRAND = "brands/acme"


def branded(root: Path, brand: str = BRAND) -> Workspace:
    """A workspace whose configuration names this brand."""
    if not root.exists():
        init_workspace(root)
    path = root / "reporter.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[output]", f"[output]\nbrand = {json.dumps(brand)}"), "utf-8")
    return Workspace(root)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_brand_then_workspace_then_built_in(tmp_path: Path) -> None:
    place = branded(tmp_path / "desk")
    brand = place.root / BRAND
    standard = (builtin("templates") / "index.html.j2").read_text(encoding="utf-8")
    put(brand, "index.html.j2", "brand")
    put(brand, "tokens.toml", "[light]\n")
    put(place.templates, "index.html.j2", "workspace")
    put(place.templates, "article.html.j2", "workspace")
    by_name = {one.name: one for one in shelf(place, "templates")}
    origins = {name: one.origin for name, one in by_name.items() if one.origin != "built-in"}
    assert origins == {
        "index.html.j2": "brand", "tokens.toml": "brand", "article.html.j2": "workspace",
    }  # fmt: skip
    assert by_name["index.html.j2"].path.read_text(encoding="utf-8") == "brand"
    assert [(one.path, one.outcome) for one in by_name["index.html.j2"].searched] == [
        (brand / "index.html.j2", "used: the brand's file goes before all others"),
        (place.templates / "index.html.j2", "replaced"),
        (builtin("templates") / "index.html.j2", "replaced"),
    ]
    assert [one.outcome for one in by_name["article.html.j2"].searched] == [
        "no such file", "used: the workspace's file goes before the built-in one", "replaced",
    ]  # fmt: skip
    put(brand, "index.html.j2", standard)
    (found,) = (one for one in shelf(place, "templates") if one.name == "index.html.j2")
    assert found.searched[-1].outcome == "the same, byte for byte"
    assert {one.origin for one in shelf(place, "prompts")} == {"built-in"}


def test_the_command_tells_whose_file_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = branded(tmp_path / "desk")
    put(place.root / BRAND, "masthead.html.j2", "x")
    assert cli.invoke(["templates", "list", "--workspace", str(place.root)]) == 0
    assert "brand      masthead.html.j2" in capsys.readouterr().out


def test_editions_are_made_with_both_folders_and_a_change_shows_in_the_digest(
    tmp_path: Path,
) -> None:
    place = branded(tmp_path / "desk")
    brand = place.root / BRAND
    put(brand, "masthead.html.j2", "one")
    assert workspace_materials(place).templates == (brand,)
    put(place.templates, "layout.html.j2", "x")
    materials = workspace_materials(place)
    assert materials.templates == (brand, place.templates)
    before = templates_digest(materials.templates)
    put(brand, "masthead.html.j2", "two")
    assert templates_digest(materials.templates) != before


def test_a_file_of_no_use_in_a_brand_is_named(tmp_path: Path) -> None:
    place = branded(tmp_path / "desk")
    stray = put(place.root / BRAND, "mastheed.html.j2", "x")
    put(place.root / BRAND, "masthead.html.j2", '{{ logo("logo.svg") }}')
    put(place.root / BRAND, "logo.svg", "x")
    (warning,) = workspace_materials(place).warnings
    assert warning.startswith(str(stray))
    assert "Was masthead.html.j2 meant?" in warning


@pytest.mark.parametrize(
    ("brand", "fault"),
    [
        ("brands/none", "no folder of this brand"),
        ("reporter.toml", "no folder of this brand"),
        ("../elsewhere", "outside the workspace"),
        (".", "outside the workspace"),
        ("link", "outside the workspace"),
        ("brands/../..", "outside the workspace"),
    ],
)
def test_a_brand_that_is_no_folder_of_the_workspace(tmp_path: Path, brand: str, fault: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    place = branded(tmp_path / "desk", brand)
    (place.root / "brands").mkdir()
    (place.root / "link").symlink_to(tmp_path / "elsewhere")
    for ask in (workspace_materials, lambda place: layers(place, "templates")):
        with pytest.raises(ConfigError, match=fault) as caught:
            ask(place)
        assert str(place.root / brand) in caught.value.where
    (check,) = (one for one in examine(place.root, online=False) if one.name == "output.brand")
    assert not check.ok
    assert check.needed


def test_an_absolute_brand_below_the_workspace_will_do(tmp_path: Path) -> None:
    place = branded(tmp_path / "desk", str(tmp_path / "desk" / "brand"))
    (place.root / "brand").mkdir()
    (layer, _) = layers(place, "templates")
    assert layer.folder == place.root / "brand"


def test_links_that_lead_in_a_circle_are_no_files(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "logo.svg").symlink_to("logo.svg")
    assert found(own, "logo.svg") is None
    assert found(own, "a" * 300) is None


def test_without_a_brand_an_edition_records_none(tmp_path: Path) -> None:
    init_workspace(tmp_path / "desk")
    place = Workspace(tmp_path / "desk")
    assert "brand" not in edition_config(place.load())["output"]
    branded(place.root)
    assert edition_config(place.load())["output"]["brand"] == BRAND
