"""The single date expressions of a text, in order: one cheap scan, then the rules that may fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extract.find import _periods_days as days
from extract.find import _periods_months as months
from extract.find import _periods_years as years
from extract.find._periods_rules import Rule, Unit
from extract.find._periods_words import any_of, bounded, holidays, words

_WORD_RULES: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys(("ngày", "mùng", "mồng", "rằm", "tuần"), days.DAY_RULES),
    "tháng": months.MONTH_RULES,
    "các": (*months.MONTH_RULES, *years.YEAR_RULES),
    "quý": months.QUARTER_RULES,
    "q": months.QUARTER_RULES,
    "nửa": months.HALF_RULES,
    "những": (*years.YEAR_RULES, *years.LONG_RULES),
    **dict.fromkeys(("thập", "thế"), years.LONG_RULES),
    "cùng": years.SAME_RULES,
    "cách": years.AGO_RULES,
    **dict.fromkeys(("hiện", "bây", "đến", "tới"), (*years.NOW_RULES, *years.YEAR_RULES)),
    "thời": (*years.NOW_RULES, *years.SCHOOL_RULES),
    **dict.fromkeys(("giai", "nhiệm", "tài", "niên", "vụ", "mùa"), years.SCHOOL_RULES),
    "đầu": (*years.YEAR_RULES, *months.MONTH_RULES),
    **dict.fromkeys(("giữa", "cuối", "hết", "cả", "trọn", "sang"), years.YEAR_RULES),
    "năm": (*years.YEAR_RULES, *years.SCHOOL_RULES, *months.COUNT_RULES, *years.LENGTH_RULES),
}
_COUNTED = (*months.COUNT_RULES, *years.LENGTH_RULES)
# Words too common to stop at, with what has to follow them.
_FOLLOWED = {
    "cách": r"\s+đây",
    "các": r"\s+(?:tháng|năm)",
    "những": r"\s+năm",
    "q": r"[1-4i]",
    "cùng": r"\s+(?:kỳ|thời|giai|tháng|quý|tuần|ngày)",
    "đến": r"\s+(?:nay|hiện|bây|thời|này)",
    "tới": r"\s+(?:nay|hiện|bây|thời|này|năm)",
    "thời": r"\s+(?:kỳ|điểm|gian)",
    "tài": r"\s+khóa",
    "thế": r"\s+kỷ",
    "thập": r"\s+(?:kỷ|niên)",
    "đầu": r"\s+(?:năm|tháng)",
    **dict.fromkeys(("giữa", "cuối", "hết", "cả", "trọn", "sang"), r"\s+năm"),
}


def _first_words(names: Iterable[str]) -> set[str]:
    return {name.split()[0] for name in names}


def _trigger() -> re.Pattern[str]:
    """What may begin a date expression: a known word, or figures with the right neighbour."""
    extra = _first_words(words("day_shift")) | _first_words(words("weekday"))
    extra |= _first_words(holidays())
    named = sorted((set(_WORD_RULES) | extra) - set(_FOLLOWED), key=len, reverse=True)
    followed = "|".join(f"{word}(?={tail})" for word, tail in _FOLLOWED.items())
    counted = rf"{any_of('numeral')}(?=\s+(?:tháng|quý|năm|thập)\b)"
    numbered = r"\d{1,2}(?=\s+(?:tháng|quý|năm|tết|thập)\b)"
    figures = (
        r"\d{1,2}(?=\s?/\s?\d|[.–-]\d{1,2}(?!\d|,\d|\s?%)|[.-][12]\d{3}(?!\d)"
        r"|\s?-\s?\d{1,2}[-./]\d|\s+(?:đến|tới)\s+(?:hết\s+)?(?:mùng|mồng)"
        r"|\s*(?:,|và|đến|tới|-)\s*(?:hết\s+)?(?:ngày\s+)?\d{1,2}"
        r"(?:\s*(?:,|và)\s*\d\d?){0,6}/\d)"
    )
    year = r"(?:1[5-9]|2[01])\d\d(?![\d%])"
    return bounded(
        rf"(?<![\w.,/])(?:(?P<counted>{counted})|(?P<word>(?:{'|'.join(named)})\b|{followed})"
        rf"|(?P<year>{year})|(?P<numbered>{numbered})|(?P<figures>{figures}))"
    )


_TRIGGER = _trigger()
_FIGURE_RULES = (*days.DIGIT_RULES, *months.NUMERIC_RULES)
_NUMBERED_RULES = (*_COUNTED, *days.DIGIT_RULES)


_RULES_OF_FIGURES = {
    "year": years.BARE_RULES,
    "figures": _FIGURE_RULES,
    "numbered": _NUMBERED_RULES,
}
_FIVE_RULES = (*_COUNTED, *_WORD_RULES["năm"])  # `năm` is `five` and `year`


def _rules(match: re.Match[str]) -> tuple[Rule, ...]:
    word = match.group()
    if match.lastgroup == "word":
        return _WORD_RULES.get(word, days.DAY_RULES)
    if match.lastgroup == "counted":
        return _FIVE_RULES if word == "năm" else _COUNTED
    return _RULES_OF_FIGURES[match.lastgroup or ""]


def find_units(key: str) -> list[Unit]:
    """The single expressions of the key, the longest at each place, in order."""
    found: list[Unit] = []
    done = 0
    for match in _TRIGGER.finditer(key):
        start = match.start()
        if start < done:
            continue
        fitting = [u for r in _rules(match) if (u := r.at(key, start))]
        if fitting:
            best = max(fitting, key=lambda u: u.end)
            found.append(_with_qualifier(key, best, done))
            done = best.end
    return found


# `cuối năm 2016`, `những tháng cuối năm`: the words belong to the expression, the unit stays.
_QUALIFIER = re.compile(
    r"(?<!bắt )(?<!dẫn )(?<!lần )(?<!đứng )(?<!ban )(?<!bước )(?<!mở )(?<!\w)"
    r"(?:(?:những|các)\s+tháng\s+)?(?:đầu|giữa|cuối|hết|cả|trọn|suốt|nửa)\s+$"
)
_QUALIFIER_REACH = 24
_UNQUALIFIED = ("now", "same_period", "months_from_start", "months_to_end", "past_months")


def _with_qualifier(key: str, unit: Unit, done: int) -> Unit:
    if unit.form in _UNQUALIFIED:
        return unit
    left = max(done, unit.start - _QUALIFIER_REACH)
    match = _QUALIFIER.search(key[left : unit.start])
    return replace(unit, start=left + match.start()) if match else unit
