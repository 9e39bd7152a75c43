"""Records as Arrow tables: the schema of the Parquet, DuckDB and data-frame forms.

One row is one record. The columns of the CSV form come under the same names and in the same order,
with types; beside them stand units and the spans. Numbers are decimals and exact. The trail and the
derived values are in the JSONL form alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from extract import write
from extract.schema import Amount, ArticleInfo, Record, plain_number

_DIGITS, _DECIMALS = 38, 10
NUMBER = pa.decimal128(_DIGITS, _DECIMALS)
"""Exact to ten decimals, below 10^28. A value beyond that is null, and the `warnings` then hold
`too_large:` and the column."""

SPAN = pa.struct([pa.field("start", pa.int32(), False), pa.field("end", pa.int32(), False)])
"""`[start, end)` in code points of the article's text as it was given."""

_TEXT, _DAY = pa.string(), pa.date32()

# Name, type, may it be null, what it holds.
_COLUMNS: tuple[tuple[str, pa.DataType, bool, str], ...] = (
    ("doc_id", _TEXT, False, "the article's name or id, one of its own in a run"),
    ("title", _TEXT, True, "the article's title, where one is known"),
    ("published", _DAY, True, "the day it came out"),
    ("url", _TEXT, True, "where it came out"),
    ("kind", _TEXT, False, "proportion, change, rate or count"),
    ("place", _TEXT, True, "the area, from the most specific name up"),
    ("place_code", _TEXT, True, "code of the General Statistics Office on the day it came out"),
    ("indicator", _TEXT, True, "what is measured, in the text's own words"),
    ("numerator", NUMBER, True, "the part, where stated"),
    ("denominator", NUMBER, True, "the whole, where stated"),
    ("percentage", NUMBER, True, "the stated value"),
    ("upper", NUMBER, True, "the end of a range that begins at `percentage`"),
    ("unit", _TEXT, True, "of the percentage: percent, percentage_point or permille"),
    ("bound", _TEXT, False, "exact, about, at_least or at_most"),
    ("direction", _TEXT, True, "of a change: up or down"),
    ("status", _TEXT, False, "observed or target"),
    ("date_start", _DAY, True, "first day that the value holds for"),
    ("date_end", _DAY, True, "last day that the value holds for"),
    ("date_basis", _TEXT, True, "stated, relative, context or publication"),
    ("audit", _TEXT, False, "how the stated values agree"),
    ("confidence", pa.float64(), False, "how likely the whole record is right, 0 to 1"),
    ("evidence", _TEXT, False, "the sentence that states it"),
    ("warnings", pa.list_(_TEXT), False, "names of extract/warnings.tsv, or `too_large:` a column"),
    ("suggestion", _TEXT, True, "the slip that may lie behind a contradiction"),
    ("place_level", _TEXT, True, "country, region, province, district, commune, village or other"),
    ("place_district_code", _TEXT, True, "of the district that the place is or lies in"),
    ("place_district", _TEXT, True, "its name"),
    ("place_province_code", _TEXT, True, "of the province that the place is or lies in"),
    ("place_province", _TEXT, True, "its name"),
    ("place_settled", _TEXT, True, "what told which unit the name means"),
    (
        "place_successors",
        pa.list_(_TEXT),
        False,
        "codes of the units that took over from one ended",
    ),
    ("place_divided", pa.bool_(), False, "did several units take over from it"),
    (
        "place_candidates",
        pa.list_(_TEXT),
        False,
        "codes of the units that a name left open may mean",
    ),
    ("numerator_unit", _TEXT, True, "what the part counts"),
    ("denominator_unit", _TEXT, True, "what the whole counts"),
    ("audit_computed", NUMBER, True, "the percentage that the two amounts give"),
    ("field", _TEXT, True, "title, where the spans point into a title given apart"),
    ("place_span", SPAN, True, "the words that name the area"),
    ("indicator_spans", pa.list_(SPAN), False, "the pieces of the indicator, in reading order"),
    ("numerator_span", SPAN, True, "the part in the text"),
    ("denominator_span", SPAN, True, "the whole in the text"),
    ("percentage_span", SPAN, True, "the percentage in the text"),
    ("date_span", SPAN, True, "the words that give the period"),
    ("evidence_span", SPAN, False, "the sentence in the text"),
)

SCHEMA = pa.schema(
    [
        pa.field(name, kind, nullable, metadata={"description": description})
        for name, kind, nullable, description in _COLUMNS
    ]
)
"""The columns; the metadata of each field has its `description`."""

ROWS = 10_000
"""Rows of a batch, and of a row group of a Parquet file."""


def table(records: Iterable[Record]) -> pa.Table:
    """All `records` as one table of `SCHEMA`, in their order."""
    return pa.Table.from_batches(batches(records), schema=SCHEMA)


def batches(records: Iterable[Record], *, rows: int = ROWS) -> Iterator[pa.RecordBatch]:
    """`records` in batches of `rows`, the last one shorter; no more than one is held."""
    rest = iter(records)
    while taken := [row(record) for record in islice(rest, rows)]:
        yield pa.RecordBatch.from_pylist(taken, schema=SCHEMA)


def row(record: Record) -> dict[str, Any]:
    """A record as a row of `SCHEMA`, in Python's own types."""
    article = record.article or ArticleInfo()
    place, percentage, period = record.place, record.percentage, record.date
    flat = write.row(record)
    cells: dict[str, Any] = {
        "doc_id": record.doc_id,
        "title": article.title,
        "published": article.published,
        "url": article.url,
        "kind": record.kind,
        "place": place and place.name,
        "place_level": place and place.level,
        **{name: flat[name] or None for name in _AS_IN_CSV},
        "place_successors": [unit.code for unit in place.successors] if place else [],
        "place_divided": bool(place and place.divided),
        "place_candidates": [unit.code for unit in place.candidates] if place else [],
        "place_code": place and place.code,
        "indicator": record.indicator and record.indicator.text,
        **_amount("numerator", record.numerator),
        **_amount("denominator", record.denominator),
        "percentage": percentage and percentage.value,
        "upper": percentage and percentage.upper,
        "unit": percentage and percentage.unit,
        "bound": record.bound,
        "direction": record.direction,
        "status": record.status,
        "date_start": period and period.start,
        "date_end": period and period.end,
        "date_basis": period and period.basis,
        "audit": record.audit.verdict,
        "audit_computed": record.audit.computed,
        "confidence": record.confidence,
        "evidence": record.evidence.text,
        "field": record.field,
        "place_span": _span(place.span if place else None),
        "indicator_spans": [_span(x) for x in record.indicator.spans] if record.indicator else [],
        "percentage_span": _span(percentage.span if percentage else None),
        "date_span": _span(period.span if period else None),
        "evidence_span": _span(record.evidence.span),
    }
    cells["warnings"] = [*record.warnings, *_fit_numbers(cells)]
    return cells


_AS_IN_CSV = (
    "suggestion", "place_district_code", "place_district", "place_province_code", "place_province",
    "place_settled",
)  # fmt: skip


def _amount(name: str, amount: Amount | None) -> dict[str, Any]:
    return {
        name: amount and amount.value,
        f"{name}_unit": amount and amount.unit,
        f"{name}_span": _span(amount.span if amount else None),
    }


def _span(span: tuple[int, int] | None) -> dict[str, int] | None:
    return {"start": span[0], "end": span[1]} if span else None


_NUMBERS = tuple(name for name, kind, _, _ in _COLUMNS if kind == NUMBER)


def _fit_numbers(cells: dict[str, Any]) -> Iterator[str]:
    """Empty the cells whose number `NUMBER` cannot hold exactly, and warn of each."""
    for name in _NUMBERS:
        value: Decimal | None = cells[name]
        if value is not None and not fits(value):
            cells[name] = None
            yield f"too_large:{name}"


def fits(value: Decimal) -> bool:
    """Whether `NUMBER` can hold `value` exactly."""
    whole, _, decimals = plain_number(abs(value)).partition(".")
    return len(whole) <= _DIGITS - _DECIMALS and len(decimals) <= _DECIMALS
