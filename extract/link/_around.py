"""What the first look at areas says of the statements around one.

The first look (a linear ranker) knows no more of the others than the area of the one before. The
second sees the chances that it gave to the same area in the statements before and behind, in the
sentence, the paragraph and the article: a report goes on with the place it has begun with.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.annotate import Article
from extract.linear import logit

STEPS = (-2, -1, 1, 2)
"""The statements before and behind that are looked at one by one."""
_LEAST = logit(0.0)
_NO_STEP = [math.nan] * 5


@dataclass(frozen=True, slots=True)
class Stand:
    """Where something stands: its sentence, its paragraph, and the item it begins at."""

    sentence: int
    paragraph: int
    item: int


def stand_at(article: Article, offset: int) -> Stand:
    """Where that stands which begins at `offset`."""
    sentence = article.sentence_at(offset)
    paragraph = article.sentences[sentence].paragraph
    return Stand(sentence, paragraph, article.items.at(offset))


class Around:
    """The chances of areas, a statement each, as features of one among all."""

    def __init__(self, where: Sequence[Stand], chances: Sequence[Mapping[int, float]]) -> None:
        self.where = where
        self.odds = [{at: logit(p) for at, p in own.items()} for own in chances]
        self.order = [sorted(own, key=own.__getitem__, reverse=True) for own in chances]
        self._sums: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
        self._counts: Counter[tuple[str, int]] = Counter()
        for stand, odds in zip(where, self.odds, strict=True):
            for group in _groups(stand):
                self._counts[group] += 1
                sums = self._sums[group]
                for at, value in odds.items():
                    sums[at] = sums.get(at, 0.0) + value - _LEAST

    def of(self, number: int, at: int) -> float:
        """The log odds of an area for a statement, the lowest where it was not weighed."""
        return self.odds[number].get(at, _LEAST)

    def row(self, number: int, at: int) -> list[float]:
        """The features of area `at` of statement `number`."""
        order = self.order[number]
        rival = max((self.of(number, other) for other in order[:2] if other != at), default=_LEAST)
        row = [self.of(number, at), rival, float(order.index(at))]
        for step in STEPS:
            row += self._step(number, number + step, at)
        for group in _groups(self.where[number]):
            others = self._counts[group] - 1
            above = self._sums[group][at] - (self.of(number, at) - _LEAST)
            row += [above / others if others else math.nan, float(others)]
        stand = self.where[number]
        return [*row, float(stand.sentence), float(stand.paragraph), float(number)]

    def _step(self, number: int, other: int, at: int) -> list[float]:
        """What is said of the candidate at another statement, and how near that one stands."""
        if not 0 <= other < len(self.where):
            return _NO_STEP
        here, there = self.where[number], self.where[other]
        return [
            self.of(other, at),
            float(here.sentence == there.sentence), float(here.paragraph == there.paragraph),
            float(self.order[other][0] == at), float(abs(here.item - there.item)),
        ]  # fmt: skip


def _groups(stand: Stand) -> list[tuple[str, int]]:
    return [("sentence", stand.sentence), ("paragraph", stand.paragraph), ("article", 0)]
