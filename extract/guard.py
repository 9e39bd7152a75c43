"""A worker process under watch: an article that kills it, or takes too long, is given up."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from typing import IO

from extract.errors import SolieuError
from extract.read import RawPage, Refusal
from extract.worker import Answer, Item, Outcome, Settings

_TRIES = 2
_LONG = 1_000_000


class WorkerError(SolieuError):
    """A worker process that does not start, or was told to stop."""


class Guard:
    """One worker process, started when it is first needed and again whenever it has died.

    Only `stop` may be called while another thread is in `attempt`.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def attempt(self, item: Item) -> Outcome:
        """The answer for `item`, or why there is none.

        An article whose process was killed from outside is tried again; one that has its process
        killed each time, or is at it for too long, is refused.

        Raises:
            WorkerError: where no worker can be started, or this guard was stopped.
        """
        for _ in range(_TRIES):
            process = self._running()
            limit = _Deadline(process, self._seconds(item))
            with limit:
                answer = _ask(process, item)
            if answer is not None:
                return answer
            self._end()
            if limit.passed:
                return Refusal(item.origin, _time_reason(limit.seconds))
        return Refusal(
            item.origin, f"its process was killed {_TRIES} times, perhaps for want of memory"
        )

    def stop(self) -> None:
        """Kill the worker: an attempt under way in another thread raises `WorkerError`."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the worker for good."""
        self.stop()
        self._end()

    def _seconds(self, item: Item) -> float:
        size = len(item.data) if isinstance(item, RawPage) else len(item.text)
        return self.settings.seconds * (1 + size // _LONG)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None and not self._stopped:
            self._process = _start(self.settings)
        if self._process is None or self._stopped:
            raise WorkerError("the worker was told to stop")
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _drop(process)


def _time_reason(seconds: float) -> str:
    return f"it took more than {seconds:g} s; allow more with --timeout, or split it"


class _Deadline:
    """Kills a process that is not done in time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._process = process
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._process.kill()


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        # -P: no file of the folder one stands in may pass for a module.
        [sys.executable, "-P", "-c", "from extract.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # One thread each: several of them would fight over the cores.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
    )
    if not _send(process, settings) or _receive(process, default=process) is process:
        process.kill()
        _drop(process)
        raise WorkerError("no worker process could be started; its own message stands above")
    return process


def _ask(process: subprocess.Popen[bytes], item: Item) -> Outcome | None:
    """The worker's answer; nothing where it has died."""
    if not _send(process, item):
        return None
    answer = _receive(process, default=None)
    assert answer is None or isinstance(answer, Answer | Refusal)
    return answer


def _send(process: subprocess.Popen[bytes], message: object) -> bool:
    try:
        pickle.dump(message, _pipe(process.stdin), pickle.HIGHEST_PROTOCOL)
        _pipe(process.stdin).flush()
    except OSError:
        return False
    return True


def _receive(process: subprocess.Popen[bytes], *, default: object) -> object:
    try:
        return pickle.load(_pipe(process.stdout))
    except (EOFError, OSError, pickle.UnpicklingError):
        return default


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _drop(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for stream in (process.stdin, process.stdout):
        try:
            _pipe(stream).close()
        except OSError:
            continue  # what was still to be written to it is lost with it
