"""The second look at areas: the likeliest of a statement, with the statements around in sight."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from extract.annotate import Article
from extract.boosted import predict
from extract.link._around import Around, stand_at
from extract.link.areas import Area, Areas, begun_before
from extract.link.seeds import Seed

BLOCK = 500
"""So many statements are judged at once: an article may have a hundred thousand."""
LIKELIEST = 12
"""So many areas of a statement are looked at again."""
NONE, COUNTRY, WORLD = -1, 0, 1
"""No area, and the two that stand first in `Areas.all`."""
LEVELS = (
    "world", "country", "region", "other", "province", "district", "commune", "village",
)  # fmt: skip
_FAR = 400
_TINY = 1e-6
_NO_MENTION = [math.nan] * 7
_NO_AREA = [math.nan] * 35


def second_chances(
    article: Article, areas: Areas, seeds: Sequence[Seed], chances: Sequence[Mapping[int, float]]
) -> list[dict[int, float]]:
    """The chances of the likeliest areas of each statement, given those of the first look."""
    table = PlaceTable(article, areas, seeds, chances)
    found: list[dict[int, float]] = []
    for start in range(0, len(seeds), BLOCK):
        block = [table.rows(number) for number in range(start, min(start + BLOCK, len(seeds)))]
        judged = iter(predict("places.lgb", [row for own in block for row in own.values()]))
        for own in block:
            sure = {at: next(judged)[1] + _TINY for at in own}
            total = sum(sure.values())
            found.append({at: value / total for at, value in sure.items()})
    return found


class PlaceTable:
    """The areas of an article's statements as rows of numbers."""

    def __init__(
        self, article: Article, areas: Areas, seeds: Sequence[Seed],
        chances: Sequence[Mapping[int, float]],
    ) -> None:  # fmt: skip
        self.article, self.areas, self.seeds = article, areas, seeds
        self.where = [stand_at(article, seed.start) for seed in seeds]
        self.around = Around(self.where, chances)
        self._standing: dict[int, list[float]] = {}
        self._named = areas.share.total()

    def rows(self, number: int) -> dict[int, list[float]]:
        """The likeliest areas of a statement with their features."""
        return {at: self._row(number, at) for at in self.around.order[number][:LIKELIEST]}

    def _row(self, number: int, at: int) -> list[float]:
        around, seed = self.around, self.seeds[number]
        row = around.row(number, at)
        row += [around.of(number, NONE), around.of(number, COUNTRY)]
        row += [float(at == one) for one in (NONE, COUNTRY, WORLD)]
        row += [
            float(len(self.article.sentences)), float(len(self.seeds)), float(len(self.areas.all)),
            float(self._named), float(seed.percentage is not None),
            float(seed.ratio is not None),
        ]  # fmt: skip
        if at == NONE:
            return row + _NO_AREA
        area = self.areas.all[at]
        for mentions in (area.direct, area.recalled):
            behind = begun_before(self.article, mentions, seed.start)
            row += self._mention(number, mentions[behind - 1] if behind else None)
            row += self._mention(number, mentions[behind] if behind < len(mentions) else None)
        if at not in self._standing:
            self._standing[at] = self._of_area(at, area)
        return row + self._standing[at]

    def _of_area(self, at: int, area: Area) -> list[float]:
        """What holds of an area for all statements."""
        share = self.areas.share
        level = LEVELS.index(area.level) if area.level in LEVELS else len(LEVELS)
        titled = any(
            stand_at(self.article, self.article.places[i].start).paragraph == 0
            for i in area.direct[:3]
        )
        return [
            float(level), float(area.abroad), float(area.spanned),
            share[at] / (self._named or 1), float(share[at]), float(len(area.direct)),
            float(titled),
        ]  # fmt: skip

    def _mention(self, number: int, mention: int | None) -> list[float]:
        """How a mention stands to a statement, and how many others stand between them."""
        if mention is None:
            return _NO_MENTION
        here, there = self.where[number], stand_at(self.article, self.article.places[mention].start)
        low, high = sorted((mention, self._before(number)))
        return [
            float(here.item - there.item),
            float(here.sentence - there.sentence), float(here.paragraph - there.paragraph),
            float(there.paragraph),
            float(there.item - self.article.sentence_items(there.sentence)[0]),
            float(bool(self.article.places[mention].veto)),
            float(high - low) if abs(here.item - there.item) < _FAR else math.nan,
        ]  # fmt: skip

    def _before(self, number: int) -> int:
        """How many places the article names before a statement."""
        return begun_before(self.article, range(len(self.article.places)), self.seeds[number].start)
