"""Decisions on disk: a line each, appended and flushed to the medium before anyone is told.

A later line on the same record holds. Nothing in the file is ever changed or taken out but the
half of a line that a crash left at its end.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extract.errors import InputError, OutputError
from extract.schema import exact_json

SUFFIX = ".review.jsonl"
"""What the name of the file ends in, so that `solieu extract` takes it for no article."""

Entry = Mapping[str, Any]


class Journal:
    """An append-only JSONL file, open for one process at a time.

    `entries` are the lines that it held when it was opened. A last line that a crash cut short was
    never confirmed to anyone: it is taken off, and kept in `torn`.

    Raises:
        OutputError: where the file cannot be opened or is in use.
        InputError: where a line that is not the last is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.torn: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = not path.exists()
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise OutputError(_unwritable(path, error)) from error
        try:
            self._lock()
            if new:
                _sync_folder(path.parent)
            self.entries = self._read()
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)

    def append(self, entry: Entry) -> None:
        """Keep `entry`, with the time; it is on the disk when this returns.

        Raises:
            OutputError: where it could not be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            self._write(exact_json({"at": now, **entry}))
        except OSError as error:
            raise OutputError(_unwritable(self.path, error)) from error

    def _write(self, line: str) -> None:
        data = (line + "\n").encode()
        before = os.fstat(self._file).st_size
        try:
            written = os.write(self._file, data)
            if written != len(data):
                raise OSError(f"only {written} of {len(data)} bytes fitted")
            os.fsync(self._file)
        except OSError:
            # Half a line would run into the next one.
            os.ftruncate(self._file, before)
            raise

    def _read(self) -> list[Entry]:
        data = b""
        while chunk := os.read(self._file, 1 << 20):
            data += chunk
        *lines, rest = data.split(b"\n")
        entries = [self._entry(line, i) for i, line in enumerate(lines, 1) if line.strip()]
        if rest:
            self.torn = rest.decode("utf-8", "replace")
            os.ftruncate(self._file, len(data) - len(rest))
        return entries

    def _entry(self, line: bytes, number: int) -> Entry:
        try:
            value = json.loads(line, parse_float=Decimal)
        except ValueError as error:
            raise InputError(
                f"{self.path}:{number}: damaged: {error}; mend this line, or take it out"
            ) from error
        if not isinstance(value, dict):
            raise InputError(f"{self.path}:{number}: no object; mend this line, or take it out")
        return value

    def _lock(self) -> None:
        if sys.platform == "win32":
            return
        import fcntl  # noqa: PLC0415 - not everywhere

        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                f"{self.path} is open in another review; close that one first"
            ) from error


def _sync_folder(folder: Path) -> None:
    """The name of a new file is on the disk once its folder is."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: OSError) -> str:
    return f"{path} cannot be written: {error.strerror or error}; choose another --corrections"
