"""Finding quantities: percentages, points, ratios, fractions in words, and plain amounts.

The finder says what is written where. Whether a quantity is part of a statement, and of which, is
the linker's business; whether `10/10` is a date, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import regex

from extract.numerals import FIGURE, SCALE_PATTERN, SCALES, read_figure, read_words
from extract.tables import read_table


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage, permille or number of points; `upper` is the end of a range.

    `start`, `end` hold the whole value with its sign, `sign` its unit as the contract names it.
    `shared` is true where the percent sign stands only behind a later value (`17,45 và 27,37%`).
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    prefix: str
    style: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """`n/d` in figures, or a fraction in words; `words` tells which."""

    start: int
    end: int
    numerator: Decimal
    denominator: Decimal
    numerator_span: tuple[int, int]
    denominator_span: tuple[int, int]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A plain number with its scale words multiplied out; `unit` is the word behind it, or ''.

    `start`, `end` hold the figures and the scale words; `upper` is the end of a range.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    unit_end: int
    style: str


Quantity = Percentage | Ratio | Amount

_SIGNS = dict(read_table("extract.find", "percent_signs.tsv"))
_MEASURES = {row[0] for row in read_table("extract.find", "measures.tsv")}
_FRACTIONS = {row[0]: (row[1], row[2]) for row in read_table("extract.find", "fractions.tsv")}


def _any(words: list[str] | dict[str, str]) -> str:
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))


_SIGN = rf"(?P<sign>{_any(list(_SIGNS))})(?!\p{{L}})"
# Marks that join the two ends of a range.
_TO = r"(?:\s*[-–—−~]\s*|\s+(?:đến|tới)\s+)"
_LOWER = rf"(?P<low>{FIGURE})(?:\s*(?:{_any(list(_SIGNS))}))?{_TO}"
_PERCENTAGE = regex.compile(
    rf"(?<![\p{{L}}\d.,/])(?P<prefix>[+\-−–]\s?)?(?:{_LOWER})?(?P<value>{FIGURE})\s*{_SIGN}"
)
_DIGITS = regex.compile(FIGURE)
_SLASH = regex.compile(rf"(?<![\p{{L}}\d/.,\-])({FIGURE})\s?/\s?({FIGURE})(?![\d/]|[.,]\d|-\p{{L}}|\p{{L}})")
_SCALES = regex.compile(rf"\s*(?:{SCALE_PATTERN}\s*)+")
_UNIT = regex.compile(r"\s*(\p{L}[\p{L}²³]*(?:/\p{L}+)?)")
# In a range of amounts the scale words stand behind the upper end only: `3,2 - 3,5 triệu lượt`.
_RANGE_END = regex.compile(rf"{_TO}({FIGURE})")
_NUMBER_WORD = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
_PARTS = regex.compile(rf"(?<!\p{{L}})({_NUMBER_WORD})\s+phần\s+({_NUMBER_WORD}|tư)(?!\p{{L}})")
_FRACTION = regex.compile(rf"(?<!\p{{L}})(?:{_any(_FRACTIONS)})(?!\p{{L}})")
_WORD_PERCENT = regex.compile(
    rf"(?<!\p{{L}})((?:(?:{_NUMBER_WORD}|mươi|mốt|lăm|tư|trăm|linh|lẻ|phẩy|không)\s+)+)(?P<sign>phần trăm|phần nghìn|điểm phần trăm)(?!\p{{L}})"
)


def find_quantities(key: str) -> list[Quantity]:
    """All quantities of a text, given by its key, in order and not overlapping."""
    found: list[Quantity] = []
    taken = bytearray(len(key))

    def take(quantity: Quantity) -> None:
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\x01" * (quantity.end - quantity.start)
            found.append(quantity)

    for percentage in _percentages(key):
        take(percentage)
    for ratio in _ratios(key):
        take(ratio)
    for amount in _amounts(key, taken):
        take(amount)
    return sorted(found, key=lambda quantity: quantity.start)


def _percentages(key: str) -> list[Percentage]:
    found = []
    for match in _PERCENTAGE.finditer(key):
        figure = read_figure(match["value"], percent=True)
        low = read_figure(match["low"], percent=True) if match["low"] else None
        start = match.start("low") if low else match.start("value")
        prefix = (match["prefix"] or "").strip()
        if low is not None and low.value >= figure.value:
            # `tăng 5 - 3%` is no range; a falling pair is two figures that a dash parts.
            low, start = None, match.start("value")
        value, upper = (low.value, figure.value) if low else (figure.value, None)
        if prefix and match["low"] is None and _joins_numbers(key, match.start()):
            prefix = ""
        found.append(
            Percentage(
                start, match.end("sign"), value, upper, _SIGNS[match["sign"]], prefix, figure.style
            )
        )
    for match in _WORD_PERCENT.finditer(key):
        number = read_words(match[1].split())
        if number is not None:
            unit = _SIGNS[match["sign"]]
            found.append(Percentage(match.start(), match.end(), number, None, unit, "", "words"))
    return found + [shared for first in found for shared in _sharing(key, first)]


def _joins_numbers(key: str, at: int) -> bool:
    """Whether the sign at `at` stands behind a figure or percent sign, so that it is no sign."""
    before = key[:at].rstrip()
    return bool(before) and (before[-1].isdigit() or before[-1] == "%")


_SHARE = regex.compile(rf"(?<![\p{{L}}\d.,/])({FIGURE})(?:\s*,\s+|\s+và\s+|\s*;\s*)$")


def _sharing(key: str, last: Percentage) -> list[Percentage]:
    """Values before `last` that lean on its percent sign: `17,45 và 27,37%`, `5, 6 và 7%`."""
    found: list[Percentage] = []
    at = last.start
    while True:
        before = key[max(0, at - 24) : at]
        match = _SHARE.search(before)
        if match is None:
            return found
        start = at - len(before) + match.start(1)
        figure = read_figure(match[1], percent=True)
        plain_list = not found and "," not in match[1] and "và" not in before[match.end(1) :]
        if plain_list or figure.value > 100 or _YEAR_BEFORE.search(key[max(0, start - 12) : start]):
            return found
        end = start + len(match[1])
        found.append(
            Percentage(start, end, figure.value, None, last.unit, "", figure.style, shared=True)
        )
        at = start


_YEAR_BEFORE = regex.compile(r"(?:năm|tháng|ngày|quý|điều|khoản|số|từ)\s+$")


def _ratios(key: str) -> list[Ratio]:
    found = []
    for match in _SLASH.finditer(key):
        part = read_figure(match[1], counted=True).value
        whole = read_figure(match[2], counted=True).value
        if whole > 0:
            found.append(
                Ratio(match.start(), match.end(), part, whole, match.span(1), match.span(2))
            )
    for match in _PARTS.finditer(key):
        numerator, denominator = read_words([match[1]]), read_words([match[2]])
        if numerator and denominator and numerator < denominator:
            found.append(
                Ratio(*match.span(), numerator, denominator, match.span(1), match.span(2), True)
            )
    for match in _FRACTION.finditer(key):
        part_text, whole_text = _FRACTIONS[match.group()]
        span = match.span()
        found.append(Ratio(*span, Decimal(part_text), Decimal(whole_text), span, span, True))
    return found


def _amounts(key: str, taken: bytearray) -> list[Amount]:
    found = []
    for match in _DIGITS.finditer(key):
        start, end = match.span()
        if taken[start] or (start and (key[start - 1].isalpha() or key[start - 1] in "/-")):
            continue
        found.append(_amount(key, start, end))
    return found


def _amount(key: str, start: int, end: int) -> Amount:
    token = key[start:end]
    scale_at = end
    upper_token = ""
    range_match = _RANGE_END.match(key, end)
    if range_match and _SCALES.match(key, range_match.end()):
        upper_token, scale_at = range_match[1], range_match.end()
    scales = _SCALES.match(key, scale_at)
    power = sum(SCALES[word] for word in scales.group().split()) if scales else 0
    stop = scales.end() if scales else end
    stop = len(key[:stop].rstrip())
    unit_match = _UNIT.match(key, stop)
    unit = unit_match[1] if unit_match else ""
    counted = not power and unit != "" and unit not in _MEASURES
    factor = Decimal(10) ** power
    figure = read_figure(token, counted=counted)
    upper = read_figure(upper_token).value * factor if upper_token else None
    unit_end = unit_match.end() if unit_match else stop
    return Amount(start, stop, figure.value * factor, upper, unit, unit_end, figure.style)
