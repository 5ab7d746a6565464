"""A small local server that answers as chat completions do, and what is asked of it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reporter import ledger, writing
from reporter.model.facts import FactSheet
from reporter.model.text import Draft, Outline
from reporter.writing import ModelSettings, parse_prompt, write_offline, write_with_model
from reporter.writing.voice import Voice
from tests.writing.conftest import DESK, ITEMS, RELATED, edition, prose

KEY = "sk-dummy-of-the-test"
PROMPT = parse_prompt(
    (Path(writing.__file__).parents[2] / "prompts" / "lede.md").read_text("utf-8")
)
FIL = "binance.filusdt"
GOOD = {
    "headline": (
        f"Kalshi Gains Margin Access While FIL Funding Sits at {{{{{FIL}.funding.settled|short}}}}"
    ),
    "dek": f"Shorts pay longs on FILUSDT, where funding settled at {{{{{FIL}.funding.settled}}}}.",
    "lede_event": (
        "Kalshi has an affiliate that may intermediate margin trades, as "
        "{{item.item-1.outlet}} reported on {{item.item-1.published|day}}."
    ),
    "lede_words": (
        "{{item.item-2.outlet}} says that “Institutions will be able to post margin instead of "
        "full collateral”."
    ),
    "lede_contract": (
        f"Beside it, FILUSDT trades at {{{{{FIL}.price}}}} on {{{{{FIL}.venue}}}}, down "
        f"{{{{{FIL}.price.change_24h|size}}}} day on day."
    ),
}


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

    def will(self, *contents: str | dict[str, Any], finish: str = "stop", **message: Any) -> None:
        for content in contents:
            text = content if isinstance(content, str) else json.dumps(content)
            body = {
                "choices": [
                    {"finish_reason": finish, "message": {"content": text, **message}},
                ],
                "usage": {"prompt_tokens": 900, "completion_tokens": 100},
            }
            self.will_send(200, json.dumps(body).encode())

    def will_send(self, status: int, body: bytes, **headers: str) -> None:
        self.answers.append((status, body, {"retry-after-ms": "1", **headers}))


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs as long as the context."""
    state = Server()
    state.go.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.seen.append(json.loads(body))
            state.keys.append(self.headers["Authorization"])
            state.headers.append(str(self.headers))
            state.go.wait(5)
            answer = state.answers[min(len(state.seen), len(state.answers)) - 1]
            status, content, headers = answer
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
        base_url=server.url, model="tiny", api_key=KEY, max_cost_usd=0.25, timeout=5.0, retries=1
    )
    return replace(given, **changes)


def start() -> tuple[Draft, Outline, FactSheet]:
    outline, sheet = edition()
    return write_offline(outline, sheet, DESK, Voice(outline.slug)), outline, sheet


def run(server: Server, memory: Notebook | None = None, **changes: Any) -> Draft:
    draft, outline, sheet = start()
    return write_with_model(
        draft,
        outline,
        sheet,
        DESK,
        model=settings(server, **changes),
        prompt=PROMPT,
        memory=Notebook() if memory is None else memory,
    )


def article_text(draft: Draft) -> str:
    _, sheet = edition()
    return prose(ledger.fill(draft, sheet, items=ITEMS + RELATED.items))


def told_with(server: Server, outline: Outline, sheet: FactSheet) -> Draft:
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    return write_with_model(
        draft,
        outline,
        sheet,
        DESK,
        model=settings(server),
        prompt=PROMPT,
        memory=Notebook(),
    )
