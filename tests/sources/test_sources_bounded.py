"""Work in a process of its own, and what becomes of jobs that stall, swell or die."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reporter.model.errors import SourceRefused
from reporter.net.child import receive, send
from reporter.sources import bounded, worker
from reporter.sources.bounded import close_workers, run_bounded

JOBS = "tests.sources.bounded_jobs"


@pytest.fixture(autouse=True)
def children() -> Iterator[None]:
    """New children for each test, ended afterwards."""
    close_workers()
    yield
    close_workers()


def run(job: str, payload: bytes = b"", seconds: float = 10.0, **options: Any) -> Any:
    name = f"{JOBS}:{job}"
    return run_bounded(name, payload, options, where="Example Wire", seconds=seconds)


def refused(job: str, **terms: Any) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        run(job, **terms)
    return caught.value


def test_an_answer_comes_back_as_plain_data() -> None:
    answer = run("echo", bytes(range(256)), number=1, text="Café \udcff")
    assert answer == {
        "payload": bytes(range(256)).decode("latin-1"),
        "number": 1,
        "text": "Café \udcff",
    }


def test_a_large_payload_and_a_large_answer_pass() -> None:
    assert len(run("echo", b"x" * 5_000_000)["payload"]) == 5_000_000


def test_one_child_serves_many_jobs_without_this_process_s_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EXAMPLE_API_KEY", "secret")
    (one, names, order), (other, _, same) = run("surroundings"), run("surroundings")
    assert one == other != os.getpid()
    assert "EXAMPLE_API_KEY" not in names
    close_workers()
    another, _, still = run("surroundings")
    assert another != one
    assert order == same == still  # the order of a set does not change from process to process


def test_what_a_library_prints_does_no_harm() -> None:
    assert [run("chatter") for _ in range(3)] == ["heard"] * 3


def test_a_refusal_passes_and_names_the_source() -> None:
    error = refused("refuse")
    assert (error.reason, str(error)) == ("empty", "Example Wire: it is empty. Check it.")


@pytest.mark.parametrize(
    ("job", "reason", "words"),
    [
        ("stall", "stalled", "longer than 0.3 seconds"),
        ("devour", "too-large", "more memory"),
        ("killed", "too-large", "more memory"),
        ("crash", "unreadable", "broke down"),
        ("no_such_job", "unreadable", "broke down"),
    ],
)
def test_what_cannot_be_done_is_refused_and_the_next_job_goes_on(
    job: str, reason: str, words: str
) -> None:
    error = refused(job, seconds=0.3 if job == "stall" else 10.0)
    assert error.reason == reason
    assert words in str(error)
    assert str(error).startswith("Example Wire: ")
    assert run("echo", b"next")["payload"] == "next"


@pytest.mark.parametrize(
    ("code", "reason"), [(0, "unreadable"), (1, "unreadable"), (worker.OUT_OF_MEMORY, "too-large")]
)
def test_a_child_that_dies(code: int, reason: str) -> None:
    assert refused("die", code=code).reason == reason


def test_a_job_that_dies_in_a_worn_child_is_tried_in_a_new_one() -> None:
    assert [run("die_if_worn") for _ in range(3)] == ["fresh"] * 3


def test_an_answer_without_end_is_not_taken() -> None:
    assert refused("babble").reason == "too-large"


def test_a_child_without_asker_ends_by_its_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoClock:
        def __init__(self, seconds: float, act: object) -> None: ...

        def start(self) -> None: ...

        cancel = join = start

    monkeypatch.setattr(bounded, "Timer", NoClock)
    assert refused("spin", seconds=0.1).reason == "stalled"


def test_a_clock_that_rings_while_the_answer_comes_costs_the_child_and_not_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class EarlyBell:
        def __init__(self, seconds: float, act: Any) -> None:
            self.act = act

        def start(self) -> None: ...

        def cancel(self) -> None:
            self.act()

        join = start

    monkeypatch.setattr(bounded, "Timer", EarlyBell)
    first, second = run("surroundings"), run("surroundings")
    assert first[0] != second[0]


def test_an_interrupted_asker_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = run("surroundings")[0]
    with monkeypatch.context() as patch:
        patch.setattr(bounded, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run("echo")
    assert run("surroundings")[0] != before


def test_threads_share_at_most_two_children() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: run("echo", b"%d" % n)["payload"], range(40)))
        who = {answer[0] for answer in pool.map(lambda _: run("surroundings"), range(20))}
    assert answers == [str(n) for n in range(40)]
    assert len(who) <= 2


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/interpreter")
    error = refused("echo")
    assert error.reason == "unreadable"
    assert "no process could be started" in str(error)


def test_an_interpreter_that_ends_at_once_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporter.net.child._START", "raise SystemExit(1)")
    assert refused("echo", payload=b"x" * 1_000_000).reason == "unreadable"


def test_a_program_that_ends_leaves_neither_child_nor_warning() -> None:
    program = (
        "from reporter.sources.bounded import run_bounded;"
        f"print(run_bounded('{JOBS}:surroundings', b'', {{}}, where='x')[0])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", program],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == b""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


# The child's side, in this process


def messages(*parts: bytes) -> io.BytesIO:
    pipe = io.BytesIO()
    for part in parts:
        send(pipe, part)
    pipe.seek(0)
    return pipe


def test_serving_ends_with_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    terms = json.dumps({"job": f"{JOBS}:echo", "options": {"n": 1}, "seconds": 1}).encode()
    sink = io.BytesIO()
    worker.serve(messages(terms, b"one", terms), sink)
    sink.seek(0)
    answer = receive(sink)
    assert answer is not None
    assert json.loads(answer) == {"answer": {"payload": "one", "n": 1}}
    assert receive(sink) is None


def test_what_becomes_of_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[int] = []
    monkeypatch.setattr(os, "_exit", ends.append)
    assert worker.perform(f"{JOBS}:echo", b"x", {}) == {"answer": {"payload": "x"}}
    refusal = {"refused": ["it is empty.", "Check it.", "empty"]}
    assert worker.perform(f"{JOBS}:refuse", b"", {}) == refusal
    assert worker.perform(f"{JOBS}:crash", b"", {}) == {"broken": "KeyError"}
    worker.perform(f"{JOBS}:want", b"", {})
    assert ends == [worker.OUT_OF_MEMORY]


def test_a_message_that_is_cut_or_too_long_is_none() -> None:
    assert receive(io.BytesIO(b"\0\0")) is None
    assert receive(io.BytesIO(b"\0" * 7 + b"\5ab")) is None
    assert receive(messages(b"12345"), most=4) is None
    assert receive(messages(b"12345"), most=5) == b"12345"


def test_limits_are_set_where_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", told.__setitem__)
    worker.limit_memory()
    worker.limit_time(10)
    assert told[resource.RLIMIT_AS] == (worker.MEMORY, worker.MEMORY)
    assert told[resource.RLIMIT_CPU][0] >= 11

    def refuse(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", refuse)
    worker.limit_memory()
    worker.limit_time(10)
    monkeypatch.setitem(sys.modules, "resource", None)
    worker.limit_memory()
    worker.limit_time(10)
