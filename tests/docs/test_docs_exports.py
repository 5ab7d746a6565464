"""What ``docs/exports.md`` says of channels and front matter is what an export does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

from reporter.newsroom.config_channels import ExportChannel
from reporter.publishing.export import SiteExport
from reporter.publishing.export_front import KEYS, Kind, front_names
from tests.publishing.export_parcel import parcel

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
CHANNELS = [
    ExportChannel.model_validate(table)
    for fence in re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for table in tomllib.loads(fence)["channels"]
]


def test_the_table_of_keys_is_whole_and_true() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", PAGE, re.MULTILINE)
    assert [row[0] for row in rows] == list(KEYS)
    for column, kind in enumerate(get_args(Kind), start=1):
        told = {row[0]: row[column].strip(" `") for row in rows if row[column].strip()}
        assert told == front_names(kind, {})


def test_each_layout_is_where_the_page_says(tmp_path: Path) -> None:
    name = "2026-03-27-kalshi-filusdt"
    rows = re.findall(
        r"^\| `(\w+)` \| `([^`]*)` \| (?:`([^`]*)`|beside it) \|$", PAGE, re.MULTILINE
    )
    assert [row[0] for row in rows] == list(get_args(Kind))
    for channel in rows:
        kind, article, pictures = (part.replace("<day>-<name>", name) for part in channel)
        site = tmp_path / kind
        site.mkdir()
        assert SiteExport(kind, site, {}).bring(parcel()).id == article
        folder = site / (pictures or Path(article).parent)
        assert (folder / "card.png").is_file()


def test_the_examples_are_accepted_and_give_the_front_matter_shown(tmp_path: Path) -> None:
    assert [channel.kind for channel in CHANNELS] == ["hugo", "astro"]
    mapped = CHANNELS[1]
    made = SiteExport(mapped.kind, tmp_path, mapped.front).bring(
        parcel(
            title="FIL Funding Is Set at −0.0406%",
            dek="At −44.5% a year, shorts pay longs on FILUSDT.",
            tags=("FILUSDT",),
        )
    )
    front = (tmp_path / made.id).read_text(encoding="utf-8").split("---\n")[1]
    shown = re.search(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert front.split("\n", 1)[1] == shown[1]
