"""How much of the input has been read: what progress is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


class Meter:
    """Bytes read, as they lie on disk, over one file after the other."""

    def __init__(self) -> None:
        self._before = 0
        self._stream: IO[bytes] | None = None

    @contextmanager
    def follow(self, stream: IO[bytes]) -> Iterator[None]:
        """Count what is read from `stream` while this lasts."""
        self._stream = stream
        try:
            yield
        finally:
            self._before = self.read
            self._stream = None

    @property
    def read(self) -> int:
        """Bytes read up to now."""
        return self._before + (self._stream.tell() if self._stream else 0)
