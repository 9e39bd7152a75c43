"""What slip may lie behind a part, a whole and a percentage that contradict each other.

Each sort of slip is a set of variants of one stated value: its digits swapped, its mark moved, a
neighbour in its place. A variant with which the three agree is a suggestion, where it is the only
one of its sort and where so few variants would hardly agree by chance. Examples: `slips.tsv`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extract.rounding import stands_for, step_of
from extract.schema import Slip, SlipField, Suggestion

_FACTORS = (1, -1, 2, -2, 3, -3)
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Near:
    """The other values that stand near a statement in the text."""

    amounts: Sequence[Decimal] = ()
    percentages: Sequence[Decimal] = ()


NOTHING_NEAR = Near()


@dataclass(frozen=True, slots=True)
class Stated:
    """The three values as stated; `scale` is what the percentage counts, 100 or 1000."""

    numerator: Decimal
    denominator: Decimal
    percentage: Decimal
    scale: Decimal = Decimal(100)
    near: Near = NOTHING_NEAR

    def value(self, field: SlipField) -> Decimal:
        """The stated value of a field."""
        values = {"numerator": self.numerator, "denominator": self.denominator}
        return values.get(field, self.percentage)

    def agree_with(self, field: SlipField, value: Decimal) -> bool:
        """Whether the three agree once `value` stands in `field`."""
        part = value if field == "numerator" else self.numerator
        whole = value if field == "denominator" else self.denominator
        printed = value if field == "percentage" else self.percentage
        return whole > 0 and stands_for(part / whole * self.scale, printed)


Variants = Callable[[Stated, SlipField], Iterable[Decimal]]


def suggest(stated: Stated) -> Suggestion | None:
    """The likeliest slip, or None where nothing simple explains the contradiction."""
    if not stated.percentage or not stated.numerator or not stated.denominator:
        return None
    if _parts_swapped(stated):
        return Suggestion(field="numerator", value=stated.denominator, slip="parts_swapped")
    fields = _fields(stated)
    for slip, (variants, chance) in _SLIPS.items():
        for field in fields:
            value = _only_agreeing(stated, field, set(variants(stated, field)), chance)
            if value is not None:
                return Suggestion(field=field, value=value, slip=slip)
    return None


def _fields(stated: Stated) -> tuple[SlipField, ...]:
    """The fields in the order in which they are suspected: a part over its whole comes first."""
    if stated.numerator > stated.denominator and stated.percentage <= stated.scale:
        return "numerator", "denominator", "percentage"
    return "percentage", "numerator", "denominator"


def _only_agreeing(
    stated: Stated, field: SlipField, variants: set[Decimal], chance: Decimal
) -> Decimal | None:
    variants.discard(stated.value(field))
    # A random variant agrees about as often as the printed precision is coarse.
    printed = variants if field == "percentage" else [stated.percentage] * len(variants)
    if sum(step_of(value) / value for value in printed if value) > chance:
        return None
    agreeing = [value for value in variants if stated.agree_with(field, value)]
    return agreeing[0] if len(agreeing) == 1 else None


# --- the sorts of slips ---------------------------------------------------------------------------


def _figure(value: Decimal) -> str:
    """The digits and the mark as printed; zeros behind the mark are kept."""
    return format(value, "f")


def _swapped(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    """Two neighbouring digits changed places, the mark staying where it is."""
    figure = _figure(stated.value(field))
    at = [i for i, char in enumerate(figure) if char.isdigit()]
    for i, j in pairwise(at):
        chars = [*figure]
        chars[i], chars[j] = chars[j], chars[i]
        if figure[0] == "0" or chars[0] != "0":
            yield Decimal("".join(chars))


def _moved_mark(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    for power in _FACTORS:
        moved = stated.value(field).scaleb(power)
        if moved >= 1 if field == "percentage" else moved == moved.to_integral_value():
            yield moved


def _misrounded(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    """The last place printed is off by one."""
    if field == "percentage":
        step = step_of(stated.percentage)
        yield from (stated.percentage - step, stated.percentage + step)


def _parts_swapped(stated: Stated) -> bool:
    """Part and whole changed places."""
    part, whole = stated.numerator, stated.denominator
    return part > whole and stands_for(whole / part * stated.scale, stated.percentage)


def _rest(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    """The percentage, or the part, is that of the rest."""
    if field == "percentage" and stated.percentage < stated.scale:
        yield stated.scale - stated.percentage
    if field == "numerator" and stated.numerator < stated.denominator:
        yield stated.denominator - stated.numerator


def _neighbour(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    yield from stated.near.percentages if field == "percentage" else stated.near.amounts


def _digit_too_many(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    figure = _figure(stated.value(field))
    # A percentage less a decimal is printed more coarsely, which alone may make it agree.
    last = figure.find(".") if field == "percentage" and "." in figure else len(figure)
    for i, char in enumerate(figure[:last]):
        rest = figure[:i] + figure[i + 1 :]
        if char.isdigit() and rest.strip(".") and rest[0].isdigit():
            yield Decimal(rest)


def _digit_too_few(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    figure = _figure(stated.value(field))
    for i in range(len(figure) + 1):
        for digit in _DIGITS[i == 0 :]:
            yield Decimal(figure[:i] + digit + figure[i:])


def _digit_wrong(stated: Stated, field: SlipField) -> Iterator[Decimal]:
    figure = _figure(stated.value(field))
    for i, char in enumerate(figure):
        if char.isdigit():
            for digit in _DIGITS[i == 0 :]:
                yield Decimal(figure[:i] + digit + figure[i + 1 :])


_OFTEN, _SELDOM = Decimal("0.3"), Decimal("0.02")
_SLIPS: dict[Slip, tuple[Variants, Decimal]] = {
    "misrounded": (_misrounded, _OFTEN),
    "digits_swapped": (_swapped, _OFTEN),
    "mark_misplaced": (_moved_mark, _OFTEN),
    "neighbour": (_neighbour, _OFTEN),
    "rest": (_rest, _OFTEN),
    "digit_wrong": (_digit_wrong, _SELDOM),
    "digit_too_many": (_digit_too_many, _SELDOM),
    "digit_too_few": (_digit_too_few, _SELDOM),
}
"""Each sort with its variants, likeliest first, and how many of them may agree by chance."""
