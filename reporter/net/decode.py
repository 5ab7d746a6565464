"""Reading a body under a cap that no compression can outrun.

A running cap on decoded chunks does not protect: one small compressed chunk can decode to
hundreds of megabytes at once, and stacked encodings multiply. So the raw bytes are read and
inflated here, never beyond the cap.
"""

from __future__ import annotations

import zlib

from reporter.model.errors import SourceRefused, SourceUnavailable

_GZIP = 31  # zlib's window bits for a gzip header
_GZIP_NAMES = frozenset({"gzip", "x-gzip"})


class Body:
    """Collects the raw chunks of one answer. ``where`` names the source in errors."""

    def __init__(self, encoding: str, max_bytes: int, where: str) -> None:
        self._max_bytes = max_bytes
        self._where = where
        self._raw_size = 0
        self._decoded = bytearray()
        self._inflater = zlib.decompressobj(_GZIP) if self._is_gzip(encoding) else None

    def _is_gzip(self, encoding: str) -> bool:
        names = [name.strip().lower() for name in encoding.split(",")]
        coded = [name for name in names if name not in {"", "identity"}]
        if not coded:
            return False
        if len(coded) > 1 or coded[0] not in _GZIP_NAMES:
            raise self._unreadable("the answer is compressed in a way that was not asked for.")
        return True

    def feed(self, chunk: bytes) -> None:
        """Take one raw chunk. Raises SourceRefused when it is too much or no gzip."""
        self._raw_size += len(chunk)
        if self._raw_size > self._max_bytes:
            raise self._too_large()
        if self._inflater is None:
            self._decoded += chunk
        else:
            self._inflate(chunk)

    def _inflate(self, data: bytes) -> None:
        while data and self._inflater is not None:
            room = self._max_bytes - len(self._decoded) + 1
            try:
                self._decoded += self._inflater.decompress(data, room)
            except zlib.error as error:
                raise self._unreadable("the compressed answer is damaged.") from error
            if len(self._decoded) > self._max_bytes:
                raise self._too_large()
            data = self._inflater.unused_data
            if data:  # gzip allows several members one after another
                self._inflater = zlib.decompressobj(_GZIP)

    def finish(self) -> bytes:
        """The decoded body. Raises SourceUnavailable when it ended in the middle."""
        if self._inflater is not None and self._raw_size and not self._inflater.eof:
            raise SourceUnavailable(
                "the answer ended before it was complete.", self._where, reason="reset"
            )
        return bytes(self._decoded)

    def _too_large(self) -> SourceRefused:
        return SourceRefused(
            f"the answer is larger than {self._max_bytes:,} bytes.",
            self._where,
            "Check the address.",
            reason="too-large",
        )

    def _unreadable(self, what: str) -> SourceRefused:
        return SourceRefused(what, self._where, reason="unreadable")
