"""Tables of observations: pandas, polars, Arrow, DuckDB."""

from __future__ import annotations

import builtins
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from recording import BARE, record

import extract
from extract.arrow import SCHEMA as RECORDS
from extract.errors import MissingLibraryError
from extract.frames.arrow import SCHEMA
from extract.frames.observation import columns, observation, time_period


def test_a_row_has_the_columns_in_order() -> None:
    names = [column.name for column in columns()]
    assert list(observation(record(), 1)) == names
    assert SCHEMA.names == names
    assert len({column.sdmx for column in columns()}) == len(names)


def test_columns_shared_with_the_records_have_the_same_types() -> None:
    for name in set(SCHEMA.names) & set(RECORDS.names) - {"warnings"}:
        assert SCHEMA.field(name).type == RECORDS.field(name).type, name


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-05-31", "2024-05-31", "2024-05-31"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2024-10-01", "2024-12-31", "2024-Q4"),
        ("2024-07-01", "2024-12-31", "2024-S2"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2021-01-01", "2025-12-31", "2021-01-01/P5Y"),
        ("2018-09-01", "2019-08-31", "2018-09-01/P1Y"),
        ("2023-01-01", "2023-10-31", "2023-01-01/P10M"),
        ("2024-02-01", "2024-04-30", "2024-02-01/P3M"),
        ("2024-05-10", "2024-05-16", "2024-05-10/P7D"),
        ("2016-12-16", "2017-06-15", "2016-12-16/P6M"),
    ],
)
def test_time_period(start: str, end: str, expected: str) -> None:
    assert time_period(date.fromisoformat(start), date.fromisoformat(end)) == expected


@pytest.mark.parametrize(
    ("changes", "value", "unit", "origin"),
    [
        ({}, "80.30", "PT", "stated"),
        ({"percentage": None, "derived": {"percentage": "80.27"}}, "80.27", "PT", "computed"),
        ({"percentage": None, "denominator": None}, "1204", "hộ", "stated"),
        ({"percentage": {"value": 2, "unit": "percentage_point", "span": [0, 1]},
          "kind": "change", "direction": "down"}, "-2", "PP", "stated"),
    ],
)  # fmt: skip
def test_the_value(changes: dict[str, Any], value: str, unit: str, origin: str) -> None:
    row = observation(record(**changes), 1)
    got = row["obs_value"], row["unit_measure"], row["obs_origin"]
    assert got == (Decimal(value), unit, origin)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "A"),
        ({"bound": "about"}, "E"),
        ({"status": "target", "bound": "about"}, "F"),
        ({"status": "target", "audit": {"verdict": "contradiction"}}, "U"),
    ],
)
def test_the_status(changes: dict[str, Any], status: str) -> None:
    assert observation(record(**changes), 1)["obs_status"] == status


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"name": "tỉnh Lâm Đồng", "level": "province", "code": "68"}, "68"),
        ({"name": "Việt Nam", "level": "country"}, "VN"),
        ({"name": "Đồng bằng sông Hồng", "level": "region"}, "_O"),
        (None, "_Z"),
    ],
)
def test_the_area(place: dict[str, Any] | None, code: str) -> None:
    assert observation(record(place=place), 1)["ref_area"] == code


def test_pandas_has_types_that_count_and_plot() -> None:
    frame = extract.to_frame([record(), BARE, record(doc_id="b")])
    assert list(frame["statement"]) == [1, 2, 1]
    assert frame["obs_value"].tolist() == [80.3, -5.5, 80.3]
    assert frame["time_start"].dt.year.tolist()[::2] == [2024, 2024]
    assert frame["time_start"].isna().tolist() == [False, True, False]
    assert frame["ref_area"].tolist() == ["01234", "_Z", "01234"]
    assert isinstance(frame, pd.DataFrame)


def test_pandas_can_be_exact() -> None:
    frame = extract.to_frame([record(percentage={"value": "0.1", "span": [0, 1]})] * 3, exact=True)
    assert frame["obs_value"].sum() == Decimal("0.3")


def test_no_records_make_an_empty_table_with_its_columns() -> None:
    assert extract.to_frame([]).columns.tolist() == SCHEMA.names
    assert extract.to_polars([]).shape == (0, len(SCHEMA))


def test_polars_is_exact_and_typed() -> None:
    frame = extract.to_polars([record(), BARE])
    assert frame["obs_value"].to_list() == [Decimal("80.3"), Decimal("-5.5")]
    assert frame.schema["time_start"] == pl.Date


def test_arrow_says_what_a_column_is() -> None:
    table = extract.to_arrow([record()])
    assert b"percentage" in table.schema.field("obs_value").metadata[b"description"]
    assert not table.schema.field("ref_area").nullable


def test_a_number_that_the_form_cannot_hold_is_named() -> None:
    huge = record(numerator={"value": "1" + "0" * 30, "span": [0, 5]})
    row = extract.to_arrow([huge]).to_pylist()[0]
    assert row["numerator"] is None
    assert row["warnings"].startswith("numerator is 1000")


def test_duckdb_answers_in_sql() -> None:
    database = extract.to_duckdb([record(), record(percentage={"value": "60", "span": [0, 2]})])
    found = database.sql("SELECT ref_area_name, avg(obs_value) FROM observations GROUP BY ALL")
    assert found.fetchall() == [("xã Tân Lập, tỉnh Lâm Đồng", pytest.approx(70.15))]


def test_duckdb_keeps_what_else_is_in_the_database() -> None:
    database = duckdb.connect()
    database.execute("CREATE TABLE mine AS SELECT 1 AS one")
    extract.to_duckdb([record()], database, table='odd "name"')
    extract.to_duckdb([record()] * 2, database, table='odd "name"')
    assert database.sql('SELECT count(*) FROM "odd ""name"""').fetchall() == [(2,)]
    assert database.sql("SELECT one FROM mine").fetchall() == [(1,)]


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "polars":
            raise ModuleNotFoundError("No module named 'polars'", name="polars")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibraryError, match=r"pip install 'solieu\[polars\]'"):
        extract.to_polars([record()])
