"""An extractor that stands in for the real one, in worker processes of tests."""

from __future__ import annotations

import os
import time
from decimal import Decimal
from pathlib import Path

from extract.batch import Shard, ShardResult, cut, run
from extract.read import RawRead, Source
from extract.schema import Evidence, Percentage, Record
from extract.worker import Settings

WORK = f"{__name__}:stand_in"


def stand_in(source: Source, *, counts: bool = False) -> list[Record]:
    """A record for each `%`; words in the text make it slow, or fail in their own way."""
    words = source.text.split()
    if "slow" in words:
        time.sleep(0.02)
    if "crash" in words:
        raise ZeroDivisionError("by zero")
    if "die" in words:
        os._exit(9)
    if "die-once" in words and not _was_here(words[-1]):
        os._exit(9)
    if "hang" in words:
        while True:
            pass
    if "swell" in words:
        held = bytearray(3_000_000_000)
        held[-1] = 1
    span = (0, len(source.text))
    return [
        Record(
            doc_id=source.doc_id,
            kind="count" if counts else "rate",
            percentage=Percentage(value=Decimal("83.74"), span=(i - 1, i + 1)),
            evidence=Evidence(text=source.text, span=span),
        )
        for i, char in enumerate(source.text)
        if char == "%"
    ]


def _was_here(name: str) -> bool:
    path = Path(name)
    was = path.exists()
    path.touch()
    return was


def sources(*texts: str) -> list[RawRead]:
    """An article of each text."""
    return [Source(str(i), text, origin=f"{i}.txt") for i, text in enumerate(texts)]


def results(items: list[RawRead], settings: Settings, *, jobs: int = 1) -> list[ShardResult]:
    """What comes of `items`."""
    return list(run(cut(items), settings, jobs=jobs))


def shards(items: list[RawRead]) -> list[Shard]:
    """The shards of `items`."""
    return list(cut(items))
