"""Exports into the user's own site: where they write, and what they leave alone."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from reporter.model.errors import ConfigError
from reporter.publishing.export import SiteExport
from reporter.publishing.export_front import KEYS, Kind
from reporter.publishing.failures import NotDelivered
from reporter.publishing.parcel import Channel
from tests.publishing.export_parcel import parcel

KINDS: tuple[Kind, ...] = get_args(Kind)
NAME = "2026-03-27-kalshi-filusdt"
ARTICLES = {
    "hugo": f"content/posts/{NAME}/index.md",
    "jekyll": f"_posts/{NAME}.md",
    "astro": f"src/content/blog/{NAME}.md",
}
PICTURES = {
    "hugo": f"content/posts/{NAME}/",
    "jekyll": f"assets/reporter/{NAME}/",
    "astro": f"src/content/blog/{NAME}/",
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def files(root: Path) -> dict[str, bytes]:
    """Every file below the root, by its path."""
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def front(root: Path, kind: Kind) -> dict[str, str]:
    """Front matter as it stands, line by line."""
    text = (root / ARTICLES[kind]).read_text(encoding="utf-8")
    lines = text.split("---\n")[1].splitlines()
    assert lines[0].startswith("# reporter ")
    pairs = (re.fullmatch(r"([A-Za-z]+): (.+)", line) for line in lines[1:])
    return {pair[1]: pair[2] for pair in pairs if pair is not None}


def test_article_and_pictures_lie_where_the_generator_looks(kind: Kind, tmp_path: Path) -> None:
    channel: Channel = SiteExport(kind, tmp_path, {})
    assert channel.finds
    assert channel.find(parcel()) is None
    receipt = channel.bring(parcel())
    assert receipt.id == ARTICLES[kind]
    assert receipt.url == (tmp_path / ARTICLES[kind]).as_uri()
    made = files(tmp_path)
    assert set(made) == {
        ARTICLES[kind], PICTURES[kind] + "card.png", PICTURES[kind] + "filusdt-price.png",
    }  # fmt: skip
    assert made[PICTURES[kind] + "filusdt-price.png"] == b"chart bytes"


def test_the_same_edition_is_written_once(kind: Kind, tmp_path: Path) -> None:
    channel = SiteExport(kind, tmp_path, {})
    receipt = channel.bring(parcel())
    article = tmp_path / receipt.id
    article.write_text(article.read_text().replace("true", "false") + "My own end.\n")
    before = files(tmp_path)
    assert channel.bring(parcel(title="Other")) == receipt
    assert channel.find(parcel()) == receipt
    assert files(tmp_path) == before


def test_an_article_that_was_moved_is_still_found(kind: Kind, tmp_path: Path) -> None:
    channel = SiteExport(kind, tmp_path, {})
    article = tmp_path / channel.bring(parcel()).id
    moved = article.with_name("2026-03-28-my-own-name.md")
    article.rename(moved)
    found = channel.bring(parcel())
    assert found.id == moved.relative_to(tmp_path).as_posix()
    assert not article.exists()


def test_equal_parcels_give_equal_bytes(kind: Kind, tmp_path: Path) -> None:
    roots = (tmp_path / "a", tmp_path / "b")
    for root in roots:
        root.mkdir()
        SiteExport(kind, root, {}).bring(parcel())
    assert files(roots[0]) == files(roots[1])


def test_a_new_version_takes_the_place_of_one_that_nobody_touched(
    kind: Kind, tmp_path: Path
) -> None:
    channel = SiteExport(kind, tmp_path, {})
    channel.bring(parcel())
    newer = parcel(key="newer", instant="2026-03-28T00:05:00Z", dek="Corrected.", images=(
        ("card.png", "card", b"new card"), ("filusdt-price.png", "chart", b"chart bytes"),
    ))  # fmt: skip
    receipt = channel.bring(newer)
    assert receipt.id == ARTICLES[kind]
    assert channel.find(newer) == receipt
    assert channel.find(parcel()) is None
    assert b"Corrected." in (tmp_path / receipt.id).read_bytes()
    assert files(tmp_path)[PICTURES[kind] + "card.png"] == b"new card"
    assert len(files(tmp_path)) == 3


def test_a_new_version_keeps_the_address_whatever_its_headline_is_by_now(
    kind: Kind, tmp_path: Path
) -> None:
    channel = SiteExport(kind, tmp_path, {})
    channel.bring(parcel())
    corrected = parcel(key="newer", slug="another-story", instant="2026-03-27T22:40:00Z")
    assert channel.bring(corrected).id == ARTICLES[kind]
    assert len(files(tmp_path)) == 3
    assert PICTURES[kind] + "filusdt-price.png" in files(tmp_path)


@pytest.mark.parametrize("slug", ["kalshi-filusdt", "another-story"])
def test_a_version_that_was_changed_by_hand_is_left_alone(
    kind: Kind, tmp_path: Path, slug: str
) -> None:
    channel = SiteExport(kind, tmp_path, {})
    article = tmp_path / channel.bring(parcel()).id
    article.write_text(article.read_text() + "My own end.\n")
    before = files(tmp_path)
    corrected = parcel(key="newer", slug=slug, instant="2026-03-27T22:40:00Z")
    with pytest.raises(NotDelivered, match="changed since") as caught:
        channel.bring(corrected)
    assert caught.value.where == str(article)
    assert files(tmp_path) == before
    article.rename(tmp_path / "mine.md")
    shutil.rmtree(tmp_path / PICTURES[kind], ignore_errors=True)
    assert channel.bring(corrected).id == ARTICLES[kind].replace("kalshi-filusdt", slug)


def test_a_version_that_was_moved_or_copied_is_left_alone(kind: Kind, tmp_path: Path) -> None:
    channel = SiteExport(kind, tmp_path, {})
    article = tmp_path / channel.bring(parcel()).id
    copy = article.with_name("My copy.md")
    copy.write_bytes(article.read_bytes())
    with pytest.raises(NotDelivered, match="moved since") as caught:
        channel.bring(parcel(key="newer"))
    assert caught.value.where == str(copy)
    copy.unlink()
    second = tmp_path / ARTICLES[kind].replace(NAME, "a-copy")
    second.parent.mkdir(exist_ok=True)
    second.write_bytes(article.read_bytes())
    with pytest.raises(NotDelivered, match="copied since"):
        channel.bring(parcel(key="newer"))


def test_a_new_version_takes_the_place_of_one_that_was_renamed_only(
    kind: Kind, tmp_path: Path
) -> None:
    channel = SiteExport(kind, tmp_path, {})
    article = tmp_path / channel.bring(parcel()).id
    renamed = tmp_path / ARTICLES[kind].replace(NAME, "2026-03-28-my-own-name")
    renamed.parent.mkdir(exist_ok=True)
    article.rename(renamed)
    assert channel.bring(parcel(key="newer")).id == renamed.relative_to(tmp_path).as_posix()
    assert not article.exists()


def test_an_edition_of_another_desk_is_no_earlier_version(kind: Kind, tmp_path: Path) -> None:
    channel = SiteExport(kind, tmp_path, {})
    channel.bring(parcel())
    other = parcel(key="o", edition="bay/2026-03-27-main", instant="2026-03-27T22:40:00Z")
    assert channel.bring(other).id == ARTICLES[kind].replace(NAME, f"{NAME}-2240")
    assert channel.find(parcel()) is not None


def test_another_edition_of_the_day_gets_a_name_of_its_own(kind: Kind, tmp_path: Path) -> None:
    channel = SiteExport(kind, tmp_path, {})
    channel.bring(parcel())
    evening = parcel(key="evening", edition="evening", instant="2026-03-27T23:05:00+01:00")
    later = channel.bring(evening)
    assert later.id == ARTICLES[kind].replace(NAME, f"{NAME}-2205")
    assert len(files(tmp_path)) == 6
    corrected = parcel(key="evening-2", edition="evening", instant="2026-03-27T23:30:00Z")
    again = channel.bring(corrected)
    assert again.id == later.id
    assert len(files(tmp_path)) == 6


def test_three_editions_of_one_minute_are_not_told_apart_by_name(
    kind: Kind, tmp_path: Path
) -> None:
    channel = SiteExport(kind, tmp_path, {})
    for key, instant in (("a", "21:21:00"), ("b", "22:05:00")):
        channel.bring(parcel(key=key, edition=key, instant=f"2026-03-27T{instant}Z"))
    with pytest.raises(NotDelivered, match="have taken"):
        channel.bring(parcel(key="c", edition="c", instant="2026-03-27T22:05:01Z"))


def test_a_foreign_article_is_never_overwritten(kind: Kind, tmp_path: Path) -> None:
    article = tmp_path / ARTICLES[kind]
    article.parent.mkdir(parents=True)
    article.write_text("---\ntitle: mine\n---\nMine.\n")
    with pytest.raises(NotDelivered, match="did not write") as caught:
        SiteExport(kind, tmp_path, {}).bring(parcel())
    assert caught.value.where == str(article)
    assert set(files(tmp_path)) == {ARTICLES[kind]}


def test_a_foreign_picture_is_never_overwritten(kind: Kind, tmp_path: Path) -> None:
    picture = tmp_path / PICTURES[kind] / "card.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"mine")
    with pytest.raises(NotDelivered, match="another picture"):
        SiteExport(kind, tmp_path, {}).bring(parcel())
    picture.unlink()
    picture.mkdir()
    with pytest.raises(NotDelivered, match="cannot be read"):
        SiteExport(kind, tmp_path, {}).bring(parcel())
    picture.rmdir()
    picture.write_bytes(b"card bytes")  # as a run that was cut short leaves it
    SiteExport(kind, tmp_path, {}).bring(parcel())
    assert len(files(tmp_path)) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "../../../etc/passwd"},
        {"slug": "/etc/passwd"},
        {"slug": ""},
        {"slug": "a" * 151},
        {"slug": "a\x00b"},
        {"slug": "Ünïcode"},
        {"key": "two\nlines"},
        {"edition": "my desk/2026-03-27-main"},
        {"images": (("../card.png", "", b""),)},
        {"images": ((".png", "", b""),)},
        {"images": (("card.svg", "", b""),)},
        {"images": ()},
    ],
)
def test_hostile_names_write_nothing(
    kind: Kind, tmp_path: Path, changes: dict[str, object]
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(NotDelivered):
        SiteExport(kind, site, {}).bring(parcel(**changes))
    assert files(tmp_path) == {}


def test_a_link_out_of_the_site_is_not_followed(kind: Kind, tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    site.mkdir()
    outside.mkdir()
    first = ARTICLES[kind].split("/")[0]
    (site / first).symlink_to(outside)
    with pytest.raises(NotDelivered, match="leads out of the site"):
        SiteExport(kind, site, {}).bring(parcel())
    assert files(outside) == {}


def test_links_that_lead_in_a_circle_are_no_place(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / ARTICLES[kind].split("/")[0]).symlink_to(ARTICLES[kind].split("/")[0])
    with pytest.raises(NotDelivered, match="leads out of the site"):
        SiteExport(kind, tmp_path, {}).bring(parcel())


def test_a_site_that_is_not_there_or_cannot_be_used(kind: Kind, tmp_path: Path) -> None:
    channel = SiteExport(kind, tmp_path / "none", {})
    for act in (channel.find, channel.bring):
        with pytest.raises(NotDelivered, match="no such folder"):
            act(parcel())
    (tmp_path / ARTICLES[kind]).mkdir(parents=True)
    with pytest.raises(NotDelivered, match="cannot be read") as caught:
        SiteExport(kind, tmp_path, {}).bring(parcel())
    assert str(tmp_path / ARTICLES[kind]) in caught.value.where
    assert caught.value.exit_code == 7


def test_a_folder_in_the_way_of_the_pictures(tmp_path: Path) -> None:
    (tmp_path / "assets").write_text("a file")
    with pytest.raises(NotDelivered, match="a part of the path is a file"):
        SiteExport("jekyll", tmp_path, {}).bring(parcel())
    assert not (tmp_path / "_posts").exists()


def test_a_broken_place_is_told_by_find_too(kind: Kind, tmp_path: Path) -> None:
    folder = tmp_path / ARTICLES[kind]
    folder.mkdir(parents=True)
    with pytest.raises(NotDelivered, match="cannot be read"):
        SiteExport(kind, tmp_path, {}).find(parcel())


def test_a_lock_of_an_editor_is_in_nobodys_way(kind: Kind, tmp_path: Path) -> None:
    folder = (tmp_path / ARTICLES[kind]).parent
    folder.mkdir(parents=True)
    (folder / ".#draft.md").symlink_to("ada@desk.4711:1774645260")
    channel = SiteExport(kind, tmp_path, {})
    assert channel.find(parcel()) is None
    assert channel.bring(parcel()) == channel.find(parcel())


def test_default_front_matter(tmp_path: Path) -> None:
    title, dek = json.dumps(parcel().title, ensure_ascii=False), json.dumps(parcel().dek)
    instant, tags = "2026-03-27T21:21:00Z", '["FILUSDT", "Kalshi"]'
    expected: dict[Kind, dict[str, str]] = {
        "hugo": {
            "title": title, "date": instant, "lastmod": instant, "draft": "true",
            "description": dek, "summary": dek, "slug": f'"{NAME}"', "tags": tags,
            "keywords": tags, "images": '["card.png"]',
        },
        "jekyll": {
            "layout": "post", "title": title, "date": instant, "published": "false",
            "description": dek, "tags": tags, "image": f'"/assets/reporter/{NAME}/card.png"',
        },
        "astro": {
            "title": title, "pubDate": instant, "draft": "true", "description": dek,
            "heroImage": f'"./{NAME}/card.png"',
        },
    }  # fmt: skip
    for kind in KINDS:
        SiteExport(kind, tmp_path, {}).bring(parcel())
        assert front(tmp_path, kind) == expected[kind]


def test_front_matter_under_the_sites_own_names(tmp_path: Path) -> None:
    names = {
        "modified": "updatedDate", "canonical": "canonicalURL", "author": "author",
        "tags": "tags", "image": "", "draft": "isDraft",
    }  # fmt: skip
    SiteExport("astro", tmp_path, names).bring(parcel(url="https://desk.example/a/"))
    assert list(front(tmp_path, "astro").items()) == [
        ("title", '"FIL \\"Funding\\": −0.0406% {{ x }}"'),
        ("pubDate", "2026-03-27T21:21:00Z"),
        ("updatedDate", "2026-03-27T21:21:00Z"),
        ("isDraft", "true"),
        ("description", '"Shorts pay longs: # on FILUSDT."'),
        ("tags", '["FILUSDT", "Kalshi"]'),
        ("author", '"Harbour Desk"'),
        ("canonicalURL", '"https://desk.example/a/"'),
    ]


def test_what_is_not_there_is_left_out(tmp_path: Path) -> None:
    every = {key: f"x{key}" for key in KEYS}
    bare = parcel(images=(), markdown="# Only words\n\nShorts pay longs.\n")
    SiteExport("hugo", tmp_path, every).bring(bare)
    assert set(front(tmp_path, "hugo")) == set(every.values()) - {
        "xcanonical", "ximage", "ximages",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        ({"titel": "title", "when": "date"}, r"'titel', 'when'.*Known: .*title"),
        ({"title": "my title"}, "no name"),
        ({"title": "a: b\nc"}, "no name"),
        ({"title": "description"}, "two keys"),
        ({"draft": "No"}, "no name"),
        ({"published": "null"}, "no name"),
    ],
)
def test_names_that_cannot_be_are_configuration_errors(
    kind: Kind, tmp_path: Path, names: dict[str, str], fault: str
) -> None:
    with pytest.raises(ConfigError, match=fault) as caught:
        SiteExport(kind, tmp_path, names)
    assert caught.value.exit_code == 3


def test_signs_that_yaml_forbids_are_written_as_numbers(tmp_path: Path) -> None:
    title = "a\x85b\x7fc\u2028d\ufeffe\ud800f\tg\nh🙂"
    SiteExport("astro", tmp_path, {}).bring(parcel(title=title))
    written = front(tmp_path, "astro")["title"]
    assert written == '"a\\u0085b\\u007fc\\u2028d\\ufeffe\ufffdf\\tg\\nh🙂"'
