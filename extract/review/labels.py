"""Between records, what a reader types, and labels in the form of the gold files.

Every label that comes out of here has passed the check that gold files go through, so nothing is
kept that could not be scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import regex

from extract.errors import LabelError
from extract.evaluation.gold import check_label
from extract.label_fields import label_fields
from extract.review.articles import Article
from extract.schema import Record
from extract.text import fold
from extract.write import vietnamese

Span = tuple[int, int]
Label = dict[str, Any]
"""One line of a gold file: JSON values, with `Decimal` for numbers."""

NUMBERS = ("percentage", "upper", "numerator", "denominator")
CHOICES = ("unit", "kind", "bound", "direction", "status")
WORDS = ("place", "indicator", "date", "note")
FORM = (*NUMBERS, *CHOICES, *WORDS)
"""The fields of the form, all of them strings; an empty one says that nothing is stated."""

_BETWEEN_DAYS = regex.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:–|—|\.\.|-|to|đến)\s*(\d{4}-\d\d-\d\d))?")


# --- from a record --------------------------------------------------------------------------------


def value_spans(record: Record, article: Article) -> list[Span]:
    """Where the values stand in the article, the likeliest anchor of a label first."""
    parts = (record.percentage, record.numerator, record.denominator)
    return [shifted(part.span, record, article) for part in parts if part is not None]


def shifted(span: Span, record: Record, article: Article) -> Span:
    """A span of the record in the text of the article, with its title's line."""
    offset = 0 if record.field == "title" else article.head
    return span[0] + offset, span[1] + offset


def suggestion(record: Record, article: Article) -> tuple[Label, str | None]:
    """The label that accepting the record would keep, and why that is none, if so."""
    problem = None
    for label in _readings(record, article):
        try:
            return checked(label, article), None
        except LabelError as error:
            problem = problem or str(error)
    return next(_readings(record, article)), problem


def _readings(record: Record, article: Article) -> Iterator[Label]:
    """The record as a label: by each of its anchors, with and without the indicator's spans."""
    for anchor in value_spans(record, article):
        label = _label(record, article, anchor)
        yield label
        if "indicator_spans" in label:
            # Words that lie in the title as well, or hold a zero-width character: no spans fit.
            yield {k: v for k, v in label.items() if k != "indicator_spans"}


def _label(record: Record, article: Article, anchor: Span) -> Label:
    indicator = record.indicator
    label: Label = {**anchored(article, anchor), **label_fields(record)}
    if indicator and indicator.spans:
        label["indicator_spans"] = [list(shifted(s, record, article)) for s in indicator.spans]
    return label


def anchored(article: Article, anchor: Span) -> Label:
    """What ties a label to its place in the text."""
    start, end = anchor
    at = article.text[start:end]
    nth = sum(1 for _ in regex.finditer(regex.escape(at), article.text[:end])) if at else 0
    return {"doc": article.doc_id, "at": at, "nth": nth, "span": [start, end]}


def checked(label: Label, article: Article) -> Label:
    """`label` where it would hold in a gold file.

    Raises:
        LabelError: says what is wrong with it.
    """
    check_label(label, article.text, form="beside")
    return label


# --- to and from the form -------------------------------------------------------------------------


def to_form(label: Mapping[str, Any]) -> dict[str, str]:
    """The label as its reader sees it, numbers in Vietnamese marks (`1.204`, `83,74`)."""
    form = {name: str(label.get(name) or "") for name in (*CHOICES, *WORDS)}
    for name in NUMBERS:
        form[name] = "" if label[name] is None else vietnamese(Decimal(label[name]))
    days = label["date"]
    form["date"] = "" if days is None else " – ".join(dict.fromkeys(days))
    return form


def from_form(
    form: Mapping[str, str],
    article: Article,
    *,
    anchor: Span,
    indicator_spans: Sequence[Span] = (),
) -> Label:
    """The label that a reader filled in.

    Numbers may be written as the news does (`1,2 triệu`), a date as days or in words (`quý I/2024`,
    read from the day of publication). The indicator's words are looked for in the text where
    `indicator_spans` does not say where they stand.

    Raises:
        LabelError: names the field that cannot be read, or what does not fit together.
    """
    given = {name: form.get(name, "").strip() for name in FORM}
    label: Label = anchored(article, anchor)
    label |= {name: _number(name, given[name]) for name in NUMBERS}
    label |= {name: given[name] or None for name in (*CHOICES, "place")}
    label["bound"] = label["bound"] or "exact"
    if label["percentage"] is None:
        label["unit"] = None
    label["date"] = _days(given["date"], article.published)
    label["indicator"] = given["indicator"]
    spans = list(indicator_spans) or _found(given["indicator"], article.text, anchor[0])
    if spans:
        label["indicator_spans"] = [list(span) for span in sorted(spans)]
        label["indicator"] = " ".join(article.text[a:b] for a, b in sorted(spans))
    if given["note"]:
        label["note"] = given["note"]
    return checked(label, article)


def _number(name: str, text: str) -> Decimal | None:
    if not text:
        return None
    from extract.numerals import parse_number  # noqa: PLC0415 - only a correction needs it

    value = parse_number(text)
    if value is None:
        raise LabelError(f"{name}: {text!r} is no number; write it as 1.204 or 83,74")
    return value


def _days(text: str, published: date | None) -> list[str] | None:
    if not text:
        return None
    days = _BETWEEN_DAYS.fullmatch(text)
    if days:
        return [days[1], days[2] or days[1]]
    from extract.find.periods import parse_period  # noqa: PLC0415 - only a correction needs it

    period = parse_period(text, reference=published)
    if period is None:
        raise LabelError(
            f"date: {text!r} is no period; write it as 2024-01-01 – 2024-03-31 or quý I/2024"
        )
    return [period.start.isoformat(), period.end.isoformat()]


def _found(indicator: str, text: str, near: int) -> list[Span]:
    """Where the words stand as one piece, nearest to the anchor."""
    if not indicator:
        return []
    pattern = regex.compile(rf"(?<!\w){regex.escape(fold(indicator))}(?!\w)")
    spans = [match.span() for match in pattern.finditer(fold(text))]
    return [min(spans, key=lambda span: abs(span[0] - near))] if spans else []
