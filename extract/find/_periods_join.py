"""Putting single expressions together: ranges, lists, a day said twice, a bracket that explains."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extract.find._periods_rules import Unit, in_year
from extract.find._periods_values import (
    Context,
    Part,
    Same,
    Shifted,
    Span,
    Value,
    Year,
    needs,
    resolve,
)

LONGEST_LIST = 31
LONGEST_GAP = 40  # characters between two expressions that may belong together

_TO = re.compile(
    r" *,? *(?:cho )?(?:đến|tới)(?: hết| thời điểm| tận| khoảng| ngày)?"
    r"(?: \d{1,2} ?(?:giờ|h)(?: ?\d\d)?(?: ?phút)?)? +| *[-–—] *(?:đến +)?"
)
_LIST = re.compile(r" *,? +(?:và|hay|hoặc|cùng) +| *& *| *và +")
_COMMA = re.compile(r" *[,;] *")
_BRACKET = re.compile(r" *\( *(?:tức +|(?:được +)?tính +)?(?:là +)?(?:từ +|kể từ +)?")
_APPOSITION = re.compile(r" *[,(]? *(?:tức +)?")
_SPACE = re.compile(r" *,? *")
_Joiner = Callable[[str, Unit, Unit, str, str], Unit | None]
_NAMED_DAY = ("relative_day", "weekday", "holiday", "tet")
_CALENDAR = ("day", "week", "month", "quarter", "half", "year", "years")


def join_units(key: str, units: list[Unit]) -> list[Unit]:
    """The units with all that belongs together put together."""
    units = _fold(key, units, _join_apposition)
    units = _fold(key, units, _join_range)
    units = _fold(key, units, _join_list)
    units = _fold(key, units, _join_bracket)
    return [unit for unit in units if not unit.bare]


def _fold(key: str, units: list[Unit], join: _Joiner) -> list[Unit]:
    done: list[Unit] = []
    for i, unit in enumerate(units):
        gap = key[done[-1].end : unit.start] if done else ""
        after = key[unit.end : units[i + 1].start] if i + 1 < len(units) else ""
        merged = join(key, done[-1], unit, gap, after) if done and len(gap) < LONGEST_GAP else None
        if merged:
            done[-1] = merged
        else:
            done.append(unit)
    return done


def _join_apposition(key: str, left: Unit, right: Unit, gap: str, after: str) -> Unit | None:
    """`sáng nay, ngày 7/6`, `thứ Hai (23/6)`: the date says which day."""
    said_twice = left.form in _NAMED_DAY and right.form in ("day", "days")
    if not said_twice or not _APPOSITION.fullmatch(gap):
        return None
    closed = "(" in gap and key.startswith(")", right.end)
    return replace(right, start=left.start, end=right.end + closed)


def _join_range(key: str, left: Unit, right: Unit, gap: str, after: str) -> Unit | None:
    if right.form == "now":
        return _until_now(key, left, right, gap)
    if not _TO.fullmatch(gap) or not (_calendar(left) and _calendar(right)):
        return None
    if not re.search("đến|tới", gap) and not _dash_joins(left, right):
        return None
    value = _range_value(left.value, right.value)
    if value is None:
        return None
    return Unit(left.start, right.end, "range", right.grain, value)


def _calendar(unit: Unit) -> bool:
    plain = isinstance(unit.value, Part | Shifted) and unit.form != "same_period"
    return plain and unit.grain in _CALENDAR


def _until_now(key: str, left: Unit, right: Unit, gap: str) -> Unit | None:
    begun = left.value.first if isinstance(left.value, Span) else left.value
    said = key.startswith(("đến", "tới"), right.start) and _SPACE.fullmatch(gap)
    if not said or left.grain not in _CALENDAR or not isinstance(begun, Part | Shifted):
        return None
    return Unit(left.start, right.end, "since_until_now", "years", Span(begun, None))


def _dash_joins(left: Unit, right: Unit) -> bool:
    """A dash makes a range of like units; between unlike ones it only sets them apart."""
    return left.grain == right.grain and _is_relative(left) == _is_relative(right)


def _is_relative(unit: Unit) -> bool:
    return needs(unit.value) == "reference"


def _range_value(left: Value | None, right: Value | None) -> Value | None:
    """The span, the year of one end lent to the other; `None` where it would run backwards."""
    if isinstance(left, Part) and isinstance(right, Part):
        if left.year.is_open and not right.year.is_open:
            wraps = left.first[1:] > right.last[1:] and right.last[0] == 0
            left = in_year(left, _earlier(right.year) if wraps else right.year)
        elif right.year.is_open and not left.year.is_open and left.year.number:
            wraps = right.last[1:] < left.first[1:]
            right = in_year(right, Year(left.year.number + wraps))
    value = _span(left, right)
    backwards = needs(value) == "" and resolve(value, Context()) is None
    return None if backwards else value


def _span(left: Value | None, right: Value | None) -> Value | None:
    if isinstance(left, Same) or isinstance(right, Same) or left is None:
        return None
    return Span(left, right)


def _earlier(year: Year) -> Year:
    if year.number is not None:
        return Year(year.number - 1)
    return replace(year, shift=year.shift - 1) if year.shift is not None else year


def _join_list(key: str, left: Unit, right: Unit, gap: str, after: str) -> Unit | None:
    """`tháng 6 và tháng 7 năm nay`; a comma only where the list goes on and ends with `và`."""
    if not _alike(left, right):
        return None
    tied = _LIST.fullmatch(gap) or (_COMMA.fullmatch(gap) and _LIST.fullmatch(after))
    if not tied:
        return None
    if len(left.parts) >= LONGEST_LIST:
        return None
    members = [*(left.parts or (left,)), *(right.parts or (right,))]
    if isinstance(right.value, Part) and not right.value.year.is_open:
        members = [_lent(m, right.value.year) for m in members]
    first, last = members[0].value, members[-1].value
    value = _span(first, last)
    return Unit(left.start, right.end, "list", right.grain, value, tuple(members))


def _alike(left: Unit, right: Unit) -> bool:
    same = left.grain == right.grain and left.grain in ("day", "month", "quarter", "year")
    forms = {left.form, right.form} - {"list"}
    return same and len(forms) <= 1 and isinstance(right.value, Part | Span)


def _lent(unit: Unit, year: Year) -> Unit:
    if isinstance(unit.value, Part) and unit.value.year.is_open:
        return replace(unit, value=in_year(unit.value, year))
    return unit


def _join_bracket(key: str, left: Unit, right: Unit, gap: str, after: str) -> Unit | None:
    """`6 tháng đầu năm (tính từ 16/12/2016 đến 15/6/2017)`: the text says what it covers."""
    closed = key.startswith(")", right.end)
    explains = right.form in ("range", "period") and needs(right.value) == ""
    if closed and explains and left.form != "now" and _BRACKET.fullmatch(gap):
        return Unit(left.start, right.end + 1, left.form, left.grain, right.value)
    return None
