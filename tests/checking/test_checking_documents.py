"""The list of codes for publishers is complete."""

from __future__ import annotations

import re
from pathlib import Path

from reporter.checking.codes import Code

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_every_code_is_explained_once() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(code.value for code in Code)
