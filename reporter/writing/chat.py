"""One question to an OpenAI-compatible server, and what became of it.

Nothing that a server says reaches an article or a note by way of an error: failures are told
in words of our own, and the key is in none of them.
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from reporter.model.digest import digest_json

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

LATE: Final = "no answer in time"

_BYTES_PER_TOKEN: Final = 3
_MAX_ANSWER: Final = 40_000
"""An answer of more characters is no section of an article."""
_CHUNK: Final = 10_000
_MAX_BODY: Final = 200_000
"""Bytes of a body; thoughts and token counts around an answer take some room."""
_LONGEST_PAUSE: Final = 20.0
"""Seconds: a server that asks for more is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """The server and what may be spent there.

    ``api_key`` is None on a replay: then nothing is asked, only recalled; an empty key is for
    servers that want none. Prices are in USD per million tokens. In seconds, ``timeout`` bounds
    each wait for the server, ``deadline`` one question with all its tries, and ``patience`` the
    time after which an edition asks nothing more. ``retries`` counts further tries where the
    server is busy or failed.
    """

    base_url: str
    model: str
    api_key: str | None
    max_cost_usd: float
    input_price: float | None = None
    output_price: float | None = None
    timeout: float = 45.0
    deadline: float = 60.0
    patience: float = 60.0
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

    @property
    def most_tokens_in(self) -> int:
        """More tokens than any known tokeniser makes of it."""
        size = len(self.system.encode()) + len(self.user.encode()) + len(json.dumps(self.schema))
        return math.ceil(size / _BYTES_PER_TOKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer's text, or the reason why there is none; tokens where the server told them.

    ``charged`` is false where nothing can have been billed: the server turned the request down,
    or it was never ``asked``. ``final`` says that further questions would fare no better.
    """

    content: str = ""
    failure: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    asked: bool = True
    charged: bool = True
    final: bool = False


@dataclass(slots=True)
class Rung:
    """How much form a server enforces; found once and kept for the edition."""

    number: int = 0


def call(question: Question, client: OpenAI, settings: ModelSettings, rung: Rung) -> Outcome:
    """The outcome, given up at the deadline wherever the call then stands.

    A thread of its own, because a server that drips a byte at a time never runs into the
    client's time-outs; a daemon, so that it cannot keep the process from ending. Closing the
    client ends it.
    """
    found: Future[Outcome] = Future()
    over = threading.Event()

    def ask() -> None:
        try:
            found.set_result(_Asking(client, question, settings, over).climb(rung))
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
            found.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    in_time = wait([found], settings.deadline).done
    over.set()
    return found.result() if in_time else Outcome(failure=LATE, final=True)


def connect(settings: ModelSettings) -> OpenAI:
    """A client that takes nothing from the environment: no proxy, no organisation, no headers."""
    import openai

    client = openai.OpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key or "unused",
        timeout=settings.timeout,
        max_retries=0,
        http_client=openai.DefaultHttpxClient(trust_env=False),
    )
    client.organization = client.project = client.admin_api_key = None
    client._custom_headers = {}  # there is no public way past OPENAI_CUSTOM_HEADERS
    return client


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question on its way.

    Only requests that the server turned down are tried again, since those cost nothing: a try
    that timed out or broke off may be billed, and the client's own retries would repeat it.
    """

    client: OpenAI
    question: Question
    settings: ModelSettings
    over: threading.Event

    def climb(self, rung: Rung) -> Outcome:
        """Ask on the rung that worked before, or else on the next ones down."""
        import openai

        ladder = _ladder(self.question)
        for number in range(rung.number, len(ladder)):
            try:
                outcome = self._patiently(ladder[number])
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                continue  # the next rung asks for less
            except openai.OpenAIError as error:
                return _failed(error)
            rung.number = number
            return outcome
        return Outcome(failure="the server refused the request", charged=False, final=True)

    def _patiently(self, parameters: dict[str, Any]) -> Outcome:
        import openai

        for _ in range(self.settings.retries):
            try:
                return self._once(parameters)
            except (openai.RateLimitError, openai.InternalServerError) as error:
                pause = _pause(error)
                if pause > _LONGEST_PAUSE or self.over.wait(pause):
                    raise
        return self._once(parameters)

    def _once(self, parameters: dict[str, Any]) -> Outcome:
        create: Callable[..., Any] = self.client.chat.completions.with_streaming_response.create
        with create(**parameters) as answer:
            return _read_bounded(answer.iter_bytes(_CHUNK))


def _pause(error: APIStatusError) -> float:
    """Seconds to wait before the next try: what the server asks for, or half a second."""
    for name, per_second in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        asked = error.response.headers.get(name, "")
        if re.fullmatch(r"\d{1,9}(\.\d+)?", asked):
            return float(asked) / per_second
    return 0.5


def _read_bounded(parts: Iterator[bytes]) -> Outcome:
    body = b""
    try:
        for part in parts:
            body += part
            if len(body) > _MAX_BODY:
                return Outcome(failure="the answer is too long")
    except Exception:  # noqa: BLE001 - whatever the client's HTTP library raises; it has no name here
        return Outcome(failure="the connection broke off", final=True)
    return _read(body.decode("utf-8", "replace"))


def _ladder(question: Question) -> tuple[dict[str, Any], ...]:
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
    return (
        {**base, **limit, **strict},
        {**base, **limit, "response_format": {"type": "json_object"}},
        {**base, **limit},
        {**base, "max_completion_tokens": question.max_tokens, **strict},
    )


def _failed(error: Exception) -> Outcome:
    """The failure in our own words; the error's text may hold a part of the key.

    All of these are final: whatever is worth a second try has had it.
    """
    import openai

    reasons: tuple[tuple[type[Exception], str], ...] = (
        (openai.APITimeoutError, LATE),
        (openai.APIConnectionError, "the server could not be reached"),
        (openai.AuthenticationError, "the server refused the key"),
        (openai.PermissionDeniedError, "the server refused the key"),
        (openai.NotFoundError, "the server does not know the model or the address"),
        (openai.RateLimitError, "the server asked to be left alone"),
        (openai.InternalServerError, "the server failed"),
    )
    reason = next((words for kind, words in reasons if isinstance(error, kind)), "the call failed")
    answered = isinstance(error, openai.APIStatusError)
    return Outcome(failure=reason, charged=not answered, final=True)


def _read(body: str) -> Outcome:
    """The outcome in the body of an answer; servers are not trusted to keep to the format."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Outcome(failure="the server's answer is no JSON", final=True)
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
