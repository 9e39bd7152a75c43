"""Weighing two judges: the linear models, which know the whole article, and the encoder."""

from __future__ import annotations

import math
from collections.abc import Sequence

SHARE = {
    "indicator": 0.85, "place": 0.6, "date": 0.35, "kind": 0.2, "direction": 0.3, "status": 0.2,
    "bound": 0.2,
}  # fmt: skip
"""How much the encoder's word weighs in each field, of 1: the best of a few steps on articles that
neither judge had learned from."""
_LEAST = 1e-4


def weighed(field: str, linear: Sequence[float], voted: Sequence[float]) -> list[float]:
    """Chances of both judges as one: their weighted geometric mean, scaled to add up to one."""
    share = SHARE[field]
    scores = [
        math.exp((1 - share) * math.log(p + _LEAST) + share * math.log(q + _LEAST))
        for p, q in zip(linear, voted, strict=True)
    ]
    total = sum(scores)
    return [score / total for score in scores]
