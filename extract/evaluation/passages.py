"""One error as plain data: both sides in words, and the passage that each of them points into."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from extract.evaluation.labels import Span, Statement
from extract.evaluation.score import FIELDS, Pair
from extract.schema import plain_number
from extract.sentences import split_sentences

_LONGEST = 900
"""The most of an article that is shown around an error, in code points."""

_SIGNS = {"percent": "%", "permille": "‰", "percentage_point": " points"}


def describe(pair: Pair, text: str) -> dict[str, Any]:
    """What a report shows of a pair: both sides by field, what is wrong, passage, marks, trail."""
    marks = _marks(pair)
    start, end = _window(text, [span for _, span in marks])
    shown = [
        {"is": name, "start": max(a, start) - start, "end": min(b, end) - start}
        for name, (a, b) in marks
        if a < end and b > start
    ]
    source: Mapping[str, Any] = pair.predicted.source if pair.predicted else {}
    return {
        "key": None if pair.gold is None else label_key(pair.gold),
        "gold": None if pair.gold is None else in_words(pair.gold),
        "predicted": None if pair.predicted is None else in_words(pair.predicted),
        "wrong": [f for f in FIELDS if f not in pair.right] if pair.gold and pair.predicted else [],
        "passage": text[start:end],
        "before": start > 0,
        "after": end < len(text),
        "marks": shown,
        "trail": [_step(step, text) for step in source.get("trail", ())],
        "confidence": None if "confidence" not in source else float(source["confidence"]),
    }


def label_key(label: Statement) -> str:
    """What names a label from run to run: its article and where it stands."""
    start, end = label.spans[0]
    return f"{label.doc}:{start}-{end}"


def in_words(statement: Statement) -> dict[str, str]:
    """The fields of a statement as short texts; what is not stated is empty."""
    period = statement.date
    days = "" if period is None else " – ".join(dict.fromkeys(day.isoformat() for day in period))
    return {
        "values": values_in_words(statement),
        "place": statement.place or "",
        "date": days,
        "indicator": statement.indicator,
        "kind": statement.kind,
        "status": statement.status,
        "bound": statement.bound,
        "direction": statement.direction or "",
    }


def values_in_words(statement: Statement) -> str:
    """All values of a statement: `60–70%`, `97% (356/364)`, `9/11`, `8210/?`."""
    parts = []
    if statement.percentage is not None:
        upper = "" if statement.upper is None else f"–{plain_number(statement.upper)}"
        sign = _SIGNS.get(statement.unit or "", "")
        parts.append(f"{plain_number(statement.percentage)}{upper}{sign}")
    if statement.numerator is not None or statement.denominator is not None:
        amounts = f"{_or_unknown(statement.numerator)}/{_or_unknown(statement.denominator)}"
        parts.append(f"({amounts})" if parts else amounts)
    return " ".join(parts)


def _or_unknown(value: Decimal | None) -> str:
    return "?" if value is None else plain_number(value)


def _marks(pair: Pair) -> list[tuple[str, Span]]:
    """What both sides point to in the text, as names and spans; a title's spans are left out."""
    found: list[tuple[str, Span]] = []
    if pair.gold is not None:
        found += [("gold-value", span) for span in pair.gold.spans]
        found += [("gold-indicator", s) for s in _spans(pair.gold.source.get("indicator_spans"))]
    if pair.predicted is not None and pair.predicted.part == "text":
        record = pair.predicted.source
        found += [("said-value", span) for span in pair.predicted.spans]
        indicator = record.get("indicator") or {}
        found += [("said-indicator", span) for span in _spans(indicator.get("spans"))]
        for name in ("place", "date"):
            span = (record.get(name) or {}).get("span")
            found += [(f"said-{name}", s) for s in _spans([span] if span else None)]
    return found


def _spans(value: Any) -> Iterable[Span]:
    return [(start, end) for start, end in value or ()]


def _window(text: str, spans: list[Span]) -> Span:
    """The sentences that hold the spans, the first of which is the anchor.

    What lies too far from the anchor to be shown with it is left out.
    """
    if not spans:
        return 0, min(len(text), _LONGEST)
    sentences = split_sentences(text)
    starts = [sentence.start for sentence in sentences]
    anchor = spans[0]
    start, end = anchor
    for a, b in spans:
        if max(b, anchor[1]) - min(a, anchor[0]) <= _LONGEST * 2 // 3:
            start, end = min(start, a), max(end, b)
    if sentences:
        start = min(start, sentences[max(0, bisect_right(starts, start) - 1)].start)
        end = max(end, sentences[max(0, bisect_right(starts, end - 1) - 1)].end)
    start = max(start, anchor[0] - _LONGEST // 2)
    return start, min(end, max(start + _LONGEST, anchor[1]))


def _step(step: Mapping[str, Any], text: str) -> dict[str, Any]:
    span = None if step.get("source") == "title" else step.get("span")
    return {
        "field": step["field"],
        "how": step["how"],
        "rule": step.get("rule") or "",
        "words": text[span[0] : span[1]] if span else "",
    }
