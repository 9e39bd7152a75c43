"""The CSV form as the real LibreOffice opens it, without a screen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from recording import record

from extract.write import COLUMNS, Csv

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")

# What the import dialog has set when it opens with our file (seen in 7.4): parted by tab, comma and
# semicolon, double quotes, UTF-8 by the file's mark, from line 1.
DIALOG = "CSV:9/44/59,34,UTF8,1"
VIETNAMESE = "hộ nghèo; hộ ở Đắk Lắk, Cư M’gar: ẵ ỷ Ư ơ ặ ễ Ỹ"


def opened(folder: Path, options: str = DIALOG) -> list[dict[str, tuple[str, str]]]:
    """The rows that LibreOffice reads: type and content of each cell by the names in row one."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", f"--infilter={options}", "--convert-to", "fods"]
    subprocess.run(
        [*command, "--outdir", folder, folder / "records.csv"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    tree = etree.parse(folder / "records.fods")
    names = {k: v for k, v in tree.getroot().nsmap.items() if k}
    rows = [list(_cells(row, names)) for row in tree.iterfind(".//table:table-row", names)]
    heads = [content for _, content in rows[0]]
    assert heads[: len(COLUMNS)] == list(COLUMNS)
    return [dict(zip(heads, row, strict=False)) for row in rows[1:]]


def _cells(row: etree._Element, names: dict[str, str]) -> list[tuple[str, str]]:
    cells = []
    for cell in row.iterfind("table:table-cell", names):
        kind = cell.get(f"{{{names['office']}}}value-type", "")
        value = cell.get(f"{{{names['office']}}}value") or cell.get(
            f"{{{names['office']}}}date-value"
        )
        text = "\n".join("".join(p.itertext()) for p in cell.iterfind("text:p", names))
        times = int(cell.get(f"{{{names['table']}}}number-columns-repeated", "1"))
        cells += [(kind, value or text)] * times
    return cells


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (tmp_path / "records.csv").open("w", encoding="utf-8", newline="") as stream:
        sink = Csv(stream)
        sink.write(
            record(
                doc_id="=1+1",
                indicator={"text": VIETNAMESE, "spans": [[0, 5]]},
                numerator={"value": "1234.5", "unit": "hộ", "span": [0, 5]},
                evidence={"text": "Dòng một; “hai”,\ndòng ba", "span": [0, 20]},
                article={"title": "Một phần hai", "published": "2024-05-01"},
            )
        )
    return tmp_path


def test_every_letter_number_and_day_is_what_it_was(folder: Path) -> None:
    (row,) = opened(folder)[:1]
    assert row["indicator"] == ("string", VIETNAMESE)
    assert row["numerator"] == ("float", "1234.5")
    assert row["percentage"] == ("float", "80.3")
    assert row["date_start"] == ("date", "2024-01-01")
    assert row["published"] == ("date", "2024-05-01")
    assert row["evidence"] == ("string", "Dòng một; “hai”,\ndòng ba")


def test_no_cell_becomes_a_formula(folder: Path) -> None:
    assert opened(folder)[0]["doc_id"] == ("string", "'=1+1")


def test_a_code_keeps_its_zero_where_its_column_is_read_as_text(folder: Path) -> None:
    column = COLUMNS.index("place_code") + 1
    assert opened(folder, f"{DIALOG},{column}/2")[0]["place_code"] == ("string", "01234")
