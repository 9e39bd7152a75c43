"""Numbers in words beside a word that ties a part to a whole: `trong đó có một cụ già`.

Elsewhere a number in words is seldom a statistic, and most of these words mean other things as
well (`năm` is a year, `ba` a father, `một` an article), so they are read as numbers only here, and
only before the thing that they count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from extract.find._quantities_amounts import unit_at
from extract.find._quantities_lists import alternatives, vetoed
from extract.find._quantities_types import Amount, Quantity
from extract.numerals import DIGITS, read_words

_LIMIT = re.compile(r"[.!?…](?= )|\n")
_REACH = 150
"""So many characters before and behind the tie are looked at, within its sentence."""
_LONGEST = 40
"""So many characters are enough for a number that begins within reach."""
_BEFORE = 12
"""So many characters hold the words before a number that tell what it is."""
_NEXT = alternatives({*DIGITS, "mươi", "trăm"})
_FIRST = alternatives({*DIGITS} - {"mốt", "lăm", "nhăm", "tư"})  # digits only behind a ten
_NUMBER = regex.compile(
    rf"(?<![\p{{L}}\d/-])(?:{_FIRST})(?: (?:{_NEXT})\b)*+(?= \p{{L}})(?! (?:rưỡi|phần|trong)\b)"
)
_TIME = r"(?:lần|năm|tháng|tuần|ngày|đêm|giờ|phút|giây|tiếng|tuổi)\b"
_TIE = regex.compile(
    r"\b(?:(?:trong (?:tổng )?số|trong đó|trên tổng số|cứ)(?= )"
    rf"|trong (?=(?:\d+|(?:{_NEXT})(?: (?:{_NEXT}))*) (?!{_TIME})\p{{L}})"
    rf"|thì (?=(?:(?:có|chỉ|đến|tới) ){{0,2}}(?:{_FIRST}) \p{{L}}))"
)
# Behind these a number in words names or orders, or is a piece of another.
_NAMES = regex.compile(
    r"\b(?:thứ|tháng|năm|lớp|khóa|cấp|quý|ngày|mùng|mồng|lần|đợt|tổ|quận|bậc|hạng|loại|tầng|tập"
    r"|vòng|đội|bảng|nhóm|giải|chương|cụm|bàn|ngã|(?<!trong |tổng )số|nghìn|ngàn|triệu|tỷ|tỉ|phần"
    r"|từng|mỗi|ông|bà|anh|chị|chú|cậu|cô) $"
)
# What stands before these is time, an order of size, or no number.
_NO_THING = regex.compile(
    rf" (?:{_TIME}|(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|số|vài|chút|ít|nửa|khi|lúc|cách|phía"
    r"|mặt|loạt|bên|mẹ|là|thì|có|đã|và|của|được|trở|bộ phận|nguyên nhân|điều|lượng|phần|điểm)\b)"
)
# Before a number something counts: elsewhere `hai tầng` tells of a house, and `chín` is ripe.
_COUNTED = regex.compile(
    r"(?:^|[,;:(.!?…“\"\n] ?|\b(?:cứ|số|trong|đó|có|chỉ|còn|đúng|đến|tới|và|thì|được|là|khoảng|gần"
    r"|hơn|vỏn vẹn) )$"
)
_WHOLE_OF_THEN = regex.compile(r"(?: \p{L}+){1,4} thì\b")  # `cả nhà bốn người thì một người`
_ARTICLE = regex.compile(r"\b(?:là|đó|số|trong|khoảng) $")
_OFTEN_OTHER = ("ba", "năm")
_GOES_ON = regex.compile(rf"\b(?:{_NEXT}) $")


def tied_numbers(key: str) -> Iterator[Amount]:
    """Numbers in words in a sentence behind, or right before, a word that ties part and whole."""
    limits = [limit.start() for limit in _LIMIT.finditer(key)]
    seen = 0
    for tie in _TIE.finditer(key):
        first, end = _sentence(limits, tie.start(), tie.end())
        for match in _NUMBER.finditer(key, max(first, seen), end + _LONGEST):
            amount = _amount(key, match) if match.start() < end else None
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
    value = read_words(match.group().split())
    if value is None or value != value.to_integral_value() or not value:
        return None
    before = key[max(0, start - _BEFORE) : start]
    if not _counts(before, key, end) or _is_word(before, match.group(), key, end):
        return None
    unit, unit_end = unit_at(key, end)
    return Amount(start, end, value, None, unit, unit_end, "words")


def _counts(before: str, key: str, end: int) -> bool:
    """Whether the words around a number in words let it count the thing behind it."""
    if _NAMES.search(before) or _GOES_ON.search(before) or _NO_THING.match(key, end):
        return False
    return bool(_COUNTED.search(before) or _WHOLE_OF_THEN.match(key, end))


def _is_word(before: str, text: str, key: str, end: int) -> bool:
    """Whether it is the article `một`, the year `năm`, the father `ba`, or `một trong hai`."""
    if text == "một" and _ARTICLE.search(before):
        return True
    if text.startswith(_OFTEN_OTHER) and (before.endswith("thì ") or vetoed(text, key, end)):
        return True
    return before.endswith("một trong ")


def is_name(clean: str, quantity: Quantity) -> bool:
    """Whether capitals say that a number in words is a name, or a piece of one: `hai Bà Trưng`.

    `clean` is the text with its capitals, in the offsets of the quantity.
    """
    if not isinstance(quantity, Amount) or quantity.style != "words":
        return False
    after = clean[quantity.end : quantity.end + 3]
    if after[:1] == " " and after[1:2].isupper() and after[2:].islower():
        return True
    if not clean[quantity.start : quantity.start + 2].istitle():
        return False
    before = clean[max(0, quantity.start - 3) : quantity.start].rstrip(' “"(')[-1:]
    return before.isalnum() or before == ","
