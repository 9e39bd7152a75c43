"""A record as an observation: the columns that statisticians know, one row a record.

The columns stand in `columns.tsv`, for data frames and for SDMX alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast

from extract.schema import ArticleInfo, Record
from extract.tables import read_table

Role = Literal["dimension", "time", "measure", "attribute"]
Type = Literal["text", "whole", "number", "real", "day"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the observations: its name in data frames and in SDMX, and what it holds."""

    name: str
    sdmx: str
    role: Role
    type: Type
    required: bool
    description: str


@lru_cache(maxsize=1)
def columns() -> tuple[Column, ...]:
    """The columns, in order."""
    return tuple(
        Column(name, sdmx, cast(Role, role), cast(Type, kind), required == "yes", description)
        for name, sdmx, role, kind, required, description in read_table(__package__, "columns.tsv")
    )


def observations(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """The rows of `records`, in order, in Python's own types; the keys are the column names.

    The records of an article are numbered in the order they come.
    """
    numbers: Counter[str] = Counter()
    for record in records:
        numbers[record.doc_id] += 1
        yield observation(record, numbers[record.doc_id])


def observation(record: Record, statement: int) -> dict[str, Any]:
    """The row of one record, the `statement`-th of its article."""
    article = record.article or ArticleInfo()
    place, period, indicator = record.place, record.date, record.indicator
    numerator, denominator = record.numerator, record.denominator
    value, unit, origin = _value(record)
    return {
        "doc_id": record.doc_id,
        "statement": statement,
        "measure": record.kind,
        "ref_area": ref_area(record),
        "time_period": time_period(period.start, period.end) if period else None,
        "obs_value": value,
        "unit_measure": unit,
        "obs_status": obs_status(record),
        "indicator": indicator.text if indicator else None,
        "ref_area_name": place.name if place else None,
        "ref_area_level": place.level if place else None,
        "time_start": period.start if period else None,
        "time_end": period.end if period else None,
        "time_basis": period.basis if period else None,
        "obs_origin": origin,
        "upper": _signed(record, record.percentage.upper) if record.percentage else None,
        "bound": record.bound,
        "direction": record.direction,
        "numerator": numerator.value if numerator else None,
        "numerator_unit": numerator.unit if numerator else None,
        "denominator": denominator.value if denominator else None,
        "denominator_unit": denominator.unit if denominator else None,
        "audit": record.audit.verdict,
        "confidence": record.confidence,
        "evidence": record.evidence.text,
        "title": article.title,
        "published": article.published,
        "url": article.url,
        "warnings": "; ".join(record.warnings) or None,
    }


_PERCENT_UNITS = {"percent": "PT", "percentage_point": "PP", "permille": "PM"}
NUMBER_UNIT = "NUMBER"
"""The unit of an amount that the text gives none."""


def _value(record: Record) -> tuple[Decimal | None, str, str]:
    """The value of the observation, its unit, and whether it is stated or computed."""
    if record.percentage is not None:
        return (
            _signed(record, record.percentage.value),
            _PERCENT_UNITS[record.percentage.unit],
            "stated",
        )
    if record.derived is not None and record.derived.percentage is not None:
        return record.derived.percentage, "PT", "computed"
    amount = record.numerator or record.denominator
    if amount is None:
        return None, NUMBER_UNIT, "stated"
    return _signed(record, amount.value), amount.unit or NUMBER_UNIT, "stated"


def _signed(record: Record, value: Decimal | None) -> Decimal | None:
    """A fall is below zero: so sums and plots come out right."""
    return -value if value and record.direction == "down" else value


# --- the area -------------------------------------------------------------------------------------

OTHER_AREA, NO_AREA = "_O", "_Z"


def ref_area(record: Record) -> str:
    """The code of a record's area, `OTHER_AREA` where it has none, `NO_AREA` without an area."""
    place = record.place
    if place is None:
        return NO_AREA
    if place.code:
        return place.code
    return _country_codes().get(place.name, OTHER_AREA) if place.level == "country" else OTHER_AREA


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    rows = read_table("extract.find", "countries.tsv")[1:]  # its first row names the columns
    return {row[0]: row[1] for row in rows}


# --- the status -----------------------------------------------------------------------------------

_UNRELIABLE = frozenset({"contradiction", "part_exceeds_whole"})


def obs_status(record: Record) -> str:
    """The status in the codes of SDMX's CL_OBS_STATUS: A, E, F or U; what says most comes first."""
    if record.audit.verdict in _UNRELIABLE:
        return "U"
    if record.status == "target":
        return "F"
    return "E" if record.bound == "about" else "A"


# --- the period -----------------------------------------------------------------------------------


def time_period(start: date, end: date) -> str:
    """The days from `start` to `end`, both included, as SDMX writes a period.

    >>> time_period(date(2024, 1, 1), date(2024, 3, 31))
    '2024-Q1'
    >>> time_period(date(2018, 9, 1), date(2019, 8, 31))
    '2018-09-01/P1Y'
    """
    after = end + timedelta(days=1) if end < date.max else end
    if (end - start).days == 0:
        return start.isoformat()
    months = 12 * (after.year - start.year) + after.month - start.month
    if start.day != after.day or not months:
        return f"{start.isoformat()}/P{(after - start).days}D"
    if start.day == 1 and (start.month - 1) % months == 0 and months in _CALENDAR:
        return _CALENDAR[months].format(start, (start.month - 1) // months + 1)
    length = f"{months // 12}Y" if months % 12 == 0 else f"{months}M"
    return f"{start.isoformat()}/P{length}"


_CALENDAR = {12: "{0:%Y}", 6: "{0:%Y}-S{1}", 3: "{0:%Y}-Q{1}", 1: "{0:%Y-%m}"}
"""Periods of so many months that have a name of their own."""
