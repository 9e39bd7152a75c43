"""Warnings of what a reader would stumble on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from extract.schema import Record
from extract.warn import WARNINGS, warnings

DAY = date(2024, 5, 3)


def record(sentence: str = "Có 40% hộ dùng nước máy.", **changes: Any) -> Record:
    plain: dict[str, Any] = {
        "doc_id": "x", "kind": "proportion", "evidence": {"text": sentence, "span": (0, 9)},
        "percentage": {"value": 40, "span": (3, 6)},
    }  # fmt: skip
    return Record.model_validate({**plain, **changes})


def percent(value: str, upper: str | None = None) -> dict[str, Any]:
    return {"value": value, "upper": upper, "span": (3, 6)}


def period(start: str, end: str, basis: str = "stated") -> dict[str, Any]:
    return {"start": start, "end": end, "basis": basis}


def amount(value: str, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "span": (0, 1)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"percentage": percent("100")}, []),
        ({"percentage": percent("104")}, ["over_100_percent"]),
        ({"percentage": percent("90", "110")}, ["over_100_percent"]),
        ({"percentage": percent("104"), "sentence": "Thu đạt 104% kế hoạch năm."}, []),
        ({"percentage": percent("104"), "sentence": "Thu bằng 104% so với cùng kỳ."}, []),
        ({"percentage": percent("104"), "kind": "change", "direction": "up"}, []),
        (
            {"percentage": percent("104"), "kind": "change", "direction": "down"},
            ["fall_over_100_percent"],
        ),
        ({"percentage": percent("60", "70")}, []),
        ({"percentage": percent("70", "60")}, ["range_backwards"]),
        ({"date": period("2024-01-01", "2024-12-31")}, []),
        ({"date": period("2025-01-01", "2025-12-31")}, ["observed_in_future"]),
        ({"date": period("2025-01-01", "2025-12-31"), "status": "target"}, []),
        ({"date": period("2023-01-01", "2023-12-31"), "status": "target"}, ["target_in_past"]),
        ({"date": period("2024-05-03", "2024-05-03", "publication")}, []),
        ({"date": period("1802-01-01", "1802-12-31")}, ["period_far_off"]),
        ({"date": period("2204-01-01", "2204-12-31"), "status": "target"}, ["period_far_off"]),
        ({"numerator": amount("1.204", "hộ")}, ["fraction_of_a_thing"]),
        ({"numerator": amount("1.2", "ha")}, []),
        ({"denominator": amount("0", "hộ")}, ["whole_is_zero"]),
    ],
)
def test_each_warning(changes: dict[str, Any], expected: list[str]) -> None:
    assert list(warnings(record(**changes), DAY)) == expected


def test_without_a_day_of_publication_no_period_is_late_or_early() -> None:
    assert warnings(record(date=period("2925-01-01", "2925-12-31")), None) == ()


def test_every_warning_says_what_it_means() -> None:
    assert all(text.endswith(".") for text in WARNINGS.values())
