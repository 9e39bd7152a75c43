"""Dates and periods of Vietnamese text: finding them, and turning them into days.

The grammar reads single expressions (`_periods_units` and the rules it draws on), puts ranges and
lists together (`_periods_join`), tells what a period is there for (`_periods_roles`) and leaves
what is unknown open until `resolve` is told the day of publication or the year of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from extract.find._periods_join import join_units
from extract.find._periods_roles import Role, has_open_end, role_of
from extract.find._periods_rules import Unit
from extract.find._periods_units import find_units
from extract.find._periods_values import Context, Needs, Period, Value, needs, resolve
from extract.text import clean, fold

__all__ = ["Period", "PeriodMention", "find_periods", "parse_period"]


_SPELLINGS = {"kì": "kỳ", "kỉ": "kỷ", "quí": "quý"}


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A date expression at `[start, end)` of the clean text.

    `form` names the rule. `needs` tells what `resolve` has to be given: nothing (`""`), the
    `"year"`, or the `"reference"` day. `role` is what the period is there for: `"base"` of a
    comparison, `"programme"` or `"document"` whose name it is part of, `"until"` or `"since"`
    where it is one end, else `""`. A list (`năm 2015 và 2016`) has its members in `parts`.
    """

    start: int
    end: int
    form: str
    needs: Needs
    role: Role
    value: Value | None = field(repr=False)
    parts: tuple[PeriodMention, ...] = ()

    def resolve(
        self,
        *,
        reference: date | None = None,
        year: int | None = None,
        current: Period | None = None,
    ) -> Period | None:
        """First and last day, or `None` where the arguments do not tell or no day is named.

        `reference` is the day of publication, `year` the year the text has settled (it goes
        before `reference` for an expression without a year), `current` the period that a
        `cùng kỳ` is compared with. Without a year the latest such period that has begun is
        meant; `cuối năm` and its like are of the year of `reference`.
        """
        return resolve(self.value, Context(reference, year, current))


def _one_spelling(key: str) -> str:
    """`kì`, `kỉ`, `quí` as `kỳ`, `kỷ`, `quý`: one spelling for the rules, the same length."""
    for spelt, meant in _SPELLINGS.items():
        key = key.replace(spelt, meant)
    return key


def find_periods(text: str, *, key: str | None = None) -> list[PeriodMention]:
    """The date expressions of clean `text`, in order and apart from each other.

    `key` is `fold(text)` where the caller has it already.
    """
    key = _one_spelling(fold(text) if key is None else key)
    units = join_units(key, find_units(key))
    return [_mention(key, unit) for unit in units]


def _mention(key: str, unit: Unit) -> PeriodMention:
    value = None if has_open_end(key, unit) else unit.value
    role = role_of(key, unit)
    parts = tuple(
        PeriodMention(m.start, m.end, m.form, needs(m.value), role, m.value) for m in unit.parts
    )
    need: Needs = "reference" if unit.form == "now" else needs(value)
    return PeriodMention(unit.start, unit.end, unit.form, need, role, value, parts)


# What may stand around the one expression of a whole string.
_LEADING = (
    "tính|kể|bắt|đầu|kéo|dài|từ|đến|tới|cho|vào|trong|trước|sau|của|ở|thời|điểm|khoảng|dịp|lễ|vòng|"
    "mùa|ngay"
)
_BEFORE = re.compile(rf"[\s(]*+(?:(?:{_LEADING})\s++)*+")
_AFTER = re.compile(r"[\s).,;:]*")
# Words that make a bare figure a date.
_ROUND_THE_CLOCK = "24/7"
_HELP = ("", "ngày ", "năm ", "đến ", "hôm ", "dịp ")


def parse_period(text: str, *, reference: date | None = None) -> Period | None:
    """The period that the whole of `text` names, read from `reference`; `None` where it is none."""
    plain = clean(text).clean
    for words in _HELP if plain.strip() != _ROUND_THE_CLOCK else ("",):
        found = find_periods(words + plain)
        if len(found) == 1 and _is_whole(words + plain, found[0], len(words)):
            return found[0].resolve(reference=reference)
    return None


def _is_whole(text: str, mention: PeriodMention, helped: int) -> bool:
    before = _BEFORE.fullmatch(fold(text), min(helped, mention.start), mention.start)
    return bool(before and _AFTER.fullmatch(text, mention.end))
