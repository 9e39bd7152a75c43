"""What the page is told, as plain data. Numbers are strings: a browser would round them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from extract.review.labels import shifted, to_form, value_spans
from extract.review.session import Item, Review
from extract.schema import plain_number
from extract.write import value_text

_SHORTEST = 2
_MOST_PLACES = 8
_LONGEST_TITLE = 160


class WantedRead(BaseModel):
    """Whether an article was read to its end and lacks no record, as the page sends it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    read: bool


class WantedDecision(BaseModel):
    """A decision as the page sends it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: str
    key: str | None = None
    form: dict[str, str] | None = None
    anchor: tuple[int, int] | None = None
    indicator_spans: list[tuple[int, int]] = []


def batch(review: Review, name: str) -> dict[str, Any]:
    """The articles of a batch in short, and where decisions are kept."""
    return {
        "name": name,
        "kept_in": str(review.journal.path.resolve()),
        "stale": sorted(review.stale),
        "articles": [summary(review, index) for index in range(len(review.articles))],
    }


def summary(review: Review, index: int) -> dict[str, Any]:
    """An article in short. `doubt` is that of its most doubtful record that is still open."""
    article = review.articles[index]
    items = review.items(index)
    return {
        "index": index,
        "doc": article.doc_id,
        "title": article.headline[:_LONGEST_TITLE],
        "records": len(items),
        "decided": sum(item.decision is not None for item in items),
        "done": review.done(index),
        # By all records: the order must not change under the reader.
        "doubt": max((item.doubt for item in items), default=-1.0),
    }


def article(review: Review, index: int) -> dict[str, Any]:
    """An article in full, with the state of each of its records."""
    found = review.articles[index]
    return {
        **summary(review, index),
        "text": found.text,
        "published": found.published.isoformat() if found.published else "",
        "url": found.url or "",
        "items": [_item(review, index, item) for item in review.items(index)],
    }


def places(words: str, day: str) -> list[str]:
    """The official units that `words` may mean, written in full, the likeliest first."""
    if len(words.strip()) < _SHORTEST:
        return []
    from extract.gazetteer import place_candidates  # noqa: PLC0415 - only a correction needs it

    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    names = (unit.full_name for unit in place_candidates(words, on=on))
    return list(dict.fromkeys(names))[:_MOST_PLACES]


def _item(review: Review, index: int, item: Item) -> dict[str, Any]:
    decision = item.decision
    held = item.label if decision is None or decision.label is None else decision.label
    return {
        "key": item.key,
        "doubt": item.doubt,
        "state": decision.verdict if decision else "open",
        "problem": item.problem or "",
        "form": to_form(held),
        "found": to_form(item.label),
        "indicator_spans": held.get("indicator_spans", []),
        **_marks(held),
        **(_evidence(review, index, item)),
    }


def _marks(label: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "anchor": label["span"],
        "marks": [
            {"is": "value", "span": label["span"]},
            *({"is": "indicator", "span": span} for span in label.get("indicator_spans", [])),
        ],
    }


def _evidence(review: Review, index: int, item: Item) -> dict[str, Any]:
    """What only a record has: how sure it is, its audit, and all that it points at."""
    record = item.record
    if record is None:
        return {
            "value": "",
            "confidence": None,
            "audit": "",
            "computed": "",
            "warnings": [],
            "evidence": None,
        }
    found = review.articles[index]
    spans = [("value", span) for span in value_spans(record, found)]
    for name, part in (("place", record.place), ("date", record.date)):
        if part is not None and part.span is not None:
            spans.append((name, shifted(part.span, record, found)))
    spans += [("indicator", tuple(span)) for span in item.label.get("indicator_spans", [])]
    computed = record.audit.computed
    return {
        "value": value_text(record),
        "confidence": round(record.confidence, 2),
        "audit": record.audit.verdict,
        "computed": "" if computed is None else plain_number(computed),
        "warnings": [name.replace("_", " ") for name in record.warnings],
        "evidence": shifted(record.evidence.span, record, found),
        "marks": [{"is": name, "span": span} for name, span in spans],
    }
