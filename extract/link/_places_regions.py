"""Regions said by their ends: `Thanh Hóa đến Thừa Thiên Huế`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from extract.annotate import Article
from extract.tables import read_table

_TO = regex.compile(r"\s*(?:đến|tới|trở vào|-|–|—)\s*(?:tỉnh |thành phố |tp\.? ?)?")

_LEAD = regex.compile(
    r"\W*|.*\b(?:(?:các|những) (?:tỉnh|thành phố|địa phương)[^.;:]{0,25}?|khu vực|vùng|ven biển"
    r"|duyên hải)(?: từ)?\s+(?:tỉnh |thành phố |tp\.? ?)?",
    regex.DOTALL,
)


@lru_cache(maxsize=1)
def _regions() -> list[tuple[str, frozenset[str]]]:
    """Regions with all their provinces, small ones first."""
    found: dict[str, frozenset[str]] = {}
    for name, members, *_ in read_table("extract.link", "region_provinces.tsv"):
        parts = [found.get(m, frozenset({m})) for m in members.split(";")]
        found[name] = frozenset().union(*parts)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class RegionSpan:
    """Two ends of a region: the number of the first one's mention, and the region.

    `alone` where the first end names nothing but the region, as in `các tỉnh từ Thanh Hóa đến Huế`;
    it may also be where a journey or a road begins.
    """

    first: int
    region: str
    alone: bool


def spans_of_regions(article: Article) -> list[RegionSpan]:
    """Each pair of provinces that are the ends of a region."""
    found = []
    for i, (a, b) in enumerate(zip(article.places, article.places[1:], strict=False)):
        if a.level != "province" or b.level != "province":
            continue
        if not _TO.fullmatch(article.text.key, a.end, b.start):
            continue
        region = next((name for name, held in _regions() if {a.name, b.name} <= held), None)
        if region is not None:
            found.append(RegionSpan(i, region, _alone(article, a.start)))
    return found


def _alone(article: Article, start: int) -> bool:
    """Whether words for provinces or an area lead to `start`, or a sentence begins there."""
    begin = article.sentences[article.sentence_at(start)].start
    return _LEAD.fullmatch(article.text.key, begin, start) is not None
