"""Why a pair is wrong, in the words that someone mending the extractor thinks in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extract.evaluation.labels import Statement
from extract.evaluation.score import INDICATOR_AT_LEAST, Pair, syllables, token_f1

CAUSES: dict[str, str] = {
    "missed": "missed",
    "spurious": "spurious",
    "value": "wrong value",
    "swapped": "numerator and denominator swapped",
    "place": "wrong place",
    "period": "wrong period",
    "target": "target taken for result",
    "result": "result taken for target",
    "kind": "wrong kind",
    "direction": "wrong direction",
    "bound": "wrong bound",
    "long": "indicator too long",
    "short": "indicator too short",
    "neighbour": "indicator of a neighbour",
    "indicator": "indicator otherwise wrong",
}
"""Every cause with the words that reports use for it, in their order."""

_COVERED = 0.8
"""The share of one indicator's syllables that the other must hold to be the longer one."""


def causes(pair: Pair, labels: Iterable[Statement]) -> list[str]:
    """The causes of a pair's errors in the order of `CAUSES`; none where the record is right.

    `labels` are those of the article: an indicator that fits another of them is a neighbour's.
    """
    gold, predicted = pair.gold, pair.predicted
    if predicted is None:
        return ["missed"]
    if gold is None:
        return ["spurious"]
    found = set()
    for name in ("place", "kind", "bound"):
        if name not in pair.right:
            found.add(name)
    if "values" not in pair.right:
        found.add("swapped" if _swapped(gold, predicted) else "value")
    if "date" not in pair.right:
        found.add("period")
    if "status" not in pair.right:
        found.add("target" if gold.status == "target" else "result")
    # A change taken for a proportion has no direction: that is the kind's error.
    if "direction" not in pair.right and gold.kind == predicted.kind:
        found.add("direction")
    if "indicator" not in pair.right:
        found.add(_indicator(gold, predicted, labels))
    return [cause for cause in CAUSES if cause in found]


def _swapped(gold: Statement, predicted: Statement) -> bool:
    return gold.numerator != gold.denominator and (gold.numerator, gold.denominator) == (
        predicted.denominator,
        predicted.numerator,
    )


def _indicator(gold: Statement, predicted: Statement, labels: Iterable[Statement]) -> str:
    said = predicted.indicator
    for other in labels:
        fits = token_f1(other.indicator, said) >= INDICATOR_AT_LEAST
        if fits and token_f1(other.indicator, gold.indicator) < INDICATOR_AT_LEAST:
            return "neighbour"
    meant, got = Counter(syllables(gold.indicator)), Counter(syllables(said))
    shared = (meant & got).total()
    if not shared:
        return "indicator"
    if meant.total() < got.total() and shared >= _COVERED * meant.total():
        return "long"
    if got.total() < meant.total() and shared >= _COVERED * got.total():
        return "short"
    return "indicator"
