"""Many articles through the extractor: in shards, over worker processes, nothing lost.

A shard is a run of articles as they come in. Where shards begin and end depends on the input alone,
so that a run that was broken off finds its shards again. `run_shard` is all the work of a shard,
here as on a cluster.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from extract.guard import Guard, WorkerError
from extract.read import RawPage, RawRead, Refusal, Source
from extract.schema import Record
from extract.worker import Settings

FIRST_SHARD, LARGEST_SHARD = 8, 256
"""Articles of a shard: few at first, so that a small input too is spread over all processes, then
more, so that a large one has few shards."""

SHARDS_OF_A_SIZE = 16
"""So many shards later they are twice as large."""

SHARD_CHARACTERS = 1_000_000
"""A shard that holds so much text is full, however few its articles."""

_AHEAD = 2
"""Shards per process that are read and wait: enough to keep it busy, few enough to hold."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article and its records; a list that is empty says that there are none."""

    source: Source
    records: list[Record]


@dataclass(frozen=True, slots=True)
class Shard:
    """Articles that follow each other in the input, and what was refused among them.

    `digest` is a fingerprint of all of that: the same for the same input on every machine.
    """

    index: int
    items: tuple[RawRead, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What came of a shard: its records and texts as they are written, in order.

    `kept` says that an earlier run had it, and that records and texts are on disk, not here.
    """

    index: int
    digest: str
    articles: int
    count: int
    records: str
    texts: str
    refused: tuple[Refusal, ...]
    kept: bool = False


def cut(items: Iterable[RawRead]) -> Iterator[Shard]:
    """The shards of `items`, one at a time."""
    index, size, held = 0, 0, list[RawRead]()
    for item in items:
        held.append(item)
        size += _length(item)
        if len(held) >= _most(index) or size >= SHARD_CHARACTERS:
            yield _shard(index, held)
            index, size, held = index + 1, 0, []
    if held:
        yield _shard(index, held)


def _shard(index: int, items: list[RawRead]) -> Shard:
    found = hashlib.blake2b(digest_size=16)
    for item in items:
        found.update(repr(item).encode("utf-8", "surrogatepass"))
    return Shard(index, tuple(items), found.hexdigest())


def _most(index: int) -> int:
    return min(FIRST_SHARD << min(index // SHARDS_OF_A_SIZE, 16), LARGEST_SHARD)


def _length(item: RawRead) -> int:
    if isinstance(item, Refusal):
        return len(item.reason)
    return len(item.data) if isinstance(item, RawPage) else len(item.text)


def run_shard(
    shard: Shard, guard: Guard, *, done: Callable[[], None] = lambda: None
) -> ShardResult:
    """The work of a shard. `done` is called after each article."""
    count, records, texts = 0, list[str](), list[str]()
    refused: list[Refusal] = []
    for item in shard.items:
        outcome = item if isinstance(item, Refusal) else guard.attempt(item)
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        else:
            count += outcome.count
            records.append(outcome.records)
            texts.append(outcome.text)
        done()
    return ShardResult(
        shard.index, shard.digest, len(records), count, "".join(records), "".join(texts),
        tuple(refused),
    )  # fmt: skip


_here = threading.local()


def run_shard_anywhere(shard: Shard, settings: Settings) -> ShardResult:
    """`run_shard` for a thread of a cluster: each keeps a worker process of its own."""
    guard: Guard | None = getattr(_here, "guard", None)
    if guard is None or guard.settings != settings:
        if guard is not None:
            guard.close()
        guard = _here.guard = Guard(settings)
    return run_shard(shard, guard)


def unknown(_: Shard) -> None:
    """There is no result of any shard yet."""
    return None


Known = Callable[[Shard], ShardResult | None]
"""Gives the result of a shard where there is one already."""


def run(
    shards: Iterable[Shard],
    settings: Settings,
    *,
    jobs: int = 1,
    known: Known = unknown,
    done: Callable[[], None] = lambda: None,
) -> Iterator[ShardResult]:
    """The result of each shard, in order, worked on by `jobs` processes.

    `done` is called after each article, from any thread.

    Raises:
        WorkerError: where no worker process can be started.
    """
    guards = [Guard(settings) for _ in range(jobs)]
    free: SimpleQueue[Guard] = SimpleQueue()
    for guard in guards:
        free.put(guard)

    def work(shard: Shard) -> ShardResult:
        guard = free.get()
        try:
            return run_shard(shard, guard, done=done)
        except WorkerError:  # what stops one worker from starting stops the others too
            for other in guards:
                other.stop()
            raise
        finally:
            free.put(guard)

    pool = ThreadPoolExecutor(jobs)
    try:
        found = ((known(shard), shard) for shard in shards)
        yield from in_order(
            (_given(result) if result else pool.submit(work, shard) for result, shard in found),
            ahead=jobs * _AHEAD,
        )
    finally:
        for guard in guards:
            guard.stop()
        pool.shutdown(cancel_futures=True)
        for guard in guards:
            guard.close()


def _given(result: ShardResult) -> Future[ShardResult]:
    future: Future[ShardResult] = Future()
    future.set_result(result)
    return future


class Promise(Protocol):
    """A result to come, here or on a cluster."""

    def result(self) -> ShardResult:
        """Wait for it."""


def in_order(promises: Iterable[Promise], *, ahead: int) -> Iterator[ShardResult]:
    """Results in the order of `promises`, of which no more than `ahead` are under way."""
    waiting: deque[Promise] = deque()
    for promise in promises:
        waiting.append(promise)
        while len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
