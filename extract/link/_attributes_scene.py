"""What an article says around its statements that does not depend on one of them.

Made once an article: the cue words of each table, the words with their classes, the year the
article is mostly about.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.annotate import Article
from extract.link.seeds import Seed
from extract.tables import read_table
from extract.words import UNKNOWN, Word, segment


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue phrase over items `[first, last)` and the group it speaks for."""

    first: int
    last: int
    phrase: str
    group: str


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one table in an article, in order."""

    found: Sequence[Cue]
    lasts: Sequence[int]

    def between(self, start: int, end: int) -> Sequence[Cue]:
        """Cues that stand whole in items `[start, end)`."""
        first = bisect_left(self.lasts, start + 1)
        cues = self.found[first : bisect_right(self.lasts, end)]
        return cues[1:] if cues and cues[0].first < start else cues


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: its items `[at, end)` and those of its sentence."""

    at: int
    end: int
    index: int
    first: int
    last: int


class Scene:
    """An article as the attributes see it."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.kind_cues = find_cues(article.items.keys, "attribute_cues.tsv")
        self.kinds = Counter(cue.group for cue in self.kind_cues.found)
        self.status_cues = find_cues(article.items.keys, "status_cues.tsv")
        self._words: dict[int, list[tuple[int, int, Word]]] = {}
        self._starts = [sentence.start for sentence in article.sentences]
        self.years = [_year(article, i) for i in range(len(article.periods))]
        self.period_starts = [mention.start for mention in article.periods]
        self.mode = _mode(self.years)

    def place(self, seed: Seed) -> Place:
        """Where `seed` stands."""
        items = self.article.items
        at = items.at(seed.start)
        end = max(at + 1, items.at(seed.end - 1) + 1)
        index = max(0, bisect_right(self._starts, seed.start) - 1)
        return Place(at, end, index, *self.article.sentence_items(index))

    def words(self, place: Place) -> list[tuple[int, int, Word]]:
        """The words of the statement's sentence."""
        if place.index not in self._words:
            keys = self.article.items.keys[place.first : place.last]
            self._words[place.index] = [
                (place.first + a, place.first + b, word) for a, b, word in segment(keys)
            ]
        return self._words[place.index]

    def words_beside(self, place: Place, count: int) -> tuple[list[Word], list[Word]]:
        """The `count` words left of the value, nearest first, and right of it."""
        words = self.words(place)
        cut = bisect_right([b for _, b, _ in words], place.at)
        after = [word for a, _, word in words[cut : cut + count + 3] if a >= place.end]
        left = [word for _, _, word in reversed(words[max(0, cut - count) : cut])]
        pad = [UNKNOWN] * count
        return (left + pad)[:count], (after + pad)[:count]


def find_cues(keys: Sequence[str], table: str) -> Cues:
    """The cues of `table` in a row of keys, the longest first at each place."""
    by_first = _cue_table(table)
    found: list[Cue] = []
    i, n = 0, len(keys)
    while i < n:
        step = 1
        for words, phrase, group in by_first.get(keys[i], ()):
            if tuple(keys[i : i + len(words)]) == words:
                step = len(words)
                found.append(Cue(i, i + step, phrase, group))
                break
        i += step
    return Cues(found, [cue.last for cue in found])


@lru_cache(maxsize=4)
def _cue_table(table: str) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase, group in read_table("extract.link", table):
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, phrase, group))
    for rows in by_first.values():
        rows.sort(key=lambda row: -len(row[0]))
    return by_first


def _year(article: Article, index: int) -> int | None:
    mention = article.periods[index]
    period = None if mention.needs else mention.resolve()
    return period.end.year if period else None


def _mode(years: Sequence[int | None]) -> int | None:
    """The year named most; the latest of those that come near."""
    counts = Counter(year for year in years if year is not None)
    top = max(counts.values(), default=0)
    return max((year for year, n in counts.items() if n * 3 >= top * 2), default=None)


def run_start(keys: Sequence[str], at: int, floor: int) -> int:
    """The item of the first value of the list of values that ends in item `at`.

    In `lần lượt đạt 80%, 85% và 90%` every value stands behind the same words.
    """
    first = i = at
    while i > floor and keys[i - 1] in _IN_RUN:
        i -= 1
        if keys[i] == "<pct>":
            first = i
    return first


_IN_RUN = frozenset("<pct> <num> <ratio> <place> <date> , ; và - – ( ) hoặc hay /".split())


def bracket_open(keys: Sequence[str], at: int, floor: int) -> int:
    """The item of the bracket that is open at item `at`, or -1."""
    for i in range(at - 1, floor - 1, -1):
        if keys[i] == ")":
            return -1
        if keys[i] == "(":
            return i
    return -1
