"""Months, quarters and the pieces of a year: `tháng 6/2017`, `quý I`, `6 tháng đầu năm`."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.find._periods_rules import (
    COUNT,
    EVERY,
    LEAN,
    MONTH,
    MONTH_WORD,
    TAIL,
    TAIL_OR_LEAN,
    YEAR,
    Rule,
    Unit,
    group,
    part,
    rule,
    unit,
    whole_month,
    year_behind,
)
from extract.find._periods_values import Part, Shifted, Span, Year
from extract.find._periods_words import any_of, number, words

# What makes `tháng 3` a count or a rhythm and no month.
RHYTHM = rf"\b(?:{EVERY}|một|các|nhiều|mấy|vài|từng|nửa|lương|\d+|/)\s*"
AMOUNT = rf"(?:\s+{any_of('amount_unit')})"
QUARTER = rf"(?:{any_of('quarter')})"
LIST_MARK = r"\s*(?:,|và|-|–|đến|&)\s*"
# The last of a list without its own head has to be the end of a phrase: `tháng 6, 7 hộ` is no list.
PHRASE_END = r"(?=\s*(?:[.;:)\]!?…,”\"]|\n|$)|\s+(?:năm|vừa|này|tới|của|đã|đạt|là)\b|\s?[/.-])"
DURATION_BEFORE = (
    r"\b(?:nhất\s+trong|vòng|hạn|từ|dưới|trên|hơn|đủ|ít\s+nhất|tối\s+thiểu|sau|thời\s+hạn|thời\s+gian|mỗi|khoảng|gần|quá|"
    r"đỉnh|đáy|tối\s+đa|kéo\s+dài|mất|được|cứ|cách\s+đây|trước|vòng|phạt|kỳ\s+hạn|\d|,|đến|và|bé|thai|suốt|"
    r"gói|bảo\s+hành|cho|hạn|nhất|định\s+kỳ|nghỉ|bằng|nuôi|thêm|phải|đã|sống|-|–|/|từng|"
    r"tập\s+huấn|năm|ngày|giam|tù|treo|thưởng|tiền|lương|hưởng)\s*"
)

IN_A_ROW = r"\b(?:mỗi|từng|cứ|mất|kéo\s+dài|suốt|trong|thêm|các|những|\d)\s+"


def _month_value(match: re.Match[str], word: str, last: str | None = None) -> Part:
    lunar = word in words("lunar_month") and year_behind(match).number is None
    kind = "lunar_month" if word in words("lunar_month") else "month"
    first = number(kind, word)
    until = number("month", last) if last else first
    over = 1 if until < first else 0
    if lunar:
        return part(match, (0, first, 1), (0, first, 30), lunar=True)
    return part(match, (0, first, 1), (over, until, 31))


def _month(match: re.Match[str]) -> Unit:
    return unit(match, "month", "month", _month_value(match, match["month"]))


def _months(match: re.Match[str]) -> Unit | None:
    """`tháng 4, 5/2017`, `tháng 1-6/2017`: one span, and its members where they are listed."""
    found = list(re.finditer(MONTH, match["many"]))
    first, last = found[0].group(), found[-1].group()
    whole = unit(match, "range", "month", _month_value(match, first, last))
    listed = not re.search(r"[-–]|đến", match["many"])
    # Two neighbours tied by a dash are both named as well: `các tháng 3-4/2017 lần lượt tăng`.
    if not listed and not (len(found) == 2 and int(last) == int(first) + 1):
        return whole
    members = tuple(
        replace(_at(match, m), form="month", value=_month_value(match, m.group())) for m in found
    )
    return replace(whole, form="list" if listed else "range", parts=members)


def _at(match: re.Match[str], member: re.Match[str]) -> Unit:
    start = match.start("many") + member.start()
    return Unit(start, start + len(member.group()), "", "month", None)


def _month_of_year(match: re.Match[str]) -> Unit | None:
    year = Year(int(match["year"]))
    return unit(match, "month", "month", Part(year, *whole_month(int(match["month"]))))


def _relative_month(match: re.Match[str]) -> Unit:
    return unit(
        match, "relative_month", "month", Shifted("month", number("unit_shift", match["shift"]))
    )


def _since_month(match: re.Match[str]) -> Unit:
    """`từ đầu tháng`: from its first day until now."""
    return unit(match, "since_until_now", "month", Span(Shifted("month"), None))


def _relative_quarter(match: re.Match[str]) -> Unit:
    return unit(
        match,
        "relative_quarter",
        "quarter",
        Shifted("quarter", number("unit_shift", match["shift"])),
    )


def _edge_month(match: re.Match[str]) -> Unit:
    month = 1 if match["edge"].startswith("đầu") else 12
    return unit(match, "month", "month", _of_year(match, *whole_month(month)))


def _of_year(match: re.Match[str], first: tuple[int, int, int], last: tuple[int, int, int]) -> Part:
    """A piece of the named year; of the current one where the text says just `năm`."""
    value = part(match, first, last)
    return replace(value, lean="this") if first[1] > 1 and value.year.is_open else value


def _from_start(match: re.Match[str]) -> Unit | None:
    count = number("numeral", match["count"])
    if not 1 <= count <= 12:
        return None
    if group(match, "rest") and count == 12:
        return None
    edge = group(match, "edge") or ("cuối" if group(match, "rest") else "đầu")
    first, last = (1, count) if edge.startswith("đầu") else (13 - count, 12)
    form = "months_from_start" if first == 1 else "months_to_end"
    return unit(match, form, "months", _of_year(match, (0, first, 1), (0, last, 31)))


def _stated_so_far(match: re.Match[str]) -> Unit | None:
    """`năm nay, 11 tháng mới đạt 50%`: the words behind it tell, and are no part of it."""
    found = _from_start(match)
    return found and replace(found, end=match.end("count") + len(" tháng"))


def _past_months(match: re.Match[str]) -> Unit | None:
    count = number("numeral", match["count"])
    return unit(match, "past_months", "months", Shifted("past_months", 0, count)) if count else None


def _next_months(match: re.Match[str]) -> Unit:
    count = number("numeral", match["count"])
    return unit(match, "next_months", "months", Shifted("month", 1, count))


def _quarter_days(first: int, last: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    return (0, 3 * first - 2, 1), (0, 3 * last, 31)


def _quarter(match: re.Match[str]) -> Unit:
    quarter = number("quarter", match["quarter"])
    return unit(match, "quarter", "quarter", part(match, *_quarter_days(quarter, quarter)))


def _quarters(match: re.Match[str]) -> Unit | None:
    first, last = number("quarter", match["first"]), number("quarter", match["last"])
    if first >= last:
        return None
    return unit(match, "quarters", "quarter", part(match, *_quarter_days(first, last)))


def _quarters_of_year(match: re.Match[str]) -> Unit | None:
    count = number("numeral", match["count"])
    if not 1 <= count <= 4:
        return None
    late = (group(match, "edge") or "đầu").startswith("cuối") or bool(group(match, "rest"))
    first, last = (5 - count, 4) if late else (1, count)
    return unit(match, "quarters", "months", _of_year(match, *_quarter_days(first, last)))


def _half(match: re.Match[str]) -> Unit:
    first, last = (1, 6) if group(match, "edge") == "đầu" else (7, 12)
    return unit(match, "half_year", "half", _of_year(match, (0, first, 1), (0, last, 31)))


def _half_month(match: re.Match[str]) -> Unit:
    month = number("month", match["month"])
    first, last = (1, 15) if match["edge"] == "đầu" else (16, 31)
    return unit(match, "half_month", "week", part(match, (0, month, first), (0, month, last)))


OF_YEAR = rf"(?:\s+của)?(?:(?:\s+năm(?=\s+năm))?{TAIL}|\s+năm\b(?!\s+(?:học|tài|đầu|thứ|\d)))"
EDGE = r"(?P<edge>đầu(?:\s+tiên)?|cuối(?:\s+cùng)?)"
# `9 tháng` alone is the part of a year only where a statistic follows; else it is a duration.
STATISTICS_AFTER = (
    rf"(?=\s+{any_of('statistics_after')}|\s*[:,](?!\s*\d)|\s*$"
    rf"|\s+(?:(?:được|là|mới|chỉ)\s+)?\d[\d.,]*(?:\s*%|\s+{any_of('measure')}))"
)
REST = rf"(?P<rest>còn\s+lại)(?:\s+(?:của|trong))?{OF_YEAR}?"

MONTH_RULES: tuple[Rule, ...] = (
    rule(
        rf"tháng\s+(?P<month>{MONTH_WORD})(?!{AMOUNT})(?!\s*%|[.,]\d(?!\d{{3}})){TAIL_OR_LEAN}"
        r"(?!\s+(?:hàng|hằng|mỗi)\s+năm)",
        _month,
        unless=RHYTHM,
    ),
    rule(
        rf"(?:các\s+)?tháng\s*(?P<many>{MONTH}(?:{LIST_MARK}{MONTH}){{1,11}})(?!\s*%){PHRASE_END}"
        rf"{TAIL_OR_LEAN}",
        _months,
    ),
    rule(
        rf"đầu\s+tháng\b(?!\s+(?:\d|{any_of('month')}|{any_of('lunar_month')}|{any_of('unit_shift')}))",
        _since_month,
        before=r"\btừ\s+",
    ),
    rule(
        rf"tháng\s+{EDGE}{OF_YEAR}", _edge_month, unless=rf"(?:\d|những|các|{any_of('numeral')})\s+"
    ),
    rule(
        rf"tháng\s+(?P<shift>{any_of('unit_shift')})(?!\s+(?:đó|\d))",
        _relative_month,
        unless=rf"(?:\d|các|những|nhiều|mấy|vài|mỗi|{any_of('numeral')})\s+",
    ),
)
COUNT_RULES: tuple[Rule, ...] = (
    rule(rf"(?P<count>{COUNT})\s+tháng\s+{EDGE}{OF_YEAR}", _from_start),
    rule(rf"(?P<count>{COUNT})\s+tháng(?:\s+của)?{TAIL}", _from_start, unless=r"ngày\s+"),
    rule(rf"(?P<count>{COUNT})\s+tháng\s+(?P<word>{any_of('past_length')})", _past_months),
    rule(rf"(?P<count>{COUNT})\s+tháng\s+(?:tới|sắp\s+tới|tiếp\s+theo)\b", _next_months),
    rule(
        rf"(?P<count>(?:[2-9]|1[01])(?!\d)|sáu|bảy|tám|chín|mười(?:\s+một)?)\s+tháng\b"
        rf"{STATISTICS_AFTER}",
        _from_start,
        unless=DURATION_BEFORE,
    ),
    rule(
        r"(?P<count>(?:[3-9]|1[01])(?!\d)|ba|sáu|chín)\s+tháng\s+(?:(?:mới|đã|ước|chỉ)\s+)?"
        r"(?:đạt|giải\s+ngân|tăng|giảm)\b",
        _stated_so_far,
        before=r",\s*",
        unless=r"(?:tháng|tuổi|\d)\s*,\s*",
    ),
    rule(rf"(?P<count>{COUNT})\s+tháng\s+{REST}", _from_start),
    rule(rf"(?P<count>{COUNT})\s+quý(?:\s+{EDGE})?{OF_YEAR}", _quarters_of_year),
    rule(rf"(?P<count>{COUNT})\s+quý\s+{REST}", _quarters_of_year),
    rule(rf"(?P<count>[23]|hai|ba)\s+quý{STATISTICS_AFTER}", _quarters_of_year, unless=IN_A_ROW),
)
QUARTER_RULES: tuple[Rule, ...] = (
    rule(
        rf"(?:quý\s+|quý(?=\d)|q)(?P<quarter>{QUARTER})(?!{AMOUNT})(?:{LEAN}|{OF_YEAR})?", _quarter
    ),
    rule(
        rf"quý\s+(?P<first>{QUARTER})\s*(?:,|và|-|–|đến)\s*(?P<last>{QUARTER})"
        rf"{PHRASE_END}{TAIL_OR_LEAN}",
        _quarters,
    ),
    rule(rf"quý\s+(?P<shift>{any_of('unit_shift')})(?!\s+đó)", _relative_quarter),
)
HALF_RULES: tuple[Rule, ...] = (
    rule(rf"nửa\s+(?P<edge>đầu|cuối|sau)(?:\s+của)?(?:{TAIL}|\s+năm\b(?!\s+học))", _half),
    rule(rf"nửa\s+năm\s+(?P<edge>đầu|cuối|sau)\b(?!\s+(?:khi|đó)){TAIL_OR_LEAN}", _half),
    rule(
        rf"nửa\s+(?P<edge>đầu|cuối|sau)\s+tháng\s+(?P<month>{MONTH}|{any_of('month')})"
        rf"{TAIL_OR_LEAN}",
        _half_month,
    ),
)
DOCUMENT_BEFORE = rf"\b(?:số|{any_of('document')})\s*:?\s*"
NUMERIC_RULES: tuple[Rule, ...] = (
    rule(
        rf"(?P<month>{MONTH})\s?/\s?(?P<year>{YEAR})(?![/\d]|-?[^\W\d_])",
        _month_of_year,
        unless=DOCUMENT_BEFORE,
    ),
    rule(
        rf"(?P<month>{MONTH})[-.](?P<year>{YEAR})(?![/\d.-]|-?[^\W\d_])",
        _month_of_year,
        before=r"\b(?:từ|đến|tháng|hết|tới)\s+|[-–]\s*",
    ),
)
