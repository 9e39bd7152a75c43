"""How sure a record and each of its fields is.

Gradient-boosted trees over the facts of a record, one model for the whole record and one for each
field, fitted on articles that the steps had not seen (`scripts/calibrate.py`), so that of the
records at 0.8 about eight in ten are right.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from extract.annotate import Article
from extract.errors import ModelError
from extract.facts import Scene, facts
from extract.linear import model_file
from extract.link import Linked
from extract.schema import Record

RECORD = "record"
"""The name of the model of whole records; the others bear the names of their fields."""
MODEL = "confidence.json.gz"


@dataclass(frozen=True, slots=True)
class Models:
    """The names of the facts in the order in which the models take them, and the models."""

    facts: tuple[str, ...]
    boosters: Mapping[str, Any]

    def chances(self, rows: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
        """The chance of each record to be right, by model; a fact that is not given is 0."""
        table = np.array([[row.get(name, 0.0) for name in self.facts] for row in rows], float)
        return {
            name: booster.predict(table, num_threads=1).tolist()
            for name, booster in self.boosters.items()
        }


@lru_cache(maxsize=1)
def load() -> Models:
    """The models that are shipped.

    Raises:
        ModelError: where they are missing or damaged.
    """
    import lightgbm  # noqa: PLC0415 - only where there are records

    try:
        data = json.loads(gzip.decompress(model_file(MODEL)))
        boosters = {name: lightgbm.Booster(model_str=text) for name, text in data["models"].items()}
        return Models(tuple(data["facts"]), boosters)
    except (OSError, EOFError, ValueError, KeyError, lightgbm.basic.LightGBMError) as error:
        raise ModelError(f"the confidence model of this package is damaged: {error}") from error


def with_confidence(
    article: Article, linked: Sequence[Linked], records: Sequence[Record]
) -> list[Record]:
    """The records of an article with how sure they and their fields are; same order, same length.

    A field that holds nothing has a confidence too: that nothing is right.
    """
    if not records:
        return []
    scene = Scene.of(article)
    rows = [facts(scene, one, record) for one, record in zip(linked, records, strict=True)]
    chances = load().chances(rows)
    return [
        record.model_copy(
            update={
                "confidence": round(chances[RECORD][i], 4),
                "field_confidence": {
                    name: round(found[i], 4) for name, found in chances.items() if name != RECORD
                },
            }
        )
        for i, record in enumerate(records)
    ]
