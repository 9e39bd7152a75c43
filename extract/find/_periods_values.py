"""What a mention of a period means, and how it becomes two days once its gaps are filled.

A value is one of: `Part` (a piece of a year, which may be unknown), `Shifted` (counted from the
day of publication), `Span` (from one value to another), `Same` (the same days in another year).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from extract.find._periods_lunar import lunar_day

Needs = Literal["", "year", "reference"]
Grain = Literal["day", "week", "month", "quarter", "half", "months", "year", "years"]

CYCLE = 60  # years of the sexagenary cycle
CYCLE_AHEAD = 2  # a cyclic year is looked for at most so far after the day of publication
CYCLE_DEFAULT = 2025  # and around this year where that day is unknown
MONTH_OVER = 25  # from this day on `6 tháng qua` counts the current month
NEW_YEAR_MONTHS = 3  # until this month `cuối năm` may still be that of the year before
SCHOOL_START = 9
LEAP_REACH = 9  # so many years back there is a 29 February


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Context:
    """What is known from outside: day of publication, settled year, period under discussion."""

    reference: date | None = None
    year: int | None = None
    current: Period | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """Which year: by number, by distance from the current one, by place in the cycle, or open."""

    number: int | None = None
    shift: int | None = None
    cycle: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the year has to come from elsewhere."""
        return self.number is None and self.shift is None and self.cycle is None

    def known(self, context: Context) -> int | None:
        """The number of the year, where the mention and `context` tell it without guessing."""
        if self.number is not None:
            return self.number
        base = context.reference.year if context.reference else context.year
        if self.cycle is not None:
            top = (base or CYCLE_DEFAULT) + CYCLE_AHEAD
            return top - (top - 4 - self.cycle) % CYCLE
        return None if self.shift is None or base is None else base + self.shift


OPEN = Year()
Day = tuple[int, int, int]
"""Years after the year of the part, month, day; day 31 means the last of the month."""


@dataclass(frozen=True, slots=True)
class Part:
    """The days from `first` to `last` of a year.

    `lean` tells how an open year is read from the day of publication: the latest that has begun
    (`""`), the next to come (`"next"`), or the current one (`"this"`).
    """

    year: Year = OPEN
    first: Day = (0, 1, 1)
    last: Day = (0, 12, 31)
    lunar: bool = False
    lean: Literal["", "next", "this"] = ""

    def within(self, year: int) -> Period | None:
        """The days of the part in `year`; `None` where there is no such day."""
        start = self._day(year, self.first)
        end = self._day(year, self.last)
        return Period(start, end) if start and end and start <= end else None

    def _day(self, year: int, day: Day) -> date | None:
        over, month, number = day
        if self.lunar:
            return lunar_day(year + over, month, number)
        return common_day(year + over, month, number, clip=self.first != self.last)


@dataclass(frozen=True, slots=True)
class Shifted:
    """`length` units of `grain`, the first of them `shift` units from the current one."""

    grain: Literal["day", "week", "month", "quarter", "year", "school", "past_months", "past_week"]
    shift: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day of `first` to the last day of `last` (`None`: the day of publication)."""

    first: Part | Shifted | Span
    last: Part | Shifted | Span | None


@dataclass(frozen=True, slots=True)
class Same:
    """The period under discussion, moved to `year` or by `months`."""

    year: Year | None = None
    months: int = 0


Value = Part | Shifted | Span | Same


def common_day(year: int, month: int, number: int, *, clip: bool = False) -> date | None:
    """The day, or `None` where there is none; with `clip` 31 is the last day of any month."""
    if not (1 <= year <= 9998 and 1 <= month <= 12):
        return None
    last = monthrange(year, month)[1]
    if clip and number == 31:
        return date(year, month, last)
    return date(year, month, number) if 1 <= number <= last else None


def needs(value: Value | None) -> Needs:
    """What `resolve` has to be told for `value`."""
    match value:
        case Part(year=year):
            return "year" if year.is_open else "reference" if year.shift is not None else ""
        case Span(first=first, last=last):
            both = {needs(first), needs(last) if last else "reference"}
            return "reference" if "reference" in both else "" if "" in both else "year"
        case Shifted() | Same():
            return "reference"
    return ""


def resolve(value: Value | None, context: Context) -> Period | None:
    """The days `value` stands for, `None` where `context` does not tell enough."""
    try:
        return _resolve(value, context)
    except (OverflowError, ValueError):  # a day before the calendar's first year, or after its last
        return None


def _resolve(value: Value | None, context: Context) -> Period | None:
    match value:
        case Part():
            return _part(value, context)
        case Shifted():
            return _shifted(value, context)
        case Span():
            return _span(value, context)
        case Same():
            return _same(value, context)
    return None


def _part(part: Part, context: Context) -> Period | None:
    year = part.year.known(context)
    if year is None and part.year.is_open:
        year = context.year
    if year is not None:
        return part.within(year)
    if not part.year.is_open or context.reference is None:
        return None
    return _nearest(part, context.reference)


def _nearest(part: Part, reference: date) -> Period | None:
    if part.lean == "this":
        now = part.within(reference.year)
        early = reference.month <= NEW_YEAR_MONTHS and now and now.start > reference
        return part.within(reference.year - 1) if early else now
    ahead = part.lean == "next"
    years = range(-2, LEAP_REACH) if ahead else range(2, -LEAP_REACH, -1)
    for shift in years:
        found = part.within(reference.year + shift)
        if found and (found.start > reference if ahead else found.start <= reference):
            return found
    return None


def _shifted(value: Shifted, context: Context) -> Period | None:
    day = context.reference
    if value.grain == "year":
        year = day.year if day else context.year
        return None if year is None else _years(year + value.shift, value.length)
    if day:
        return _months_from(value, day) or _days_from(value, day)
    if value.grain == "past_months" and context.year and value.length < 12:
        return _months(context.year, 0, value.length)
    return None


def _days_from(value: Shifted, day: date) -> Period:
    """Days and weeks counted from `day`."""
    if value.grain == "day":
        return Period(day + timedelta(value.shift), day + timedelta(value.shift + value.length - 1))
    monday = day - timedelta(day.weekday())
    # At a weekend `tuần qua` is the week that ends.
    shift = value.shift + (value.grain == "past_week" and day.weekday() >= 5)
    monday += timedelta(7 * shift)
    return Period(monday, monday + timedelta(7 * value.length - 1))


def _months_from(value: Shifted, day: date) -> Period | None:
    """Months, quarters and school years counted from `day`."""
    match value.grain:
        case "month":
            return _months(day.year, day.month - 1 + value.shift, value.length)
        case "quarter":
            quarter = (day.month - 1) // 3 + value.shift
            return _months(day.year, 3 * quarter, 3 * value.length)
        case "past_months":
            over = day.month - 1 + (day.day >= MONTH_OVER)
            return _months(day.year, over - value.length, value.length)
        case "school":
            year = day.year - (day.month < SCHOOL_START) + value.shift
            return _months(year, SCHOOL_START - 1, 12)
    return None


def _years(first: int, length: int) -> Period:
    return Period(date(first, 1, 1), date(first + length - 1, 12, 31))


def _months(year: int, first: int, length: int) -> Period:
    """`length` months from the one that is `first`, counted from 0 = January of `year`."""
    last = first + length - 1
    start = date(year + first // 12, first % 12 + 1, 1)
    year, month = year + last // 12, last % 12 + 1
    return Period(start, date(year, month, monthrange(year, month)[1]))


def _span(span: Span, context: Context) -> Period | None:
    if span.last is None:
        first = resolve(span.first, context)
        day = context.reference
        return Period(first.start, day) if first and day and first.start <= day else None
    if needs(span.first) == "year" and needs(span.last) != "year":
        last = resolve(span.last, context)
        first = last and resolve(span.first, Context(reference=last.end))
    else:
        first = resolve(span.first, context)
        last = _after(span.last, first, context)
    return Period(first.start, last.end) if first and last and first.start <= last.end else None


def _after(value: Value, first: Period | None, context: Context) -> Period | None:
    if first is None or needs(value) != "year":
        return resolve(value, context)
    for year in (first.start.year, first.start.year + 1):
        found = resolve(value, replace(context, year=year))
        if found and found.end >= first.start:
            return found
    return None


def _same(value: Same, context: Context) -> Period | None:
    now = context.current
    if now is None:
        return None
    months = value.months
    if value.year is not None:
        year = value.year.number
        if year is None and value.year.shift is not None:
            year = now.end.year + value.year.shift
        if year is None:
            return None
        months = 12 * (year - now.end.year)
    return Period(_moved(now.start, months), _moved(now.end, months))


def _moved(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = monthrange(year, month)[1]
    at_end = day.day == monthrange(day.year, day.month)[1] and day.day < 31 and day.month == 2
    return date(year, month, last if at_end else min(day.day, last))
