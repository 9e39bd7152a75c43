"""Arrow tables: every column typed and described, numbers exact, what does not fit is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extract.schema import ArticleInfo, Evidence, Percentage, Record
from extract.write import COLUMNS

pa = pytest.importorskip("pyarrow")
arrow = pytest.importorskip("extract.arrow")


def _record(value: str = "83.74") -> Record:
    return Record(
        doc_id="a",
        kind="proportion",
        percentage=Percentage(value=Decimal(value), span=(4, 9)),
        evidence=Evidence(text="đạt 83,74%", span=(0, 10)),
        article=ArticleInfo(title="Tin", published=date(2024, 5, 1)),
    )


def test_the_columns_of_the_csv_form_come_in_its_order() -> None:
    assert [name for name in arrow.SCHEMA.names if name in COLUMNS] == list(COLUMNS)
    assert set(COLUMNS) <= set(arrow.SCHEMA.names)


def test_every_column_says_what_it_holds() -> None:
    assert all(field.metadata[b"description"] for field in arrow.SCHEMA)


def test_a_record_keeps_its_values_and_spans() -> None:
    table = arrow.table([_record()])
    table.validate(full=True)
    row = table.to_pylist()[0]
    assert row["percentage"] == Decimal("83.74")
    assert row["percentage_span"] == {"start": 4, "end": 9}
    assert row["published"] == date(2024, 5, 1)
    assert row["numerator"] is None
    assert row["numerator_span"] is None
    assert row["indicator_spans"] == []


@pytest.mark.parametrize("value", ["9" * 28, "0." + "1" * 10, "-" + "9" * 28])
def test_the_largest_numbers_fit(value: str) -> None:
    row = arrow.table([_record(value)]).to_pylist()[0]
    assert row["percentage"] == Decimal(value)
    assert row["warnings"] == []


@pytest.mark.parametrize("value", ["1" + "0" * 28, "0." + "1" * 11])
def test_a_number_that_does_not_fit_is_null_with_a_warning(value: str) -> None:
    row = arrow.table([_record(value)]).to_pylist()[0]
    assert row["percentage"] is None
    assert row["warnings"] == ["too_large:percentage"]


def test_batches_hold_no_more_than_asked() -> None:
    sizes = [batch.num_rows for batch in arrow.batches([_record()] * 5, rows=2)]
    assert sizes == [2, 2, 1]


def test_no_record_is_a_table_with_its_columns() -> None:
    assert arrow.table([]).schema == arrow.SCHEMA
