"""Whether two statements of one thing give the same value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extract.rounding import stands_for, step_of
from extract.schema import Bound, Record

_LOOSE = Decimal("0.1")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Value:
    """What a statement gives. `share` is the percentage, stated or of part and whole.

    `stated` tells whether the percentage is printed, and so rounded.
    """

    share: Decimal | None
    stated: bool
    upper: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    bound: Bound

    @classmethod
    def of(cls, record: Record) -> Value:
        """The value of a record."""
        printed, part, whole = record.percentage, record.numerator, record.denominator
        share = printed.value if printed else None
        if share is None and part is not None and whole is not None and whole.value:
            share = part.value / whole.value * _HUNDRED
        return cls(
            share,
            printed is not None,
            printed.upper if printed else None,
            part.value if part else None,
            whole.value if whole else None,
            record.bound,
        )


def agree(one: Value, other: Value) -> bool:
    """Whether nothing in two values speaks against their being the same, rounding aside.

    `hơn 50%` agrees with 88%, `gần 90%` with 88%; a percentage agrees with the part and whole that
    give it. A value with a bound speaks against no part and no whole.
    """
    if (one.upper is None) != (other.upper is None):
        return True  # a range and a value of it may both hold
    bounded = {one.bound, other.bound} != {"exact"}
    if not bounded:
        pairs = (
            (one.numerator, other.numerator),
            (one.denominator, other.denominator),
            (one.upper, other.upper),
        )
        if any(a is not None and b is not None and a != b for a, b in pairs):
            return False
    if one.share is None or other.share is None:
        return True
    if _same_share(one, other):
        return True
    return bounded and (_within(one, other.share) or _within(other, one.share))


def _same_share(one: Value, other: Value) -> bool:
    """Whether the share printed more coarsely stands for the other."""
    coarse, fine = sorted((one, other), key=_step, reverse=True)
    assert coarse.share is not None
    assert fine.share is not None
    if not coarse.stated:
        return coarse.share == fine.share
    return stands_for(fine.share, coarse.share)


def _step(value: Value) -> Decimal:
    return step_of(value.share) if value.stated and value.share is not None else Decimal(0)


def _within(value: Value, share: Decimal) -> bool:
    """Whether `share` is what the bound of a value leaves room for."""
    assert value.share is not None
    low, high = value.share * (1 - _LOOSE), value.share * (1 + _LOOSE)
    if value.bound == "at_least":
        return share >= low
    if value.bound == "at_most":
        return share <= high
    return value.bound == "about" and low <= share <= high
