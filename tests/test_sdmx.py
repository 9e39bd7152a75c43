"""SDMX-CSV, read back by two SDMX libraries with its structure."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import sdmx
from pysdmx.io import read_sdmx
from pysdmx.io.csv.sdmx20.reader import read as read_csv_2
from recording import BARE, record

from extract.frames.observation import columns
from extract.frames.sdmx import SdmxCsv, structure
from extract.schema import Record

ROOT = Path(__file__).resolve().parent.parent


def written(*records: Record) -> str:
    stream = io.StringIO(newline="")
    sink = SdmxCsv(stream)
    for one in records:
        sink.write(one)
    return stream.getvalue()


def test_the_columns_are_those_of_the_standard() -> None:
    header = written().strip().split(",")
    assert header[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert header[3:] == [column.sdmx for column in columns()]


def test_pysdmx_reads_the_values_back() -> None:
    text = written(record(), BARE, record(percentage={"value": "7", "span": [0, 1]}))
    (dataset,) = read_csv_2(text)
    frame = dataset.data
    assert frame["OBS_VALUE"].tolist() == ["80.3", "7.0"]
    assert frame["STATEMENT"].tolist() == ["1", "3"]  # the record without a period is number 2
    assert frame["TIME_PERIOD"].tolist() == ["2024-Q1", "2024-Q1"]
    assert frame["INDICATOR"].tolist() == ["hộ được vay vốn"] * 2


def test_pysdmx_reads_the_structure_and_every_column_has_its_part() -> None:
    message = read_sdmx(structure(), validate=True)
    (definition,) = message.get_data_structure_definitions()
    assert {c.id for c in definition.components} == {c.sdmx for c in columns()}
    roles = {c.id: str(c.role).lower() for c in definition.components}
    for column in columns():
        role = "dimension" if column.role == "time" else column.role
        assert roles[column.sdmx] == role, column.sdmx


def test_sdmx1_reads_data_by_the_structure() -> None:
    message = sdmx.read_sdmx(io.BytesIO(structure().encode()))
    (definition,) = message.structure.values()
    data = sdmx.read_sdmx(
        io.BytesIO(written(record()).encode()), structure=definition, format="csv"
    )
    (observation,) = data.data[0].obs
    assert str(observation.dimension["REF_AREA"].value) == "01234"
    assert str(observation.dimension["TIME_PERIOD"].value) == "2024-Q1"


def test_the_shipped_structure_is_that_of_the_columns(tmp_path: Path) -> None:
    target = tmp_path / "structure.xml"
    script = ROOT / "scripts" / "sdmx_structure.py"
    subprocess.run([sys.executable, script, "-o", target], check=True)
    made = read_sdmx(target.read_text("utf-8"), validate=True)
    assert made.structures == read_sdmx(structure(), validate=True).structures


def test_cells_stay_on_one_line() -> None:
    text = written(record(evidence={"text": "Hai\n dòng, và “dấu”", "span": [0, 20]}))
    assert text.count("\r\n") == 2
    assert '"Hai dòng, và “dấu”"' in text


def test_the_command_writes_data_structure_and_what_was_left_out(tmp_path: Path) -> None:
    dated = "Huyện Cô Tô có 356/364 hộ dùng nước sạch, đạt 97% trong quý I/2024."
    for name, text in (("co", dated), ("khong", "Xã có 12/15 thôn đạt chuẩn.")):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    out = tmp_path / "out.sdmx.csv"
    command = [sys.executable, "-m", "extract.cli", "extract", str(tmp_path), "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = out.read_text("utf-8").splitlines()
    assert [row.split(",")[3:5] for row in rows[1:]] == [["co", "1"]]
    assert (tmp_path / "out.sdmx.csv.structure.xml").read_text("utf-8") == structure()
    (left,) = (tmp_path / "out.sdmx.csv.refused.jsonl").read_text("utf-8").splitlines()
    assert json.loads(left)["origin"] == "khong"
    assert "needs a period" in json.loads(left)["reason"]
    assert "1 records have no place there" in done.stderr
