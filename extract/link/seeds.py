"""Which quantities are statements: percentages, ratios, and parts of a whole given in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.annotate import Article
from extract.find.quantities import Amount, Percentage, Ratio
from extract.linear import load_model
from extract.link.features import (
    bucket,
    gram,
    markers_between,
    sentence_bounds,
    window,
)

REACH = 70
"""How many items away a numerator or denominator may stand from its percentage."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A statement's values: what the rest of the record will be linked to.

    `start`, `end` is the span of the value that anchors it: the percentage, or else the part.
    `sure` is the probability that this is a statement, `value_sure` that its parts are right.
    """

    start: int
    end: int
    percentage: Percentage | None = None
    ratio: Ratio | None = None
    part: Amount | None = None
    whole: Amount | None = None
    sure: float = 1.0
    value_sure: float = 1.0


Candidate = Amount | Ratio


def candidates(article: Article, percentage: Percentage) -> list[Candidate]:
    """Amounts and ratios of the sentence and the one before that may belong to a percentage."""
    index, first, last = sentence_bounds(article, percentage.start)
    floor = article.sentence_items(index - 1)[0] if index else first
    start, end = article.items.starts[floor], article.sentences[index].end
    near = [
        quantity
        for quantity in article.quantities
        if not isinstance(quantity, Percentage) and start <= quantity.start < end
    ]
    at = article.items.at(percentage.start)
    return [c for c in near if abs(article.items.at(c.start) - at) <= REACH]


def link_features(
    article: Article, percentage: Percentage, candidate: Candidate, pool: Sequence[Candidate]
) -> Iterator[str]:
    """What speaks for or against `candidate` as part or whole of `percentage`."""
    items = article.items
    p, c = items.at(percentage.start), items.at(candidate.start)
    yield from _pair_features(article, p, c, candidate)
    side = "b" if c < p else "a"
    kind = "ratio" if isinstance(candidate, Ratio) else "num"
    yield f"{kind}{side}"
    nearest = min(pool, key=lambda other: abs(items.at(other.start) - p))
    yield f"near{candidate is nearest}{side}{kind}"
    between = [q for q in article.quantities
               if min(p, c) < items.at(q.start) < max(p, c)]  # fmt: skip
    yield f"pcts{min(2, sum(isinstance(q, Percentage) for q in between))}{side}"
    yield f"nums{min(2, sum(not isinstance(q, Percentage) for q in between))}{side}"
    yield f"fit={_fit(percentage, candidate, pool)}"
    yield f"fit={_fit(percentage, candidate, pool)}{side}"
    for k in range(1, 4):
        yield f"PL{k}={gram(items, p - k, p - k + 1)}"
        yield f"PR{k}={gram(items, p + k, p + k + 1)}"
    yield f"PLL={gram(items, p - 2, p)}|{side}"
    yield f"PRR={gram(items, p + 1, p + 3)}|{side}"
    yield f"unit={percentage.unit}"


def _pair_features(article: Article, p: int, c: int, candidate: Candidate) -> Iterator[str]:
    items = article.items
    side = "b" if c < p else "a"
    first, last = (c + 1, p) if c < p else (p + 1, c)
    same = article.sentence_at(items.starts[p]) == article.sentence_at(items.starts[c])
    distance = last - first
    yield f"same{same}{side}"
    yield f"d{bucket(distance)}{side}"
    between = gram(items, first, last)
    if distance <= 5:
        yield f"btw={between}|{side}"
    yield f"btwL={gram(items, first, first + 2)}|{side}"
    yield f"btwR={gram(items, last - 2, last)}|{side}"
    for marker in markers_between(items, first, last):
        yield f"m={marker}|{side}"
    for mark in ",;():":
        count = items.keys[first:last].count(mark)
        if count:
            yield f"n{mark}{min(count, 3)}{side}"
    for k in range(1, 4):
        yield f"CL{k}={gram(items, c - k, c - k + 1)}"
        yield f"CR{k}={gram(items, c + k, c + k + 1)}"
    yield f"CLL={gram(items, c - 2, c)}"
    yield f"CRR={gram(items, c + 1, c + 3)}"
    if isinstance(candidate, Amount):
        yield f"cunit={candidate.unit}"
        yield f"small={candidate.value < 10}{side}"
        yield f"range={candidate.upper is not None}"


def _fit(percentage: Percentage, candidate: Candidate, pool: Sequence[Candidate]) -> str:
    """Whether the figures bear the percentage out, alone or with another candidate."""
    stated = percentage.value
    if isinstance(candidate, Ratio):
        computed = candidate.numerator / candidate.denominator * 100
        return "ratio" if abs(computed - stated) < 1 else "ratio-off"
    amounts = [c for c in pool if isinstance(c, Amount) and c is not candidate and c.value > 0]
    if candidate.value <= 0 or not stated:
        return "zero"
    if any(abs(candidate.value / other.value * 100 - stated) < 1 for other in amounts):
        return "part"
    if any(abs(other.value / candidate.value * 100 - stated) < 1 for other in amounts):
        return "whole"
    return "none"


def ratio_features(article: Article, ratio: Ratio) -> Iterator[str]:
    """What speaks for or against an `a/b` or a fraction in words as a statement."""
    items = article.items
    at = items.at(ratio.start)
    yield from window(items, at, at + 1, left=4, right=4)
    yield f"words={ratio.words}"
    yield f"le={ratio.numerator <= ratio.denominator}"
    yield f"date={ratio.numerator <= 31 and ratio.denominator <= 12}"
    yield f"big={ratio.denominator > 31}"
    yield f"text={article.text.key[ratio.start:ratio.end]}"
    _, first, last = sentence_bounds(article, ratio.start)
    yield f"pct={'<pct>' in items.keys[first:last]}"


WHOLE_MARKERS = (
    "trong đó", "trong số", "trong số đó", "trong tổng số", "trên tổng số", "tổng số", "cứ",
    "trong", "số đó", "trên", "trong top", "còn lại", "gồm", "riêng",
)  # fmt: skip


def whole_candidates(article: Article, part: Amount) -> list[Amount]:
    """Amounts that may be the whole of `part`: where a marker ties the two at all."""
    index, first, last = sentence_bounds(article, part.start)
    floor = article.sentence_items(index - 1)[0] if index else first
    at = article.items.at(part.start)
    found = []
    for quantity in article.quantities:
        if not isinstance(quantity, Amount) or quantity is part or quantity.value < part.value:
            continue
        c = article.items.at(quantity.start)
        if not floor <= c < last or abs(at - c) > REACH:
            continue
        low, high = (c, at) if c < at else (at, c)
        if _tied(article, max(0, low - 4), high, floor):
            found.append(quantity)
    return found


def _tied(article: Article, first: int, last: int, floor: int) -> bool:
    text = f" {gram(article.items, max(first, floor), last)} "
    return any(f" {m} " in text for m in ("trong đó", "trong số", "trong tổng số", "trên tổng số",
               "cứ", "số đó", "trong", "trên", "tổng số", "gồm"))  # fmt: skip


def whole_features(
    article: Article, part: Amount, whole: Amount, pool: Sequence[Amount]
) -> Iterator[str]:
    """What speaks for or against `whole` as the whole of `part`, with no percentage stated."""
    items = article.items
    p, c = items.at(part.start), items.at(whole.start)
    yield from _pair_features(article, p, c, whole)
    side = "b" if c < p else "a"
    yield f"sameunit={part.unit == whole.unit}{side}"
    yield f"nearest={whole is min(pool, key=lambda o: abs(items.at(o.start) - p))}{side}"
    yield f"tiny={part.value < 10}"
    yield f"eq={part.value == whole.value}"
    yield f"pctnext={gram(items, p + 1, p + 5).count('<pct>')}"
    for k in range(1, 5):
        yield f"PL{k}={gram(items, p - k, p - k + 1)}"
        yield f"PR{k}={gram(items, p + k, p + k + 1)}"
    yield f"PLL={gram(items, p - 2, p)}"
    yield f"punit={part.unit}"
    first, last = (c + 1, p) if c < p else (p + 1, c)
    marks = markers_between(items, first, last)
    for marker in ("trong đó", "trong số", "trong số đó", "trên tổng số", "trong tổng số"):
        if marker in marks:
            tail = gram(items, first, last).rsplit(marker, 1)[-1].split()
            yield f"after={marker}|{bucket(len(tail))}|{tail.count('<num>')}"
            yield f"unit+={marker}|{part.unit == whole.unit}"
            yield f"semi={marker}|{tail.count(';')}|{tail.count(',')}"
    before = gram(items, c - 4, c)
    for marker in ("trong số", "trong tổng số", "trong", "cứ", "tổng số"):
        if marker in before:
            yield f"before={marker}{side}"


def find_seeds(article: Article) -> list[Seed]:
    """All statements of an article by their values, in the order of the text."""
    seeds: list[Seed] = []
    used: set[int] = set()
    for percentage in article.quantities:
        if isinstance(percentage, Percentage):
            seeds.append(_linked(article, percentage, used))
    for ratio in article.quantities:
        if isinstance(ratio, Ratio) and id(ratio) not in used:
            sure = load_model("ratio").probabilities(ratio_features(article, ratio))["yes"]
            if sure >= 0.5:
                seeds.append(Seed(ratio.start, ratio.end, ratio=ratio, sure=sure))
    for part in article.quantities:
        if isinstance(part, Amount) and id(part) not in used:
            seed = _part_of_whole(article, part)
            if seed:
                seeds.append(seed)
    return sorted(seeds, key=lambda seed: seed.start)


def _linked(article: Article, percentage: Percentage, used: set[int]) -> Seed:
    pool = candidates(article, percentage)
    seed = Seed(percentage.start, percentage.end, percentage=percentage)
    best: dict[str, tuple[float, Candidate]] = {}
    doubt = 1.0
    for candidate in pool:
        chances = load_model("values").probabilities(
            link_features(article, percentage, candidate, pool)
        )
        doubt = min(doubt, max(chances.values()))
        role = max(chances, key=lambda label: chances[label])
        if isinstance(candidate, Ratio):
            role = "both" if chances["none"] < 0.5 and id(candidate) not in used else "none"
        elif role == "both":
            role = "none"
        if role != "none" and (role not in best or chances[role] > best[role][0]):
            best[role] = (chances[role], candidate)
    if "both" in best:
        ratio = best["both"][1]
        assert isinstance(ratio, Ratio)
        used.add(id(ratio))
        return replace(seed, ratio=ratio, value_sure=doubt)
    part, whole = (best[role][1] if role in best else None for role in ("num", "den"))
    assert not isinstance(part, Ratio) and not isinstance(whole, Ratio)
    if part is not None:
        used.add(id(part))
    return replace(seed, part=part, whole=whole, value_sure=doubt)


def _part_of_whole(article: Article, part: Amount) -> Seed | None:
    pool = whole_candidates(article, part)
    best: tuple[float, Amount] | None = None
    for whole in pool:
        chance = load_model("wholes").probabilities(
            whole_features(article, part, whole, pool)
        )["yes"]
        if chance >= 0.5 and (best is None or chance > best[0]):
            best = (chance, whole)
    if best is None:
        return None
    return Seed(part.start, part.end, part=part, whole=best[1], sure=best[0], value_sure=best[0])
