"""Precision, recall and F1 by section 5 of the contract: count first, derive after."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import regex

from extract.evaluation.labels import Span, Statement
from extract.gazetteer import areas

INDICATOR_AT_LEAST = 0.6
"""The token F1 from which an indicator counts as right."""

FIELDS = ("values", "place", "date", "indicator", "kind", "status", "bound", "direction")
_SYLLABLE = regex.compile(r"\w+")


@dataclass(slots=True)
class Counts:
    """Right, predicted and gold pairs; everything else is derived from them."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 0 where there is none."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """2r / (p + g), from the counts; 0 where both are empty."""
        total = self.predicted + self.gold
        return 2 * self.right / total if total else 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right,
            self.predicted + other.predicted,
            self.gold + other.gold,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold statement and the prediction it took, either of which may be missing."""

    gold: Statement | None
    predicted: Statement | None
    right: frozenset[str] = frozenset()

    @property
    def record_right(self) -> bool:
        """Whether every field holds."""
        return len(self.right) == len(FIELDS)


@dataclass(slots=True)
class Score:
    """Counts per field, those of the whole record, and the sum of the indicators' token F1."""

    fields: dict[str, Counts] = field(default_factory=lambda: {f: Counts() for f in FIELDS})
    record: Counts = field(default_factory=Counts)
    detection: Counts = field(default_factory=Counts)
    indicator_sum: float = 0.0

    @property
    def indicator_mean(self) -> float:
        """Mean token F1 of the indicators over the pairs."""
        return self.indicator_sum / self.detection.right if self.detection.right else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            {name: self.fields[name] + other.fields[name] for name in FIELDS},
            self.record + other.record,
            self.detection + other.detection,
            self.indicator_sum + other.indicator_sum,
        )


def syllables(text: str) -> list[str]:
    """The syllables of `text` in lower case, NFC, in order."""
    return [m.group() for m in _SYLLABLE.finditer(unicodedata.normalize("NFC", text).lower())]


def token_f1(one: str, other: str) -> float:
    """F1 of two bags of syllables: 1 for equal bags, 0 where nothing is shared."""
    a, b = Counter(syllables(one)), Counter(syllables(other))
    shared = sum((a & b).values())
    total = sum(a.values()) + sum(b.values())
    return 2 * shared / total if total else 1.0


def same_place(one: str | None, other: str | None) -> bool:
    """Whether two written places are one area by the contract's rule."""
    if one is None or other is None:
        return one is other
    first, second = areas.parts(one), areas.parts(other)
    if first.name != second.name:
        return False
    return first.province is None or second.province is None or first.province == second.province


def _equal(get: Callable[[Statement], object]) -> Callable[[Statement, Statement], bool]:
    return lambda gold, predicted: get(gold) == get(predicted)


_RULES: dict[str, Callable[[Statement, Statement], bool]] = {
    "values": _equal(lambda s: s.values),
    "place": lambda g, p: same_place(g.place, p.place),
    "date": _equal(lambda s: s.date),
    "indicator": lambda g, p: token_f1(g.indicator, p.indicator) >= INDICATOR_AT_LEAST,
    "kind": _equal(lambda s: s.kind),
    "status": _equal(lambda s: s.status),
    "bound": _equal(lambda s: s.bound),
    "direction": _equal(lambda s: s.direction),
}


def right_fields(gold: Statement, predicted: Statement) -> frozenset[str]:
    """The names of the fields in which the two agree."""
    return frozenset(name for name in FIELDS if _RULES[name](gold, predicted))


def _overlap(one: Iterable[Span], other: Iterable[Span]) -> bool:
    spans = list(other)
    return any(a < d and c < b for a, b in one for c, d in spans)


def pair(gold: Sequence[Statement], predicted: Sequence[Statement]) -> list[Pair]:
    """One-to-one pairs of one document; what found no partner stands alone.

    Gold goes in the order of the text; each takes the free prediction with the most fields right.
    """
    free = list(predicted)
    pairs = []
    for label in sorted(gold, key=lambda s: s.spans[0]):
        near = [p for p in free if p.part == label.part and _overlap(label.spans, p.spans)]
        if not near:
            pairs.append(Pair(label, None))
            continue
        best = max(near, key=lambda p: len(right_fields(label, p)))
        free = [p for p in free if p is not best]
        pairs.append(Pair(label, best, right_fields(label, best)))
    return pairs + [Pair(None, p) for p in free]


def count(pairs: Iterable[Pair]) -> Score:
    """The score of some pairs."""
    score = Score()
    counters = [score.detection, score.record, *score.fields.values()]
    for one in pairs:
        for counter in counters:
            counter.gold += one.gold is not None
            counter.predicted += one.predicted is not None
        if one.gold is None or one.predicted is None:
            continue
        score.detection.right += 1
        score.record.right += one.record_right
        score.indicator_sum += token_f1(one.gold.indicator, one.predicted.indicator)
        for name in one.right:
            score.fields[name].right += 1
    return score


def score_documents(
    gold: Iterable[Statement], predicted: Iterable[Statement]
) -> dict[str, list[Pair]]:
    """Pairs per document, for every document that either side names."""
    by_doc: dict[str, tuple[list[Statement], list[Statement]]] = {}
    for side, statements in enumerate((gold, predicted)):
        for statement in statements:
            by_doc.setdefault(statement.doc, ([], []))[side].append(statement)
    return {doc: pair(g, p) for doc, (g, p) in by_doc.items()}
