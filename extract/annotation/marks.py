"""A statement as an annotator sees it: marked stretches of the text, and what they leave unsaid.

A statement is anchored at the mark of one of its values. Other marks belong to it: further values,
the words of its place, its indicator and its period. What the marks say themselves (`97%`, `quý
I/2024`) nobody types; `says` holds the rest, by the names of `SAYS`.

Labels here are those of the gold files (see `extract.evaluation.gold`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from extract.annotation.values import (
    NONE,
    Values,
    day_typed,
    number_typed,
    read_days,
    read_values,
    typed_number,
)
from extract.errors import LabelError
from extract.label_fields import label_fields
from extract.schema import Record

Role = Literal["percentage", "numerator", "denominator", "place", "indicator", "period"]
ROLES: tuple[Role, ...] = get_args(Role)
VALUES: tuple[Role, ...] = ("percentage", "numerator", "denominator")
"""The roles that a statement may be anchored at."""

CHOICES = ("kind", "bound", "direction", "status", "unit")
"""What is chosen from a list."""
NUMBERS = ("percentage", "upper", "numerator", "denominator")
TYPED = (*NUMBERS, "place", "start", "end", "indicator", "note")
"""What is typed, where the marks do not say it."""
SAYS = (*CHOICES, *TYPED)

_DEFAULTS = {"bound": "exact", "direction": None, "status": "observed"}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch `[start, end)` of the text and its role in a statement.

    `says` is what the words do not say: `place` for the words of a place, `start` and `end` for
    those of a period. It holds for every statement that the mark belongs to.
    """

    role: Role
    start: int
    end: int
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement: its anchor, its other marks in the order of the text, what was said of it."""

    key: str
    anchor: Mark
    marks: tuple[Mark, ...]
    says: Mapping[str, str]

    def of(self, role: Role) -> list[Mark]:
        """The marks of a role, the anchor's first."""
        return [mark for mark in (self.anchor, *self.marks) if mark.role == role]


Name = Callable[[str], str | None]
"""Gives the full name of the area that words name, or None where they do not name one alone."""


# --- from marks to a label ------------------------------------------------------------------------


def label_of(
    marked: Marked, text: str, *, doc: str, published: date | None, name: Name
) -> dict[str, Any]:
    """The gold label of a statement in `text`.

    Raises:
        LabelError: where something is missing that the marks do not say, or typed wrong.
    """
    says = marked.says
    if "kind" not in says:
        raise LabelError("no kind is chosen")
    values = _values(marked, text)
    start, end = marked.anchor.span
    at = text[start:end]
    label: dict[str, Any] = {
        "doc": doc,
        "at": at,
        "nth": text.count(at, 0, end),
        "span": [start, end],
        "kind": says["kind"],
        "numerator": values.numerator,
        "denominator": values.denominator,
        "percentage": values.percentage,
        "upper": values.upper,
        "unit": values.unit,
        **{key: says.get(key, default) for key, default in _DEFAULTS.items()},
        "place": _place(marked, text, name),
        **_indicator(marked, text),
        "date": _date(marked, text, published),
    }
    if "note" in says:
        label["note"] = says["note"]
    return label


def _values(marked: Marked, text: str) -> Values:
    stretches = [
        (mark.role, text[mark.start : mark.end]) for role in VALUES for mark in marked.of(role)
    ]
    read = read_values(stretches)
    typed: dict[str, Any] = {
        key: number_typed(marked.says[key]) for key in NUMBERS if key in marked.says
    }
    values = replace(read, **typed)
    unit = marked.says.get("unit", values.unit or "percent")
    values = replace(values, unit=None if values.percentage is None else unit)
    for role in VALUES:
        if marked.of(role) and getattr(values, role) is None and role not in typed:
            words = text[slice(*marked.of(role)[0].span)]
            raise LabelError(f"{words!r} is no number that can be read; type the {role}")
    return values


def _place(marked: Marked, text: str, name: Name) -> str | None:
    if "place" in marked.says:
        typed = marked.says["place"].strip()
        return None if typed == NONE else typed
    for mark in marked.of("place"):
        if "place" in mark.says:
            return mark.says["place"].strip()
        words = text[mark.start : mark.end]
        found = name(words)
        if found is None:
            raise LabelError(f"{words!r} names no area by itself; type the name of the place")
        return found
    return None


def _indicator(marked: Marked, text: str) -> dict[str, Any]:
    spans = sorted(mark.span for mark in marked.of("indicator"))
    words = marked.says.get("indicator") or " ".join(text[a:b] for a, b in spans)
    if not words.strip():
        raise LabelError("no indicator is marked")
    return {"indicator": words, **({"indicator_spans": [list(s) for s in spans]} if spans else {})}


def _date(marked: Marked, text: str, published: date | None) -> list[str] | None:
    if "start" in marked.says:
        return _days(marked.says)
    for mark in marked.of("period"):
        if "start" in mark.says:
            return _days(mark.says)
        words = text[mark.start : mark.end]
        found = read_days(words, published)
        if found is None:
            raise LabelError(f"{words!r} is no period by itself; type its first and last day")
        return [day.isoformat() for day in found]
    return None


def _days(says: Mapping[str, str]) -> list[str] | None:
    first = day_typed(says["start"])
    last = day_typed(says.get("end", says["start"]))
    if first is None or last is None:
        return None
    return [first.isoformat(), last.isoformat()]


# --- from labels and records to marks -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A statement that is known: its label, and the stretches that state its parts."""

    key: str
    label: Mapping[str, Any]
    spans: tuple[tuple[Role, Span], ...]


def known_of_label(label: Mapping[str, Any], key: str) -> Known:
    """A gold label; its anchor is a mark of the value that a label of its sort is anchored at."""
    role: Role = next((r for r in VALUES if label[r] is not None), "percentage")
    pieces: list[tuple[Role, Span]] = [
        ("indicator", (a, b)) for a, b in label.get("indicator_spans") or ()
    ]
    start, end = label["span"]
    anchor: tuple[Role, Span] = (role, (start, end))
    return Known(key, label, (anchor, *pieces))


def known_of_record(record: Record, key: str, text: str, *, shift: int = 0) -> Known:
    """A record as a label of `text`, in which its spans begin `shift` characters later.

    Raises:
        LabelError: where it has no value to be anchored at, or points outside the text.
    """
    spans = [(role, (a + shift, b + shift)) for role, (a, b) in _spans_of(record)]
    if not spans or spans[0][0] not in VALUES:
        raise LabelError("a record without a value cannot be marked")
    if any(end > len(text) for _, (_, end) in spans):
        raise LabelError("a record points outside its text")
    start, end = spans[0][1]
    words = " ".join(text[a:b] for role, (a, b) in spans if role == "indicator")
    fields = label_fields(record)
    label = {
        "doc": record.doc_id,
        "at": text[start:end],
        "nth": text.count(text[start:end], 0, end),
        "span": [start, end],
        **fields,
        "indicator": words or fields["indicator"],
    }
    return Known(key, label, tuple(spans))


def _spans_of(record: Record) -> Iterator[tuple[Role, Span]]:
    """The stretches that state a record's parts, its values first."""
    if record.percentage:
        yield "percentage", record.percentage.span
    if record.numerator:
        yield "numerator", record.numerator.span
    if record.denominator:
        yield "denominator", record.denominator.span
    if record.place and record.place.span:
        yield "place", record.place.span
    if record.date and record.date.span:
        yield "period", record.date.span
    for span in record.indicator.spans if record.indicator else ():
        yield "indicator", span


def mark_all(
    known: Sequence[Known], text: str, *, published: date | None, name: Name
) -> list[Marked]:
    """The statements of a text as marks that say all that the labels hold, and no more.

    The words of a place or a period that several statements share say what most of them mean;
    the others say for themselves what differs.
    """
    shared = _shared(known, text, published=published, name=name)
    return [_mark(one, shared, text, published=published, name=name) for one in known]


_Shared = Mapping[tuple[Role, Span], Mapping[str, str]]


def _shared(known: Sequence[Known], text: str, *, published: date | None, name: Name) -> _Shared:
    """What the marks of places and periods have to say."""
    meant: dict[tuple[Role, Span], Counter[tuple[str, ...]]] = {}
    for one in known:
        for role, span in one.spans:
            value = one.label["place" if role == "place" else "date"]
            if role in ("place", "period") and value is not None:
                words = (value,) if role == "place" else tuple(value)
                meant.setdefault((role, span), Counter())[words] += 1
    says: dict[tuple[Role, Span], Mapping[str, str]] = {}
    for (role, span), counted in meant.items():
        most = counted.most_common(1)[0][0]
        stretch = text[slice(*span)]
        if role == "place":
            says[role, span] = {} if name(stretch) == most[0] else {"place": most[0]}
        else:
            days = read_days(stretch, published)
            plain = days is not None and tuple(day.isoformat() for day in days) == most
            says[role, span] = {} if plain else {"start": most[0], "end": most[1]}
    return says


def _mark(
    known: Known, shared: _Shared, text: str, *, published: date | None, name: Name
) -> Marked:
    (role, span), *others = known.spans
    anchor = Mark(role, *span)
    marks = tuple(
        Mark(role, *span, shared.get((role, span), {}))
        for role, span in sorted(others, key=lambda one: one[1])
    )
    label = known.label
    says = {key: label[key] for key in ("kind", "bound", "direction", "status") if label[key]}
    if label.get("note"):
        says["note"] = label["note"]
    bare = Marked(known.key, anchor, marks, says)
    return replace(bare, says={**says, **_unsaid(bare, label, text, published, name)})


def _unsaid(
    bare: Marked, label: Mapping[str, Any], text: str, published: date | None, name: Name
) -> dict[str, str]:
    """What the marks alone would leave out or get wrong."""
    stretches = [(m.role, text[m.start : m.end]) for r in VALUES for m in bare.of(r)]
    read = read_values(stretches)
    says = {
        key: typed_number(_decimal(label[key]))
        for key in NUMBERS
        if getattr(read, key) != _decimal(label[key])
    }
    if label["unit"] not in (None, read.unit or "percent"):
        says["unit"] = label["unit"]
    if _said(lambda: _place(bare, text, name)) != label["place"]:
        says["place"] = label["place"] or NONE
    if _said(lambda: _date(bare, text, published)) != label["date"]:
        says["start"], says["end"] = label["date"] or (NONE, NONE)
    pieces = sorted(mark.span for mark in bare.of("indicator"))
    if label["indicator"] != " ".join(text[a:b] for a, b in pieces):
        says["indicator"] = label["indicator"]
    return says


def _said(read: Callable[[], Any]) -> Any:
    """What marks say; nothing that any label holds where they say too little."""
    try:
        return read()
    except LabelError:
        return ...


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
