"""Numbers in words beside a word that ties a part to a whole: `trong đó có một cụ già`.

Elsewhere a number in words is seldom a statistic, and most of these words mean other things as
well (`năm` is a year, `ba` a father, `một` an article), so they are read as numbers only here, and
only before the thing that they count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from extract.find._quantities_amounts import unit_at
from extract.find._quantities_lists import alternatives, vetoed
from extract.find._quantities_types import Amount
from extract.numerals import DIGITS, read_words

_LIMIT = re.compile(r"[.!?…](?= )|\n")
_REACH = 150
"""So many characters before and behind the tie are looked at, within its sentence."""
_NEXT = alternatives({*DIGITS, "mươi", "trăm"})
_FIRST = alternatives({*DIGITS} - {"mốt", "lăm", "nhăm", "tư"})  # digits only behind a ten
_NUMBER = regex.compile(
    rf"(?<![\p{{L}}\d/-])(?:{_FIRST})(?: (?:{_NEXT}))*(?= \p{{L}})(?! (?:rưỡi|phần|trong)\b)"
)
_TIME = r"(?:lần|năm|tháng|tuần|ngày|đêm|giờ|phút|giây|tiếng|tuổi)\b"
_TIE = regex.compile(
    r"\b(?:(?:trong (?:tổng )?số|trong đó|trên tổng số|cứ)(?= )"
    rf"|trong (?=(?:\d+|(?:{_NEXT})(?: (?:{_NEXT}))*) (?!{_TIME})\p{{L}})"
    rf"|thì (?=(?:(?:có|chỉ|đến|tới) ){{0,2}}(?:{_FIRST}) \p{{L}}))"
)
# Behind these a number in words names or orders, or is a piece of another.
_NAMES = regex.compile(
    r"\b(?:thứ|tháng|năm|lớp|khóa|cấp|quý|ngày|mùng|mồng|lần|đợt|tổ|quận|bậc|hạng|loại"
    r"|(?<!trong |tổng )số|nghìn|ngàn|triệu|tỷ|tỉ|phần|từng|mỗi|ông|bà|anh|chị|chú|cậu|cô) $"
)
# What stands before these is time, an order of size, or no number.
_NO_THING = regex.compile(
    rf" (?:{_TIME}|(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|số|vài|chút|ít|nửa|khi|lúc|cách|phía"
    r"|mặt|loạt|bên|mẹ|là|thì|có|đã|và|của|được|trở)\b)"
)
# The article `một` is a number, `năm` no year and `ba` no father, where a word before it counts.
_COUNTS = regex.compile(r"\b(?:có|chỉ|còn|là|đúng|đến|tới|và|thì) $|, $")
_COUNTS_MORE = regex.compile(r"\b(?:cứ|số|trong|có|chỉ|còn|là) $|, $")
_OFTEN_OTHER = ("ba", "năm")
_ONE_AMONG = "một trong "


def tied_numbers(key: str) -> Iterator[Amount]:
    """Numbers in words in a sentence behind, or right before, a word that ties part and whole."""
    limits = [limit.start() for limit in _LIMIT.finditer(key)]
    seen = 0
    for tie in _TIE.finditer(key):
        first, end = _sentence(limits, tie.start(), tie.end())
        for match in _NUMBER.finditer(key, max(first, seen), end):
            amount = _amount(key, match)
            if amount is not None:
                yield amount
        seen = max(seen, end)


def _sentence(limits: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The reach of a tie at `[start, end)`, cut where its sentence begins and ends."""
    before, behind = bisect_left(limits, start), bisect_left(limits, end)
    first = limits[before - 1] + 1 if before else 0
    last = limits[behind] if behind < len(limits) else end + _REACH
    return max(first, start - _REACH), min(last, end + _REACH)


def _amount(key: str, match: regex.Match[str]) -> Amount | None:
    start, end = match.span()
    before = key[max(0, start - 12) : start]
    words = match.group().split()
    value = read_words(words)
    if value is None or value != value.to_integral_value() or not value:
        return None
    if _NAMES.search(before) or _NO_THING.match(key, end):
        return None
    if before.endswith(_ONE_AMONG) or (words == ["một"] and not _COUNTS.search(before)):
        return None
    if words[0] in _OFTEN_OTHER and vetoed(words[0], key, end):
        return None
    if len(words) == 1 and words[0] in _OFTEN_OTHER and not _COUNTS_MORE.search(before):
        return None
    unit, unit_end = unit_at(key, end)
    return Amount(start, end, Decimal(value), None, unit, unit_end, "words")
