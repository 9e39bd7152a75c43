"""Quantities in words: fractions, halves, percentages, and numbers in `cứ … thì …`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

import regex

from extract.find._quantities_amounts import finish, scale_at, unit_at
from extract.find._quantities_lists import FRACTIONS, LED_FRACTIONS, SIGNS, alternatives, vetoed
from extract.find._quantities_tied import tied_numbers
from extract.find._quantities_types import Amount, Percentage, Ratio
from extract.numerals import DIGITS, NUMBER_WORDS, read_figure, read_words, scaled

_REACH = 72
_MOST_WORDS = 8
# Literal beginnings, so that the scan is a search for a plain string.
_PART = re.compile(r"phần(?= )")
_HALF = re.compile(r"nửa")
_THEN = re.compile(r" thì | lại (?=có )")
_AMONG = re.compile(r" (?:trong|trên) ")

_WORD = rf"(?:{alternatives(NUMBER_WORDS)}|nửa)"
_BEFORE = regex.compile(rf"(?<![\p{{L}}\d])(?:{_WORD} +)+$")
_BEFORE_RANGE = regex.compile(rf"(?<![\p{{L}}\d])(?P<low>(?:{_WORD} +)+)(?:đến|tới) +$")
_DIGITS_BEFORE = regex.compile(r"(?<![\p{L}\d.,/-])(\d{1,4}) +$")
_POINTS = regex.compile(r"điểm +$")
_SIGN = regex.compile(rf"(?:{alternatives(s for s in SIGNS if s.startswith('phần'))})(?!\p{{L}})")
_SMALL = alternatives({*DIGITS, "mươi", "trăm"} - {"mốt", "lăm", "nhăm"})
_AFTER = regex.compile(
    rf" +((?:{_SMALL})(?: +(?:{_SMALL}|lăm|mốt))*|\d{{1,4}})(?![\p{{L}}\d]|[.,]\d)"
)
_YEAR = regex.compile(r" *\d{4}(?!\d)")
_ALL_FIRST = regex.compile(rf"(?<!\p{{L}})(?:{alternatives(FRACTIONS)})(?!\p{{L}})")
_LONGEST_FORM = max(map(len, FRACTIONS))
_SOUGHT = regex.compile(r"(?<!\p{L})(?:tìm|kiếm|gặp|tìm thấy|tìm được|tìm ra) *$")
# Twenty, thirty and such need their ten; a number that begins with a bare ten is none.
_COUNT = alternatives({*DIGITS, "trăm", "mươi", "chục"})
_NUMBER = rf"(?:{_COUNT})(?: +(?:{_COUNT}|linh|lẻ))*|\d{{1,4}}"
_EVERY = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<every>cứ +(?:khoảng +|mỗi +|trung bình +)?)?"
    rf"(?P<whole>{_NUMBER})(?: +\p{{L}}+){{1,7}})(?:,(?: +\p{{L}}+){{0,3}})?$"
)
_SHARE_AFTER = regex.compile(
    rf"(?:đã +|sẽ +)?(?:có +)?(?:đến +|tới +|khoảng +)?({_NUMBER})(?![\p{{L}}\d])"
)
_ROUND = frozenset({Decimal(10), Decimal(100)})
_AMONG_BEFORE = regex.compile(rf"(?<![\p{{L}}\d/])({_NUMBER})$")
_AMONG_AFTER = regex.compile(rf"(?P<of>(?:tổng +)?số +)?({_NUMBER})(?![\p{{L}}\d]|[.,]\d)")


def find_in_words(key: str) -> list[Percentage | Ratio | Amount]:
    """All quantities of a text that are written in words, which may overlap those in figures."""
    found: list[Percentage | Ratio | Amount] = []
    for match in _PART.finditer(key):
        found += _with_part(key, match.start())
    for match in _HALF.finditer(key):
        found += _with_half(key, match.start(), match.end())
    for match in _THEN.finditer(key):
        found += _every(key, match.start(), match.end())
    for match in _AMONG.finditer(key):
        found += _among(key, match.start(), match.end())
    return [*found, *_not_over(tied_numbers(key), found)]


def _not_over(
    amounts: Iterator[Amount], found: Sequence[Percentage | Ratio | Amount]
) -> Iterator[Amount]:
    """Those of `amounts` that are no piece of a longer quantity, or one that is known."""
    spans = sorted((quantity.start, quantity.end) for quantity in found)
    ends = list(accumulate((end for _, end in spans), max))
    for amount in amounts:
        at = bisect_left(spans, (amount.end,))
        if not at or ends[at - 1] <= amount.start:
            yield amount


def _with_part(key: str, at: int) -> list[Percentage | Ratio | Amount]:
    """What the word `phần` at `at` is part of: `hai mươi phần trăm`, `một phần ba`."""
    if at and key[at - 1] != " ":
        return []
    sign = _SIGN.match(key, at)
    if sign is not None:
        return _percentage(key, at, sign.group(), sign.end())
    after = _AFTER.match(key, at + len("phần"))
    return _fraction(key, at, after) if after is not None else []


def _percentage(key: str, at: int, sign: str, end: int) -> list[Percentage | Ratio | Amount]:
    before = key[max(0, at - _REACH) : at]
    points = _POINTS.search(before)
    if points is not None:
        sign = f"điểm {sign}"
        before = before[: points.start()]
    unit = SIGNS.get(sign)
    number = _number_before(before)
    if unit is None or number is None:
        return []
    length, value = number
    start = at - (len(key[max(0, at - _REACH) : at]) - len(before)) - length
    low = _low_end(before[: len(before) - length])
    if low is not None and low[1] < value:
        return [Percentage(start - low[0], end, low[1], value, unit, "", "words")]
    return [Percentage(start, end, value, None, unit, "", "words")]


def _number_before(before: str) -> tuple[int, Decimal] | None:
    """Length and value of the longest number in words that ends a stretch of text."""
    match = _BEFORE.search(before)
    if match is None:
        return None
    words = match.group().split()[-_MOST_WORDS:]
    for first in range(len(words)):
        value = _half_or_number(words[first:])
        if value is not None:
            skipped = len(words) - first
            starts = [m.start() for m in re.finditer(r"\S+", match.group())]
            return len(match.group()) - starts[-skipped], value
    return None


def _half_or_number(words: list[str]) -> Decimal | None:
    if words == ["nửa"]:
        return Decimal("0.5")
    if words == ["trăm"]:
        return Decimal(100)
    return read_words(words)


def _low_end(before: str) -> tuple[int, Decimal] | None:
    """`mười đến mười lăm phần trăm`: length and value of the lower end with what joins it."""
    match = _BEFORE_RANGE.search(before)
    if match is None:
        return None
    number = _number_before(match["low"])
    if number is None:
        return None
    length, value = number
    return length + len(match.group()) - len(match["low"]), value


def _fraction(key: str, at: int, after: regex.Match[str]) -> list[Percentage | Ratio | Amount]:
    before = key[max(0, at - _REACH) : at]
    part = _part_before(before)
    if part is None:
        return []
    length, numerator, first_word = part
    whole = _longest_number(after[1])
    if whole is None:
        return []
    denominator, size = whole
    start, last = at - length, after.start(1) + size
    if not 0 < numerator < denominator or before[: len(before) - length].endswith("phần "):
        return []
    if _unlike_fraction(key, after[1][:size], last):
        return []
    scale = scale_at(key, last)
    if scale is not None:
        value = scaled(numerator, scale.power) / denominator
        exact = value == value.to_integral_value()
        return [finish(key, (start, scale.end), value, style="words")] if exact else []
    part_span = (start, start + len(first_word))
    return [Ratio(start, last, numerator, denominator, part_span, (after.start(1), last), True)]


def _part_before(before: str) -> tuple[int, Decimal, str] | None:
    digits = _DIGITS_BEFORE.search(before)
    if digits is not None:
        return len(before) - digits.start(1), read_figure(digits[1]).value, digits[1]
    number = _number_before(before)
    if number is None or number[1] != number[1].to_integral_value():
        return None
    length, value = number
    return length, value, before[len(before) - length :].rstrip()


def _longest_number(text: str) -> tuple[Decimal, int] | None:
    """Value and length of the longest number that a row of number words begins with."""
    if text[0].isdecimal():
        return read_figure(text).value, len(text)
    if text.startswith("tư"):  # a fourth, though `tư` alone is no number
        return Decimal(4), 2
    words = list(re.finditer(r"\S+", text))[:_MOST_WORDS]
    for count in range(len(words), 0, -1):
        value = read_words([word.group() for word in words[:count]])
        if value is not None:
            return value, words[count - 1].end()
    return None


def _unlike_fraction(key: str, last_words: str, end: int) -> bool:
    """`một phần năm 2016`, `một phần tư vấn`: the number word belongs to what follows it."""
    last = last_words.rsplit(maxsplit=1)[-1]
    return vetoed(last, key, end) or (last == "năm" and _YEAR.match(key, end) is not None)


def _with_half(key: str, at: int, end: int) -> list[Percentage | Ratio | Amount]:
    """`một nửa`, `quá nửa số hộ`, and `nửa triệu` as an amount."""
    if (at and key[at - 1].isalpha()) or key[end : end + 1].isalpha():
        return []
    scale = scale_at(key, end)
    if scale is not None and scale.power > 1 and not key[max(0, at - 4) : at].endswith("một "):
        half = scaled(Decimal("0.5"), scale.power)
        return [finish(key, (at, scale.end), half, style="words")]
    if scale is not None or vetoed("nửa", key, end):
        return []
    low = max(0, at - _LONGEST_FORM)
    for match in _ALL_FIRST.finditer(key, low, min(len(key), end + _LONGEST_FORM)):
        if match.start() <= at < match.end():
            if _SOUGHT.search(key[max(0, match.start() - 12) : match.start()]):
                return []
            part, whole = FRACTIONS[match.group()]
            start = at if match.group() in LED_FRACTIONS else match.start()
            span = start, match.end()
            return [Ratio(span[0], span[1], Decimal(part), Decimal(whole), span, span, True)]
    return []


def _every(key: str, at: int, end: int) -> list[Percentage | Ratio | Amount]:
    """`cứ ba doanh nghiệp thì (lại) có một`: the amounts in words, for the linker to tie up."""
    after = _SHARE_AFTER.match(key, end)
    if after is None:
        return []
    before = key[max(0, at - _REACH) : at]
    frame = _EVERY.search(before)
    if frame is None:
        return []
    whole, part = _number(frame["whole"]), _number(after[1])
    if whole is None or part is None or part > whole:
        return []
    loose = whole not in _ROUND or frame["whole"].isdecimal() or key.startswith(" lại", at)
    if not frame["every"] and loose:
        return []
    found: list[Percentage | Ratio | Amount] = []
    offset = at - len(before)
    for text, start, value in (
        (frame["whole"], offset + frame.start("whole"), whole),
        (after[1], after.start(1), part),
    ):
        if not text.isdecimal():
            unit, unit_end = unit_at(key, start + len(text))
            found.append(Amount(start, start + len(text), value, None, unit, unit_end, "words"))
    return found


def _among(key: str, at: int, end: int) -> list[Percentage | Ratio | Amount]:
    """`chín trong mười cảng`, `ba trên bốn hộ`, `tám trong tổng số 11 công ty`.

    Figures are left to the linker.
    """
    if not key[max(0, at - 1) : at].isalpha():
        return []
    after = _AMONG_AFTER.match(key, end)
    before = _AMONG_BEFORE.search(key, max(0, at - 24), at) if after is not None else None
    if after is None or before is None or before[1].isdecimal():
        return []
    part, whole = _number(before[1]), _number(after[2])
    if part is None or whole is None or not 1 < part < whole:
        return []
    if before[1] == "năm" and not after["of"]:  # `35%/năm trong 5 năm`
        return []
    if key[max(0, before.start(1) - 4) : before.start(1)].endswith("thứ "):
        return []
    first, last = before.span(1), after.span(2)
    return [Ratio(first[0], last[1], part, whole, first, last, True)]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.isdecimal() else read_words(text.split())
