"""How far a score would move had other articles been drawn: the bootstrap over articles.

An article is drawn whole, since its records stand and fall together. The draws are seeded: the same
counts give the same interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DRAWS = 2000
_SEED = 20240701
_TAIL = 2.5  # per cent on each side

Article = tuple[int, int, int]
"""Right, predicted and gold records of one article."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two F1 with its 95% interval, and how likely mere chance gives as much."""

    value: float
    low: float
    high: float
    chance: float

    @property
    def is_more_than_noise(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def interval(articles: Sequence[Article], *, draws: int = DRAWS) -> tuple[float, float]:
    """The 95% interval of the F1 of some articles; (0, 0) where there is none."""
    if not articles:
        return 0.0, 0.0
    scores = _f1(_drawn(articles, _indices(len(articles), draws)))
    low, high = np.percentile(scores, [_TAIL, 100 - _TAIL])
    return float(low), float(high)


def difference(
    new: Mapping[str, Article], old: Mapping[str, Article], *, draws: int = DRAWS
) -> Difference:
    """The F1 of `new` less that of `old` on the articles that both hold, drawn together."""
    docs = sorted(new.keys() & old.keys())
    if not docs:
        return Difference(0.0, 0.0, 0.0, 1.0)
    ours, theirs = [new[doc] for doc in docs], [old[doc] for doc in docs]
    indices = _indices(len(docs), draws)
    gaps = _f1(_drawn(ours, indices)) - _f1(_drawn(theirs, indices))
    low, high = np.percentile(gaps, [_TAIL, 100 - _TAIL])
    everything = np.arange(len(docs))[None, :]
    value = _f1(_drawn(ours, everything)) - _f1(_drawn(theirs, everything))
    chance = min(1.0, 2 * min(float(np.mean(gaps <= 0)), float(np.mean(gaps >= 0))))
    return Difference(float(value[0]), float(low), float(high), chance)


def _indices(articles: int, draws: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, articles, size=(draws, articles))


def _drawn(articles: Sequence[Article], indices: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.asarray(np.array(articles, dtype=np.int64)[indices].sum(axis=1))


def _f1(sums: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    total = sums[:, 1] + sums[:, 2]
    return np.asarray(2 * sums[:, 0] / np.maximum(total, 1), dtype=np.float64)
