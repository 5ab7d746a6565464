"""Questions of one edition: recalled or asked, within its cap and its time."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from reporter.model.digest import canonical_json
from reporter.writing.chat import (
    Memory,
    ModelSettings,
    Outcome,
    Question,
    Rung,
    call,
    connect,
)
from reporter.writing.spending import Spending

if TYPE_CHECKING:
    from openai import OpenAI

CAP: Final = "the spending cap does not cover what the next call may cost"
TIME: Final = "the time for the model's work was over"
_AT_ONCE: Final = 4


class Asking:
    """Asks in rounds, so that what is spent and stopped never hangs on which answer came first.

    Every outcome that money or time brought about is remembered, failures too, so that a replay
    ends as the first run did. After a final failure nothing more is asked.
    """

    def __init__(self, settings: ModelSettings, memory: Memory) -> None:
        self.spending = Spending(settings)
        self._settings = settings
        self._memory = memory
        self._rung = Rung()
        self._client: OpenAI | None = None
        self._begun = False
        self._stopped = ""
        self._impatient = threading.Event()
        self._timer = threading.Timer(settings.patience, self._impatient.set)
        self._timer.daemon = True

    def __enter__(self) -> Asking:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._client is not None:
            self._client.close()

    def round(self, questions: Sequence[Question]) -> tuple[Outcome, ...]:
        """The outcomes in the order of the questions.

        The first question of all goes alone, since it finds out what the server can do and
        whether it takes the key; later ones go together.
        """
        alone = 0 if self._begun else 1
        self._begun = True
        return (*self._together(questions[:alone]), *self._together(questions[alone:]))

    def _together(self, questions: Sequence[Question]) -> tuple[Outcome, ...]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            begun = [self._begin(question, pool) for question in questions]
            pairs = zip(questions, begun, strict=True)
            return tuple(self._end(question, one) for question, one in pairs)

    def _begin(self, question: Question, pool: ThreadPoolExecutor) -> _Begun:
        """Ask, unless the outcome is known without asking.

        The cap is looked at before the memory, so that a replay decides as the first run did.
        """
        if self._stopped:
            return _Begun(_unasked(self._stopped))
        if not self.spending.reserve(question):
            return _Begun(_unasked(CAP))
        known = self._memory.recall(question.key)
        if known is not None:
            return _Begun(Outcome(**json.loads(known)), reserved=True)
        if self._settings.api_key is None:
            return _Begun(_unasked("the snapshot holds no answer of the model"), reserved=True)
        if self._impatient.is_set():
            return _Begun(_unasked(TIME, final=True), reserved=True, fresh=True)
        self._client = self._client or connect(self._settings)
        job = pool.submit(call, question, self._client, self._settings, self._rung)
        return _Begun(job, reserved=True, fresh=True)

    def _end(self, question: Question, begun: _Begun) -> Outcome:
        answer = begun.answer
        outcome = answer if isinstance(answer, Outcome) else answer.result()
        if begun.fresh:
            self._memory.remember(question.key, canonical_json(asdict(outcome)))
        if begun.reserved:
            self.spending.book(question, outcome)
        if outcome.final:
            self._stopped = self._stopped or outcome.failure
        return outcome


@dataclass(frozen=True, slots=True)
class _Begun:
    """An outcome or the call that will give it; ``fresh`` ones are to be remembered."""

    answer: Outcome | Future[Outcome]
    reserved: bool = False
    fresh: bool = False


def _unasked(reason: str, *, final: bool = False) -> Outcome:
    return Outcome(failure=reason, charged=False, asked=False, final=final)
