"""What annotators made of an article, as gold labels and as records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from extract import check
from extract.annotation.articles import Article, Returned, area_namer
from extract.annotation.marks import Known, Marked, Role, Span, known_of_record, label_of
from extract.errors import LabelError
from extract.evaluation.gold import check_label
from extract.gazetteer import resolve_place
from extract.schema import (
    Amount,
    Evidence,
    Indicator,
    Percentage,
    Period,
    Place,
    Record,
    TrailStep,
    exact_json,
)
from extract.sentences import split_sentences


@dataclass(slots=True)
class Labelled:
    """The statements of an article that could be taken, and why the others could not."""

    article: Article
    labels: list[dict[str, Any]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def labels(returned: Returned) -> Labelled:
    """The gold labels of what came back; statements in a title given apart are no gold."""
    out = Labelled(returned.article, problems=list(returned.problems))
    for marked, label in _read(returned, out):
        if marked.anchor.start < returned.article.offset:
            out.problems.append(f"{_name(marked, returned)}: it stands in the title given apart")
            continue
        try:
            out.labels.append(_checked(label, returned.article))
        except LabelError as error:
            out.problems.append(f"{_name(marked, returned)}: {error}")
    return out


def records(returned: Returned) -> Labelled:
    """The records of what came back: as they were sent where nobody changed them."""
    article = returned.article
    out = Labelled(article, problems=list(returned.problems))
    sent = {
        f"r{i}": known_of_record(record, f"r{i}", article.shown, shift=article.shift(record))
        for i, record in enumerate(article.records, 1)
    }
    for marked, label in _read(returned, out):
        before = sent.pop(_key(marked, sent), None)
        record = article.records[int(before.key[1:]) - 1] if before else None
        out.records.append(_record(marked, label, article, before, record))
    return out


def _key(marked: Marked, sent: Mapping[str, Known]) -> str:
    """The key that a statement was sent with; a tool may have given its region a new one."""
    if marked.key in sent:
        return marked.key
    anchor = marked.anchor.role, marked.anchor.span
    return next((key for key, known in sent.items() if known.spans[0] == anchor), "")


def _read(returned: Returned, out: Labelled) -> Sequence[tuple[Marked, dict[str, Any]]]:
    article = returned.article
    day = article.source.published
    found = []
    for marked in returned.marked:
        try:
            label = label_of(
                marked, article.shown, doc=article.source.doc_id, published=day,
                name=area_namer(day),
            )  # fmt: skip
        except LabelError as error:
            out.problems.append(f"{_name(marked, returned)}: {error}")
        else:
            found.append((marked, label))
    return found


def _name(marked: Marked, returned: Returned) -> str:
    words = returned.article.shown[slice(*marked.anchor.span)]
    return f"{marked.anchor.role} “{words}” (region {marked.key})"


def _checked(label: dict[str, Any], article: Article) -> dict[str, Any]:
    """The label as one of the text, held to what gold files are held to."""
    text, by = article.source.text, article.offset
    moved = {**label, "span": [end - by for end in label["span"]]}
    moved["nth"] = text.count(label["at"], 0, moved["span"][1])
    if "indicator_spans" in label:
        spans = [[a - by, b - by] for a, b in label["indicator_spans"]]
        if spans[0][0] < 0:
            raise LabelError("its indicator stands in the title given apart")
        moved["indicator_spans"] = spans
    if label["kind"] == "count":
        raise LabelError("a count is no gold")
    check_label(json.loads(exact_json(moved), parse_float=Decimal), text, form="beside")
    return moved


# --- records --------------------------------------------------------------------------------------


def _record(
    marked: Marked,
    label: Mapping[str, Any],
    article: Article,
    before: Known | None,
    record: Record | None,
) -> Record:
    """The record of a statement; parts that nobody changed are those of `record`."""
    now = _Parts(marked, label)
    then = _Parts.of_known(before) if before else None
    if record is not None and then is not None and then.all() == now.all():
        return record
    by = 0 if marked.anchor.start < article.offset else article.offset
    fields: dict[str, Any] = {
        name: getattr(record, name)
        if record is not None and then is not None and then.part(name) == now.part(name)
        else _PARTS[name](now, article, by)
        for name in _PARTS
    }
    changed = [n for n in _PARTS if then is None or then.part(n) != now.part(n)]
    bound = label["bound"]
    values = fields["numerator"], fields["denominator"], fields["percentage"]
    return Record(
        doc_id=label["doc"],
        kind=label["kind"],
        bound=bound,
        direction=label["direction"],
        status=label["status"],
        **fields,
        evidence=record.evidence if record else _evidence(marked, article, by),
        audit=check.audit(*values, bound),
        derived=check.derive(*values),
        confidence=1.0,
        field="title" if article.offset and not by else None,
        trail=tuple(TrailStep(field=name, how="corrected") for name in changed),
        article=record.article if record else None,
    )


class _Parts:
    """The parts of a statement: what they hold and where they stand."""

    def __init__(self, marked: Marked, label: Mapping[str, Any]) -> None:
        self.label = label
        self.spans: dict[Role, list[Span]] = {}
        self.anchor = marked.anchor.span
        for mark in (marked.anchor, *marked.marks):
            self.spans.setdefault(mark.role, []).append(mark.span)

    @classmethod
    def of_known(cls, known: Known) -> _Parts:
        """The parts of a statement as it was sent."""
        parts = cls.__new__(cls)
        parts.label, parts.anchor, parts.spans = known.label, known.spans[0][1], {}
        for role, span in known.spans:
            parts.spans.setdefault(role, []).append(span)
        return parts

    def part(self, name: str) -> tuple[object, ...]:
        """What makes a part what it is."""
        role: Role = "period" if name == "date" else name  # type: ignore[assignment]
        values: list[object] = [self.label[name]]
        if name == "percentage":
            values += [self.label["upper"], self.label["unit"]]
        return (*values, sorted(self.spans.get(role, ())))

    def all(self) -> tuple[object, ...]:
        """What makes the statement what it is."""
        single = [self.label[n] for n in ("kind", "bound", "direction", "status")]
        return (*single, *(self.part(name) for name in _PARTS))

    def span(self, role: Role, by: int) -> Span:
        """Where a part stands in its field; at the anchor where no words state it."""
        start, end = self.spans.get(role, [self.anchor])[0]
        return start - by, end - by


def _numerator(parts: _Parts, article: Article, by: int) -> Amount | None:
    return _amount(parts, "numerator", by)


def _denominator(parts: _Parts, article: Article, by: int) -> Amount | None:
    return _amount(parts, "denominator", by)


def _amount(parts: _Parts, role: Role, by: int) -> Amount | None:
    value = parts.label[role]
    return None if value is None else Amount(value=value, span=parts.span(role, by))


def _percentage(parts: _Parts, article: Article, by: int) -> Percentage | None:
    label = parts.label
    if label["percentage"] is None:
        return None
    return Percentage(
        value=label["percentage"], upper=label["upper"], unit=label["unit"],
        span=parts.span("percentage", by),
    )  # fmt: skip


def _place(parts: _Parts, article: Article, by: int) -> Place | None:
    name = parts.label["place"]
    if name is None:
        return None
    unit = resolve_place(name, on=article.source.published)
    named = {"name": name, "level": unit.level if unit else "other"}
    if unit is not None:
        named["code"] = unit.code
    if "place" not in parts.spans:
        return Place.model_validate(named)
    start, end = parts.spans["place"][0]
    words = {"text": article.shown[start:end], "span": (start - by, end - by)}
    return Place.model_validate(named | words)


def _indicator(parts: _Parts, article: Article, by: int) -> Indicator | None:
    spans = tuple((a - by, b - by) for a, b in sorted(parts.spans.get("indicator", ())))
    return Indicator(text=parts.label["indicator"], spans=spans)


def _period(parts: _Parts, article: Article, by: int) -> Period | None:
    days = parts.label["date"]
    if days is None:
        return None
    start, end = map(date.fromisoformat, days)
    if "period" not in parts.spans:
        return Period(start=start, end=end, basis="context")
    first, last = parts.spans["period"][0]
    words = article.shown[first:last]
    return Period(start=start, end=end, text=words, span=(first - by, last - by))


_PARTS = {
    "numerator": _numerator,
    "denominator": _denominator,
    "percentage": _percentage,
    "place": _place,
    "indicator": _indicator,
    "date": _period,
}


def _evidence(marked: Marked, article: Article, by: int) -> Evidence:
    """The sentence of the anchor."""
    text = article.source.text if by == article.offset else article.source.title or ""
    at = marked.anchor.start - by
    sentence = next(s for s in split_sentences(text) if s.start <= at < s.end)
    span = sentence.start, sentence.end
    return Evidence(text=text[slice(*span)], span=span)
