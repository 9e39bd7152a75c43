"""The area that an article is mostly about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extract.annotate import Article
from extract.gazetteer import Unit
from extract.link.areas import VIETNAM, WORLD, Area, Areas
from extract.link.settle import Settler

_TITLE = 3
_LEAD = 2
_LEAD_SENTENCES = 3
"""A name in the title, or in one of the first sentences, weighs as so many names further down."""
_COUNTED = ("", "organisation")
"""Vetoes under which a name still says where the article is."""


@dataclass(frozen=True, slots=True)
class Focus:
    """An area, its unit where it is one, and the part of the article's names that fall to it."""

    name: str
    level: str
    unit: Unit | None
    share: float

    def is_one(self, name: str, unit: Unit | None) -> bool:
        """Whether it is the area of that name, or that unit."""
        return unit == self.unit if unit else name == self.name


def find_focus(article: Article, areas: Areas, settler: Settler) -> Focus | None:
    """The smallest area to which more than half of an article's names fall; None without one.

    What lies in an area falls to it as well, whether it is named itself or not: an article about
    three communes is about their district.
    """
    fallen: Counter[tuple[str, str, Unit | None]] = Counter()
    total = 0
    parents = {parent for mention in article.places for parent in mention.parents}
    for area in areas.all:
        weight = sum(_weights(article, area, parents))
        total += weight
        for key in _chain(area, settler) if weight else ():
            fallen[key] += weight
    # Each lies in the next: two apart cannot both have more than half.
    most = [(weight, key) for key, weight in fallen.items() if 2 * weight > total]
    if not most:
        return None
    weight, (name, level, unit) = min(most, key=lambda one: (one[0], _SIZES.index(one[1][1])))
    return Focus(name, level, unit, weight / total)


_SIZES = ("village", "commune", "district", "province", "other", "region", "country", "world")


def _weights(article: Article, area: Area, parents: set[int]) -> Iterator[int]:
    for i in (*area.direct, *area.recalled):
        mention = article.places[i]
        if i in parents or mention.veto not in _COUNTED:
            continue  # a parent says where a name is, not what the article is about
        sentence = article.sentence_at(mention.start)
        title = article.sentences[sentence].paragraph == 0
        yield _TITLE if title else _LEAD if sentence < _LEAD_SENTENCES else 1


def _chain(area: Area, settler: Settler) -> Iterator[tuple[str, str, Unit | None]]:
    """The area and all that it lies in, as far as it is settled."""
    settled = settler.of_area(area)
    unit = settled.unit or settled.above
    if settled.unit is None:
        yield settler.name(area, settled), area.level, None
    while unit is not None:
        yield unit.full_name, unit.level, unit
        unit = unit.parent
    if not area.abroad and area.level not in ("country", "world"):
        yield VIETNAM, "country", None
    if area.name != WORLD:
        yield WORLD, "world", None
