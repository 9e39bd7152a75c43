"""What the scorer compares: one statement, whether a hand label or a prediction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from extract.errors import LabelError

Span = tuple[int, int]
DateRange = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statistical statement with the fields that the contract scores.

    `spans` are the anchor of a label (one span) or the value spans of a prediction, in code points
    of the article's text. `part` says whether they point into the text or into a title given apart
    from it. `source` is the label or record it was made from.
    """

    doc: str
    spans: tuple[Span, ...]
    kind: str
    numerator: Decimal | None
    denominator: Decimal | None
    percentage: Decimal | None
    upper: Decimal | None
    unit: str | None
    bound: str
    direction: str | None
    status: str
    place: str | None
    indicator: str
    date: DateRange | None
    part: str = "text"
    source: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def values(self) -> tuple[Decimal | str | None, ...]:
        """All that must be equal for the values to be right."""
        return (self.numerator, self.denominator, self.percentage, self.upper, self.unit)


def _number(value: float | int | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _range(value: Sequence[str] | None) -> DateRange | None:
    if value is None:
        return None
    first, last = value
    return date.fromisoformat(first), date.fromisoformat(last)


def from_label(label: Mapping[str, Any]) -> Statement:
    """The statement of one line of a gold file.

    Raises:
        LabelError: where a field is missing or holds what it cannot.
    """
    try:
        return Statement(
            doc=label["doc"],
            spans=((label["span"][0], label["span"][1]),),
            kind=label["kind"],
            numerator=_number(label["numerator"]),
            denominator=_number(label["denominator"]),
            percentage=_number(label["percentage"]),
            upper=_number(label["upper"]),
            unit=label["unit"],
            bound=label["bound"],
            direction=label["direction"],
            status=label["status"],
            place=label["place"],
            indicator=label["indicator"],
            date=_range(label["date"]),
            part=label.get("field", "text"),
            source=label,
        )
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError) as error:
        raise LabelError(f"malformed label {label.get('doc')}: {error!r}") from error


def from_record(record: Mapping[str, Any]) -> Statement:
    """The statement of one record in its JSON form (section 6 of the contract)."""
    parts = [record[name] for name in ("percentage", "numerator", "denominator")]
    period = record["date"]
    stated = period is not None and period["basis"] != "publication"
    percentage = record["percentage"]
    value = [None if part is None else _number(part["value"]) for part in parts]
    return Statement(
        doc=record["doc_id"],
        spans=tuple((part["span"][0], part["span"][1]) for part in parts if part is not None),
        kind=record["kind"],
        numerator=value[1],
        denominator=value[2],
        percentage=value[0],
        upper=None if percentage is None else _number(percentage["upper"]),
        unit=None if percentage is None else percentage["unit"],
        bound=record["bound"],
        direction=record["direction"],
        status=record["status"],
        place=None if record["place"] is None else record["place"]["name"],
        indicator=record["indicator"]["text"] if record["indicator"] else "",
        date=_range((period["start"], period["end"])) if stated else None,
        part=record.get("field") or "text",
        source=record,
    )
