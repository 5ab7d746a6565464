"""Child processes of our own interpreter, and messages through the pipes to them."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from importlib import import_module; import_module(sys.argv[1]).main()"
)
_GRACE: Final = 1.0  # seconds that a process has to go by itself
_LENGTH: Final = struct.Struct(">Q")


def started(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """A process that runs the module's ``main`` with pipes to its input and output.

    It finds the ``arguments`` behind the module's name in ``sys.argv``; without an
    ``environment`` it has ours. What it prints to its error output is dropped. Raises ``OSError``
    where the system has no room for it.
    """
    command = [sys.executable, "-s", "-P", "-c", _START, module, *arguments, json.dumps(sys.path)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=None if environment is None else dict(environment),
        bufsize=0,
    )


def ended(process: subprocess.Popen[bytes]) -> int:
    """Close its pipes and wait for it, not long; its exit code, negative for a signal."""
    if process.stdin:
        with suppress(OSError):  # what it did not take is lost with it
            process.stdin.close()
    try:
        code = process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if process.stdout:
        process.stdout.close()
    return code


@contextmanager
def pipes() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """In the child: where orders come from and where answers go.

    What a library prints does not get between the answers. It is for the asker to be interrupted
    from the keyboard: it then closes the pipe.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(1), "wb", buffering=0) as sink:
        os.dup2(2, 1)
        yield sys.stdin.buffer, sink


def send(sink: BinaryIO, message: bytes) -> None:
    """One message, behind its length."""
    rest = memoryview(_LENGTH.pack(len(message)) + message)
    while rest:
        rest = rest[sink.write(rest) :]


def receive(source: BinaryIO, most: int = 2**63) -> bytes | None:
    """One message, or None where the source ends or the message is longer than ``most``."""
    head = _exactly(source, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _exactly(source, length) if length <= most else None


def _exactly(source: BinaryIO, length: int) -> bytes | None:
    pieces: list[bytes] = []
    while length:
        piece = source.read(min(length, 2**20))
        if not piece:
            return None
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
