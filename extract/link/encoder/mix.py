"""Weighing two judges: the linear models, which know the whole article, and the encoder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

_Choice = TypeVar("_Choice")

SHARE = {
    "indicator": 0.85, "place": 0.4, "date": 0.4, "kind": 0.5, "direction": 0.5, "status": 0.5,
    "bound": 0.35,
}  # fmt: skip
"""How much the encoder's word weighs in each field, of 1: the best of a few steps on articles that
neither judge had learned from."""
UNDATED = 0.45
"""How likely no period is beside what the encoder says. It learned from articles of all sorts,
where 51 of 100 statements are undated; in articles of statistics 41 are."""
_LEAST = 1e-4
_HOPELESS = 5e-4
"""A choice to which the encoder gives less is not looked at by the linear models."""


def weighed(field: str, linear: Sequence[float], voted: Sequence[float]) -> list[float]:
    """Chances of both judges as one: their weighted geometric mean, scaled to add up to one."""
    share = SHARE[field]
    scores = [
        math.exp((1 - share) * math.log(p + _LEAST) + share * math.log(q + _LEAST))
        for p, q in zip(linear, voted, strict=True)
    ]
    total = sum(scores)
    return [score / total for score in scores]


def hopeful(
    choices: Sequence[_Choice], voted: Sequence[float]
) -> tuple[list[_Choice], list[float]]:
    """The choices that the encoder thinks possible, with its chances; all where it says nothing."""
    kept = [i for i, chance in enumerate(voted) if chance >= _HOPELESS]
    if not kept:
        return list(choices), list(voted)
    return [choices[i] for i in kept], [voted[i] for i in kept]
