"""Gradient-boosted trees (LightGBM): the second looks at what linear models have judged first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from extract.errors import ModelError
from extract.linear import model_file


@lru_cache(maxsize=8)
def _booster(name: str) -> Any:
    import lightgbm  # noqa: PLC0415 - only where an article is linked

    try:
        return lightgbm.Booster(model_str=model_file(name).decode())
    except lightgbm.basic.LightGBMError as error:
        raise ModelError(f"the model {name} cannot be read: {error}") from error


def forget_boosters() -> None:
    """Read the boosters anew: for training, where other models take their place."""
    _booster.cache_clear()


def predict(name: str, rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The chances of each class for each row, by the model in the file `name`.

    Raises:
        ModelError: where the model is missing or damaged.
    """
    if not rows:
        return []
    found = _booster(name).predict(np.array(rows, float), num_threads=1)
    if found.ndim == 1:
        return [[1 - sure, sure] for sure in found.tolist()]
    return list(found.tolist())
