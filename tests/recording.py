"""Records for tests of what is made of them."""

from __future__ import annotations

from typing import Any

from extract.schema import Record


def record(**changes: Any) -> Record:
    fields: dict[str, Any] = {
        "doc_id": "a",
        "kind": "proportion",
        "place": {"name": "xã Tân Lập, tỉnh Lâm Đồng", "level": "commune", "code": "01234"},
        "indicator": {"text": "hộ được vay vốn", "spans": [[0, 5]]},
        "numerator": {"value": "1204", "unit": "hộ", "span": [0, 5]},
        "denominator": {"value": "1500", "unit": "hộ", "span": [6, 11]},
        "percentage": {"value": "80.30", "span": [12, 17]},
        "date": {"start": "2024-01-01", "end": "2024-03-31"},
        "evidence": {"text": "Xã có 1.204/1.500 hộ, đạt 80,30%.", "span": [0, 30]},
        "confidence": 0.9,
    }
    return Record.model_validate(fields | changes)


BARE = record(
    place=None, indicator=None, numerator=None, denominator=None, date=None,
    percentage={"value": "5.5", "span": [0, 4]}, kind="change", direction="down",
)  # fmt: skip
