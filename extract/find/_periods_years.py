"""Years and more: `năm 2016`, `giai đoạn 2011-2015`, `năm học 2018-2019`, `5 năm qua`."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.find._periods_rules import (
    COUNT,
    EVERY,
    STEM_BRANCH,
    YEAR,
    Rule,
    Unit,
    cyclic_year,
    group,
    rule,
    unit,
)
from extract.find._periods_values import OPEN, SCHOOL_START, Part, Same, Shifted, Span, Year
from extract.find._periods_words import any_of, number

LONGEST_RANGE = 100  # years
DASH = r"\s*[-–—]\s*"
TO = r"\s+(?:đến|tới|cho\s+đến)(?:\s+hết|\s+cuối)?\s+(?:năm\s+)?"
PAIR = rf"(?P<first>{YEAR})(?:{DASH}|{TO}|\s?/\s?)(?P<last>{YEAR}|\d\d(?!\d|[.,/%]\d|%))"
PAIR_END = r"(?![/-]\S)"
HEAD = (
    r"(?P<head>giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|tài\s+khóa|niên\s+vụ|niên\s+khóa|"
    r"năm\s+học(?:\s+mới)?|năm\s+tài\s+chính|năm\s+tài\s+khóa|niên\s+độ(?:\s+tài\s+chính)?|năm\s+ngân\s+sách|"
    r"năm\s+kế\s+hoạch|mùa\s+vụ|mùa\s+giải|vụ\s+(?:(?:lúa|ngô|mía|cà\s+phê|muối|rau|màu|sản\s+xuất)\s+)?"
    r"(?:đông\s*[-–]?\s*xuân|hè\s*[-–]?\s*thu|thu\s*[-–]?\s*đông|mùa|xuân\s+hè|xuân|đông|hè|chiêm"
    r"(?:\s+xuân)?|lúa|ngô|mía|cà\s+phê|muối|vải(?:\s+thiều)?))"
)
SCHOOL = ("năm học", "niên khóa")
NEAR_YEAR = r"(?:199\d|200[1-9]|20[1-4]\d)(?![\d%])(?![.,]\d)"  # `đến 2020`, no round figure
ROMAN = {"i": 1, "v": 5, "x": 10}
AMOUNT = rf"(?!\s+{any_of('amount_unit')})(?!\s*%)"
# Behind `năm 2015` only a measure makes the figure an amount: `năm 2015 hộ nghèo giảm` is a year.
MEASURE = rf"(?!\s+(?!tỷ\s+(?:lệ|trọng|giá|suất)){any_of('measure')})(?!\s*%)"
VAGUE = rf"\b(?:\d+|các|những|nhiều|mọi|bao|mấy|vài|mỗi|hàng|hằng|từng|{any_of('numeral')})\s+"
PHRASE_END = rf"(?=\s*(?:[.;:)\]!?…”\"–-]|\n|$)|,|\s+{any_of('after_year')})"


def _whole(year: Year) -> Part:
    return Part(year)


def _school(first: int, last: int) -> Part:
    return Part(Year(first), (0, SCHOOL_START, 1), (last - first, SCHOOL_START - 1, 31))


def _last_year(first: int, text: str) -> int:
    last = int(text)
    return last if last > 99 else first - first % 100 + last


def _pair(match: re.Match[str]) -> Unit | None:
    """Two years tied by a dash: a range, or one school year."""
    first = int(match["first"])
    last = _last_year(first, match["last"])
    if not first < last <= first + LONGEST_RANGE:
        return None
    head = " ".join((group(match, "head") or "").split())
    if head.removesuffix(" mới") in SCHOOL:
        return unit(match, "school_year", "year", _school(first, last))
    form = {"giai đoạn": "period", "thời kỳ": "period", "nhiệm kỳ": "term"}.get(head, "range")
    if head.startswith(("vụ", "niên vụ", "mùa")):
        form = "season"
    return unit(match, form, "years", Span(_whole(Year(first)), _whole(Year(last))))


def _year(match: re.Match[str]) -> Unit:
    head = " ".join((group(match, "head") or "").split())
    if head.removesuffix(" mới") in SCHOOL:
        year = int(match["year"])
        return unit(match, "school_year", "year", _school(year, year + 1))
    form = "season" if head.startswith(("vụ", "niên vụ", "mùa")) else "year"
    return unit(match, form, "year", _whole(Year(int(match["year"]))))


def _years(match: re.Match[str]) -> Unit | None:
    """`năm 2015 và 2016`: from the first to the last, with each year as a member."""
    base = match.start("many")
    members = tuple(
        Unit(base + m.start(), base + m.end(), "year", "year", _whole(Year(int(m.group()))))
        for m in re.finditer(YEAR, match["many"])
    )
    years = [int(m.group()) for m in re.finditer(YEAR, match["many"])]
    value = Span(_whole(Year(min(years))), _whole(Year(max(years))))
    return replace(unit(match, "list", "years", value), parts=members)


def _relative_year(match: re.Match[str]) -> Unit:
    word = group(match, "shift") or "tới"
    return unit(match, "relative_year", "year", _whole(Year(shift=number("year_shift", word))))


def _cyclic(match: re.Match[str]) -> Unit | None:
    year = cyclic_year(match["stem"], match["branch"])
    return (
        unit(match, "lunar_year", "year", Part(year, last=(0, 12, 30), lunar=True))
        if year
        else None
    )


def _open_year(match: re.Match[str]) -> Unit:
    """`đầu năm`, `cả năm`: the year itself, said of the current one."""
    return unit(match, "year", "year", Part(OPEN, lean="this"))


def _past_years(match: re.Match[str]) -> Unit | None:
    count = number("numeral", match["count"])
    return unit(match, "past_years", "years", Shifted("year", -count, count)) if count else None


def _years_ago(match: re.Match[str]) -> Unit | None:
    count = number("numeral", match["count"])
    return unit(match, "relative_year", "year", _whole(Year(shift=-count))) if count else None


def _next_years(match: re.Match[str]) -> Unit | None:
    count = number("numeral", match["count"])
    return unit(match, "next_years", "years", Shifted("year", 1, count)) if count else None


def _decade(match: re.Match[str]) -> Unit | None:
    figure = int(match["decade"])
    if word := group(match, "of_century"):
        figure = figure % 100 + (1900 if word == "trước" else 100 * (_figure(word) - 1))
    elif figure < 100:
        figure += 1900 if figure >= 30 else 2000
    value = Span(_whole(Year(figure)), _whole(Year(figure + 9)))
    return unit(match, "decade", "years", value)


def _past_decade(match: re.Match[str]) -> Unit:
    length = 10 * number("numeral", group(match, "count") or "1")
    return unit(match, "past_years", "years", Shifted("year", -length, length))


def _century(match: re.Match[str]) -> Unit | None:
    figure = _figure(match["century"])
    if not 10 <= figure <= 22:
        return None
    value = Span(_whole(Year(100 * figure - 99)), _whole(Year(100 * figure)))
    return unit(match, "century", "years", value)


def _figure(word: str) -> int:
    """A number in figures or Roman numerals."""
    if word.isdigit():
        return int(word)
    figures = [ROMAN[c] for c in word]
    return sum(-a if a < b else a for a, b in zip(figures, [*figures[1:], 0], strict=True))


def _school_shift(match: re.Match[str]) -> Unit:
    shift = {"này": 0, "nay": 0, "mới": 0, "tới": 1, "sau": 1}.get(match["shift"], -1)
    return unit(match, "school_year", "year", Shifted("school", shift))


def _same(match: re.Match[str]) -> Unit:
    value = Same(Year(shift=-1))
    if digits := group(match, "year"):
        value = Same(Year(int(digits)))
    elif word := group(match, "year_shift"):
        value = Same(Year(shift=number("year_shift", word)))
    elif word := group(match, "month_shift"):
        value = Same(months=number("unit_shift", word))
    elif count := group(match, "count"):
        value = Same(Year(shift=-number("numeral", count)))
    return unit(match, "same_period", "months", value)


def _now(match: re.Match[str]) -> Unit:
    return unit(match, "now", "day", None)


RELATIVE = any_of("year_shift")
NOT_CURRENT = rf"\d|mới|học|thứ|lớp|tài|ngân|kế|du\s+lịch|tháng|ngày|{RELATIVE}(?!\s+nay)"
NOT_OF_YEAR = r"\b(?:các|những|mỗi|hàng|hằng|\d|nhiều|bắt|dẫn|lần|ban|đứng)\s+"
BRACKETED_PAIR = rf"(?P<open>\()?\s*{PAIR}{PAIR_END}{AMOUNT}(?(open)\s*\))"
YEAR_RULES: tuple[Rule, ...] = (
    rule(
        rf"(?:các\s+)?năm\s*(?P<year>{YEAR}){MEASURE}",
        _year,
        unless=rf"\b(?:{EVERY}|một|/|\d|{any_of('numeral')})\s*",
    ),
    rule(rf"năm\s*(?P<year>{YEAR}){AMOUNT}", _year, unless=rf"\b(?:{EVERY}|/)\s*"),
    rule(rf"(?:(?:các|những|\d\d?|hai|ba|bốn|năm)\s+)?năm\s*{BRACKETED_PAIR}", _pair),
    rule(
        rf"(?:(?:các|những|\d\d?|hai|ba|bốn)\s+)?năm\s*(?P<many>{YEAR}(?:\s*(?:,|và|;)\s*{YEAR}){{1,12}})"
        rf"{PHRASE_END}",
        _years,
    ),
    rule(
        rf"năm\s+(?P<shift>{RELATIVE})(?!\s+(?:đó|nay))",
        _relative_year,
        unless=VAGUE,
    ),
    rule(rf"năm\s+{STEM_BRANCH}(?:\s+{YEAR})?", _cyclic),
    rule(
        r"(?:sang|tới)\s+năm\b(?!\s+(?:\d|nay|ngoái|trước|sau|tới|học|thứ|mới|này))", _relative_year
    ),
    rule(rf"(?:đầu|giữa|cuối|hết)\s+năm\b(?!\s+(?:{NOT_CURRENT}))", _open_year, unless=NOT_OF_YEAR),
    rule(
        r"(?:cả|trọn)\s+năm\b(?=\s*(?:[.,;:)!?…”-]|\n|$)|"
        r"\s+(?:là|đã|sẽ|ước|đạt|của|tăng|giảm|với|và|để|toàn|thì|so|phải|"
        r"được|chừng|khoảng|lên|xuống|dự|chỉ|mới|còn|trên|hơn|gần|vẫn|bằng|có\s+thể)\b)",
        _open_year,
        unless=NOT_OF_YEAR,
    ),
    rule(
        rf"cả\s+năm\b(?!\s+(?:{NOT_CURRENT}))",
        _open_year,
        before=r"\b(?:dự\s+báo|gdp|cpi|iip|lạm\s+phát|tăng\s+trưởng|doanh\s+thu|lợi\s+nhuận)\s+",
    ),
)
SCHOOL_RULES: tuple[Rule, ...] = (
    rule(rf"{HEAD}\s+(?:từ\s+)?(?:năm\s+)?{BRACKETED_PAIR}", _pair),
    rule(rf"{HEAD}\s+(?:năm\s+)?(?P<year>{YEAR}){AMOUNT}", _year),
    rule(
        r"(?:năm\s+học|niên\s+khóa)\s+(?P<shift>này|nay|mới|tới|sau|trước|(?:vừa\s+)?(?:qua|rồi))\b",
        _school_shift,
    ),
)
AGO_RULES: tuple[Rule, ...] = (
    rule(rf"cách\s+đây\s+(?:khoảng\s+|gần\s+|hơn\s+)?(?P<count>{COUNT})\s+năm\b", _years_ago),
)
LENGTH_RULES: tuple[Rule, ...] = (
    rule(rf"(?P<count>{COUNT})\s+năm\s+(?:liên\s+tục\s+)?{any_of('past_length')}", _past_years),
    rule(
        rf"(?P<count>{COUNT})\s+(?:thập\s+niên|thập\s+kỷ)\s+{any_of('past_length')}", _past_decade
    ),
    rule(
        rf"(?P<count>{COUNT})\s+năm\s+trước(?!\s+(?:đó|đây|khi|mắt|và))\b",
        _years_ago,
        unless=r"\b(?:trong(?!\s+khi)|những|các|của)\s+(?:\S+\s+)?",
    ),
    rule(rf"(?P<count>{COUNT})\s+năm\s+(?:tới|sắp\s+tới|tiếp\s+theo|kế\s+tiếp)\b", _next_years),
    rule(rf"(?P<count>\d\d?|{any_of('numeral')})\s+năm\s*{BRACKETED_PAIR}", _pair),
    rule(
        rf"{COUNT}\s+năm\s*(?P<open>\()?(?P<many>{YEAR}(?:\s*(?:,|và|;)\s*{YEAR}){{1,12}})"
        r"(?(open)\s*\))",
        _years,
    ),
)
LONG_RULES: tuple[Rule, ...] = (
    rule(
        r"(?:thập\s+niên|thập\s+kỷ|những\s+năm)\s+(?P<decade>(?:19|20)\d0|[2-9]0)(?!\d)"
        r"(?:\s+(?:của\s+)?thế\s+kỷ\s+(?:thứ\s+)?(?P<of_century>trước|[ivx]{1,5}|1\d|2[0-2])\b)?",
        _decade,
    ),
    rule(r"(?:thập\s+niên|thập\s+kỷ)\s+(?:qua|vừa\s+qua|gần\s+đây)\b", _past_decade, unless=VAGUE),
    rule(r"thế\s+kỷ\s+(?:thứ\s+)?(?P<century>[ivx]{1,5}|1\d|2[0-2])\b", _century),
)
NOT_IN_NAME = (
    r"(?:giai|năm|tháng|từ|đến|khoảng|hơn|gần|với|có|cho|được|ra|xong|cấp|tặng|trao|phát|trồng|thu"
    r"|trả|bán|mua|dựng|tạo|lập|khám|tiêm|chi)\b"
)
BARE_YEAR = rf"(?P<year>{NEAR_YEAR})(?!\s?[/-]\s?\d|[/-]\S){AMOUNT}"
BARE_RULES: tuple[Rule, ...] = (
    rule(
        rf"{PAIR}(?![/\d]|-\S){AMOUNT}",
        _pair,
        unless=r"(?:\bsố|\bgiá|/|-|\bquyết|\bđịnh|hotline|đt|điện\s+thoại|\bmức)\s*:?\s*",
    ),
    rule(
        rf"(?P<year>{YEAR}){PHRASE_END}(?![/-]\S)(?!{TO}\d[\d.,]*\s+{any_of('amount_unit')})",
        _year,
        before=r"\b(?:từ|đến|tới|vào|tầm\s+nhìn|trước|sau|giữa|so\s+với|hết|cuối|đầu|thời\s+điểm)\s+",
    ),
    rule(
        rf"{BARE_YEAR}(?=\s+[^\W\d_]|\s*[,.;:)]|$)",
        _year,
        before=r"\b(?:từ|đến|tới|cho|vào)\s+(?:hết\s+|cuối\s+|đầu\s+|giữa\s+)?",
        unless=r"\b(?:lên|xuống|tăng|giảm|còn|đạt)\s+(?:từ|đến|tới)\s+",
    ),
    # `kỳ thi THPT quốc gia 2017`, `cổ tức 2016`: what recurs or is measured each year.
    rule(
        rf"{BARE_YEAR}(?=\s+[^\W\d_]|\s*[,.;:)]|\s*$)",
        _year,
        before=rf"\b{any_of('occasion')}(?:\s+(?:việt\s+nam|cả\s+nước|thế\s+giới|toàn\s+cầu))?\s+",
    ),
    # `kỳ thi tốt nghiệp trung học phổ thông 2021`: an event by its name.
    rule(
        rf"{BARE_YEAR}(?=\s*[,.;:)]|\s*$|\s+(?:là|có|diễn|được|tại|ở|của)\b)",
        _year,
        before=rf"\b{any_of('event')}(?!\s+(?:quyết|ngân|thể|phóng|pháp|trình|tỏa|cứu)\b)"
        rf"(?:\s+(?!{NOT_IN_NAME})[^\W\d_]+){{1,6}}\s+",
    ),
    rule(rf"(?P<year>{YEAR})(?=\s+(?:là|cũng\s+là|được\s+(?:coi|xem)\s+là)\s+năm\b)", _year),
)
EARLIER = (
    rf"\s+(?:của\s+)?(?:(?:năm\s+)?(?P<year>{YEAR})|năm\s+(?P<year_shift>{RELATIVE})"
    rf"|tháng\s+(?P<month_shift>{any_of('unit_shift')})|(?P<count>{COUNT})\s+năm\s+trước)"
)
SAME_RULES: tuple[Rule, ...] = (
    rule(
        r"cùng\s+kỳ(?!\s+(?:họp|báo|tháng\s+\d|quý\s+[i\d]|\d+\s+tháng|nửa))"
        rf"(?:{EARLIER})?",
        _same,
    ),
    rule(
        rf"cùng\s+(?:thời\s+điểm|thời\s+gian|giai\s+đoạn|tháng|quý|tuần|ngày)(?:\s+này)?{EARLIER}",
        _same,
    ),
)
NOT_NOW = "đại|trường|tượng|thực|vật|hữu|diện|hành|trạng|thân|nguyên|hình|sinh"
NOW_RULES: tuple[Rule, ...] = (
    rule(rf"hiện(?=\s+(?!(?:{NOT_NOW})\b))", _now, before=r"(?:^|[.;:!?\n”\"])\s*"),
    rule(
        r"(?:từ\s+trước\s+)?(?:(?:tính|cho|kéo\s+dài)\s+)?(?:đến|tới)\s+(?:thời\s+điểm\s+)?"
        r"(?:nay|hiện\s+nay|hiện\s+tại|bây\s+giờ|này)\b",
        _now,
    ),
    rule(r"(?:thời\s+điểm\s+)?(?:hiện\s+nay|hiện\s+tại|hiện\s+thời|hiện\s+giờ|bây\s+giờ)\b", _now),
    rule(
        r"hiện(?=\s+(?:có|còn|đang|đã|mới|toàn|cả|trên|tỷ|số|tỉnh|huyện|xã|địa|mỗi|chỉ|vẫn|ở|tại)\b"
        r"|\s*,)",
        _now,
        unless=r"\b(?:thực|thể|phát|xuất|biểu|tái|cải|hoàn|hiển|đại|ẩn|ngộ)\s+",
    ),
)
