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
from pathlib import Path

from extract.errors import ModelError


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights per feature, one for each label; a feature that training never saw weighs nothing."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, Sequence[float]]

    def scores(self, features: Iterable[str]) -> list[float]:
        """The raw score of each label, in the order of `labels`."""
        get = self.weights.get
        rows = [row for feature in features if (row := get(feature)) is not None]
        # Exact sums: features come in no fixed order, and must give the same bits in any.
        return [math.fsum(column) for column in zip(self.bias, *rows, strict=True)]

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each label."""
        return dict(zip(self.labels, softmax(self.scores(features)), strict=True))

    def score(self, features: Iterable[str]) -> float:
        """The score of a candidate by a model with one label (a ranker)."""
        get = self.weights.get
        rows = [row for feature in features if (row := get(feature)) is not None]
        return math.fsum([self.bias[0], *(row[0] for row in rows)])


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to one."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


LEAST_CHANCE = 1e-4


def logit(chance: float) -> float:
    """A chance as log odds; chances under `LEAST_CHANCE` and over its opposite count as those."""
    chance = min(max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE)
    return math.log(chance / (1 - chance))


_folder: list[Path] = []


def use_models(folder: Path | None) -> None:
    """Read models from `folder` instead of the package; `None` goes back to those shipped.

    For training, where a model is measured on articles that it has not seen.
    """
    _folder[:] = [folder] if folder else []
    load_model.cache_clear()


def model_file(name: str) -> bytes:
    """The bytes of a model file.

    Raises:
        ModelError: where it is missing.
    """
    place = _folder[0] if _folder else resources.files("extract.models")
    try:
        return place.joinpath(name).read_bytes()
    except OSError as error:
        raise ModelError(f"the model file {name} cannot be read: {error}") from error


@lru_cache(maxsize=32)
def load_model(name: str) -> LinearModel:
    """The linear model `name`.

    Raises:
        ModelError: where it is missing or damaged.
    """
    try:
        data = json.loads(gzip.decompress(model_file(f"{name}.json.gz")))
        return LinearModel(tuple(data["labels"]), tuple(data["bias"]), data["weights"])
    except (OSError, EOFError, KeyError, ValueError) as error:
        raise ModelError(f"the model {name} is damaged: {error}") from error
