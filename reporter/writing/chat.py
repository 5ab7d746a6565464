"""One question to an OpenAI-compatible server, remembered so that a replay needs no server.

Nothing that a server says reaches an article or a note by way of an error: failures are told
in words of our own, and the key is in none of them.
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from reporter.model.digest import canonical_json, digest_json

if TYPE_CHECKING:
    from openai import OpenAI

ASSUMED_INPUT_PRICE: Final = 10.0
ASSUMED_OUTPUT_PRICE: Final = 40.0
"""USD per million tokens where the configuration names none: dear, so that an unknown model is
never taken to be free."""

_BYTES_PER_TOKEN: Final = 3
_MAX_ANSWER: Final = 20_000
"""An answer of more characters is no rewritten opening."""
_CHUNK: Final = 10_000
_MAX_BODY: Final = 200_000
"""Bytes of a body; thoughts and token counts around an answer take some room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """The server and what may be spent there.

    ``api_key`` is None on a replay: then nothing is asked, only recalled; an empty key is for
    servers that want none. Prices are in USD per million tokens. In seconds, ``timeout`` bounds
    each wait for the server and ``deadline`` the whole question with all its tries.
    """

    base_url: str
    model: str
    api_key: str | None
    max_cost_usd: float
    input_price: float | None = None
    output_price: float | None = None
    timeout: float = 60.0
    deadline: float = 120.0
    retries: int = 2


class Memory(Protocol):
    """Answers by key, kept with the edition's snapshot."""

    def recall(self, key: str) -> bytes | None: ...

    def remember(self, key: str, body: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: the canonical request, without server or key."""

    model: str
    system: str
    user: str
    name: str
    schema: dict[str, Any]
    max_tokens: int

    @property
    def key(self) -> str:
        """``llm:`` and the digest of the request."""
        return f"llm:{digest_json(asdict(self))}"

    def reserve(self, settings: ModelSettings) -> float:
        """The most that asking may cost, in USD: every retry may be billed in full."""
        size = len(self.system.encode()) + len(self.user.encode()) + len(json.dumps(self.schema))
        tokens = math.ceil(size / _BYTES_PER_TOKEN)
        return (1 + settings.retries) * cost(settings, tokens, self.max_tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer's text, or the reason why there is none; tokens where the server told them."""

    content: str = ""
    failure: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None


def cost(settings: ModelSettings, tokens_in: int, tokens_out: int) -> float:
    """USD for so many tokens; without configured prices at the assumed ones."""
    dear_in, dear_out = settings.input_price, settings.output_price
    per_in = ASSUMED_INPUT_PRICE if dear_in is None else dear_in
    per_out = ASSUMED_OUTPUT_PRICE if dear_out is None else dear_out
    return (tokens_in * per_in + tokens_out * per_out) / 1_000_000


def ask(question: Question, settings: ModelSettings, memory: Memory) -> Outcome:
    """The outcome of one question: recalled if it was asked before, else asked and remembered.

    Failures are outcomes too and are remembered, so that a replay ends as the first run did.
    """
    known = memory.recall(question.key)
    if known is not None:
        return Outcome(**json.loads(known))
    if question.reserve(settings) > settings.max_cost_usd:
        return Outcome(failure="the spending cap is below what the call may cost")
    if settings.api_key is None:
        return Outcome(failure="the snapshot holds no answer of the model")
    outcome = _call(question, settings)
    memory.remember(question.key, canonical_json(asdict(outcome)))
    return outcome


def _call(question: Question, settings: ModelSettings) -> Outcome:
    """The outcome, given up at the deadline wherever the call then stands.

    A thread of its own, because a server that drips a byte at a time never runs into the
    client's time-outs; a daemon, so that it cannot keep the process from ending.
    """
    found: Future[Outcome] = Future()
    client = _client(settings)

    def call() -> None:
        try:
            found.set_result(_climb(client, question))
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
            found.set_exception(error)

    threading.Thread(target=call, daemon=True).start()
    in_time = wait([found], settings.deadline).done
    client.close()  # after the deadline every further try fails at once
    return found.result() if in_time else Outcome(failure="no answer in time")


def _client(settings: ModelSettings) -> OpenAI:
    """A client that takes nothing from the environment: no proxy, no organisation, no headers."""
    import openai

    client = openai.OpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key or "unused",
        timeout=settings.timeout,
        max_retries=settings.retries,
        http_client=openai.DefaultHttpxClient(trust_env=False),
    )
    client.organization = client.project = client.admin_api_key = None
    client._custom_headers = {}  # there is no public way past OPENAI_CUSTOM_HEADERS
    return client


def _climb(client: OpenAI, question: Question) -> Outcome:
    import openai

    for parameters in _ladder(question):
        try:
            with client.chat.completions.with_streaming_response.create(**parameters) as answer:
                return _read_bounded(answer.iter_bytes(_CHUNK))
        except openai.BadRequestError:
            continue  # the next rung asks for less
        except openai.OpenAIError as error:
            return Outcome(failure=_reason(error))
    return Outcome(failure="the server refused the request")


def _read_bounded(parts: Iterator[bytes]) -> Outcome:
    body = b""
    try:
        for part in parts:
            body += part
            if len(body) > _MAX_BODY:
                return Outcome(failure="the answer is too long")
    except Exception:  # noqa: BLE001 - whatever the client's HTTP library raises; it has no name here
        return Outcome(failure="the connection broke off")
    return _read(body.decode("utf-8", "replace"))


def _ladder(question: Question) -> Iterator[dict[str, Any]]:
    """Requests of falling demand: a schema, any JSON, the prompt alone.

    The last rung names the limit as newer servers want it; it is only tried when all others
    were refused.
    """
    messages = [
        {"role": "system", "content": question.system},
        {"role": "user", "content": question.user},
    ]
    schema = {"name": question.name, "strict": True, "schema": question.schema}
    strict = {"response_format": {"type": "json_schema", "json_schema": schema}}
    base = {"model": question.model, "messages": messages}
    limit = {"max_tokens": question.max_tokens}
    yield {**base, **limit, **strict}
    yield {**base, **limit, "response_format": {"type": "json_object"}}
    yield {**base, **limit}
    yield {**base, "max_completion_tokens": question.max_tokens, **strict}


def _reason(error: Exception) -> str:
    """The failure in our own words; the error's text may hold a part of the key."""
    import openai

    reasons: tuple[tuple[type[Exception], str], ...] = (
        (openai.APITimeoutError, "no answer in time"),
        (openai.APIConnectionError, "the server could not be reached"),
        (openai.AuthenticationError, "the server refused the key"),
        (openai.PermissionDeniedError, "the server refused the key"),
        (openai.NotFoundError, "the server does not know the model or the address"),
        (openai.RateLimitError, "the server asked to be left alone"),
        (openai.InternalServerError, "the server failed"),
    )
    return next((words for kind, words in reasons if isinstance(error, kind)), "the call failed")


def _read(body: str) -> Outcome:
    """The outcome in the body of an answer; servers are not trusted to keep to the format."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Outcome(failure="the server's answer is no JSON")
    choice = _first(_entry(answer, "choices"))
    message = _entry(choice, "message")
    usage = _entry(answer, "usage")
    content = _entry(message, "content")
    text = content if isinstance(content, str) else ""
    return Outcome(
        content=text,
        failure=_fault(text, message, _entry(choice, "finish_reason")),
        tokens_in=_tokens(usage, "prompt_tokens"),
        tokens_out=_tokens(usage, "completion_tokens"),
    )


def _fault(text: str, message: object, finish: object) -> str:
    if _entry(message, "refusal"):
        return "the model refused"
    if finish == "length":
        return "the answer was cut off"
    if not text.strip():
        return "the answer is empty"
    return "the answer is too long" if len(text) > _MAX_ANSWER else ""


def _entry(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None


def _tokens(usage: object, key: str) -> int | None:
    count = _entry(usage, key)
    return count if isinstance(count, int) and count >= 0 else None


def json_object(content: str) -> object:
    """The first JSON object in an answer; thoughts and code fences around it are passed over.

    None where there is none.
    """
    text = re.sub(r"<think>.*?</think>", "", content, flags=re.DOTALL | re.IGNORECASE)
    start = text.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None
