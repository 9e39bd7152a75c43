"""Whether a printed figure stands for an exact one, at the precision that it is printed with."""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal

_ONE = Decimal(1)
EXACT = Context(prec=100)
"""For rounding to a place: with the usual 28 digits that fails where the figure has more."""


def step_of(printed: Decimal) -> Decimal:
    """The last place of a printed figure: 0.01 for 83.74; 1 where it shows no decimals."""
    return _ONE.scaleb(int(printed.as_tuple().exponent)).min(_ONE)


def rounds_to(exact: Decimal, low: Decimal, high: Decimal | None = None) -> bool:
    """Whether `exact` rounds to `low`, or lies between `low` and `high`, half a step aside."""
    half = step_of(low) / 2
    return low - half <= exact <= (low if high is None else high) + half


def cuts_to(exact: Decimal, printed: Decimal) -> bool:
    """Whether `printed` is `exact` with the further decimals cut off."""
    return exact.quantize(step_of(printed), ROUND_DOWN, EXACT) == printed


def stands_for(exact: Decimal, printed: Decimal) -> bool:
    """Whether `printed` is `exact`, rounded or cut."""
    return rounds_to(exact, printed) or cuts_to(exact, printed)
