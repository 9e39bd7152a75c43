"""What the encoder says of one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vote:
    """Chances between 0 and 1, by what they choose from.

    `words` has the log odds of each token that was read (by its number in the article) to belong to
    the indicator. `places` and `periods` have the chances of each mention that was read; beside
    them stand those of no place, of Việt Nam unnamed, of a place or a period out of sight, and of
    no period. `attributes` has the chances of the labels of each attribute.
    """

    words: Mapping[int, float]
    places: Mapping[int, float]
    no_place: float
    country: float
    place_elsewhere: float
    periods: Mapping[int, float]
    no_period: float
    period_elsewhere: float
    attributes: Mapping[str, Mapping[str, float]]
