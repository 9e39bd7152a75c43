"""Regions said by their ends: `Thanh Hóa đến Thừa Thiên Huế`."""

from __future__ import annotations

from functools import lru_cache

import regex

from extract.annotate import Article
from extract.tables import read_table

_TO = regex.compile(r"\s*(?:đến|tới|trở vào|-|–|—)\s*(?:tỉnh |thành phố |tp\.? ?)?")


@lru_cache(maxsize=1)
def _regions() -> list[tuple[str, frozenset[str]]]:
    """Regions with all their provinces, small ones first."""
    found: dict[str, frozenset[str]] = {}
    for name, members, *_ in read_table("extract.link", "region_provinces.tsv"):
        parts = [found.get(m, frozenset({m})) for m in members.split(";")]
        found[name] = frozenset().union(*parts)
    return list(found.items())


def spans_of_regions(article: Article) -> list[tuple[int, str]]:
    """Each pair of provinces that are the ends of a region: index of the first, and the region."""
    found = []
    for i, (a, b) in enumerate(zip(article.places, article.places[1:], strict=False)):
        if a.level != "province" or b.level != "province":
            continue
        if not _TO.fullmatch(article.text.key, a.end, b.start):
            continue
        region = next((name for name, held in _regions() if {a.name, b.name} <= held), None)
        if region is not None:
            found.append((i, region))
    return found
