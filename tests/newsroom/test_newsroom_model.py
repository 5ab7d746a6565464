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
from tests.writing.chatting import PARTS, Answer, Server, serving

# Text is all that a model can change.
pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


@pytest.fixture
def model() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def told(desk: Path, run: Run, model: Server) -> Run:
    """Make the edition with the model of the little server."""
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(f'[llm]\nbase_url = "{model.url}"\nmodel = "tiny"\nmax_cost_usd = 2\n')

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
    model.edits()
    done = told()
    assert done.state is EditionState.READY
    assert done.made is not None
    assert [note for note in done.made.notes if "model" in note] == []
    entry = article(done)
    assert entry["writer"] == "model"
    assert entry["dek"]["text"].startswith("Here, ")
    assert "language model phrased" in json.dumps(entry["sections"])
    assert len(model.seen) == len(PARTS)
    again = replay_edition(
        done.folder.name, root=desk, out=tmp_path / "out", export=None, tell=lambda *_: None
    )
    assert again.made is not None
    assert again.made.files == done.made.files
    assert len(model.seen) == len(PARTS), "a replay asks nobody"


def test_a_broken_answer_costs_style_only(told: Run, model: Server) -> None:
    model.will("I would rather not say.")
    done = told()
    assert done.state is EditionState.READY
    assert done.made is not None
    assert article(done)["writer"] == "offline"
    assert any("model" in note for note in done.made.notes)
    assert not re.search("rather not say", (done.folder / "index.html").read_text("utf-8"))


def lies_in(*places: tuple[str, str]) -> Callable[[str, str, Answer], None]:
    """A change that puts a false claim into these slots."""

    def change(part: str, key: str, answer: Answer) -> None:
        if (part, key) in places:
            place = {"opening": "on FILUSDT"}.get(part, "here, on FILUSDT,")
            answer["text"] = f"Longs pay shorts {place} at {{{{binance.filusdt.price}}}}."
            answer["fact_ids"] = ["binance.filusdt.price"]

    return change


def test_only_the_section_that_the_checker_refuses_gives_way_to_the_offline_text(
    told: Run, model: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The writer's own rules are switched off, so that a false claim reaches the checker.
    monkeypatch.setattr("reporter.writing.rewriting.faults", lambda *_: ())
    model.edits(lies_in(("opening", "dek")))
    done = told()
    assert done.made is not None
    assert done.state is EditionState.READY
    entry = article(done)
    assert entry["writer"] == "model"
    assert "Longs pay shorts" not in entry["dek"]["text"]
    (note,) = (note for note in done.made.notes if "checker" in note)
    assert note.startswith("model not used for the summary line: the checker refused its text (")


def test_an_error_that_lies_in_no_section_sends_all_of_them_back(
    told: Run, model: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporter.writing.rewriting.faults", lambda *_: ())
    monkeypatch.setattr("reporter.newsroom.model_writer._lies_in", lambda *_: False)
    model.edits(lies_in(("opening", "dek")))
    done = told()
    assert done.made is not None
    assert done.state is EditionState.READY
    assert article(done)["writer"] == "offline"
    assert any("checker refused" in note for note in done.made.notes)
    assert dict(done.made.edition.costs), "what the model took is told all the same"


def test_what_is_left_falls_too_where_the_checker_still_holds_the_edition(
    told: Run, model: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporter.writing.rewriting.faults", lambda *_: ())
    blamed = iter([("dek",), ()])
    monkeypatch.setattr("reporter.newsroom.model_writer.Drafts._blamed", lambda *_: next(blamed))
    model.edits(lies_in(("opening", "dek"), ("implications", "b1_s1")))
    done = told()
    assert done.state is EditionState.READY
    assert article(done)["writer"] == "offline"


def test_a_cap_that_is_reached_is_told_and_the_edition_is_complete(
    run: Run, desk: Path, model: Server
) -> None:
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(f'[llm]\nbase_url = "{model.url}"\nmodel = "tiny"\nmax_cost_usd = 0.2\n')
    model.edits()
    done = run(offline=False)
    assert done.made is not None
    assert done.state is EditionState.READY
    assert any("spending cap" in note for note in done.made.notes)
    assert float(dict(done.made.edition.costs)["llm.usd_at_most"]) <= 0.2


def test_the_default_cap_has_room_to_ask_every_part_twice(
    run: Run, desk: Path, model: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(f'[llm]\nbase_url = "{model.url}"\nmodel = "tiny"\n')
    usage = {"prompt_tokens": 3500, "completion_tokens": 1100}  # as these questions really take
    monkeypatch.setattr("tests.writing.chatting.USAGE", usage)

    def spoil(_part: str, _key: str, answer: Answer) -> None:
        answer["text"] += f" It is {len(model.seen)}."

    model.edits(spoil)
    run(offline=False)
    assert [len(model.asked(part)) >= 2 for part in PARTS] == [True] * len(PARTS)


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
