"""What a reader would stumble on in a record that is well formed: said, never mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import regex

from extract.schema import Record
from extract.tables import read_table
from extract.text import fold

WARNINGS: dict[str, str] = {
    row[0]: row[1] for row in read_table("extract", "warnings.tsv") if row[0] != "measure"
}
"""Each warning by its name in the record, and what it says."""

_MEASURES = [row[1] for row in read_table("extract", "warnings.tsv") if row[0] == "measure"]
_MEASURED = regex.compile(rf"\b(?:{'|'.join(sorted(_MEASURES, key=len, reverse=True))})\b")
_HUNDRED = Decimal(100)
_FAR_BACK, _FAR_AHEAD = 150, 80
"""Years before and after publication beyond which a period is likely misprinted or misread."""
_UNDIVIDED = frozenset("người hộ xã phường thôn bản huyện trường lớp trẻ ca nhà em".split())


@dataclass(frozen=True, slots=True)
class _Case:
    """A record, its day of publication, and the folded words of its sentence."""

    record: Record
    published: date | None
    words: str


def warnings(record: Record, published: date | None) -> tuple[str, ...]:
    """The names of the warnings that hold for a record, in the order of `WARNINGS`."""
    case = _Case(record, published, fold(record.evidence.text))
    return tuple(name for name in WARNINGS if _HOLDS[name](case))


def _percent(record: Record) -> Decimal | None:
    """The highest value stated in per cent."""
    stated = record.percentage
    if stated is None or stated.unit != "percent":
        return None
    return stated.value if stated.upper is None else stated.upper


def _over_whole(case: _Case) -> bool:
    value = _percent(case.record)
    over = case.record.kind == "proportion" and value is not None and value > _HUNDRED
    return over and not _MEASURED.search(case.words)


def _fall_over_whole(case: _Case) -> bool:
    value = _percent(case.record)
    return case.record.direction == "down" and value is not None and value > _HUNDRED


def _range_backwards(case: _Case) -> bool:
    stated = case.record.percentage
    return stated is not None and stated.upper is not None and stated.upper < stated.value


def _future_observed(case: _Case) -> bool:
    period = _period_of(case)
    return bool(period and case.record.status == "observed" and period[0] > period[2])


def _past_target(case: _Case) -> bool:
    period = _period_of(case)
    return bool(period and case.record.status == "target" and period[1] < period[2])


def _far_period(case: _Case) -> bool:
    period = _period_of(case)
    if period is None:
        return False
    start, end, day = period
    return start.year < day.year - _FAR_BACK or end.year > day.year + _FAR_AHEAD


def _period_of(case: _Case) -> tuple[date, date, date] | None:
    """First and last day of a period that the text names, and the day of publication."""
    period = case.record.date
    if period is None or period.basis == "publication" or case.published is None:
        return None
    return period.start, period.end, case.published


def _broken_count(case: _Case) -> bool:
    amounts = (case.record.numerator, case.record.denominator)
    return any(
        amount is not None
        and amount.unit in _UNDIVIDED
        and amount.value != amount.value.to_integral_value()
        for amount in amounts
    )


def _zero_whole(case: _Case) -> bool:
    whole = case.record.denominator
    return whole is not None and whole.value == 0


_HOLDS: dict[str, Callable[[_Case], bool]] = {
    "over_100_percent": _over_whole,
    "fall_over_100_percent": _fall_over_whole,
    "range_backwards": _range_backwards,
    "observed_in_future": _future_observed,
    "target_in_past": _past_target,
    "period_far_off": _far_period,
    "fraction_of_a_thing": _broken_count,
    "whole_is_zero": _zero_whole,
}
