"""A record in words: its fields, how each was found, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract.explain.marks import part_of
from extract.schema import How, Record, TrailStep, plain_number
from extract.warn import WARNINGS
from extract.write import value_text, vietnamese

HOW: dict[How, str] = {
    "same_clause": "same clause",
    "same_sentence": "same sentence",
    "earlier_sentence": "earlier sentence",
    "later_sentence": "later sentence",
    "heading": "heading",
    "headline": "headline",
    "dateline": "dateline",
    "default": "default",
    "corrected": "corrected by hand",
}
"""The ways of finding a field, in words."""

_VERDICTS = {
    "consistent": "the figures agree",
    "truncated": "the figures agree; the percentage is cut, not rounded",
    "contradiction": "the figures contradict each other",
    "part_exceeds_whole": "the part is larger than the whole",
    "not_checkable": "nothing to check: not all three of part, whole and percentage are stated",
}
_SLIPS = {
    "misrounded": "misrounded",
    "digits_swapped": "two digits changed places",
    "mark_misplaced": "decimal or thousands mark misplaced",
    "parts_swapped": "part and whole changed places",
    "neighbour": "a neighbour's value was taken",
    "rest": "it is that of the rest",
    "digit_wrong": "one digit is wrong",
    "digit_too_many": "a digit too many",
    "digit_too_few": "a digit is missing",
}
_VALUE_FIELDS = ("percentage", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the trail in words; `words` is the evidence, empty for a default."""

    how: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A field: its name, its value in words, its confidence, and the steps that led to it."""

    name: str
    value: str
    sure: float | None
    steps: tuple[Step, ...]


Parts = Mapping[str, str]
"""The texts that spans point into: `text` and `title`."""


def rows(record: Record, parts: Parts) -> list[Row]:
    """The fields of a record, in the order in which they are read."""
    return [
        Row(name, value, record.field_confidence.get(name), tuple(_steps(record, names, parts)))
        for name, value, names in _fields(record)
    ]


def _fields(record: Record) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "values", value_text(record), _VALUE_FIELDS
    yield "indicator", record.indicator.text if record.indicator else "", ("indicator",)
    yield "place", _place(record), ("place", "place_code")
    yield "date", _date(record), ("date",)
    yield "kind", record.kind, ()
    if record.direction:
        yield "direction", record.direction, ()
    yield "status", record.status, ()
    yield "bound", record.bound, ()


def _place(record: Record) -> str:
    place = record.place
    if place is None:
        return ""
    return f"{place.name} ({place.level}, code {place.code})" if place.code else place.name


def _date(record: Record) -> str:
    period = record.date
    if period is None:
        return ""
    days = " – ".join(dict.fromkeys(day.isoformat() for day in (period.start, period.end)))
    return f"{days} ({period.basis})"


def _steps(record: Record, names: tuple[str, ...], parts: Parts) -> Iterator[Step]:
    for step in record.trail:
        if step.field in names:
            yield Step(HOW[step.how], step.rule or "", _words(record, step, parts))


def _words(record: Record, step: TrailStep, parts: Parts) -> str:
    if step.span is None:
        return ""
    return " ".join(parts[part_of(record, step)][slice(*step.span)].split())


def audit_words(record: Record) -> str:
    """The verdict, what the figures give, and the suggestion, in a sentence."""
    audit = record.audit
    said = _VERDICTS[audit.verdict]
    if audit.computed is not None:
        said += f"; computed {vietnamese(audit.computed)}%"
    if audit.suggestion is not None:
        found = audit.suggestion
        said += f"; perhaps {found.field} {vietnamese(found.value)} ({_SLIPS[found.slip]})"
    return said


def derived_words(record: Record) -> str:
    """What follows from the stated values, or nothing."""
    derived = record.derived
    if derived is None:
        return ""
    if derived.percentage is not None:
        return f"percentage {vietnamese(derived.percentage)}%"
    low, high = derived.denominator_low, derived.denominator_high
    if low is None or high is None:
        return ""
    return f"whole between {plain_number(low)} and {plain_number(high)}"


def warning_words(record: Record) -> list[str]:
    """The warnings of a record as sentences."""
    return [WARNINGS.get(name, name) for name in record.warnings]
