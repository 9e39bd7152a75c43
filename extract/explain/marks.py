"""The text of an article cut into pieces, each with the records and fields that rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.schema import Record, TrailStep

FIELDS: dict[str, str] = {
    "percentage": "value", "numerator": "value", "denominator": "value",
    "indicator": "indicator", "place": "place", "place_code": "place", "date": "date",
}  # fmt: skip
"""How evidence of each field is marked."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that a record (by its number, from 1) rests on, and what for."""

    start: int
    end: int
    style: str
    record: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks; `begins` are the records whose value begins here."""

    text: str
    styles: tuple[str, ...]
    records: tuple[int, ...]
    begins: tuple[int, ...]


def part_of(record: Record, step: TrailStep) -> str:
    """The part of the article that a step's span points into: `title` or `text`."""
    return step.source or record.field or "text"


def marks(records: Sequence[Record], part: str) -> list[Mark]:
    """All marks of an article's records in its `title` or its `text`."""
    return [
        Mark(*step.span, FIELDS[step.field], number)
        for number, record in enumerate(records, 1)
        for step in record.trail
        if step.span is not None and step.field in FIELDS and part_of(record, step) == part
    ]


def anchors(records: Sequence[Record], part: str) -> dict[int, int]:
    """Where the value of each record begins, by its number; records of the other part are out."""
    found = {}
    for number, record in enumerate(records, 1):
        stated = record.percentage or record.numerator or record.denominator
        if stated is not None and (record.field or "text") == part:
            found[number] = stated.span[0]
    return found


def pieces(text: str, records: Sequence[Record], part: str = "text") -> list[Piece]:
    """`text` cut where a mark begins or ends."""
    found = [m for m in marks(records, part) if m.end <= len(text)]
    starts = anchors(records, part)
    edges = {0, len(text), *(m.start for m in found), *(m.end for m in found)}
    cuts = sorted({*edges, *(at for at in starts.values() if at < len(text))})
    return [_piece(text, a, b, found, starts) for a, b in pairwise(cuts)]


def _piece(text: str, start: int, end: int, found: Iterable[Mark], starts: dict[int, int]) -> Piece:
    over = [m for m in found if m.start <= start < m.end]
    return Piece(
        text[start:end],
        tuple(sorted({m.style for m in over})),
        tuple(sorted({m.record for m in over})),
        tuple(number for number, at in starts.items() if at == start),
    )
