"""How far a run is: a line on a terminal with rate and time left, nothing anywhere else."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from extract.batch import Shard
from extract.meter import Meter

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


class Progress:
    """Use it in `with`. `total` is the size of the input in bytes on disk, where it is known."""

    def __init__(self, meter: Meter, total: int | None) -> None:
        self._meter = meter
        self._positions: deque[int] = deque()
        self._articles = 0
        self._lock = threading.Lock()
        self._bar: Bar | None = _bar() if sys.stderr.isatty() else None
        self._task = self._bar.add_task("", total=total, articles=0, rate="") if self._bar else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def follow(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        """The shards as they are, each marked with how much of the input was read for it."""
        for shard in shards:
            self._positions.append(self._meter.read)
            yield shard

    def article_done(self) -> None:
        """Count an article. Any thread may call it."""
        with self._lock:
            self._articles += 1
        self._show()

    def shard_done(self, articles: int) -> None:
        """The next shard is done; `articles` is the sum that were not counted one by one."""
        with self._lock:
            self._articles = max(self._articles, articles)
        position = self._positions.popleft()
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=position)
        self._show()

    def say(self, message: str) -> None:
        """Write a message of this program to stderr, above the line."""
        if self._bar:
            self._bar.console.print(f"solieu: {message}", markup=False, highlight=False)
        else:
            print(f"solieu: {message}", file=sys.stderr)

    def _show(self) -> None:
        if self._bar and self._task is not None:
            passed = self._bar.tasks[0].elapsed or 0
            rate = f"{self._articles / passed:.1f}/s" if passed > 1 else ""
            self._bar.update(self._task, articles=self._articles, rate=rate)


def _bar() -> Bar:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only this needs it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar  # noqa: PLC0415

    return Bar(
        TextColumn("{task.fields[articles]} articles"),
        TextColumn("{task.fields[rate]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
