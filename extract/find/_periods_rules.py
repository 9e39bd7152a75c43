"""What the rules for single units share: the unit they give, the rule itself, the year behind.

A rule belongs to the words it may begin with, so the text is scanned once and a rule runs only
where one of its words stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.find._periods_values import OPEN, Day, Grain, Part, Value, Year
from extract.find._periods_words import any_of, bounded, number

LEFT_REACH = 48  # characters looked back for a cue

YEAR = r"(?:1[5-9]|2[01])\d\d(?![\d%])(?![.,]\d)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
MONTH_WORD = rf"(?:{MONTH}|{any_of('month')}|{any_of('lunar_month')})"
COUNT = rf"(?:\d{{1,2}}|{any_of('numeral')})"
STEM_BRANCH = rf"(?P<stem>{any_of('stem')})\s+(?P<branch>{any_of('branch')})"
# The year behind a smaller unit: `/2017`, `năm 2017`, `của năm nay`, `năm Đinh Dậu`, bare `2017`.
TAIL = (
    rf"(?:\s?/\s?(?P<y_slash>{YEAR})|[-–.](?P<y_dash>{YEAR})"
    rf"|,?\s+(?:của\s+|trong\s+)?(?:năm\s+(?:(?P<y_word>{YEAR})"
    rf"|(?P<y_shift>{any_of('year_shift')})|{STEM_BRANCH})|(?P<y_bare>{YEAR})"
    rf"(?!\s+{any_of('amount_unit')})))"
)
# `hàng năm`, but not `ngân hàng năm 2020`, `bán hàng tháng 6`.
EVERY = (
    r"(?:mỗi|hằng|(?<!bán )(?<!ngân )(?<!khách )(?<!đơn )(?<!mặt )(?<!cửa )(?<!giao )(?<!nhập )"
    r"(?<!xuất )(?<!mua )(?<!ngành )(?<!nhà )hàng)"
)
# `tháng 8 tới`, `quý III vừa qua`: the next or the latest one.
LEAN = rf"(?:\s+(?P<lean>{any_of('direction')})(?!\s+(?:nay|\d|{any_of('numeral')})))"
TAIL_OR_LEAN = f"(?:{TAIL}|{LEAN})?"
# A figure that goes on as a larger one, a document number or a code.
NO_MORE = r"(?![/\d]|[-–.,]\d|-?[^\W\d_])"


@dataclass(frozen=True, slots=True)
class Unit:
    """A single date expression before ranges and lists are put together."""

    start: int
    end: int
    form: str
    grain: Grain
    value: Value | None
    parts: tuple[Unit, ...] = ()
    bare: bool = False  # without a word that says what it is: only good beside others


Builder = Callable[[re.Match[str]], Unit | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what to make of it; `before` must stand on the left, `unless` must not."""

    pattern: re.Pattern[str]
    build: Builder
    before: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def at(self, key: str, start: int) -> Unit | None:
        """The unit the rule sees at `start`."""
        match = self.pattern.match(key, start)
        if match is None:
            return None
        if self.before or self.unless:
            left = key[max(0, start - LEFT_REACH) : start]
            if self.before and not self.before.search(left):
                return None
            if self.unless and self.unless.search(left):
                return None
        return self.build(match)


def rule(pattern: str, build: Builder, *, before: str = "", unless: str = "") -> Rule:
    """A rule from patterns; `before` and `unless` end where the unit begins."""
    return Rule(
        bounded(pattern),
        build,
        bounded(rf"(?:{before})$") if before else None,
        bounded(rf"(?:{unless})$") if unless else None,
    )


def unit(match: re.Match[str], form: str, grain: Grain, value: Value | None) -> Unit:
    """The unit of a whole match."""
    return Unit(match.start(), match.end(), form, grain, value)


def group(match: re.Match[str], name: str) -> str | None:
    """A group that the pattern need not have."""
    return match.groupdict().get(name)


def year_behind(match: re.Match[str]) -> Year:
    """The year the `TAIL` of a match names, `OPEN` without one."""
    for name in ("y_slash", "y_dash", "y_word", "y_bare"):
        if digits := group(match, name):
            return Year(int(digits))
    if word := group(match, "y_shift"):
        return Year(shift=number("year_shift", word))
    if stem := group(match, "stem"):
        return cyclic_year(stem, match["branch"]) or OPEN
    return OPEN


def cyclic_year(stem: str, branch: str) -> Year | None:
    """The year of a stem and a branch; half of the pairs do not exist."""
    ten, twelve = number("stem", stem), number("branch", branch)
    found = [n for n in range(60) if n % 10 == ten and n % 12 == twelve]
    return Year(cycle=found[0]) if found else None


def part(match: re.Match[str], first: Day, last: Day, *, lunar: bool = False) -> Part:
    """The part of the year that the `TAIL` names, leaning as the `LEAN` says."""
    ahead = group(match, "lean") in ("tới", "sắp tới", "tới đây")
    return Part(year_behind(match), first, last, lunar, "next" if ahead else "")


def whole_month(month: int) -> tuple[Day, Day]:
    """First and last day of a month."""
    return (0, month, 1), (0, month, 31)


def in_year(value: Value | None, year: Year) -> Value | None:
    """The same piece of another year."""
    return replace(value, year=year) if isinstance(value, Part) else value
