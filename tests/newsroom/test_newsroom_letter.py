from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from reporter.newsroom.run import Done


@pytest.mark.usefixtures("without_pictures")
def test_the_letter_of_a_desk_with_a_site_leads_there(desk: Path, run: Callable[..., Done]) -> None:
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write('[site]\nurl = "https://desk.example/notes/"\n')
    done = run()
    assert done.made is not None
    assert not [f for f in done.made.verdict.findings if f.place.startswith("newsletter.eml")]
    message = message_from_bytes((done.folder / "newsletter.eml").read_bytes(), policy=default)
    [article] = (done.folder / "articles").iterdir()
    address = f"https://desk.example/notes/{done.folder.name}/articles/{article.name}/article.html"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert address in part.get_content()
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    names = [str(picture.get_filename()) for picture in pictures]
    assert 2 <= len(names) <= 4
    assert names[1] == names[0].replace("price", "price-narrow")
