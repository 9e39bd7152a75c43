"""What belongs to a value: the tables of passages for its indicator and for its other fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pytest

import extract
from extract.evaluation.labels import Statement, from_record
from extract.evaluation.score import INDICATOR_AT_LEAST, same_place, token_f1
from extract.schema import plain_number
from extract.tables import read_table

KNOWN_FAULT = "known-fault"
PUBLISHED = date(2024, 8, 15)
"""The day on which every passage is read as published."""

INDICATORS = read_table("extract.link", "indicators.tsv")[1:]
LINKS = read_table("extract.link", "linking.tsv")[1:]
FIELDS = {
    "place", "place_how", "date", "date_how", "status", "kind", "bound", "direction",
    "numerator", "denominator",
}  # fmt: skip


def _cases(rows: Sequence[Sequence[str]]) -> list[object]:
    fault = pytest.mark.xfail(strict=True, reason="known fault", raises=AssertionError)
    return [
        pytest.param(*row[:3], marks=[fault] if row[3] == KNOWN_FAULT else [], id=_name(row))
        for row in rows
    ]


def _name(row: Sequence[str]) -> str:
    return f"{row[0][:40]} @{row[1]}"


@lru_cache(maxsize=512)
def _statements(text: str) -> tuple[Statement, ...]:
    records = extract.records(text, published=PUBLISHED)
    return tuple(from_record(record.to_dict()) for record in records)


def _at(passage: str, value: str) -> list[Statement]:
    """The statements of `passage` that rest on the figures written as `value`."""
    text = passage.replace("\\n", "\n")
    first = text.index(value)
    last = first + len(value)
    return [s for s in _statements(text) if any(a < last and first < b for a, b in s.spans)]


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)


def _how(statement: Statement, field: str) -> str:
    return next((step["how"] for step in statement.source["trail"] if step["field"] == field), "")


def _read(statement: Statement, field: str, wanted: str) -> str:
    """What `statement` says in `field`, as linking.tsv writes it."""
    if field == "place":
        return wanted if same_place(wanted or None, statement.place) else statement.place or ""
    if field == "date":
        return "..".join(map(str, statement.date)) if statement.date else ""
    if field.endswith("_how"):
        return _how(statement, field.removesuffix("_how"))
    if field in {"numerator", "denominator"}:
        return _number(getattr(statement, field))
    return getattr(statement, field) or ""


def _expected(cell: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in cell.split("; ") if part]
    return {field: value for field, _, value in pairs}


@pytest.mark.parametrize(("passage", "value", "indicator"), _cases(INDICATORS))
def test_indicator(passage: str, value: str, indicator: str) -> None:
    seen = [statement.indicator for statement in _at(passage, value)]
    assert max((token_f1(indicator, one) for one in seen), default=0) >= INDICATOR_AT_LEAST, seen


@pytest.mark.parametrize(("passage", "value", "expected"), _cases(LINKS))
def test_fields(passage: str, value: str, expected: str) -> None:
    wanted = _expected(expected)
    seen = [{f: _read(s, f, v) for f, v in wanted.items()} for s in _at(passage, value)]
    if wanted:
        assert wanted in seen
    else:
        assert not seen


@pytest.mark.parametrize("rows", [INDICATORS, LINKS], ids=["indicators", "linking"])
def test_table_is_tidy(rows: list[list[str]]) -> None:
    assert len(rows) >= 200
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    for row in rows:
        assert len(row) == 4, row
        assert row[0].replace("\\n", "\n").count(row[1]) == 1, row
        assert row[3] in {"", KNOWN_FAULT}, row


def test_expected_fields_are_known_and_given_once() -> None:
    for row in LINKS:
        named = [part.partition("=")[0] for part in row[2].split("; ") if part]
        assert set(named) <= FIELDS, row
        assert len(set(named)) == len(named), row
