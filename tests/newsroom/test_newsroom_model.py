"""Editions with a language model: its text where it is sound, the offline text where not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reporter.model.edition import EditionState
from reporter.model.errors import ConfigError
from reporter.newsroom.run import Done, replay_edition
from tests.writing.chatting import Server, serving

Run = Callable[..., Done]
PRICE = "{{binance.filusdt.price}}"
SOUND = {
    "headline": f"FILUSDT Trades at {PRICE} While Kalshi Prepares Margin",
    "dek": f"The contract trades at {PRICE} on the venue.",
    "lede_event": f"FILUSDT trades at {PRICE} in this edition.",
    "lede_words": f"Its price of {PRICE} was read on the venue.",
    "lede_contract": f"FILUSDT was measured at {PRICE} beside the news.",
}


@pytest.fixture
def model() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def told(desk: Path, run: Run, model: Server) -> Run:
    """Make the edition with the model of the little server."""
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(f'[llm]\nbase_url = "{model.url}"\nmodel = "tiny"\n')

    def make(slot: str = "main") -> Done:
        return run(offline=False, slot=slot)

    return make


def article(done: Done) -> dict[str, Any]:
    content = json.loads((done.folder / "edition.json").read_bytes())
    entry: dict[str, Any] = content["articles"][0]
    return entry


def test_sound_text_of_the_model_is_used_and_replayed_without_it(
    told: Run, model: Server, desk: Path, tmp_path: Path
) -> None:
    model.will(SOUND)
    done = told()
    assert done.state is EditionState.READY
    entry = article(done)
    assert entry["writer"] == "model"
    assert entry["headline"]["text"] == "FILUSDT Trades at $0.836 While Kalshi Prepares Margin"
    assert "language model" in json.dumps(entry["sections"])
    assert len(model.seen) == 1
    again = replay_edition(
        done.folder.name, root=desk, out=tmp_path / "out", export=None, tell=lambda *_: None
    )
    assert again.made is not None
    assert done.made is not None
    assert again.made.files == done.made.files
    assert len(model.seen) == 1, "a replay asks nobody"


def test_a_broken_answer_costs_style_only(told: Run, model: Server) -> None:
    model.will("I would rather not say.")
    done = told()
    assert done.state is EditionState.READY
    assert done.made is not None
    assert article(done)["writer"] == "offline"
    assert any("model" in note for note in done.made.notes)
    assert not re.search("rather not say", (done.folder / "index.html").read_text("utf-8"))


def test_text_that_only_the_checker_refuses_gives_way_to_the_offline_text(
    told: Run, model: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The writer's own rules are switched off, so that a false claim reaches the checker.
    monkeypatch.setattr("reporter.writing.model.faults", lambda *_: ())
    model.will(SOUND | {"dek": "Longs pay shorts on FILUSDT at {{binance.filusdt.price}}."})
    done = told()
    assert done.made is not None
    assert done.state is EditionState.READY
    assert article(done)["writer"] == "offline"
    assert any("the checker refused" in note for note in done.made.notes)
    assert dict(done.made.edition.costs), "what the model took is told all the same"


def test_a_key_that_is_set_nowhere_ends_before_anything_is_fetched(
    run: Run, desk: Path, model: Server, site: Any
) -> None:
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'[llm]\nbase_url = "{model.url}"\nmodel = "tiny"\napi_key_env = "NO_SUCH_KEY"\n'
        )
    with pytest.raises(ConfigError, match="NO_SUCH_KEY is not set"):
        run(offline=False)
    assert site.seen == []
    assert run(offline=True).state is EditionState.READY
