"""Records into Parquet files and DuckDB databases, with the columns of `extract.arrow`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from extract.errors import OutputError
from extract.schema import Record
from extract.write import Sink

if TYPE_CHECKING:
    import pyarrow as pa

StoreFormat = Literal["parquet", "duckdb"]

PART_ROWS = 1_000_000
"""Rows of one file in a folder of Parquet files."""

TABLE = "records"
"""The table of a DuckDB database that holds the records."""


@contextmanager
def store(path: Path, form: StoreFormat, *, scratch: Path, parts: bool = False) -> Iterator[Sink]:
    """A sink into `path`, which appears when it is whole; until then it lies in `scratch`.

    With `parts` a folder of Parquet files `part-00000.parquet` and so on.

    Raises:
        OutputError: where a package is missing, or `path` is no such file or folder.
    """
    check_installed(form)
    if parts:
        check_parts_folder(path)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        made = Path(folder, "made")
        if parts:
            made.mkdir()
        try:
            with _Rows(_opened(made, form, parts=parts)) as rows:
                yield rows
            _replace(made, path)
        except OSError as error:
            raise OutputError(
                f"{path} cannot be written: {error.strerror or error}; choose another -o"
            ) from error


def check_installed(form: StoreFormat) -> None:
    """Make sure that what writes `form` is there.

    Raises:
        OutputError: where a package is missing.
    """
    for module in ("pyarrow", "duckdb")[: 1 if form == "parquet" else 2]:
        try:
            import_module(module)
        except ImportError as error:
            raise OutputError(
                f'for {form} the package {module} is missing: pip install "solieu[{form}]"'
            ) from error


def check_parts_folder(path: Path) -> None:
    """Make sure that nothing else than an earlier output would be replaced.

    Raises:
        OutputError: where something else stands at `path`.
    """
    if path.exists() and not path.is_dir():
        raise OutputError(f"{path} is a file; name a folder, or leave the / at its end out")
    if path.is_dir() and not all(_is_part(file.name) for file in path.iterdir()):
        raise OutputError(f"{path} holds other files than parts of records; name a new folder")


def _is_part(name: str) -> bool:
    return name.startswith("part-") and name.endswith(".parquet")


def _replace(made: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if made.is_dir() and path.is_dir():
        shutil.rmtree(path)
    os.replace(made, path)


# --- rows -----------------------------------------------------------------------------------------


class _Rows:
    """Gathers records to batches of rows, for a writer of batches."""

    def __init__(self, writer: _ParquetFile | _ParquetParts | _Database) -> None:
        from extract import arrow  # noqa: PLC0415 - pyarrow is an extra

        self._arrow = arrow
        self._writer = writer
        self._held: list[Record] = []

    def write(self, record: Record) -> None:
        """Add a record."""
        self._held.append(record)
        if len(self._held) >= self._arrow.ROWS:
            self._flush()

    def add(self, lines: str) -> None:
        """Add records in JSONL form."""
        for line in lines.split("\n"):
            if line:
                self.write(Record.from_json_line(line))

    def _flush(self) -> None:
        for batch in self._arrow.batches(self._held):
            self._writer.write(batch)
        self._held = []

    def __enter__(self) -> _Rows:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


def _opened(
    made: Path, form: StoreFormat, *, parts: bool
) -> _ParquetFile | _ParquetParts | _Database:
    if form == "duckdb":
        return _Database(made)
    return _ParquetParts(made) if parts else _ParquetFile(made)


class _ParquetFile:
    """One file, a row group for each batch."""

    def __init__(self, path: Path) -> None:
        from pyarrow import parquet  # noqa: PLC0415 - an extra

        from extract.arrow import SCHEMA  # noqa: PLC0415

        self._writer = parquet.ParquetWriter(path, SCHEMA, compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self) -> None:
        self._writer.close()


class _ParquetParts:
    """Files of `PART_ROWS` rows, one after the other; a first one even where there is no row."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._rows = 0
        self._file = self._next()

    def _next(self) -> _ParquetFile:
        return _ParquetFile(self._folder / f"part-{self._number:05}.parquet")

    def write(self, batch: pa.RecordBatch) -> None:
        if self._rows >= PART_ROWS:
            self._file.close()
            self._number, self._rows = self._number + 1, 0
            self._file = self._next()
        self._file.write(batch)
        self._rows += batch.num_rows

    def close(self) -> None:
        self._file.close()


class _Database:
    """A DuckDB database with one table, whose columns say what they hold."""

    def __init__(self, path: Path) -> None:
        import duckdb  # noqa: PLC0415 - an extra

        from extract.arrow import SCHEMA  # noqa: PLC0415

        # One thread: rows come in the order of the input, and so do the bytes.
        self._database: Any = duckdb.connect(str(path), config={"threads": 1})
        self._database.register("empty", SCHEMA.empty_table())
        self._database.execute(f"CREATE TABLE {TABLE} AS SELECT * FROM empty")
        self._database.unregister("empty")
        for field in SCHEMA:
            description = field.metadata[b"description"].decode().replace("'", "''")
            self._database.execute(f"COMMENT ON COLUMN {TABLE}.\"{field.name}\" IS '{description}'")

    def write(self, batch: pa.RecordBatch) -> None:
        import pyarrow as pa  # noqa: PLC0415

        self._database.register("batch", pa.Table.from_batches([batch]))
        self._database.execute(f"INSERT INTO {TABLE} SELECT * FROM batch")
        self._database.unregister("batch")

    def close(self) -> None:
        self._database.close()
