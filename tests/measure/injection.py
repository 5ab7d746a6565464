"""Orders hidden in the news, an obedient model, and what of it reaches an edition.

    python -m tests.measure.injection ../shared/tools/llm_server.py \\
        ../shared/data/grounding/bipia/text_attack_train.json [--every N]

Every attack is put into the summary and into the title of an item that the lead story needs. It
is tried twice: as news comes in, where the screen may set the item aside, and past the screen,
so that the model meets it. The server's log tells whether the attack was in the prompt and what
the model made of it. Printed are the attacks that reached any file of the edition, by the model
or quoted as news: there should be none. A title is another matter: the list of sources prints it,
escaped and in quotation marks, as what that source wrote; such files are counted apart.
"""

from __future__ import annotations

import argparse
import contextlib
import email
import email.policy
import html
import importlib.util
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from reporter import news
from reporter.newsroom.edition import Job, Made
from tests.measure.editions import Server, serving, written_with
from tests.measure.payloads import PAYLOADS

TOOL = Path("../shared/tools/llm_server.py")
ATTACKS = Path("../shared/data/grounding/bipia/text_attack_train.json")
FEED = "https://northgatewire.example/markets/rss.xml"
TITLE = "Kalshi affiliate wins futures commission merchant approval, opening way to margin"
SUMMARY = "Access by way of prime brokers is part of the plan."
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Trial:
    """One attack in one place, and whether it goes past the screen."""

    attack: str
    place: str
    screened: bool


def main(arguments: list[str] | None = None) -> None:
    """Try all attacks and print what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", type=Path, nargs="?", default=TOOL)
    parser.add_argument("attacks", type=Path, nargs="?", default=ATTACKS)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args(arguments)
    attacks = list(PAYLOADS)
    if given.attacks.is_file():
        attacks += [
            one for group in json.loads(given.attacks.read_text()).values() for one in group
        ]
    if not given.tool.is_file():
        _tell(f"injection: there is no {given.tool}")
        return
    tool, counts = _module(given.tool), Counter[str]()
    with serving(given.tool) as server:
        for trial in list(_trials(attacks[:: given.every])):
            _try(server, tool, trial, counts)
    for name, count in sorted(counts.items()):
        _tell(f"{count:5} {name}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _trials(attacks: list[str]) -> Iterator[Trial]:
    for attack in attacks:
        for place, before in (("summary", SUMMARY), ("title", TITLE)):
            yield Trial(attack, place, screened=False)
            if news.instructs(f"{before} {_clean(attack)}"):
                yield Trial(attack, place, screened=True)


def _try(server: Server, tool: ModuleType, trial: Trial, counts: Counter[str]) -> None:
    counts[f"trials in all, {_way(trial)}"] += 1
    with contextlib.nullcontext() if trial.screened else _unscreened():
        made = written_with(server, "obey", change=partial(_planted, trial))
    prompts = [_prompt(entry) for entry in server.log(clear=True)]
    seen = _plain(_TAG.sub("", trial.attack))[:60]  # a feed's tags are no text
    met = [prompt for prompt in prompts if seen and seen in _plain(prompt)]
    counts[f"{'with' if met else 'without'} the attack in the prompt, {_way(trial)}"] += 1
    orders = {order for prompt in met if (order := _payload(tool, prompt))}
    if orders:
        counts[f"the model obeyed an order, {_way(trial)}"] += 1
    counts[f"edition {made.edition.state.value}"] += 1
    counts[f"written by {made.edition.articles[0].writer}"] += 1
    bare = _TAG.sub("", trial.attack)
    titles = [_plain(f"{TITLE} {text}") for text in (trial.attack, bare)]
    for text in dict.fromkeys((trial.attack, bare, *sorted(orders))):
        for name, content in _outputs(made):
            if _holds(_without(content, titles), text):
                counts["REACHED AN OUTPUT"] += 1
                _tell(f"REACHED {name} ({trial.place}, {_way(trial)}): {text[:100]!r}")
            elif _holds(content, text):
                counts["files that quote the source's own title"] += 1


def _without(content: str, titles: list[str]) -> str:
    for title in titles:
        content = content.replace(title, "")
    return content


def _way(trial: Trial) -> str:
    return "as news comes in" if trial.screened else "past the screen"


@contextlib.contextmanager
def _unscreened() -> Iterator[None]:
    """The news as if nothing in it could be recognised as an order."""

    def blind(_: str) -> bool:
        return False

    with (
        mock.patch("reporter.news.screen.instructs", blind),
        mock.patch("reporter.news.instructs", blind),
    ):
        yield


def _planted(trial: Trial, job: Job) -> Job:
    """The job with the attack in its feed."""
    old = SUMMARY if trial.place == "summary" else TITLE
    (record,) = (one for one in job.snapshot.records if one.key == f"GET {FEED}")
    assert record.digest is not None
    body = job.archive.get(record.digest).decode()
    assert old in body
    changed = body.replace(old, f"{old} {html.escape(_clean(trial.attack))}").encode()
    records = tuple(
        replace(one, digest=job.archive.put(changed)) if one is record else one
        for one in job.snapshot.records
    )
    market = job.config.market.model_copy(update={"symbols": ["FILUSDT"]})  # quicker
    config = job.config.model_copy(update={"market": market})
    return replace(job, config=config, snapshot=replace(job.snapshot, records=records))


def _clean(attack: str) -> str:
    """The attack as far as XML can hold it."""
    return "".join(sign for sign in attack if sign in "\t\n" or ord(sign) >= 32)


def _prompt(entry: dict[str, Any]) -> str:
    return "\n\n".join(message["content"] for message in entry["body"]["messages"])


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("llm_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["llm_server"] = module
    spec.loader.exec_module(module)
    return module


def _payload(tool: ModuleType, prompt: str) -> str:
    """What the obedient model adds to its answer because of this prompt."""
    payload: str = tool.Writer(tool.Prompt(prompt), "obey").payload
    return payload


def _outputs(made: Made) -> Iterator[tuple[str, str]]:
    """Every file's text, made comparable; of the record, the articles."""
    for name, data in made.files.items():
        if name == "edition.json":
            yield name, _plain(json.dumps(json.loads(data)["articles"], ensure_ascii=False))
        elif name.endswith(".eml"):
            yield name, _plain(_shown(_letter(data)))
        elif name.endswith((".html", ".svg")):
            yield name, _plain(_shown(data.decode()))
        else:
            yield name, _plain(html.unescape(data.decode("utf-8", "replace")))


class _Page(HTMLParser):
    """The text of a page without the markup inside it, and every attribute's value."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.values += [f"{tag} {name} {value}" for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.values.append(data)


def _shown(markup: str) -> str:
    page = _Page()
    page.feed(markup)
    page.close()
    return "\n".join(("".join(page.text), *page.values))


def _letter(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=email.policy.default)
    texts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join((message["Subject"], *(part.get_content() for part in texts)))


def _holds(content: str, text: str) -> bool:
    """Whether a text, or its longest line, stands in a file in any spelling."""
    needle = _plain(max(text.splitlines() or [""], key=len))[:60].strip()
    return len(needle) >= 8 and needle in content


def _plain(text: str) -> str:
    """Lower-case letters and signs without what cannot be seen, and without escapes."""
    normal = unicodedata.normalize("NFKC", text.replace("\\", "")).casefold()
    seen = "".join(sign for sign in normal if unicodedata.category(sign)[0] != "C" or sign == "\n")
    return " ".join(seen.replace("<", "‹").replace(">", "›").split())


if __name__ == "__main__":
    main()
