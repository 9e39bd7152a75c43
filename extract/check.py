"""Holding the stated values of a statement against each other. Nothing is ever changed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from extract.rounding import EXACT, cuts_to, rounds_to, step_of
from extract.schema import Amount, Audit, Derived, Percentage, Verdict
from extract.slips import NOTHING_NEAR, Near, Stated, suggest

_HUNDRED = Decimal(100)
_SHOWN = Decimal("0.01")
# What `khoảng`, `gần`, `hơn` may hide of a value.
_LOOSE = Decimal("0.1")


def audit(
    numerator: Amount | None,
    denominator: Amount | None,
    percentage: Percentage | None,
    bound: str,
    *,
    near: Near = NOTHING_NEAR,
) -> Audit:
    """Whether part, whole and percentage agree, at the precision that is printed.

    `truncated` is a percentage cut where it should be rounded. A value said with `khoảng`, `gần`
    or `hơn` leaves room for a tenth. A contradiction comes with the likeliest slip, where one is
    found; `near` are the other values around.
    """
    if numerator is None or denominator is None or not denominator.value:
        return Audit()
    scale = Decimal(1000) if percentage and percentage.unit == "permille" else _HUNDRED
    computed = numerator.value / denominator.value * scale
    shown = computed.quantize(_SHOWN, ROUND_HALF_UP, EXACT)
    if percentage is None or percentage.unit == "percentage_point":
        over = numerator.value > denominator.value
        return Audit(verdict="part_exceeds_whole" if over else "not_checkable", computed=shown)
    loose = bound != "exact" or numerator.bound != "exact" or denominator.bound != "exact"
    verdict = _verdict(computed, percentage, loose=loose)
    suggestion = None
    if verdict == "contradiction" and percentage.upper is None:
        stated = Stated(numerator.value, denominator.value, percentage.value, scale, near)
        suggestion = suggest(stated)
    return Audit(verdict=verdict, computed=shown, suggestion=suggestion)


def _verdict(computed: Decimal, stated: Percentage, *, loose: bool) -> Verdict:
    low, high = stated.value, stated.upper if stated.upper is not None else stated.value
    if rounds_to(computed, low, high):
        return "consistent" if computed <= 100 or high > 100 else "part_exceeds_whole"
    if cuts_to(computed, stated.value):
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
        return Derived(percentage=share.quantize(_SHOWN, ROUND_HALF_UP, EXACT))
    if percentage is None or numerator is None or denominator is not None:
        return None
    if percentage.unit != "percent" or percentage.upper is not None or not percentage.value:
        return None
    half = step_of(percentage.value) / 2
    if percentage.value <= half:
        return None
    low = numerator.value * _HUNDRED / (percentage.value + half)
    high = numerator.value * _HUNDRED / (percentage.value - half)
    return Derived(
        denominator_low=low.quantize(_SHOWN, context=EXACT),
        denominator_high=high.quantize(_SHOWN, context=EXACT),
    )
