"""The grammar of periods: its tables of examples, roles, and what resolving needs."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import pairwise

import pytest

from extract.find._periods_lunar import lunar_day
from extract.find.periods import Period, PeriodMention, find_periods, parse_period
from extract.tables import read_table

KNOWN_FAULT = "known-fault"
WHOLE = read_table("extract.find", "periods.tsv")[1:]
IN_TEXT = read_table("extract.find", "periods_in_text.tsv")[1:]
SECONDS_PER_MEGABYTE = 10.0


def _marks(note: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True)] if note == KNOWN_FAULT else []


def _days(period: Period | None) -> str:
    return f"{period.start}..{period.end}" if period else ""


def _only(text: str) -> PeriodMention:
    (mention,) = find_periods(text)
    return mention


@pytest.mark.parametrize(
    ("text", "reference", "start", "end"),
    [pytest.param(*row[:4], marks=_marks(row[4]), id=f"{row[0]} @{row[1]}") for row in WHOLE],
)
def test_whole_expression(text: str, reference: str, start: str, end: str) -> None:
    found = parse_period(text, reference=date.fromisoformat(reference))
    assert _days(found) == (f"{start}..{end}" if start else "")


@pytest.mark.parametrize("row", IN_TEXT, ids=[row[0][:40] for row in IN_TEXT])
def test_in_text(row: list[str]) -> None:
    sentence, reference, mentions, roles = [*row, "", ""][:4]
    day = date.fromisoformat(reference)
    found = find_periods(sentence)
    seen = [f"{sentence[m.start : m.end]}={_days(m.resolve(reference=day))}" for m in found]
    assert "; ".join(seen) == mentions
    assert "; ".join(f"{sentence[m.start : m.end]}={m.role}" for m in found if m.role) == roles


def test_tables_are_large_and_without_repeats() -> None:
    assert len(WHOLE) >= 300
    assert len(IN_TEXT) >= 80
    assert len({(row[0], row[1]) for row in WHOLE}) == len(WHOLE)
    assert all(len(row) == 5 for row in WHOLE)


def test_mentions_are_in_order_and_apart() -> None:
    for row in IN_TEXT:
        found = find_periods(row[0])
        assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("năm 2016", ""),
        ("quý I/2024", ""),
        ("giai đoạn 2011-2015", ""),
        ("từ tháng 11 đến tháng 2/2017", ""),
        ("6 tháng đầu năm", "year"),
        ("ngày 23/6", "year"),
        ("quý I", "year"),
        ("từ tháng 1 đến tháng 6", "year"),
        ("năm nay", "reference"),
        ("6 tháng đầu năm nay", "reference"),
        ("tháng trước", "reference"),
        ("từ đầu năm đến nay", "reference"),
        ("hiện nay", "reference"),
        ("cùng kỳ năm trước", "reference"),
    ],
)
def test_needs(text: str, needs: str) -> None:
    assert _only(text).needs == needs


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("6 tháng đầu năm", "2019-01-01..2019-06-30"),
        ("ngày 23/6", "2019-06-23..2019-06-23"),
        ("năm nay", "2019-01-01..2019-12-31"),
        ("năm ngoái", "2018-01-01..2018-12-31"),
        ("6 tháng đầu năm nay", "2019-01-01..2019-06-30"),
        ("6 tháng qua", "2019-01-01..2019-06-30"),
        ("từ tháng 11 đến tháng 2", "2019-11-01..2020-02-29"),
        ("Tết Nguyên đán", "2019-02-05..2019-02-07"),
        ("năm 2016", "2016-01-01..2016-12-31"),
        ("tháng trước", ""),
        ("hôm qua", ""),
        ("từ đầu năm đến nay", ""),
    ],
)
def test_year_alone(text: str, days: str) -> None:
    assert _days(_only(text).resolve(year=2019)) == days
    assert _only(text).resolve() == (_only(text).resolve(year=2019) if "2016" in text else None)


def test_settled_year_goes_before_reference() -> None:
    mention = _only("quý III")
    assert _days(mention.resolve(reference=date(2024, 8, 1), year=2022)) == "2022-07-01..2022-09-30"


@pytest.mark.parametrize(
    ("text", "current", "days"),
    [
        ("cùng kỳ năm trước", ("2024-01-01", "2024-06-30"), "2023-01-01..2023-06-30"),
        ("cùng kỳ", ("2024-01-01", "2024-03-31"), "2023-01-01..2023-03-31"),
        ("cùng kỳ năm 2016", ("2017-01-01", "2017-05-31"), "2016-01-01..2016-05-31"),
        ("cùng kỳ 2016", ("2017-02-01", "2017-02-28"), "2016-02-01..2016-02-29"),
        ("cùng kỳ tháng trước", ("2024-06-01", "2024-06-30"), "2024-05-01..2024-05-30"),
        ("cùng kỳ năm ngoái", ("2016-12-16", "2017-06-15"), "2015-12-16..2016-06-15"),
    ],
)
def test_same_period(text: str, current: tuple[str, str], days: str) -> None:
    now = Period(*map(date.fromisoformat, current))
    assert _days(_only(text).resolve(current=now)) == days
    assert _only(text).form == "same_period"


def test_members_of_a_list() -> None:
    text = "năm 2015 và 2016"
    parts = _only(text).parts
    assert [text[m.start : m.end] for m in parts] == ["2015", "2016"]
    assert [_days(m.resolve()) for m in parts] == [
        "2015-01-01..2015-12-31",
        "2016-01-01..2016-12-31",
    ]


def test_members_share_the_year_behind_the_last() -> None:
    parts = _only("tháng 6 và tháng 7/2019").parts
    assert [_days(m.resolve()) for m in parts] == [
        "2019-06-01..2019-06-30",
        "2019-07-01..2019-07-31",
    ]


@pytest.mark.parametrize(
    ("year", "first"),
    # The Vietnamese new year where the Chinese calendar has another day, and a few more.
    [
        (1968, "1968-01-29"),
        (1985, "1985-01-21"),
        (2007, "2007-02-17"),
        (2017, "2017-01-28"),
        (2023, "2023-01-22"),
        (2030, "2030-02-02"),
    ],
)
def test_lunar_new_year(year: int, first: str) -> None:
    new_year = lunar_day(year, 1, 1)
    assert new_year == date.fromisoformat(first)
    assert lunar_day(year - 1, 12, 30) == new_year - timedelta(1)


def test_lunar_years_out_of_reach() -> None:
    assert lunar_day(1066, 1, 1) is None
    assert parse_period("Tết 1789") is None


@pytest.mark.parametrize("text", ["", " ", "năm", "ngày", "/", "2/", "1" * 50, "năm 0000"])
def test_nothing_found(text: str) -> None:
    assert find_periods(text) == []
    assert parse_period(text, reference=date(2024, 8, 1)) is None


@pytest.mark.parametrize(
    "piece",
    [
        "năm ",
        "1,",
        "1/",
        "2016-",
        "ngày 1, ",
        "tháng 1 và ",
        "từ ",
        " ",
        "số 1/",
        "đến nay ",
        "2016 ",
    ],
)
def test_no_text_is_slow(piece: str) -> None:
    text = "năm " + piece * (250_000 // len(piece))
    start = time.process_time()
    find_periods(text)
    assert time.process_time() - start < SECONDS_PER_MEGABYTE / 4
