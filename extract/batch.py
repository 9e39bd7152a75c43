"""Many articles through the extractor: one after the other or over processes, nothing lost.

A crash on one article, even one that takes its process down, refuses that article; the others go
on, in the order they came.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from extract.errors import SolieuError
from extract.read import Read, Refusal, Source
from extract.schema import Record

Work = Callable[[Source], list[Record]]


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article and its records; a list that is empty says that there are none."""

    source: Source
    records: list[Record]


Outcome = Extracted | Refusal

_AHEAD = 4
"""Articles per process that wait their turn: enough to keep it busy, few enough to hold."""


def run(items: Iterable[Read], work: Work, *, jobs: int = 1) -> Iterator[Outcome]:
    """The outcome of every item, in order. `work` must be importable where `jobs` is over 1."""
    if jobs <= 1:
        return (item if isinstance(item, Refusal) else _attempt(work, item) for item in items)
    return _run_over_processes(items, work, jobs)


def _attempt(work: Work, source: Source) -> Outcome:
    try:
        return Extracted(source, work(source))
    except SolieuError as error:
        return Refusal(source.origin, str(error))
    except Exception as error:  # whatever it is, the other articles go on
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Refusal(source.origin, f"the extractor failed here ({what}); please report it")


_Waiting = tuple[Read, Future[Outcome] | None]


def _run_over_processes(items: Iterable[Read], work: Work, jobs: int) -> Iterator[Outcome]:
    waiting: deque[_Waiting] = deque()
    pool = _pool(jobs)
    try:
        for item in items:
            pool = _submit(pool, waiting, item, work, jobs)
            while len(waiting) > jobs * _AHEAD:
                yield _result(waiting.popleft(), work)
        while waiting:
            yield _result(waiting.popleft(), work)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Not by fork: the taggers start threads, and a fork would copy their locks.
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def _submit(
    pool: ProcessPoolExecutor, waiting: deque[_Waiting], item: Read, work: Work, jobs: int
) -> ProcessPoolExecutor:
    """Hand `item` to the pool, or to a new one where the old one has lost a process."""
    if isinstance(item, Refusal):
        waiting.append((item, None))
        return pool
    try:
        waiting.append((item, pool.submit(_attempt, work, item)))
    except BrokenProcessPool:
        pool.shutdown(wait=False)
        pool = _pool(jobs)
        waiting.append((item, pool.submit(_attempt, work, item)))
    return pool


def _result(waiting: _Waiting, work: Work) -> Outcome:
    item, future = waiting
    if isinstance(item, Refusal):
        return item
    assert future is not None
    try:
        return future.result()
    except BrokenProcessPool:
        return _alone(work, item)


def _alone(work: Work, source: Source) -> Outcome:
    """Try an article again in a process of its own: it, or a neighbour, broke the pool."""
    with _pool(1) as pool:
        try:
            return pool.submit(_attempt, work, source).result()
        except BrokenProcessPool:
            return Refusal(source.origin, "its process was killed, perhaps for want of memory")
