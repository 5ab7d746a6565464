"""A small local server that answers as chat completions do, and an editor who writes for it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reporter import ledger, writing
from reporter.model.facts import FactSheet
from reporter.model.text import Draft, Outline
from reporter.writing import ModelSettings, parse_prompts, write_offline, write_with_model
from reporter.writing.voice import Voice
from tests.writing.conftest import DESK, ITEMS, RELATED, edition, prose

KEY = "sk-dummy-of-the-test"
FOLDER = Path(writing.__file__).parents[2] / "prompts"
PROMPTS = parse_prompts(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md")))
FIL = "binance.filusdt"
USAGE = {"prompt_tokens": 900, "completion_tokens": 100}
"""What the server says that every answer took."""

PARTS = ("opening", "news", "market", "implications", "engine")

Answer = dict[str, Any]
Change = Callable[[str, str, Answer], None]
"""Changes one answer in place: part, slot id, answer."""

_LINE = re.compile(
    r"^(?P<id>\w+) \| (?P<type>\w+)(?: \| sources (?P<sources>[^|]+?))?"
    r"(?P<rest> \| not asked for)? \| (?P<text>.+)$",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"\{\{([a-z0-9._-]+)(?:\|\w+)?\}\}")


def edited(request: dict[str, Any], change: Change = lambda *_: None) -> dict[str, Answer]:
    """What a careful editor answers: each planned sentence with a word put before it."""
    user = request["messages"][1]["content"]
    keys = re.findall(r"\w+", user.rpartition("its keys are ")[2])
    part = part_of(request)
    plan = {match["id"]: match for match in _LINE.finditer(user)}
    answers = {}
    for key in keys:
        line = plan[key]
        answers[key] = _answer(key, line, user)
        change(part, key, answers[key])
    return answers


def _answer(key: str, line: re.Match[str], user: str) -> Answer:
    whole = key == "headline" or key.endswith("lead")
    text = line["text"] if whole else f"Here, {line['text']}"
    quoted = re.search("“([^“”]*)”", text)
    title = _REFERENCE.fullmatch(quoted[1]) if quoted else None
    if title:
        item = title[1].removeprefix("item.").removesuffix(".title")
        shown = re.search(rf'<item id="{item}">\n(.*)', user)
        quote = shown[1] if shown else ""
    else:
        quote = quoted[1] if quoted else ""
    return {
        "text": text,
        "type": line["type"],
        "fact_ids": _REFERENCE.findall(text),
        "source_ids": (line["sources"] or "").split(", ") if line["sources"] else [],
        "quote": quote,
    }


def part_of(request: dict[str, Any]) -> str:
    """The part that a request asks for."""
    closing = request["messages"][1]["content"]
    found = re.search(r"Word the (\w+)", closing[closing.rindex("Word the") :])
    assert found is not None
    return {"bullets": "implications"}.get(found[1], found[1])


@dataclass
class Server:
    """Answers in turn, the last one for ever; ``seen`` are the requests' bodies."""

    url: str = ""
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    drip: float = 0.0
    """Seconds between the bytes of an answer."""
    writes: Callable[[dict[str, Any]], Any] | None = None
    """What a request is answered with, in place of ``answers``."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def edits(self, change: Change = lambda *_: None) -> None:
        """Answer as the editor does, with some answers changed."""
        self.writes = lambda request: edited(request, change)

    def asked(self, part: str) -> list[dict[str, Any]]:
        """The requests for one part."""
        return [request for request in self.seen if part_of(request) == part]

    def next(self, request: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
        with self._lock:
            self.seen.append(request)
            if self.writes is None:
                return self.answers[min(len(self.seen), len(self.answers)) - 1]
        return 200, completion(self.writes(request)), {}

    def will(self, *contents: str | dict[str, Any], finish: str = "stop", **message: Any) -> None:
        for text in contents:
            self.will_send(200, completion(text, finish, **message))

    def will_send(self, status: int, body: bytes, **headers: str) -> None:
        self.answers.append((status, body, {"retry-after-ms": "1", **headers}))


def completion(content: str | dict[str, Any], finish: str = "stop", **message: Any) -> bytes:
    """The body of an answer."""
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"finish_reason": finish, "message": {"content": text, **message}}
    return json.dumps({"choices": [choice], "usage": USAGE}).encode()


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs as long as the context."""
    state = Server()
    state.go.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.keys.append(self.headers["Authorization"])
            state.headers.append(str(self.headers))
            status, content, headers = state.next(json.loads(body))
            state.go.wait(5)
            if status == 0:
                self.connection.close()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):  # the client may have hung up
                self.give(content)

        def give(self, content: bytes) -> None:
            step = 1 if state.drip else len(content) or 1
            for start in range(0, len(content), step):
                self.wfile.write(content[start : start + step])
                time.sleep(state.drip)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}/v1"
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


class Notebook(dict[str, bytes]):
    """A memory."""

    def recall(self, key: str) -> bytes | None:
        return self.get(key)

    def remember(self, key: str, body: bytes) -> None:
        self[key] = body


def settings(server: Server, **changes: Any) -> ModelSettings:
    given = ModelSettings(
        base_url=server.url, model="tiny", api_key=KEY, max_cost_usd=2.0, timeout=5.0, retries=1
    )
    return replace(given, **changes)


@cache
def start() -> tuple[Draft, Outline, FactSheet]:
    outline, sheet = edition()
    return write_offline(outline, sheet, DESK, Voice(outline.slug)), outline, sheet


def run(server: Server, memory: Notebook | None = None, **changes: Any) -> Draft:
    return _asked(server, start(), memory, **changes)


def told_with(
    server: Server,
    outline: Outline,
    sheet: FactSheet,
    memory: Notebook | None = None,
    **changes: Any,
) -> Draft:
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    return _asked(server, (draft, outline, sheet), memory, **changes)


def _asked(
    server: Server,
    begun: tuple[Draft, Outline, FactSheet],
    memory: Notebook | None = None,
    **changes: Any,
) -> Draft:
    draft, outline, sheet = begun
    return write_with_model(
        draft,
        outline,
        sheet,
        DESK,
        model=settings(server, **changes),
        prompts=PROMPTS,
        memory=Notebook() if memory is None else memory,
    )


def article_text(draft: Draft) -> str:
    _, sheet = edition()
    return prose(ledger.fill(draft, sheet, items=ITEMS + RELATED.items))
