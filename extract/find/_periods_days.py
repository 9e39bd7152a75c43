"""Days and weeks: `ngày 15/12/2021`, `ngày 9 tháng 6 năm 2017`, `1 và 2/6`, `hôm qua`, Tết."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace

from extract.find._periods_rules import (
    DAY,
    MONTH,
    MONTH_WORD,
    NO_MORE,
    STEM_BRANCH,
    TAIL,
    TAIL_OR_LEAN,
    YEAR,
    Rule,
    Unit,
    group,
    part,
    rule,
    unit,
    year_behind,
)
from extract.find._periods_values import OPEN, Day, Part, Shifted, Year, common_day
from extract.find._periods_words import alternation, any_of, holidays, number, words

THIS_CENTURY = 2000  # of a year in two figures
LEAP_YEAR = 2000  # has every day an open year can have
LUNAR = r"(?P<lunar>\s*(?:\(\s*âm\s+lịch\s*\)|âm\s+lịch\b))"
PREFIX = r"(?:(?:ngày|mùng|mồng)\s*)?"
DAY_CUE = rf"\b(?:{any_of('day_cue')}|{any_of('weekday')}|{any_of('day_shift')}),?\s*\(?\s*"
DATE_CUE = rf"\b(?:{any_of('date_cue')})\s+"
# What follows a ratio, or a day that comes back every year.
NOT_RATIO = (
    rf"(?!\s+{any_of('ratio_noun')}|\s+(?:hàng|hằng|mỗi)\s+năm"
    rf"|\s*(?:đến|tới|-|–|và|,)\s*\d{{1,2}}/\d{{1,2}}\s+{any_of('ratio_noun')})"
)
# After a mere preposition a small fraction may stand too, so the text has to stop or go on as
# after a date.
STOP = rf"(?=\s*(?:[.,;:)\]!?…”\"–-]|\n|$)|\s+{any_of('after_year')})"


def _day(year: int | None, month: int, day: int) -> Part | None:
    """The day in `year`, or in an open one; `None` where the calendar has no such day."""
    if common_day(year or LEAP_YEAR, month, day) is None:
        return None
    return Part(OPEN if year is None else Year(year), (0, month, day), (0, month, day))


def _full(match: re.Match[str]) -> Unit | None:
    year = int(match["year"])
    value = _day(year if year > 99 else THIS_CENTURY + year, int(match["month"]), int(match["day"]))
    return unit(match, "day", "day", value) if value else None


def _short(match: re.Match[str]) -> Unit | None:
    """A day and month, maybe with a year, maybe lunar."""
    month = match["month"]
    lunar = bool(group(match, "lunar")) or month in words("lunar_month")
    figure = number("lunar_month" if month in words("lunar_month") else "month", month)
    first, last = int(match["day"]), int(group(match, "until") or match["day"])
    if first > last or (not lunar and not _day(year_behind(match).number, figure, last)):
        return None
    value = part(match, (0, figure, first), (0, figure, last), lunar=lunar)
    return unit(match, "day" if first == last else "days", "day", value)


def _late(match: re.Match[str]) -> Unit | None:
    return _short(match) if int(match["day"]) > int(match["month"]) else None


def _beside(match: re.Match[str]) -> Unit | None:
    found = _short(match)
    return found and replace(found, bare=True)


def _relative_day(match: re.Match[str]) -> Unit:
    value = Shifted("day", number("day_shift", match.group()))
    return unit(match, "relative_day", "day", value)


def _weekday(match: re.Match[str]) -> Unit:
    """A day of the week: found so that `thứ Hai (23/6)` is one day; alone it names none."""
    return Unit(match.start(), match.end(), "weekday", "day", None, bare=True)


def _relative_week(match: re.Match[str]) -> Unit:
    shift = number("unit_shift", match["shift"])
    latest = match["shift"] in ("qua", "vừa qua", "vừa rồi", "rồi")
    value = Shifted("past_week" if latest else "week", shift)
    return unit(match, "week", "week", value)


ORDINAL_WEEKS = {"đầu": 1, "đầu tiên": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4}


def _week_of_month(match: re.Match[str]) -> Unit | None:
    month = number("month", match["month"])
    word = match["week"].removeprefix("thứ").strip()
    if word.startswith("cuối"):
        last = monthrange(year_behind(match).number or LEAP_YEAR + 1, month)[1]
        week = part(match, (0, month, last - 6), (0, month, 31))
        return unit(match, "week", "week", week)
    first = 7 * ORDINAL_WEEKS[word] - 6
    return unit(match, "week", "week", part(match, (0, month, first), (0, month, first + 6)))


def _lunar_day(match: re.Match[str]) -> Unit | None:
    """`mùng 3 Tết`, `29 Tết`: counted from the new year, forward or backward."""
    day = int(match["day"])
    over, month = (0, 1) if day <= 15 else (-1, 12)
    until = group(match, "until")
    first: Day = (over, month, day)
    last: Day = (0, 1, int(until)) if until else first
    return unit(match, "tet", "day", part(match, first, last, lunar=True))


def _full_moon(match: re.Match[str]) -> Unit:
    kind = "lunar_month" if match["month"] in words("lunar_month") else "month"
    day: Day = (0, number(kind, match["month"]), 15)
    return unit(match, "day", "day", part(match, day, day, lunar=True))


def _holiday(match: re.Match[str]) -> Unit:
    day = holidays()[" ".join(match["name"].split())]
    value = part(match, (0, day.month, day.first), (0, day.month, day.last), lunar=day.lunar)
    form = "tet" if match["name"].startswith("tết") and day.month == 1 else "holiday"
    return unit(match, form, "day", value)


def _bare_tet(match: re.Match[str]) -> Unit:
    return unit(match, "tet", "day", part(match, (0, 1, 1), (0, 1, 3), lunar=True))


FULL = rf"(?P<day>{DAY})(?P<sep>\s?[/.\-–]\s?)(?P<month>{MONTH})(?P=sep)(?P<year>{YEAR})"
NUMERIC = rf"(?P<day>{DAY})(?:/\s?|[.\-])(?P<month>{MONTH})"
# `ngày 5, 6 và 7/6`, `từ ngày 5 đến 7/6`: the days of one month. The last figure is `until`.
MANY = (
    rf"(?P<day>{DAY})(?:\s*,\s*{DAY}){{0,6}}\s*(?:,|và|-|–|đến(?:\s+hết)?|tới)\s*(?:ngày\s+)?"
    rf"(?P<until>{DAY})"
)
IN_WORDS = rf"\s+tháng\s+(?P<month>{MONTH_WORD}){TAIL_OR_LEAN}"
SHORT_END = rf"{LUNAR}?(?:,?\s+(?:của\s+)?năm\s+(?:(?P<y_word>{YEAR})|(?P<y_shift>"
SHORT_END += rf"{any_of('year_shift')})|{STEM_BRANCH}))?"

# A day without a cue of its own, beside one that has it: `ngày 30/6 và 1/7`.
BESIDE = r"\d[/.-]\d{1,2}(?:/\d{4})?\s*(?:,|và|-|–|đến|tới)\s*(?:hết\s+)?"
FOREIGN = "mỹ|nga|liên|pháp|lào|trung|hàn|nhật|anh|thái|campuchia|cuba|úc|đức|ấn|phi|nước"
OF_YEAR = rf"\s+(?:của\s+)?năm\s+(?:(?P<y_word>{YEAR})|(?P<y_shift>{any_of('year_shift')}))"
NAMED = alternation(holidays())

TET_DAYS = rule(
    r"(?:(?:ngày|mùng|mồng)\s+)?(?P<day>\d\d?)(?:\s+(?:tháng\s+(?:chạp|giêng)|tết))?"
    r"\s*(?:đến|tới|-|–)(?:\s+hết)?\s*"
    rf"(?:mùng|mồng)\s+(?P<until>\d\d?)(?:\s+tháng\s+giêng|\s+tết){TAIL_OR_LEAN}",
    _lunar_day,
)
DIGIT_RULES: tuple[Rule, ...] = (
    rule(rf"{FULL}(?![/\d]|[-–][^\W\d_])", _full),
    rule(rf"{NUMERIC}{LUNAR}", _short),
    rule(rf"{NUMERIC}{OF_YEAR}", _short),
    rule(rf"{NUMERIC}{NO_MORE}{NOT_RATIO}{SHORT_END}", _short, before=DAY_CUE),
    rule(
        rf"(?P<day>{DAY})/\s?(?P<month>{MONTH}){NO_MORE}{NOT_RATIO}{STOP}{SHORT_END}",
        _short,
        before=DATE_CUE,
        unless=rf"(?:lên|xuống|tăng|giảm|còn|đạt|chiếm|có)\s+{DATE_CUE}",
    ),
    # `đến 30/9`, `tính đến 13-3`: a part is not larger than its whole, so this is a day.
    rule(
        rf"(?P<day>{DAY})[/-](?P<month>{MONTH}){NO_MORE}(?!\s+(?:điểm|tuổi|phần)){SHORT_END}",
        _late,
        before=r"\b(?:từ|đến|tới)\s+(?:hết\s+)?",
        unless=r"\b(?:lên|xuống|tăng|giảm)\s+(?:từ|đến|tới)\s+",
    ),
    rule(
        rf"(?P<day>{DAY})-(?P<month>{MONTH})(?=,\s+[^\W\d_])",
        _short,
        before=r"(?:^|[.;!?\n”\"]\s*|\bkể\s+|\bdự\s+kiến\s+|\btính\s+)(?:từ|đến)\s+",
    ),
    rule(
        rf"{MANY}/(?P<month>{MONTH})(?:/(?P<y_slash>{YEAR}))?{NO_MORE}{NOT_RATIO}{SHORT_END}",
        _short,
        before=rf"{DAY_CUE}|\btừ\s+",
    ),
    rule(rf"{NUMERIC}{NO_MORE}{NOT_RATIO}{SHORT_END}", _beside, before=BESIDE),
    rule(rf"(?P<day>{DAY}){IN_WORDS}", _short, before=DAY_CUE),
    rule(rf"(?P<day>{DAY})\s+tháng\s+(?P<month>{MONTH}),?\s+năm\s+(?P<y_word>{YEAR})", _short),
    TET_DAYS,
    rule(rf"(?P<day>2\d|30)\s+tết\b(?:\s+nguyên\s+đán)?(?:{TAIL})?", _lunar_day),
)
DAY_RULES: tuple[Rule, ...] = (
    rule(rf"ngày\s+{PREFIX}{FULL}(?![/\d]|[-–][^\W\d_])", _full),
    rule(rf"ngày\s+{PREFIX}{NUMERIC}{NO_MORE}{NOT_RATIO}{SHORT_END}", _short),
    rule(rf"(?:ngày\s+{PREFIX}|(?:mùng|mồng)\s+)(?P<day>{DAY}){IN_WORDS}{LUNAR}?", _short),
    rule(
        rf"ngày\s+{MANY}(?:/(?P<month>{MONTH})(?:[/.](?P<y_slash>{YEAR}))?{NO_MORE}{NOT_RATIO}"
        rf"{SHORT_END})",
        _short,
    ),
    rule(rf"ngày\s+{MANY}{IN_WORDS}", _short),
    rule(rf"ngày\s+(?P<day>{DAY})/(?P<month>{MONTH})/(?P<year>\d\d)(?![\d/])", _full),
    rule(rf"(?:mùng|mồng)\s+(?P<day>\d\d?)\s+tết\b(?:\s+nguyên\s+đán)?(?:{TAIL})?", _lunar_day),
    TET_DAYS,
    rule(any_of("day_shift"), _relative_day),
    rule(any_of("weekday"), _weekday),
    rule(
        rf"tuần\s+(?P<shift>{any_of('unit_shift')})(?!\s+đó)",
        _relative_week,
        unless=r"(?:\d|các|những|nhiều|mấy|vài|nửa|hơn|một|hai|ba|bốn)\s+",
    ),
    rule(
        r"tuần\s+(?P<week>đầu(?:\s+tiên)?|cuối(?:\s+cùng)?|thứ\s+(?:hai|ba|tư|2|3|4))\s+"
        rf"(?:của\s+)?tháng\s+(?P<month>{MONTH}|{any_of('month')}){TAIL_OR_LEAN}",
        _week_of_month,
    ),
    rule(rf"rằm\s+tháng\s+(?P<month>{MONTH_WORD}){TAIL_OR_LEAN}", _full_moon),
    rule(rf"(?P<name>{NAMED})\b(?:\s+{STEM_BRANCH}(?!\s+{YEAR}))", _holiday),
    rule(
        rf"(?P<name>{NAMED})\b(?:\s+{any_of('stem')}\s+{any_of('branch')})?{TAIL}",
        _holiday,
        unless=r"tập\s+",
    ),
    rule(
        rf"(?P<name>{alternation(n for n in holidays() if n != 'tết')})\b(?!\s+(?:{FOREIGN}))",
        _holiday,
        unless=r"tập\s+",
    ),
    rule(
        r"tết\b(?!\s+(?:trồng\s+cây|thiếu|độc\s+lập|nhân\s+dân|sum|vì|quân|đến|quý|xuân))",
        _bare_tet,
        before=r"\b(?:dịp|trong|mùa|kỳ\s+nghỉ|nghỉ|ngày|so\s+với|trước|sau|đón)\s+",
    ),
)
