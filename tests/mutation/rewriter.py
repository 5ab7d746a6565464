"""A model stand-in that does what it is asked: it words planned sentences slightly anew.

The shared stand-in invents sentences, of which the writer uses few; this one keeps the plan and
changes plain words, so that most of an article is a model's text. It answers chat completions.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PLANNED = re.compile(r"^(\w+) \| (\w+) \|(?: sources ([^|\n]+) \|)? (.+)$", re.MULTILINE)
_ASKED = re.compile(r"its keys are ([\w, ]+)\.\s*$")
_ITEM = re.compile(r'<item id="(\w+)">\n(.+)\n(.+)')
_REFERENCE = re.compile(r"\{\{([^|}]+)(?:\|\w+)?\}\}")
_OTHER_WORDS = (
    (r"\bday on day\b", "from the day before"),
    (r"\bAs for the basis, the\b", "On the basis, the"),
    (r"\bThe nearest modelled levels are\b", "Modelled levels stand nearest at"),
    (r"\bworth\b", "valued at"),
    (r"\bInference\b", "This inference"),
    (r"\bbeside it\b", "next to it"),
    (r"\bmay draw\b", "might draw"),
    (r"\bcould\b", "might"),
    (r"\bshows\b", "has"),
    (r"\b[Ww]hat to watch is\b", "Worth watching is"),
    (r"\bIn figures, as\b", "As"),
    (r"\bstayed with the subject\b", "kept to the subject"),
)


@contextmanager
def rewriting() -> Iterator[str]:
    """The base address of such a server, which runs as long as the context."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        content = json.dumps(reworded([message["content"] for message in asked["messages"]]))
        body = json.dumps(
            {
                "choices": [{"finish_reason": "stop", "message": {"content": content}}],
                "usage": {"prompt_tokens": 2_000, "completion_tokens": 500},
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def reworded(messages: list[str]) -> dict[str, Any]:
    """An answer to the prompt: each sentence that it asks for, in slightly other words."""
    prompt = "\n".join(messages)
    plan = {key: (kind, sources, text) for key, kind, sources, text in _PLANNED.findall(prompt)}
    news = {item: (title, text) for item, title, text in _ITEM.findall(prompt)}
    asked = _ASKED.search(messages[-1])
    keys = asked[1].split(", ") if asked else []
    return {key: _sentence(plan[key], news) for key in keys if key in plan}


def _sentence(plan: tuple[str, str, str], news: dict[str, tuple[str, str]]) -> dict[str, Any]:
    kind, sources, planned = plan
    text = planned
    for words, others in _OTHER_WORDS:
        text = re.sub(words, others, text)
    told = [source for source in re.split(r"[, ]+", sources) if source in news]
    return {
        "text": text,
        "type": kind,
        "fact_ids": list(dict.fromkeys(_REFERENCE.findall(text))),
        "source_ids": [source for source in re.split(r"[, ]+", sources) if source],
        "quote": _quote(planned, told, news) if kind == "reported" else "",
    }


def _quote(planned: str, told: list[str], news: dict[str, tuple[str, str]]) -> str:
    """The words quoted in the plan, or else the title of the first source."""
    quoted = re.search("“([^”{]+)”", planned)
    if quoted:
        return quoted[1]
    return news[told[0]][0] if told else ""
