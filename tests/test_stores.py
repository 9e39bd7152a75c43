"""Parquet and DuckDB: the schema, the rows in order, whole or not at all, nothing else replaced."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extract import stores
from extract.errors import OutputError
from extract.schema import ArticleInfo, Evidence, Percentage, Record
from extract.write import check_place, writing

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

import duckdb
from pyarrow import parquet

from extract import arrow


def _lines(count: int) -> str:
    found = [
        Record(
            doc_id=str(i),
            kind="rate",
            percentage=Percentage(value=Decimal(i) / 8, span=(0, 1)),
            evidence=Evidence(text="Một\u2028câu", span=(0, 7)),
            article=ArticleInfo(title="Tin"),
        )
        for i in range(count)
    ]
    return "".join(record.to_json_line() + "\n" for record in found)


def _write(path: Path, *, count: int = 25, parts: bool = False) -> None:
    form = "duckdb" if path.suffix == ".duckdb" else "parquet"
    with writing(path, form, parts=parts) as (out, _, _):  # type: ignore[arg-type]
        for _ in range(2):
            out.add(_lines(count))


def _values(count: int = 25) -> list[Decimal]:
    return [Decimal(i) / 8 for i in range(count)] * 2


def test_a_parquet_file_has_the_schema_and_the_rows(tmp_path: Path) -> None:
    _write(tmp_path / "out.parquet")
    table = parquet.read_table(tmp_path / "out.parquet")
    assert table.schema.equals(arrow.SCHEMA, check_metadata=False)
    assert table.schema.field("place").metadata[b"description"]
    assert table["percentage"].to_pylist() == _values()
    assert set(table["title"].to_pylist()) == {"Tin"}
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        _write(tmp_path / name)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_folder_of_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "ROWS", 10)
    monkeypatch.setattr(stores, "PART_ROWS", 20)
    _write(tmp_path / "out", parts=True)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert parquet.read_table(tmp_path / "out")["percentage"].to_pylist() == _values()
    _write(tmp_path / "out", parts=True, count=1)
    assert parquet.read_table(tmp_path / "out").num_rows == 2


def test_a_database_has_a_table_that_describes_itself(tmp_path: Path) -> None:
    _write(tmp_path / "out.duckdb")
    with duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True) as database:
        rows = database.execute("SELECT percentage, evidence_span.start FROM records").fetchall()
        assert rows == [(value, 0) for value in _values()]
        comments = database.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'records'"
        ).fetchall()
    assert [name for name, _ in comments] == arrow.SCHEMA.names
    assert all(comment for _, comment in comments)


@pytest.mark.parametrize("name", ["out.parquet", "out.duckdb"])
def test_no_records_are_a_table_without_rows(tmp_path: Path, name: str) -> None:
    _write(tmp_path / name, count=0)
    if name == "out.parquet":
        assert parquet.read_table(tmp_path / name).num_rows == 0
    else:
        with duckdb.connect(str(tmp_path / name), read_only=True) as database:
            assert database.execute("SELECT count(*) FROM records").fetchall() == [(0,)]


@pytest.mark.parametrize("name", ["out.parquet", "out.duckdb"])
def test_after_an_error_the_old_file_stands_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), writing(path, path.suffix[1:]) as (out, _, _):  # type: ignore[arg-type]  # noqa: PT012
        out.add(_lines(3))
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [x.name for x in tmp_path.iterdir()] == [name]


def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match="other files"):
        check_place(tmp_path / "out", "parquet", parts=True)
    with pytest.raises(OutputError, match="is a folder"):
        check_place(tmp_path / "out", "parquet", parts=False)
    with pytest.raises(OutputError, match="is a file"):
        check_place(tmp_path / "out" / "mine.txt", "parquet", parts=True)


def test_a_missing_package_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(OutputError, match=r'pip install "solieu\[duckdb\]"'):
        check_place(tmp_path / "out.duckdb", "duckdb", parts=False)
