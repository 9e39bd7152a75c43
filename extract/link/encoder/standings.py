"""What the whole article says of each place and period in it, as small numbers for the encoder.

A pack shows some sentences only: how often an area is named in all, whether the headline names it,
which year the article is mostly about, stands outside of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from extract.annotate import Article
from extract.link.areas import VIETNAM, Area, Areas

if TYPE_CHECKING:  # the steps for periods listen to the encoder
    from extract.link.dates import Timeline

Ints = NDArray[np.int64]

_PLACE_WIDTHS = (6, 6, 6, 4, 10, 3, 3, 6)
_PERIOD_WIDTHS = (4, 5, 3, 3, 3)
"""How many values each column of a row may have."""
PLACE_STANDINGS, PERIOD_STANDINGS = sum(_PLACE_WIDTHS), sum(_PERIOD_WIDTHS)
"""How many numbers tell of a place, and of a period."""
_LEAD_SENTENCES = 3
_STEPS = 5
"""Into how many steps a share is cut; the last one is for all of it."""
_LEVELS = ("country", "world", "region", "province", "district", "commune", "village", "other")


@dataclass(frozen=True, slots=True)
class Standings:
    """A row of numbers for each place mention and for each period mention of an article."""

    places: Ints
    periods: Ints


def find_standings(article: Article, areas: Areas, line: Timeline) -> Standings:
    """How each place and each period stands in its article."""
    return Standings(_of_places(article, areas), _of_periods(article, line))


def _numbers(widths: Sequence[int], *values: int) -> list[int]:
    """The number of each column's value: those of a column follow those of the one before."""
    found, first = [], 0
    for value, width in zip(values, widths, strict=True):
        found.append(first + min(value, width - 1))
        first += width
    return found


def _step(part: float, whole: float) -> int:
    return int(_STEPS * part / whole) if whole else 0


def _of_places(article: Article, areas: Areas) -> Ints:
    total = sum(areas.share.values())
    fallen = _fallen(areas)
    ranks = {at: rank for rank, (at, _) in enumerate(areas.share.most_common())}
    meant = list(areas.of_mention)
    for at, area in enumerate(areas.all):
        for i in area.recalled:
            meant[i] = at
    leads = [_in_lead(article, area) for area in areas.all]
    none = _numbers(_PLACE_WIDTHS, _STEPS, _STEPS, 5, 0, 9, 0, 0, 0)
    rows = []
    for mention, at in zip(article.places, meant, strict=True):
        rows.append(none if at < 0 else _numbers(
            _PLACE_WIDTHS,
            _step(areas.share[at], total),
            _step(fallen[at], total),
            min(ranks.get(at, 4), 4),
            leads[at],
            _level(areas.all[at]),
            1 if mention.form == "generic" else 2,
            2 if mention.veto == "" else 1,
            1 + min(4, areas.share[at]),
        ))  # fmt: skip
    return np.array(rows, np.int64).reshape(-1, len(_PLACE_WIDTHS))


def _fallen(areas: Areas) -> Counter[int]:
    """How many names fall to each area: its own, and those of what lies in it."""
    by_unit = {a.unit.code: at for at, a in enumerate(areas.all) if a.unit is not None}
    fallen: Counter[int] = Counter()
    for at, count in areas.share.items():
        unit = areas.all[at].unit
        above = {by_unit[u.code] for u in unit.chain() if u.code in by_unit} if unit else set()
        for one in above | {at}:
            fallen[one] += count
    return fallen


def _in_lead(article: Article, area: Area) -> int:
    """1 where a headline names the area, 2 where the first sentences do, 3 for both."""
    starts = [article.places[i].start for i in area.direct]
    homes = [article.sentence_at(start) for start in starts]
    title = any(article.sentences[home].paragraph == 0 for home in homes)
    return title + 2 * any(home < _LEAD_SENTENCES for home in homes)


def _level(area: Area) -> int:
    if area.name == VIETNAM:
        return len(_LEVELS)
    return _LEVELS.index(area.level) if area.level in _LEVELS else 7


def _of_periods(article: Article, line: Timeline) -> Ints:
    often = Counter(p for p in line.resolved if p is not None)
    rows = [
        _numbers(
            _PERIOD_WIDTHS,
            _year(year, line.mode),
            often[period] if period is not None else 0,
            _home(article, mention.start),
            ("", "year", "reference").index(mention.needs),
            line.reference is not None,
        )
        for mention, year, period in zip(article.periods, line.years, line.resolved, strict=True)
    ]
    return np.array(rows, np.int64).reshape(-1, len(_PERIOD_WIDTHS))


def _year(year: int | None, mode: int | None) -> int:
    """0 where a period has no year of its own, else before, in or after the article's year."""
    if year is None or mode is None:
        return 0
    return 1 + (year >= mode) + (year > mode)


def _home(article: Article, start: int) -> int:
    home = article.sentence_at(start)
    return 2 if article.sentences[home].paragraph == 0 else int(home < _LEAD_SENTENCES)


def rows(standings: Ints, numbers: Sequence[int]) -> Ints:
    """The rows of some mentions, by their numbers in the article."""
    return standings[np.array(numbers, np.int64)]
