"""Records as tables of observations: pandas, polars, Arrow, DuckDB and SDMX-CSV.

    import extract
    frame = extract.to_frame(extract.records(text))

A library is loaded when it is asked for; `pip install "solieu[pandas]"` and the like bring it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from extract.errors import MissingLibraryError
from extract.schema import Record

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def to_frame(records: Iterable[Record], *, exact: bool = False) -> pd.DataFrame:
    """`records` as a pandas data frame, one row a record.

    Args:
        records: What `extract.records` gives, of one article or of many.
        exact: Leave numbers the decimals that the text states, in Arrow's types. Without it they
            are floats, which every plot and model takes.

    Raises:
        MissingLibraryError: where pandas or pyarrow is not installed.
    """
    with _extra("pandas"):
        import pandas as pd  # noqa: PLC0415
    table = to_arrow(records)
    if exact:
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame
    frame = _with_floats(table).to_pandas(date_as_object=False)
    return frame


def to_polars(records: Iterable[Record]) -> pl.DataFrame:
    """`records` as a polars data frame, one row a record; numbers are exact decimals.

    Raises:
        MissingLibraryError: where polars or pyarrow is not installed.
    """
    with _extra("polars"):
        import polars as pl  # noqa: PLC0415
    frame = pl.from_arrow(to_arrow(records))
    assert isinstance(frame, pl.DataFrame)
    return frame


def to_arrow(records: Iterable[Record]) -> pa.Table:
    """`records` as an Arrow table, one row a record; numbers are exact decimals.

    Each field's metadata has its `description`. `extract.arrow.table` has the records with their
    spans instead, column by column as in the JSON form.

    Raises:
        MissingLibraryError: where pyarrow is not installed.
    """
    with _extra("arrow"):
        from extract.frames import arrow  # noqa: PLC0415
    return arrow.table(records)


def to_duckdb(
    records: Iterable[Record],
    connection: duckdb.DuckDBPyConnection | None = None,
    *,
    table: str = "observations",
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection in which `table` holds `records`, one row a record.

    Args:
        records: What `extract.records` gives, of one article or of many.
        connection: Where the table is made, or made anew; a database in memory without one.
        table: The table's name.

    Raises:
        MissingLibraryError: where duckdb or pyarrow is not installed.
    """
    with _extra("duckdb"):
        import duckdb  # noqa: PLC0415
    rows = to_arrow(records)
    database = connection or duckdb.connect()
    database.register("_solieu_rows", rows)
    quoted = table.replace('"', '""')
    database.execute(f'CREATE OR REPLACE TABLE "{quoted}" AS SELECT * FROM _solieu_rows')
    database.unregister("_solieu_rows")
    return database


def _with_floats(table: pa.Table) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415

    fields = [f.with_type(pa.float64()) if pa.types.is_decimal(f.type) else f for f in table.schema]
    return table.cast(pa.schema(fields))


@contextmanager
def _extra(name: str) -> Iterator[None]:
    """Say which extra brings the library that an import within does not find."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            f"{error.name} is not installed; it comes with: pip install 'solieu[{name}]'"
        ) from error
