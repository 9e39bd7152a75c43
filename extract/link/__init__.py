"""Linking what was found into statements: values first, then what, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extract.annotate import Article
from extract.link.areas import Area, find_areas
from extract.link.attributes import Attributes, attributes_of
from extract.link.dates import Dated, choose_date, timeline
from extract.link.indicators import Indicator, Indicators
from extract.link.places import Placed, choose_place
from extract.link.seeds import Seed, find_seeds


@dataclass(frozen=True, slots=True)
class Linked:
    """A statement with everything linked to it; `area` is None where it is about no area."""

    seed: Seed
    attributes: Attributes
    indicator: Indicator
    area: Area | None
    placed: Placed
    dated: Dated


def link(
    article: Article, *, published: date | None = None, without: frozenset[str] = frozenset()
) -> list[Linked]:
    """The statements of an article, in the order of its text.

    `without` holding `context` keeps each statement to its own sentence.
    """
    line = timeline(article, published=published)
    day = published or (date(line.mode, 7, 1) if line.mode else None)
    areas = find_areas(article, on=day)
    indicators = Indicators(article)
    previous: tuple[int, int] | None = None
    found = []
    for seed in find_seeds(article):
        placed = choose_place(article, areas, seed, previous)
        previous = placed.area, article.sentence_at(seed.start)
        found.append(
            Linked(
                seed,
                attributes_of(article, seed),
                indicators.of(seed),
                areas.all[placed.area] if placed.area >= 0 else None,
                placed,
                choose_date(article, line, seed),
            )
        )
    return found
