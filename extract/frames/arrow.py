"""Observations as an Arrow table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from extract.arrow import NUMBER, fits
from extract.frames.observation import Type, columns, observations
from extract.schema import Record, plain_number

_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int32(),
    "number": NUMBER,
    "real": pa.float64(),
    "day": pa.date32(),
}

SCHEMA = pa.schema(
    [
        pa.field(
            column.name,
            _TYPES[column.type],
            not column.required,
            metadata={"description": column.description},
        )
        for column in columns()
    ]
)
"""The columns; the metadata of each field has its `description`."""


def table(records: Iterable[Record]) -> pa.Table:
    """All `records` as one table of `SCHEMA`, in their order."""
    return pa.Table.from_pylist([_fitted(row) for row in observations(records)], schema=SCHEMA)


def _fitted(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the numbers that `NUMBER` cannot hold left out and named in `warnings`."""
    lost = {
        name: value for name, value in row.items() if isinstance(value, Decimal) and not fits(value)
    }
    if not lost:
        return row
    said = [f"{n} is {plain_number(v)}, which this form cannot hold" for n, v in lost.items()]
    said = [row["warnings"], *said] if row["warnings"] else said
    return {**row, **dict.fromkeys(lost), "warnings": "; ".join(said)}
