"""What a marked stretch of text says itself, so that nobody has to type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extract.errors import LabelError
from extract.find.periods import parse_period
from extract.find.quantities import Amount, Percentage, Quantity, Ratio, find_quantities
from extract.numerals import parse_number
from extract.text import fold
from extract.write import vietnamese


@dataclass(frozen=True, slots=True)
class Values:
    """The numbers of a statement; `unit` is the percentage's."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    percentage: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None


def read_values(stretches: Sequence[tuple[str, str]]) -> Values:
    """The values of marked stretches, each given by its role and its text.

    Numerators add up, as coordinated parts do (`8 xã và 1 thị trấn`); a ratio marked as one of its
    two numbers gives both. What cannot be read is left empty.
    """
    numbers: dict[str, Decimal] = {}
    found = Values()
    for role, text in stretches:
        quantity = _first(text)
        if role == "percentage" and isinstance(quantity, Percentage):
            found = Values(None, None, quantity.value, quantity.upper, quantity.unit)
        elif isinstance(quantity, Ratio):
            numbers.setdefault("numerator", quantity.numerator)
            numbers.setdefault("denominator", quantity.denominator)
        elif isinstance(quantity, Amount) or quantity is None:
            value = quantity.value if quantity else parse_number(text.strip())
            if value is not None:
                numbers[role] = numbers.get(role, Decimal(0)) + value
    percentage = found.percentage if found.percentage is not None else numbers.get("percentage")
    unit = found.unit or ("percent" if percentage is not None else None)
    return Values(
        numbers.get("numerator"), numbers.get("denominator"), percentage, found.upper, unit
    )


def _first(text: str) -> Quantity | None:
    quantities = find_quantities(fold(text))
    return quantities[0] if quantities else None


def read_days(text: str, reference: date | None) -> tuple[date, date] | None:
    """First and last day of a marked period, or None where the words alone do not say it."""
    period = parse_period(text.strip(), reference=reference)
    return (period.start, period.end) if period else None


# --- what is typed --------------------------------------------------------------------------------

NONE = "-"
"""What is typed where the text seems to state a value and does not."""


def typed_number(value: Decimal | None) -> str:
    """A number as an annotator types it, in Vietnamese marks: `8.210`, `83,74`."""
    return NONE if value is None else vietnamese(value)


def number_typed(text: str) -> Decimal | None:
    """The number that was typed.

    Raises:
        LabelError: where it is none.
    """
    if text.strip() == NONE:
        return None
    value = parse_number(text.strip())
    if value is None:
        raise LabelError(f"{text!r} is no number; write 8.210 or 83,74, or {NONE} for none")
    return value


def day_typed(text: str) -> date | None:
    """The day that was typed.

    Raises:
        LabelError: where it is none.
    """
    if text.strip() == NONE:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise LabelError(f"{text!r} is no day; write 2024-03-31, or {NONE} for none") from error
