"""A linear (softmax) model over named features: what the linker's learned decisions rest on.

Training needs scikit-learn and is done by `scripts/train.py`; reading and applying a model needs
nothing but the standard library.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from extract.errors import ModelError


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights per feature, one for each label; a feature that training never saw weighs nothing."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, Sequence[float]]

    def scores(self, features: Iterable[str]) -> list[float]:
        """The raw score of each label, in the order of `labels`."""
        total = list(self.bias)
        for feature in features:
            row = self.weights.get(feature)
            if row is not None:
                for i, weight in enumerate(row):
                    total[i] += weight
        return total

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each label."""
        return dict(zip(self.labels, softmax(self.scores(features)), strict=True))

    def score(self, features: Iterable[str]) -> float:
        """The score of a candidate by a model with one label (a ranker)."""
        get = self.weights.get
        total = self.bias[0]
        for feature in features:
            row = get(feature)
            if row is not None:
                total += row[0]
        return total


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to one."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


@lru_cache(maxsize=32)
def load_model(name: str) -> LinearModel:
    """The model `name` that ships in `extract/models`.

    Raises:
        ModelError: where it is missing or damaged.
    """
    try:
        packed = resources.files("extract.models").joinpath(f"{name}.json.gz").read_bytes()
        data = json.loads(gzip.decompress(packed))
        return LinearModel(tuple(data["labels"]), tuple(data["bias"]), data["weights"])
    except (OSError, EOFError, KeyError, ValueError) as error:
        raise ModelError(f"the model {name} of this package cannot be read: {error}") from error
