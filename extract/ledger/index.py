"""An index of statements on disk, so that memory stays flat however many articles there are."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import regex

from extract.ledger.values import Value
from extract.schema import Bound, Record
from extract.text import fold
from extract.write import period_text, value_text

_SYLLABLE = regex.compile(r"\w+")
_BATCH = 2_000
_CACHE = -4_000  # kibibytes, as SQLite counts them
_MOST_OF_A_GROUP = 1_000
"""How many statements of one thing are compared: a thing said more often is no news."""

_SCHEMA = """
CREATE TABLE statement (
  subject INTEGER, doc TEXT, sentence INTEGER, words INTEGER, place TEXT, indicator TEXT,
  period TEXT, kind TEXT, shown TEXT, confidence REAL, value TEXT
)
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the index keeps it.

    `sentence` tells apart the sentences of an article, `words` is a digest of their words: the same
    in two articles where one copies the other.
    """

    subject: int
    doc: str
    sentence: int
    words: int
    place: str
    indicator: str
    period: str
    kind: str
    shown: str
    confidence: float
    value: Value


@dataclass(slots=True)
class Counts:
    """What a run found, by number."""

    articles: int = 0
    records: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    confidence: Counter[int] = field(default_factory=Counter)
    """Records by the tenth that their confidence lies in, from 0 to 9."""


class Index:
    """Takes records, gives them back by what they are about. Use it in `with`: it ends with it."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._folder = tempfile.TemporaryDirectory(prefix="solieu-")
        self._base = sqlite3.connect(Path(self._folder.name) / "statements.sqlite")
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size={_CACHE}",
                       "temp_store=FILE"):  # fmt: skip
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute(_SCHEMA)
        self._rows: list[tuple[object, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()
        self._folder.cleanup()

    def add(self, record: Record) -> None:
        """Count a record, and keep it where it says what it is about, where and when."""
        counts = self.counts
        counts.records += 1
        counts.verdicts[record.audit.verdict] += 1
        counts.warnings.update(record.warnings)
        counts.confidence[min(9, int(record.confidence * 10))] += 1
        subject = subject_of(record)
        if subject is not None:
            self._rows.append(_row(record, subject))
            if len(self._rows) >= _BATCH:
                self._flush()

    def _flush(self) -> None:
        marks = ", ".join("?" * 11)
        self._base.executemany(f"INSERT INTO statement VALUES ({marks})", self._rows)
        self._rows.clear()

    def groups(self) -> Iterator[list[Statement]]:
        """The statements of each thing that is said more than once."""
        self._flush()
        self._base.execute("CREATE INDEX IF NOT EXISTS by_subject ON statement (subject)")
        often = self._base.execute(
            "SELECT subject FROM statement GROUP BY subject HAVING COUNT(*) > 1 ORDER BY MIN(rowid)"
        )
        for (subject,) in often:
            rows = self._base.execute(
                "SELECT * FROM statement WHERE subject = ? ORDER BY rowid LIMIT ?",
                (subject, _MOST_OF_A_GROUP),
            )
            yield [_statement(row) for row in rows]


def subject_of(record: Record) -> int | None:
    """A number that stands for what a record is about: place, indicator, period and sort of value.

    None where one of them is not stated: two shares of nothing in particular do not disagree.
    """
    place, indicator, period = record.place, record.indicator, record.date
    if place is None or indicator is None or period is None or period.basis == "publication":
        return None
    unit = record.percentage.unit if record.percentage else "percent"
    bag = sorted(set(_SYLLABLE.findall(fold(indicator.text))))
    return _digest(
        place.code or fold(place.name), place.level, " ".join(bag), period.start.isoformat(),
        period.end.isoformat(), record.kind, record.direction or "", record.status, unit,
    )  # fmt: skip


def _digest(*parts: str) -> int:
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _row(record: Record, subject: int) -> tuple[object, ...]:
    place, indicator = record.place, record.indicator
    return (
        subject, _storable(record.doc_id),
        record.evidence.span[0] if record.field is None else -1 - record.evidence.span[0],
        _digest(" ".join(_SYLLABLE.findall(fold(record.evidence.text)))),
        place.name if place else "", _storable(indicator.text if indicator else ""),
        period_text(record), record.kind, _storable(value_text(record)),
        record.confidence, _packed(Value.of(record)),
    )  # fmt: skip


def _statement(row: tuple[object, ...]) -> Statement:
    *plain, packed = row
    return Statement(*plain, _value(str(packed)))  # type: ignore[arg-type, call-arg]


def _storable(text: str) -> str:
    """`text` without lone surrogates, which SQLite cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _packed(value: Value) -> str:
    figures = (value.share, value.upper, value.numerator, value.denominator)
    plain = ["" if f is None else format(f, "f") for f in figures]
    return " ".join([value.bound, "stated" if value.stated else "", *plain])


def _value(text: str) -> Value:
    bound, stated, *figures = text.split(" ")
    share, upper, numerator, denominator = (Decimal(f) if f else None for f in figures)
    return Value(share, bool(stated), upper, numerator, denominator, cast(Bound, bound))
