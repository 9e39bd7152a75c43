"""Holding the stated values of a statement against each other. Nothing is ever changed."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from extract.schema import Amount, Audit, Derived, Percentage, Verdict

_HUNDRED = Decimal(100)
_SHOWN = Decimal("0.01")
# What `khoảng`, `gần`, `hơn` may hide of a value.
_LOOSE = Decimal("0.1")


def audit(
    numerator: Amount | None, denominator: Amount | None, percentage: Percentage | None, bound: str
) -> Audit:
    """Whether part, whole and percentage agree, at the precision that is printed.

    `truncated` is a percentage cut where it should be rounded. A value said with `khoảng`, `gần`
    or `hơn` leaves room for a tenth.
    """
    if numerator is None or denominator is None or not denominator.value:
        return Audit()
    scale = Decimal(1000) if percentage and percentage.unit == "permille" else _HUNDRED
    computed = numerator.value / denominator.value * scale
    shown = computed.quantize(_SHOWN, rounding=ROUND_HALF_UP)
    if percentage is None or percentage.unit == "percentage_point":
        over = numerator.value > denominator.value
        return Audit(verdict="part_exceeds_whole" if over else "not_checkable", computed=shown)
    loose = bound != "exact" or numerator.bound != "exact" or denominator.bound != "exact"
    return Audit(verdict=_verdict(computed, percentage, loose=loose), computed=shown)


def _verdict(computed: Decimal, stated: Percentage, *, loose: bool) -> Verdict:
    step = Decimal(1).scaleb(int(stated.value.as_tuple().exponent)).min(Decimal(1))
    low, high = stated.value, stated.upper if stated.upper is not None else stated.value
    if low - step / 2 <= computed <= high + step / 2:
        return "consistent" if computed <= 100 or high > 100 else "part_exceeds_whole"
    if computed.quantize(step, rounding=ROUND_DOWN) == stated.value:
        return "truncated"
    if loose and low * (1 - _LOOSE) <= computed <= high * (1 + _LOOSE):
        return "consistent"
    return "contradiction"


def derive(
    numerator: Amount | None, denominator: Amount | None, percentage: Percentage | None
) -> Derived | None:
    """What the stated values imply: the percentage of n/d, or the whole between two bounds.

    The whole of a part and a rounded percentage lies between part / (percentage + half a step) and
    part / (percentage - half a step).
    """
    if percentage is None and numerator and denominator and denominator.value:
        share = numerator.value / denominator.value * _HUNDRED
        return Derived(percentage=share.quantize(_SHOWN, rounding=ROUND_HALF_UP))
    if percentage is None or numerator is None or denominator is not None:
        return None
    if percentage.unit != "percent" or percentage.upper is not None or not percentage.value:
        return None
    half = Decimal(1).scaleb(int(percentage.value.as_tuple().exponent)).min(Decimal(1)) / 2
    if percentage.value <= half:
        return None
    low = numerator.value * _HUNDRED / (percentage.value + half)
    high = numerator.value * _HUNDRED / (percentage.value - half)
    return Derived(denominator_low=low.quantize(_SHOWN), denominator_high=high.quantize(_SHOWN))
