"""The table on the terminal, at the widths that terminals have."""

from __future__ import annotations

from typing import Any

import pytest
from recording import record

from extract.schema import Record
from extract.terminal import print_table

LONG = "hộ sản xuất kinh doanh có tài khoản nhận tiền điện tử tại các chợ truyền thống"
RISE: dict[str, Any] = {"kind": "change", "direction": "up", "confidence": 0.3}


def shown(capsys: pytest.CaptureFixture[str], width: int, *records: Record, total: int = 0) -> str:
    print_table(records, total=total or len(records), width=width)
    return capsys.readouterr().out


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_it_fits_and_cuts_no_word(capsys: pytest.CaptureFixture[str], width: int) -> None:
    one = record(indicator={"text": LONG, "spans": []}, **RISE)
    text = shown(capsys, width, one, record(doc_id="b", status="target"))
    assert max(map(len, text.split("\n"))) <= width
    words = text.split()
    assert all(word in words for word in LONG.split())
    assert "(1.204/1.500" in text.replace(")", "")
    assert "01–03/2024" in words
    assert len(text.splitlines()) <= 16


def test_a_narrow_one_shows_the_place_itself_a_wide_one_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    narrow, wide = shown(capsys, 80, record()), shown(capsys, 200, record())
    assert "xã Tân Lập" in narrow
    assert "Lâm Đồng" not in narrow
    assert "xã Tân Lập, tỉnh Lâm Đồng" in wide
    assert "(1.204/1.500)" in narrow
    assert "(1.204/1.500 hộ)" in wide


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({}, "-"),
        ({"kind": "rate"}, "rate"),
        (RISE, "↑ ?"),
        ({"direction": "down", "kind": "change", "status": "target"}, "↓ target"),
        ({"audit": {"verdict": "contradiction"}}, "≠"),
    ],
)
def test_notes_tell_what_is_not_as_usual(
    capsys: pytest.CaptureFixture[str], changes: dict[str, Any], note: str
) -> None:
    lines = shown(capsys, 120, record(**changes)).splitlines()
    assert (lines[2].partition("/2024")[2].strip() or "-") == note
    signs = [sign for sign in note.split() if sign in "↑↓≠?"]
    assert all(f"{sign} " in "\n".join(lines[3:]) for sign in signs)


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2021-01-01", "2025-12-31", "2021–2025"),
        ("2024-02-01", "2024-02-29", "02/2024"),
        ("2023-07-01", "2024-06-30", "07/2023–06/2024"),
        ("2024-05-02", "2024-05-02", "02/05/2024"),
        ("2024-01-01", "2024-05-15", "01/01–15/05/2024"),
        ("2023-12-31", "9999-12-31", "31/12/2023–31/12/9999"),
    ],
)
def test_periods(capsys: pytest.CaptureFixture[str], start: str, end: str, period: str) -> None:
    one = record(date={"start": start, "end": end})
    assert period in shown(capsys, 120, one).split()
    narrow = shown(capsys, 80, one).split()
    assert all(part.strip("–") in " ".join(narrow) for part in period.split("–"))


def test_articles_have_headings_where_there_are_several(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = shown(capsys, 80, record(doc_id="bài-1"), record(doc_id="bài-2")).splitlines()
    assert [line for line in lines if "bài" in line] == ["bài-1", "bài-2"]
    assert "bài" not in shown(capsys, 80, record(doc_id="bài-1"))


def test_text_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    tricky = record(indicator={"text": "hộ [bold]nghèo[/bold]", "spans": []})
    text = shown(capsys, 140, tricky, total=3)
    assert "[bold]nghèo[/bold]" in text
    assert "2 more records" in text


def test_no_records_are_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 80).strip() == "no records"
