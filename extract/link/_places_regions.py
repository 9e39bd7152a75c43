"""Regions said by their ends: `Thanh Hóa đến Thừa Thiên Huế`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex

from extract.annotate import Article
from extract.tables import read_table

_TYPE = r"(?:tỉnh |thành phố |tp\.? ?)?"
_TO = regex.compile(rf"\s*(?:đến|tới|trở vào|-|–|—)\s*{_TYPE}")
_LEAD = regex.compile(
    r"\b(?:(?:các|những) (?:tỉnh|thành phố|địa phương)[^.;:]{0,25}?|khu vực|vùng|ven biển"
    rf"|duyên hải)(?: từ)?\s+{_TYPE}$"
)
_REACH = 60
"""How far before the first end its lead may begin, in characters."""


class _Region(NamedTuple):
    name: str
    provinces: frozenset[str]
    ends: frozenset[str]


@lru_cache(maxsize=1)
def _regions() -> list[_Region]:
    """The regions with all their provinces, small ones first."""
    held: dict[str, frozenset[str]] = {}
    found = []
    for name, members, *ends in read_table("extract.link", "region_provinces.tsv"):
        parts = [held.get(m, frozenset({m})) for m in members.split(";")]
        held[name] = frozenset().union(*parts)
        found.append(_Region(name, held[name], frozenset(";".join(ends).split(";"))))
    return found


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
        both = {a.name, b.name}
        region = next((one for one in _regions() if both <= one.provinces), None)
        if region is not None:
            alone = _alone(article, a.start, ends=both <= region.ends)
            found.append(RegionSpan(i, region.name, alone))
    return found


def _alone(article: Article, start: int, *, ends: bool) -> bool:
    """Whether words for provinces or an area lead to `start`; `ends` may also begin a sentence."""
    begin = article.sentences[article.sentence_at(start)].start
    lead = article.text.key[max(begin, start - _REACH) : start]
    return bool(_LEAD.search(lead)) or (ends and not any(map(str.isalnum, lead)))
