"""The audit: verdicts at the printed precision, slips named as suggestions, stated values kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.check import audit
from extract.schema import Amount, Percentage, Suggestion
from extract.slips import Near, Stated, suggest
from extract.tables import read_table

ROWS = read_table("extract", "slips.tsv")


def _decimals(cell: str) -> list[Decimal]:
    return [Decimal(word) for word in cell.split()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:3]))
def test_slips(row: list[str]) -> None:
    n, d, percent, amounts, percentages, *expected = row
    near = Near(_decimals(amounts), _decimals(percentages))
    found = suggest(Stated(Decimal(n), Decimal(d), Decimal(percent), near=near))
    field, value, slip = expected
    wanted = Suggestion(field=field, value=value, slip=slip) if field else None  # type: ignore[arg-type]
    assert found == wanted


def test_there_are_examples_enough() -> None:
    assert len(ROWS) >= 40
    assert {row[7] for row in ROWS} == {*Suggestion.model_fields["slip"].annotation.__args__, ""}  # type: ignore[union-attr]


def _audit(n: str, d: str, percent: str, bound: str = "exact") -> tuple[str, Suggestion | None]:
    found = audit(
        Amount(value=Decimal(n), span=(0, 1)),
        Amount(value=Decimal(d), span=(2, 3)),
        Percentage(value=Decimal(percent), span=(4, 5)),
        bound,
    )
    return found.verdict, found.suggestion


@pytest.mark.parametrize(
    ("n", "d", "percent", "verdict"),
    [
        ("412", "438", "94.06", "consistent"),
        ("412", "438", "94.1", "consistent"),
        ("4403", "10040", "43.8", "truncated"),
        ("356", "364", "97", "truncated"),
        ("203", "210", "99.67", "contradiction"),
        ("21", "20", "105", "consistent"),
        ("210", "203", "96.67", "contradiction"),
    ],
)
def test_verdicts(n: str, d: str, percent: str, verdict: str) -> None:
    found, suggestion = _audit(n, d, percent)
    assert found == verdict
    assert (suggestion is not None) == (verdict == "contradiction")


def test_a_value_said_loosely_is_given_room() -> None:
    assert _audit("22000", "29800", "74", "at_least")[0] == "consistent"


_whole = st.integers(1, 99_999).map(Decimal)
_percent = st.integers(1, 9_999).map(lambda n: Decimal(n).scaleb(-2))


@given(_whole, _whole, _percent)
def test_a_suggestion_always_mends_and_never_repeats(n: Decimal, d: Decimal, p: Decimal) -> None:
    stated = Stated(n, d, p)
    found = suggest(stated)
    if found is None or found.slip == "parts_swapped":
        return
    assert found.value != stated.value(found.field)
    assert stated.agree_with(found.field, found.value)
