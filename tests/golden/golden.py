"""The golden edition: what the demo must make, byte for byte.

``make golden`` writes it anew; look at the difference before committing it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from reporter.model.digest import digest
from reporter.newsroom.run import make_demo

HERE = Path(__file__).parent
DIGESTS = HERE / "digests.json"
ARTICLE = HERE / "article.md"

# The PDF and the PNG in the e-mail depend on the versions of native libraries, so their bytes
# are compared between two runs on one machine, not with these.
PORTABLE = frozenset({".md", ".html", ".svg"})


def demo_files() -> dict[str, bytes]:
    """All files of the demo edition."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_demo(Path(folder), lambda *_: None).made
    assert made is not None
    return made.files


def portable_digests(files: dict[str, bytes]) -> dict[str, str]:
    """Digests of the files that are the same on every machine."""
    return {
        name: digest(data) for name, data in sorted(files.items()) if Path(name).suffix in PORTABLE
    }


def article_of(files: dict[str, bytes]) -> bytes:
    """The demo's one article as Markdown."""
    (article,) = [data for name, data in files.items() if name.endswith("article.md")]
    return article


def write() -> None:
    """Write the golden files anew."""
    files = demo_files()
    ARTICLE.write_bytes(article_of(files))
    DIGESTS.write_text(json.dumps(portable_digests(files), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
