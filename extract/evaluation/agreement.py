"""How far two annotators who did not see each other's labels agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.evaluation.gold import GoldArticle, stand_off
from extract.evaluation.score import Pair, Score, count, pair


@dataclass(frozen=True, slots=True)
class Agreement:
    """The pairs of two sets of labels, the first read as gold: F1 does not care which is which."""

    articles: int
    pairs: Sequence[Pair]

    @property
    def score(self) -> Score:
        """The counts of the agreement per field and of whole records."""
        return count(self.pairs)


def agreement(first: Mapping[str, GoldArticle], second: Mapping[str, GoldArticle]) -> Agreement:
    """The agreement on the articles that both have labelled."""
    docs = sorted(first.keys() & second.keys())
    pairs = [p for doc in docs for p in pair(first[doc].labels, second[doc].labels)]
    return Agreement(len(docs), pairs)


def read_agreement(gold: Path, texts: Mapping[str, str]) -> Agreement | None:
    """The agreement of `first.jsonl` and `second.jsonl`, or `None` where they are not there.

    Articles whose text is not at hand are left out.

    Raises:
        LabelError: where a label does not fit its text.
    """
    paths = [gold / name for name in ("first.jsonl", "second.jsonl")]
    if not all(path.is_file() for path in paths):
        return None
    first, second = (stand_off(path, texts, skip_unknown=True) for path in paths)
    return agreement(first, second)
