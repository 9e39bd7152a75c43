"""How sure a record is, from how sure each of its steps was.

A logistic model over the logarithms of the steps' chances, fitted on articles that the steps had
not seen (`scripts/calibrate.py`), so that of the records at 0.8 about eight in ten are right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache

from extract.errors import ModelError
from extract.linear import model_file

STEPS = (
    "seed", "values", "kind", "direction", "status", "bound", "indicator", "place", "date",
)  # fmt: skip
"""The steps whose chances are weighed."""
_LEAST = 1e-3


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, float], float]:
    try:
        data = json.loads(model_file("confidence.json"))
        return dict(data["weights"]), float(data["bias"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the confidence model of this package is damaged: {error}") from error


def evidence(chances: Mapping[str, float]) -> list[float]:
    """What the model sees: the logarithm of each step's chance, in the order of `STEPS`."""
    return [math.log(max(_LEAST, min(1.0, chances[step]))) for step in STEPS]


def confidence(chances: Mapping[str, float]) -> float:
    """The chance, between 0 and 1, that a whole record is right."""
    weights, bias = _weights()
    score = bias + sum(
        weights[step] * value for step, value in zip(STEPS, evidence(chances), strict=True)
    )
    return 1 / (1 + math.exp(-score))
