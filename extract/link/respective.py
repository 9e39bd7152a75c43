"""`lần lượt`: a row of values, each with its own place or its own period.

`Các xã A, B và C lần lượt đạt 80%, 85% và 90%`; `năm 2019 và 2020 lần lượt là 2,1% và 2,4%`. The
row of values and the row of names must be of one length, and stand in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.annotate import Article, starting_in
from extract.link.areas import Areas
from extract.link.dates import DateChoice
from extract.link.features import gram, sentence_bounds
from extract.link.seeds import Seed

_MARKERS = ("lần lượt", "tương ứng", "theo thứ tự")
_REACH = 14
"""How many items before the first value the marker may stand."""
_BETWEEN_VALUES = frozenset(", ; và - – còn là đạt ở mức khoảng gần hơn trên dưới".split())
_BETWEEN_NAMES = frozenset(", ; và các xã phường huyện tỉnh".split())
_LONGEST_JOIN = 4


@dataclass(frozen=True, slots=True)
class Share:
    """What a statement of a row gets: an area of the article, or a period."""

    area: int | None = None
    choice: DateChoice | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """The areas and the periods that were handed out, by the statement's number."""

    areas: dict[int, int]
    choices: dict[int, DateChoice]


def respective(article: Article, areas: Areas, seeds: Sequence[Seed]) -> Shares:
    """What the rows of values in an article are handed."""
    found: dict[int, Share] = {}
    for row in _rows(article, seeds):
        if _marked(article, seeds[row[0]], seeds[row[-1]]):
            shares = _handed_out(article, areas, seeds[row[0]], len(row))
            found.update(zip(row, shares, strict=False))  # no shares where no row fits
    return Shares(
        {number: share.area for number, share in found.items() if share.area is not None},
        {number: share.choice for number, share in found.items() if share.choice is not None},
    )


def _rows(article: Article, seeds: Sequence[Seed]) -> Iterator[list[int]]:
    """The numbers of statements whose values stand in a row, two or more."""
    row: list[int] = []
    for number, seed in enumerate(seeds):
        if row and not _joined(article, seeds[row[-1]].end, seed.start, _BETWEEN_VALUES):
            if len(row) > 1:
                yield row
            row = []
        row.append(number)
    if len(row) > 1:
        yield row


def _joined(article: Article, end: int, start: int, words: frozenset[str]) -> bool:
    """Whether nothing but a few of `words` stands between two findings of a sentence."""
    if article.sentence_at(end - 1) != article.sentence_at(start):
        return False
    items = article.items
    keys = items.keys[items.at(end - 1) + 1 : items.at(start)]
    return len(keys) <= _LONGEST_JOIN and words.issuperset(keys)


def _marked(article: Article, first: Seed, last: Seed) -> bool:
    """Whether a word such as `lần lượt` stands before the row, or right behind it."""
    items = article.items
    _, start, _ = sentence_bounds(article, first.start)
    at, end = items.at(first.start), items.at(last.end - 1) + 1
    before, behind = gram(items, max(start, at - _REACH), at), gram(items, end, end + 4)
    behind = behind.replace("tương ứng với", "")  # of something else
    return any(marker in before or marker in behind for marker in _MARKERS)


def _handed_out(article: Article, areas: Areas, first: Seed, size: int) -> list[Share]:
    """A share for each value: of the nearest row of `size` places or periods in the sentence."""
    rows = [*_place_rows(article, areas, first, size), *_period_rows(article, first, size)]
    return min(rows, key=lambda one: abs(one[0] - first.start), default=(0, []))[1]


def _period_rows(article: Article, first: Seed, size: int) -> Iterator[tuple[int, list[Share]]]:
    reach = article.sentence_reach(article.sentence_at(first.start))
    for i in starting_in(article.periods, *reach):
        mention = article.periods[i]
        if len(mention.parts) != size:
            continue
        periods = [part.resolve() for part in mention.parts]
        if all(period is not None for period in periods):
            yield (
                mention.start,
                [
                    Share(choice=DateChoice(i, period, f"part{min(k, 3)}"))
                    for k, period in enumerate(periods)
                ],
            )


def _place_rows(
    article: Article, areas: Areas, first: Seed, size: int
) -> Iterator[tuple[int, list[Share]]]:
    reach = article.sentence_reach(article.sentence_at(first.start))
    row: list[int] = []
    mentions = [i for i in starting_in(article.places, *reach) if areas.of_mention[i] >= 0]
    for i in [*mentions, None]:
        if row and (i is None or not _joined(
            article, article.places[row[-1]].end, article.places[i].start, _BETWEEN_NAMES
        )):  # fmt: skip
            named = [areas.of_mention[j] for j in row]
            if len(set(named)) == len(named) == size:
                yield article.places[row[-1]].start, [Share(area=at) for at in named]
            row = []
        if i is not None:
            row.append(i)
