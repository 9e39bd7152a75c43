"""What the statements of a batch say twice, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from extract.ledger.index import Index, Statement
from extract.ledger.values import agree

Sort = Literal["disagreement", "repeat"]
_NAMED = 5
"""How many articles a finding names for each value."""
_COMPARED = 200
"""How many different values of one thing are held against each other."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value, how often it is said, and the first of the articles that say it.

    `confidence` is the highest of its records.
    """

    value: str
    confidence: float
    times: int
    articles: int
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Statements of one place, indicator and period that repeat or contradict each other.

    `across`: they stand in more than one article. `copied`: the same words stand in two articles.
    """

    sort: Sort
    across: bool
    copied: bool
    place: str
    indicator: str
    period: str
    kind: str
    said: tuple[Said, ...]

    @property
    def confidence(self) -> float:
        """How sure it is that two of the values are what was said: that of the second surest."""
        return sorted((one.confidence for one in self.said), reverse=True)[:2][-1]


def findings(index: Index) -> Iterator[Finding]:
    """All findings of an index, in the order in which their things were first said."""
    for group in index.groups():
        sort: Sort = "disagreement" if disagree(group) else "repeat"
        apart = {(one.doc, one.sentence) for one in group}
        if sort == "disagreement" or len(apart) > 1:
            yield _finding(sort, group)


def disagree(group: Sequence[Statement]) -> bool:
    """Whether two statements of different sentences give different values.

    Two values in one sentence are a list whose parts were not told apart, not a disagreement.
    """
    lists = _lists(group)
    values = list({one.value for one in group if one.words not in lists})
    return any(not agree(a, b) for a, b in combinations(values[:_COMPARED], 2))


def _lists(group: Sequence[Statement]) -> set[int]:
    """The sentences that give several values for the one thing."""
    values: dict[int, set[object]] = {}
    for one in group:
        values.setdefault(one.words, set()).add(one.value)
    return {words for words, found in values.items() if len(found) > 1}


def _finding(sort: Sort, group: Sequence[Statement]) -> Finding:
    first = group[0]
    by_value: dict[str, list[Statement]] = {}
    for one in group:
        by_value.setdefault(one.shown, []).append(one)
    said = [_said(shown, ones) for shown, ones in by_value.items()]
    said.sort(key=lambda one: -one.times)
    docs_of: dict[int, set[str]] = {}
    for one in group:
        docs_of.setdefault(one.words, set()).add(one.doc)
    return Finding(
        sort,
        len({one.doc for one in group}) > 1,
        any(len(docs) > 1 for docs in docs_of.values()),
        first.place, first.indicator, first.period, first.kind, tuple(said),
    )  # fmt: skip


def _said(shown: str, ones: Sequence[Statement]) -> Said:
    docs = list(dict.fromkeys(one.doc for one in ones))
    sure = max(one.confidence for one in ones)
    return Said(shown, sure, len(ones), len(docs), tuple(docs[:_NAMED]))
