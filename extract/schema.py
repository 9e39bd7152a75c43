"""The form in which records leave the package: models of one record and of its parts.

A value is a `Decimal` and stays exact: 83.74 leaves as the JSON number 83.74, never as a string and
never through binary floating point. Every span is `[start, end)` in code points of the input text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

Kind = Literal["proportion", "change", "rate", "count"]
Bound = Literal["exact", "about", "at_least", "at_most"]
Direction = Literal["up", "down"]
Status = Literal["observed", "target"]
PercentUnit = Literal["percent", "percentage_point", "permille"]
Level = Literal["country", "region", "province", "district", "commune", "village", "other"]
Basis = Literal["stated", "relative", "context", "publication"]
UnitLevel = Literal["province", "district", "commune"]
Transfer = Literal["whole", "people", "part", "land", "some_people"]
SettledBy = Literal[
    "parent", "only_one", "type", "day", "level", "other_places", "outlet", "open", "taken_up",
    "not_listed",
]  # fmt: skip
How = Literal[
    "same_clause", "same_sentence", "earlier_sentence", "later_sentence", "heading", "headline",
    "dateline", "default", "corrected",
]  # fmt: skip
"""Where a field was found, seen from the value that anchors the record; or `corrected` by hand."""
Verdict = Literal["consistent", "truncated", "contradiction", "part_exceeds_whole", "not_checkable"]
Slip = Literal[
    "misrounded", "digits_swapped", "mark_misplaced", "parts_swapped", "neighbour", "rest",
    "digit_wrong", "digit_too_many", "digit_too_few",
]  # fmt: skip
SlipField = Literal["percentage", "numerator", "denominator"]


def plain_number(value: Decimal) -> str:
    """`value` in plain figures: no exponent, no zeros that say nothing, `0` rather than `-0`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _json_number(value: Decimal) -> int | float:
    text = plain_number(value)
    return float(text) if "." in text else int(text)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("a value must be a finite number")
    return value


def _forward(span: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= span[0] < span[1]:
        raise ValueError(f"not a span: [{span[0]}, {span[1]})")
    return span


Number = Annotated[
    Decimal,
    AfterValidator(_finite),
    PlainSerializer(_json_number, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
Span = Annotated[tuple[int, int], AfterValidator(_forward)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceUnit(_Model):
    """An official unit: its code, its level, its type and name."""

    code: str
    level: UnitLevel
    name: str


class PlaceSuccessor(PlaceUnit):
    """A unit that took over from one that ended, and how much of it."""

    kind: Transfer


class Settlement(_Model):
    """What told which unit a name means; `text` and `span` are the words that did, where some did.

    `marks` say what is odd about the name: `no_accents`, `other_type`, `other_parent`,
    `not_in_force` (on the article's day).
    """

    by: SettledBy
    text: str | None = None
    span: Span | None = None
    marks: tuple[str, ...] = ()


class Place(_Model):
    """The area a statement is about, written from the most specific name up.

    `text` and `span` are the words that name it, `null` where no words do. `parents` are the units
    it lies in, the nearest first. `successors` are those that took over from a unit that ended, all
    of them where it was `divided`. `candidates` are the units that a name left open may mean, the
    likeliest first; `code` is then `null`. `focus` marks the area the article is mostly about.
    """

    name: str
    level: Level
    code: str | None = None
    text: str | None = None
    span: Span | None = None
    parents: tuple[PlaceUnit, ...] = ()
    successors: tuple[PlaceSuccessor, ...] = ()
    divided: bool = False
    candidates: tuple[PlaceUnit, ...] = ()
    settled: Settlement | None = None
    focus: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as a dictionary, without optional fields that hold nothing."""
        data: dict[str, Any] = _plain(self.model_dump())
        return _thin_place(data)


class ArticlePlaces(_Model):
    """The areas that an article names, in the order of their first names, and its `focus`.

    The focus is the smallest area to which most of the names fall: it need not be named itself.
    """

    focus: Place | None = None
    places: tuple[Place, ...] = ()


class Indicator(_Model):
    """What is measured, in the text's own words; `spans` are its pieces in reading order."""

    text: str
    spans: tuple[Span, ...] = ()


class Amount(_Model):
    """A part or a whole, with its unit where one is stated."""

    value: Number
    unit: str | None = None
    bound: Bound = "exact"
    span: Span


class Percentage(_Model):
    """A stated percentage; `upper` is the end of a range."""

    value: Number
    upper: Number | None = None
    unit: PercentUnit = "percent"
    span: Span


class Period(_Model):
    """First and last day a value holds for, both included, and what they rest on."""

    start: dt.date
    end: dt.date
    text: str | None = None
    span: Span | None = None
    basis: Basis = "stated"

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.start > self.end:
            raise ValueError(f"a period ends before it starts: {self.start} to {self.end}")
        return self


class Evidence(_Model):
    """The sentence that states the record."""

    text: str
    span: Span


class Suggestion(_Model):
    """The slip that may lie behind a contradiction: with `value` in `field` the figures agree.

    `parts_swapped` says that numerator and denominator changed places.
    """

    field: SlipField
    value: Number
    slip: Slip


class Audit(_Model):
    """How the stated values agree; `computed` is the percentage that the two amounts give."""

    verdict: Verdict = "not_checkable"
    computed: Number | None = None
    suggestion: Suggestion | None = None


class TrailStep(_Model):
    """How one field was found: `how` is the way, `rule` the rule's name, `span` its evidence.

    `source` says in which part of the article `span` points where that is not the record's own.
    """

    field: str
    how: How
    rule: str | None = None
    span: Span | None = None
    source: Literal["title", "text"] | None = None


class Derived(_Model):
    """Values computed from the stated ones. They never stand in for them."""

    percentage: Number | None = None
    denominator_low: Number | None = None
    denominator_high: Number | None = None


class ArticleInfo(_Model):
    """What is known of the article itself: the CSV form repeats it in each row."""

    title: str | None = None
    published: dt.date | None = None
    url: str | None = None


# Left out of the JSON form where they hold nothing; everything else is written, as `null` if need
# be.
_OPTIONAL = ("field_confidence", "field", "trail", "derived", "warnings", "article")
_OPTIONAL_OF_PLACE = ("parents", "successors", "divided", "candidates", "settled", "focus")


class Record(_Model):
    """One statistical statement of an article."""

    doc_id: str
    kind: Kind
    place: Place | None = None
    indicator: Indicator | None = None
    numerator: Amount | None = None
    denominator: Amount | None = None
    percentage: Percentage | None = None
    bound: Bound = "exact"
    direction: Direction | None = None
    status: Status = "observed"
    date: Period | None = None
    evidence: Evidence
    audit: Audit = Audit()
    confidence: float = Field(default=0.5, ge=0, le=1)
    field_confidence: dict[str, float] = {}
    field: Literal["title"] | None = None
    trail: tuple[TrailStep, ...] = ()
    derived: Derived | None = None
    warnings: tuple[str, ...] = ()
    article: ArticleInfo | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as a dictionary; values are still `Decimal`, days are ISO strings."""
        data: dict[str, Any] = _plain(self.model_dump())
        for name in _OPTIONAL:
            if not data[name]:
                del data[name]
        if self.place is not None:
            _thin_place(data["place"])
        if self.audit.suggestion is None:
            del data["audit"]["suggestion"]
        for step in data.get("trail", ()):
            if step["source"] is None:
                del step["source"]
        if self.derived is not None:
            data["derived"] = {k: v for k, v in data["derived"].items() if v is not None}
        return data

    def to_json_line(self) -> str:
        """The record as one line of JSON, without the line end."""
        return exact_json(self.to_dict())

    @classmethod
    def from_json_line(cls, line: str) -> Record:
        """The record that `to_json_line` wrote.

        Raises:
            pydantic.ValidationError: where the line is no record.
            json.JSONDecodeError: where it is no JSON.
        """
        return cls.model_validate(json.loads(line, parse_float=Decimal))


def _thin_place(data: dict[str, Any]) -> dict[str, Any]:
    """`data` of a place less what is optional and holds nothing."""
    for name in _OPTIONAL_OF_PLACE:
        if not data[name]:
            del data[name]
    if "settled" in data:
        data["settled"] = {name: value for name, value in data["settled"].items() if value}
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def exact_json(value: Any) -> str:
    """`value` as JSON on one line, with each `Decimal` written as the number it is.

    The standard encoder knows only binary floats, which show 0.1 + 0.2 for what they are.
    """
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, Mapping):
        items = (f"{_string(str(key))}: {exact_json(item)}" for key, item in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(exact_json, value)) + "]"
    return _string(value) if isinstance(value, str) else json.dumps(value, allow_nan=False)


# Line separators inside a string would split the line for readers that know them.
_SEPARATORS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"})


def _string(text: str) -> str:
    # A lone surrogate cannot be written as UTF-8: the escaped form can.
    written = json.dumps(text, ensure_ascii=False).translate(_SEPARATORS)
    return written if written.isprintable() or _encodable(written) else json.dumps(text)


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
