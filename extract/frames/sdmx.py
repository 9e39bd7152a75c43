"""SDMX-CSV 2.0: observations as statistics offices load them.

The data structure that the file names stands in `structure.xml` (SDMX-ML 2.1), made from
`columns.tsv` by `scripts/sdmx_structure.py`; a registry wants it before the data.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import IO, Any

from extract.frames.observation import columns, observation
from extract.schema import Record, plain_number

AGENCY, STRUCTURE, DATAFLOW, VERSION = "SOLIEU", "DSD_STATEMENTS", "DF_STATEMENTS", "1.0"
"""The owner, the data structure, the dataflow and the version of both."""

NO_PERIOD = "an SDMX observation needs a period, and neither the text nor `published` gives one"
"""Why a record cannot be an SDMX observation."""


def structure() -> str:
    """The structure message: the dataflow, its data structure, concepts and code lists."""
    return resources.files(__package__).joinpath("structure.xml").read_text("utf-8")


class SdmxCsv:
    """Records as rows of SDMX-CSV 2.0, with the action "append".

    A record that has no period is handed to `refuse` with the reason, and counted in `left_out`. It
    has its number all the same: a number means the same record in every form.
    """

    def __init__(
        self, stream: IO[str], *, refuse: Callable[[dict[str, object]], None] | None = None
    ) -> None:
        self.left_out = 0
        self._refuse = refuse
        self._columns = columns()
        self._numbers: Counter[str] = Counter()
        self._writer = csv.writer(stream, lineterminator="\r\n")
        names = [column.sdmx for column in self._columns]
        self._writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *names])

    def write(self, record: Record) -> None:
        """Write one record as a row, unless it has no period."""
        self._numbers[record.doc_id] += 1
        if record.date is None:
            self.left_out += 1
            if self._refuse is not None:
                reason = f"“{record.evidence.text[:80]}”: {NO_PERIOD}"
                self._refuse({"origin": record.doc_id, "reason": reason})
            return
        row = observation(record, self._numbers[record.doc_id])
        cells = [_cell(row[column.name]) for column in self._columns]
        self._writer.writerow(["dataflow", f"{AGENCY}:{DATAFLOW}({VERSION})", "A", *cells])

    def add(self, lines: str) -> None:
        """Add records in JSONL form."""
        for line in lines.split("\n"):
            if line:
                self.write(Record.from_json_line(line))


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    # A line end within a cell is allowed, yet loaders read the file by lines.
    return "" if value is None else " ".join(str(value).split())
