"""What the finder of quantities gives back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage, permille or number of points; `upper` is the end of a range.

    `start`, `end` hold the whole value with its sign, `unit` is the unit as the contract names it.
    `value` bears no sign: the mark before it (`-` for any dash, `+`, `±`, `>`, `<`, `≥`, `≤`, `~`,
    `≈`) is `prefix`, and '' where a dash is a bullet or a pause. `shared` is true where the percent
    sign stands only behind a later value (`17,45 và 27,37%`).
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    prefix: str
    style: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """`n/d` in figures, or a fraction in words; `words` tells which."""

    start: int
    end: int
    numerator: Decimal
    denominator: Decimal
    numerator_span: tuple[int, int]
    denominator_span: tuple[int, int]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A plain number with its scale words multiplied out; `unit` is the word behind it, or ''.

    `start`, `end` hold the figures and the scale words; `upper` is the end of a range. `style` is
    that of the figure, `words`, or `ratio` for the part of an `n/d`.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    unit_end: int
    style: str


Quantity = Percentage | Ratio | Amount

LARGEST, MOST_DECIMALS = Decimal(10) ** 18, 12
"""Figures from so large on, or with more decimals, are no statistic: keys, or slips of typing."""


def is_credible(quantity: Quantity) -> bool:
    """Can the values of `quantity` be those of a statistic?"""
    match quantity:
        case Ratio(numerator=first, denominator=second):
            values = [first, second]
        case Percentage(value=first, upper=upper) | Amount(value=first, upper=upper):
            values = [first] if upper is None else [first, upper]
    return all(
        value < LARGEST and int(value.as_tuple().exponent) >= -MOST_DECIMALS for value in values
    )
