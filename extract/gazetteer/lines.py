"""Tables of this package as lines: read whole, split once, searched by halving."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path


def rows(name: str) -> list[list[str]]:
    """The rows of a table of this package, without notes and heading."""
    return [line.split("\t") for line in _text(name).splitlines() if line[0] != "#"][1:]


def lines(name: str) -> list[str]:
    """The lines of a built table, which has a heading and no notes, without the heading."""
    return _text(name).split("\n")[1:-1]


def starting(with_cell: str, lines: Sequence[str], low: int = 0, high: int | None = None) -> range:
    """Indices of the lines, in order from `low` to `high`, whose first cell is `with_cell`."""
    end = len(lines) if high is None else high
    first = bisect_left(lines, f"{with_cell}\t", low, end)
    # The line end is the next character after the tab.
    return range(first, bisect_left(lines, f"{with_cell}\n", first, end))


def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")
