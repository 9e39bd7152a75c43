"""Outputs: JSONL, CSV that a spreadsheet opens right, a table; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from recording import record

from extract import write
from extract.errors import OutputError
from extract.schema import ArticleInfo, Record
from extract.write import (
    COLUMNS,
    AtomicFile,
    Csv,
    period_text,
    row,
    safe_cell,
    sink,
    value_text,
    writing,
)


def csv_rows(*records: Record) -> list[list[str]]:
    stream = io.StringIO(newline="")
    out = Csv(stream)
    for item in records:
        out.write(item)
    text = stream.getvalue()
    assert text.startswith("\ufeffdoc_id,")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


# --- CSV ------------------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_contract() -> None:
    assert ", ".join(COLUMNS[:22]) == (
        "doc_id, title, published, url, kind, place, place_code, indicator, numerator, "
        "denominator, percentage, upper, unit, bound, direction, status, date_start, date_end, "
        "date_basis, audit, confidence, evidence"
    )
    assert ", ".join(COLUMNS[22:]) == (
        "warnings, suggestion, place_level, place_district_code, place_district, "
        "place_province_code, place_province, "
        "place_settled, place_successors, place_divided, place_candidates"
    ), "what is ours stands behind"
    assert tuple(row(record())) == COLUMNS


def test_a_row_is_flat_and_its_numbers_plain() -> None:
    article = ArticleInfo(title="Tít", published=date(2024, 5, 1), url="https://x.vn/1")
    header, cells = csv_rows(record(article=article))
    assert dict(zip(header, cells, strict=True)) == {
        "doc_id": "a", "title": "Tít", "published": "2024-05-01", "url": "https://x.vn/1",
        "kind": "proportion", "place": "xã Tân Lập, tỉnh Lâm Đồng", "place_code": "01234",
        "indicator": "hộ được vay vốn", "numerator": "1204", "denominator": "1500",
        "percentage": "80.3", "upper": "", "unit": "percent", "bound": "exact", "direction": "",
        "status": "observed", "date_start": "2024-01-01", "date_end": "2024-03-31",
        "date_basis": "stated", "audit": "not_checkable", "confidence": "0.90",
        "evidence": "Xã có 1.204/1.500 hộ, đạt 80,30%.", "warnings": "",
        "suggestion": "", "place_level": "commune",
        "place_district_code": "", "place_district": "", "place_province_code": "",
        "place_province": "", "place_settled": "", "place_successors": "", "place_divided": "",
        "place_candidates": "",
    }  # fmt: skip


def test_warnings_and_suggestions_have_columns() -> None:
    slip = {"field": "percentage", "value": "96.67", "slip": "digit_wrong"}
    odd = record(
        warnings=["over_100_percent", "target_in_past"],
        audit={"verdict": "contradiction", "suggestion": slip},
    )
    cells = dict(zip(*csv_rows(odd), strict=True))
    assert cells["warnings"] == "over_100_percent target_in_past"
    assert cells["suggestion"] == "percentage 96.67 (digit_wrong)"


def test_what_is_not_stated_is_empty() -> None:
    bare = record(place=None, indicator=None, numerator=None, denominator=None, date=None,
                  percentage=None)  # fmt: skip
    cells = dict(zip(*csv_rows(bare), strict=True))
    assert {cells[name] for name in ("title", "place", "numerator", "date_start", "unit")} == {""}


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+84 123", "'+84 123"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("- Thu nội địa đạt 90%", "'- Thu nội địa đạt 90%"),
        ("Đạt 90% = tốt", "Đạt 90% = tốt"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell
    cells = dict(zip(*csv_rows(record(doc_id=text)), strict=True))
    assert cells["doc_id"] == cell


def test_a_negative_number_stays_a_number() -> None:
    cells = dict(zip(*csv_rows(record(percentage={"value": "-1.5", "span": [0, 2]})), strict=True))
    assert cells["percentage"] == "-1.5"


def test_line_ends_quotes_and_half_pairs_in_a_cell() -> None:
    text = 'Dòng một\n"dòng hai", \ud800 ba'
    cells = dict(zip(*csv_rows(record(evidence={"text": text, "span": [0, 9]})), strict=True))
    assert cells["evidence"] == 'Dòng một\n"dòng hai", ? ba'


# --- files ----------------------------------------------------------------------------------------


def test_json_lines() -> None:
    stream = io.StringIO()
    out = sink(stream, "jsonl")
    out.write(record())
    out.write(record(doc_id="b"))
    lines = stream.getvalue().splitlines()
    assert [json.loads(line)["doc_id"] for line in lines] == ["a", "b"]
    assert json.loads(lines[0], parse_float=Decimal)["percentage"]["value"] == Decimal("80.3")


def test_a_file_and_what_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.csv"
    with writing(path, "csv") as (out, refused, texts):
        out.write(record())
        refused.write({"origin": "b.txt", "reason": "the file is empty"})
        texts.write({"id": "a", "text": "Xã"})
        assert not path.exists()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdoc_id")
    assert path.read_bytes().count(b"\r\n") == 2
    assert json.loads((tmp_path / "new/out.csv.refused.jsonl").read_text())["origin"] == "b.txt"
    assert json.loads((tmp_path / "new/out.csv.texts.jsonl").read_text())["id"] == "a"
    assert len(os.listdir(tmp_path / "new")) == 3


def test_refusals_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.refused.jsonl").write_text("old")
    with writing(path, "jsonl"):
        pass
    assert os.listdir(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_after_an_error_the_old_file_stands_and_nothing_else(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(error), writing(path, "csv") as (out, refused, _):  # noqa: PT012
        out.write(record())
        refused.write({"origin": "b"})
        raise error
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with pytest.raises(OutputError, match="No space left"), AtomicFile(path):
        raise OSError(28, "No space left on device")
    assert os.listdir(tmp_path) == []


def test_outputs_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"), AtomicFile(tmp_path / "file" / "o"):
        pass
    with pytest.raises(OutputError, match="is a folder"), AtomicFile(tmp_path):
        pass


def test_rights_are_kept_and_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target.csv"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link.csv").symlink_to(target)
    with AtomicFile(tmp_path / "link.csv") as stream:
        stream.write("new")
    assert (tmp_path / "link.csv").is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_not_replaced(tmp_path: Path) -> None:
    with writing(Path(os.devnull), "csv") as (out, refused, _):
        out.write(record())
        refused.write({"origin": "b"})
    assert not Path(os.devnull).is_file()
    assert not Path(os.devnull + ".refused.jsonl").exists()


# --- in short -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "80,3% (1.204/1.500 hộ)"),
        ({"bound": "at_least"}, "≥ 80,3% (1.204/1.500 hộ)"),
        ({"numerator": None, "denominator": None}, "80,3%"),
        ({"percentage": None}, "1.204/1.500 hộ"),
        ({"denominator": None}, "80,3% (1.204 hộ)"),
        ({"percentage": {"value": 60, "upper": 70, "span": [0, 1]}, "numerator": None,
          "denominator": None, "bound": "about"}, "≈ 60–70%"),
        ({"percentage": {"value": "0.6", "unit": "permille", "span": [0, 1]}, "numerator": None,
          "denominator": None}, "0,6‰"),
        ({"percentage": {"value": "-0.5", "unit": "percentage_point", "span": [0, 1]},
          "numerator": None, "denominator": None}, "-0,5 điểm %"),
    ],
)  # fmt: skip
def test_a_value_in_short(changes: dict[str, Any], shown: str) -> None:
    assert value_text(record(**changes)) == shown


@pytest.mark.parametrize(
    ("start", "end", "basis", "shown"),
    [
        ("2024-01-01", "2024-12-31", "stated", "2024"),
        ("2021-01-01", "2025-12-31", "stated", "2021–2025"),
        ("2024-05-02", "2024-05-02", "stated", "02/05/2024"),
        ("2024-01-01", "2024-03-31", "stated", "01/01/2024–31/03/2024"),
        ("2024-05-02", "2024-05-02", "publication", "(02/05/2024)"),
    ],
)
def test_a_period_in_short(start: str, end: str, basis: str, shown: str) -> None:
    assert period_text(record(date={"start": start, "end": end, "basis": basis})) == shown


def test_there_is_a_suffix_for_every_format_but_the_table() -> None:
    assert set(write.SUFFIXES.values()) == {"jsonl", "csv", "sdmx-csv", "parquet", "duckdb"}
