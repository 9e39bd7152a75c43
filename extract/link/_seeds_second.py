"""The second look at parts and wholes: each pair again, knowing what the first look says of others.

The first look (a linear model) judges a pair of quantities by the words around it. Here the pairs
of an article are seen together: the members of a list, the other percentages of the sentence, the
figures that bear one another out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.annotate import Article
from extract.find.quantities import Amount, Percentage
from extract.linear import logit
from extract.link.features import gram

TIES = (
    "trong số đó", "trong tổng số", "trên tổng số", "trong đó", "trong số", "số này", "số đó",
    "còn lại", "bao gồm", "gồm", "tổng số", "thì có", "cứ", "trong top", "trong", "trên",
)  # fmt: skip
"""Words that tie a part to a whole, the more telling first."""
LOW = -9.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A percentage or part, an amount that may belong to it, and the first look's chances."""

    head: Percentage | Amount
    other: Amount
    chances: Mapping[str, float]


class _Table:
    """The pairs of an article by head and by amount, with the log odds of one role."""

    def __init__(self, pairs: Sequence[Pair], role: str) -> None:
        self.odds = [logit(pair.chances.get(role, 0.0)) for pair in pairs]
        self.by_head: dict[int, list[int]] = defaultdict(list)
        self.by_other: dict[int, list[int]] = defaultdict(list)
        for i, pair in enumerate(pairs):
            self.by_head[id(pair.head)].append(i)
            self.by_other[id(pair.other)].append(i)

    def best(self, indices: Sequence[int], but: int) -> float:
        return max((self.odds[i] for i in indices if i != but), default=LOW)

    def around(self, pair: Pair, i: int) -> list[float]:
        """Own odds, the best rival for the head, the best rival for the amount."""
        return [
            self.odds[i],
            self.best(self.by_head[id(pair.head)], i),
            self.best(self.by_other[id(pair.other)], i),
        ]


def link_rows(article: Article, pairs: Sequence[Pair]) -> list[list[float]]:
    """Dense features of each percentage with each amount near it."""
    tables = {role: _Table(pairs, role) for role in ("num", "den")}
    order = _heads(pairs)
    places = {head: place for place, head in enumerate(order)}
    offsets = _offsets(article, pairs, tables["num"])
    rows = []
    for i, pair in enumerate(pairs):
        row = [value for table in tables.values() for value in table.around(pair, i)]
        place = places[id(pair.head)]
        row += _siblings(pair, place, pairs, order, tables["den"])
        step = _offset(article, pair)
        row += [
            offsets.get((order[place + k], step), LOW) if 0 <= place + k < len(order) else LOW
            for k in (-1, 1)
        ]
        row += _where(article, pair)
        row += _figures(pair, i, pairs, tables)
        rows.append(row)
    return rows


def _heads(pairs: Sequence[Pair]) -> list[int]:
    return list(dict.fromkeys(id(pair.head) for pair in pairs))


def _offset(article: Article, pair: Pair) -> int:
    return article.items.at(pair.other.start) - article.items.at(pair.head.start)


def _offsets(
    article: Article, pairs: Sequence[Pair], table: _Table
) -> dict[tuple[int, int], float]:
    """The odds of being a numerator by percentage and distance: lists repeat their pattern."""
    return {(id(pair.head), _offset(article, pair)): table.odds[i] for i, pair in enumerate(pairs)}


def _siblings(
    pair: Pair, place: int, pairs: Sequence[Pair], order: Sequence[int], table: _Table
) -> list[float]:
    """The best odds of the same amount with the head before and the one after, of all in `order`.

    `place` is that of the pair's own head.
    """
    found = []
    for k in (-1, 1):
        neighbour = order[place + k] if 0 <= place + k < len(order) else 0
        found.append(
            max(
                (
                    table.odds[j]
                    for j in table.by_other[id(pair.other)]
                    if id(pairs[j].head) == neighbour
                ),
                default=LOW,
            )
        )
    return found


def _where(article: Article, pair: Pair) -> list[float]:
    """Distance, order, sentences and what stands between."""
    items = article.items
    h, o = items.at(pair.head.start), items.at(pair.other.start)
    low, high = min(h, o), max(h, o)
    between = items.keys[low + 1 : high]
    return [
        float(o - h),
        float(abs(o - h)),
        float(article.sentence_at(pair.head.start) - article.sentence_at(pair.other.start)),
        *(float(between.count(key)) for key in ("<pct>", "<num>", ",", ";", "(", ")", ":")),
        math.log10(float(pair.other.value) + 1),
        float(pair.other.value == int(pair.other.value)),
        float(pair.other.upper is not None),
    ]


def _figures(
    pair: Pair, i: int, pairs: Sequence[Pair], tables: Mapping[str, _Table]
) -> list[float]:
    """The best odds of another amount that makes the percentage come true as whole or as part."""
    assert isinstance(pair.head, Percentage)
    as_part = as_whole = LOW
    stated, value = pair.head.value, pair.other.value
    for j in tables["num"].by_head[id(pair.head)]:
        other = pairs[j].other.value
        if j == i or not other or not value:
            continue
        if _bears_out(value / other * 100, stated):
            as_part = max(as_part, tables["den"].odds[j])
        if _bears_out(other / value * 100, stated):
            as_whole = max(as_whole, tables["num"].odds[j])
    return [as_part, as_whole, float(stated > 100), float(stated)]


def _bears_out(computed: Decimal, stated: Decimal) -> bool:
    return abs(computed - stated) <= max(Decimal("0.06"), stated / 100)


def whole_rows(article: Article, pairs: Sequence[Pair]) -> list[list[float]]:
    """Dense features of each part with each amount that may be its whole."""
    table = _Table(pairs, "yes")
    rows = []
    for i, pair in enumerate(pairs):
        row = table.around(pair, i)
        row += _members(pair, i, pairs, table)
        row += _where(article, pair)
        row += _tie(article, pair)
        row += _beside(article, pair)
        rows.append(row)
    return rows


def _members(pair: Pair, i: int, pairs: Sequence[Pair], table: _Table) -> list[float]:
    """What the first look says of the other parts of the same whole, and whether they add up."""
    members = table.by_other[id(pair.other)]
    place = members.index(i)
    sides = [table.odds[members[place + k]] if 0 <= place + k < len(members) else LOW
             for k in (-1, 1)]  # fmt: skip
    likely = [pairs[j].head for j in members if j == i or table.odds[j] > -1.5]
    total = sum((p.value for p in likely if isinstance(p, Amount)), Decimal(0))
    share = float(total / pair.other.value) if pair.other.value else 0.0
    as_part = table.best(table.by_head[id(pair.other)], -1)
    as_whole = table.best(table.by_other[id(pair.head)], -1)
    return [*sides, float(len(likely)), min(share, 9.0), float(share == 1), as_part, as_whole]


def _tie(article: Article, pair: Pair) -> list[float]:
    """The most telling tie between or before the two, and what stands on both sides of it."""
    items = article.items
    h, o = items.at(pair.head.start), items.at(pair.other.start)
    low, high = min(h, o), max(h, o)
    keys = items.keys
    before = f" {gram(items, low - 4, low)} "
    between = f" {gram(items, low + 1, high)} "
    after = f" {gram(items, high + 1, high + 7)} "
    row = [
        float(next((k for k, tie in enumerate(TIES) if f" {tie} " in text), len(TIES)))
        for text in (before, between, after)
    ]
    strong = next((tie for tie in TIES[:8] if f" {tie} " in between), None)
    if strong is None:
        return [*row, -1.0, -1.0, -1.0, -1.0, -1.0]
    head, _, tail = between.rpartition(f" {strong} ")
    first, last = head.split(), tail.split()
    return [
        *row,
        float(len(first)), float(first.count("<num>")),
        float(len(last)), float(last.count("<num>")), float(keys[high - 1] in ("có", "là")),
    ]  # fmt: skip


def _beside(article: Article, pair: Pair) -> list[float]:
    """Units, sizes, and what stands directly beside the part."""
    assert isinstance(pair.head, Amount)
    items = article.items
    h = items.at(pair.head.start)
    part, whole = pair.head, pair.other
    right = list(items.keys[h + 1 : h + 5])
    left = gram(items, h - 3, h).split()
    return [
        float(part.unit == whole.unit),
        float(not part.unit), float(not whole.unit),
        float(part.value / whole.value) if whole.value else -1.0,
        float(part.value), float(part.style == "words"), float(whole.style == "words"),
        float("<pct>" in right), float("(" in right), float("tăng" in left or "giảm" in left),
        float("(" in left), float("năm" in right[:1]), float("lần" in right[:1]),
    ]  # fmt: skip
