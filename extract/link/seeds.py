"""Which quantities are statements: percentages, ratios, and parts of a whole given in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from extract.annotate import Article, starting_in
from extract.boosted import predict
from extract.find._quantities_amounts import unit_at
from extract.find.quantities import Amount, Percentage, Quantity, Ratio
from extract.linear import LinearModel, load_model
from extract.link._seeds_lists import (
    explains,
    further_parts,
    is_mean,
    is_rank,
    merely_listed,
)
from extract.link._seeds_restated import amount_of_change, in_its_bracket, says_again
from extract.link._seeds_second import Pair, link_rows, whole_rows
from extract.link.features import (
    bucket,
    gram,
    markers_between,
    sentence_bounds,
    window,
)
from extract.link.speech import is_figure_of_speech
from extract.rounding import EXACT

REACH = 70
"""How many items away a numerator or denominator may stand from its percentage."""
RATIO_SURE = 0.65
PART_SURE = 0.4
DENOMINATOR_SURE = 0.45
WHOLE_SURE = 0.3
"""From which chance on a link is made: the best F1 of values in cross-validation; for the whole of
a part without a percentage, on the odd half and on articles it had not learned from."""


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
    index, first, _ = sentence_bounds(article, percentage.start)
    floor = article.sentence_items(index - 1)[0] if index else first
    start, end = article.items.starts[floor], article.sentences[index].end
    at = article.items.at(percentage.start)
    start = max(start, article.items.starts[max(0, at - REACH)])
    end = min(end, _item_end(article, at + REACH))
    return [
        quantity
        for quantity in _starting_in(article, start, end)
        if not isinstance(quantity, Percentage)
        and abs(article.items.at(quantity.start) - at) <= REACH
    ]


def _starting_in(article: Article, start: int, end: int) -> Sequence[Quantity]:
    """The quantities that begin in `[start, end)`."""
    here = starting_in(article.quantities, start, end)
    return article.quantities[here.start : here.stop]


def _item_end(article: Article, index: int) -> int:
    """Where the item behind item `index` begins; the end of the text behind the last one."""
    starts = article.items.starts
    return starts[index + 1] if index + 1 < len(starts) else len(article.text.key)


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
    low, high = sorted((p, c))
    between = [q for q in _starting_in(article, items.starts[low], items.starts[high])
               if low < items.at(q.start) < high]  # fmt: skip
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
    yield f"text={article.text.key[ratio.start : ratio.end]}"
    _, first, last = sentence_bounds(article, ratio.start)
    yield f"pct={'<pct>' in items.keys[first:last]}"


TIED = (
    "trong đó", "trong số", "trong tổng số", "trên tổng số", "cứ", "số đó", "số này", "trong",
    "trên", "tổng số", "gồm", "thì", "có tới", "có đến",
)  # fmt: skip
"""Words without which no amount is read as a part of another."""
WHOLE_REACH = 110


def whole_candidates(article: Article, part: Amount) -> list[Amount]:
    """Amounts that may be the whole of `part`: where a marker ties the two at all."""
    index, _, last = sentence_bounds(article, part.start)
    floor = article.sentence_items(max(0, index - 2))[0]
    at = article.items.at(part.start)
    start = article.items.starts[max(floor, at - WHOLE_REACH)]
    end = _item_end(article, min(last - 1, at + WHOLE_REACH))
    found = []
    for quantity in _starting_in(article, start, end):
        whole = _countable(article, quantity, part)
        if whole is None or whole is part or whole.value < part.value:
            continue
        c = article.items.at(whole.start)
        if not floor <= c < last or abs(at - c) > WHOLE_REACH:
            continue
        low, high = (c, at) if c < at else (at, c)
        if _tied(article, max(0, low - 4), min(high + 7, last), floor):
            found.append(whole)
    return found


def _countable(article: Article, quantity: Quantity, part: Amount) -> Amount | None:
    """The amount of which `part` may be a part; of an `n/d` its numerator, if of like things."""
    if isinstance(quantity, Ratio):
        of_things = not quantity.words and quantity.numerator <= quantity.denominator
        whole = counted(article, quantity) if of_things else None
        return whole if whole is not None and whole.unit and whole.unit == part.unit else None
    return quantity if isinstance(quantity, Amount) else None


def counted(article: Article, ratio: Ratio) -> Amount:
    """The part of a ratio as an amount, of which there may be parts again.

    `8/9 trường có thư viện, trong đó 5 trường mới xây`: 5 of 8.
    """
    return _part_of(ratio, *unit_at(article.text.key, ratio.end))


@lru_cache(maxsize=1 << 12)
def _part_of(ratio: Ratio, unit: str, unit_end: int) -> Amount:
    """Cached, so that its parts find one and the same amount."""
    start, end = ratio.numerator_span
    return Amount(start, end, ratio.numerator, None, unit, unit_end, "ratio")


def _tied(article: Article, first: int, last: int, floor: int) -> bool:
    text = f" {gram(article.items, max(first, floor), last)} "
    return any(f" {tie} " in text for tie in TIED)


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


def link_pairs(article: Article, first: LinearModel) -> list[Pair]:
    """Each percentage with each amount near it, as the first look judges them."""
    found = []
    for percentage in article.quantities:
        if not isinstance(percentage, Percentage):
            continue
        pool = candidates(article, percentage)
        for c in pool:
            if isinstance(c, Amount):
                chances = first.probabilities(link_features(article, percentage, c, pool))
                found.append(Pair(percentage, c, chances))
    return found


def whole_pairs(article: Article, used: Container[int], first: LinearModel) -> list[Pair]:
    """Each amount that no percentage takes with each amount that may be its whole."""
    found = []
    for part in article.quantities:
        if not isinstance(part, Amount) or id(part) in used:
            continue
        pool = whole_candidates(article, part)
        for whole in pool:
            chances = first.probabilities(whole_features(article, part, whole, pool))
            found.append(Pair(part, whole, chances))
    return found


def find_seeds(article: Article) -> list[Seed]:
    """All statements of an article by their values, in the order of the text."""
    used: set[int] = set()
    seeds = _percentages(article, used)
    for ratio in article.quantities:
        if isinstance(ratio, Ratio) and id(ratio) not in used:
            sure = load_model("ratio").probabilities(ratio_features(article, ratio))["yes"]
            if sure >= RATIO_SURE:
                seeds.append(Seed(ratio.start, ratio.end, ratio=ratio, sure=sure))
    seeds += _parts_of_wholes(article, used)
    return _with_restated(article, sorted(seeds, key=lambda seed: seed.start))


def _percentages(article: Article, used: set[int]) -> list[Seed]:
    """The statements with a percentage; what they take up is noted in `used`."""
    pairs = link_pairs(article, load_model("values"))
    chances = predict("values.lgb", link_rows(article, pairs))
    amounts: dict[int, list[tuple[Amount, Sequence[float]]]] = defaultdict(list)
    for pair, chance in zip(pairs, chances, strict=True):
        amounts[id(pair.head)].append((pair.other, chance))
    return [
        _with_ratio(article, percentage, used)
        or _with_amount_of_change(article, percentage, used)
        or _with_amounts(percentage, amounts, used)
        for percentage in article.quantities
        if isinstance(percentage, Percentage) and not is_figure_of_speech(article, percentage)
    ]


def _with_ratio(article: Article, percentage: Percentage, used: set[int]) -> Seed | None:
    """The percentage together with the `n/d` that says the same, where there is one."""
    pool = candidates(article, percentage)
    twin = next((c for c in pool if isinstance(c, Ratio) and id(c) not in used
                 and (_says_the_same(article, percentage, c)
                      or in_its_bracket(article, percentage, c))), None)  # fmt: skip
    if twin is not None:
        used.add(id(twin))
        return Seed(percentage.start, percentage.end, percentage, ratio=twin)
    if _of_a_plan(article, percentage):
        return None  # its base is the plan, and no `n/d` beside it says the same
    best: tuple[float, Ratio] | None = None
    for c in pool:
        if isinstance(c, Ratio) and id(c) not in used:
            features = link_features(article, percentage, c, pool)
            sure = 1 - load_model("values").probabilities(features)["none"]
            if sure > 0.5 and (best is None or sure > best[0]):
                best = sure, c
    if best is None:
        return None
    used.add(id(best[1]))
    return Seed(percentage.start, percentage.end, percentage, ratio=best[1], value_sure=best[0])


_PLANS = ("kế hoạch", "dự toán", "chỉ tiêu", "nghị quyết", "cùng kỳ", "so với")


def _of_a_plan(article: Article, percentage: Percentage) -> bool:
    """Whether the words behind a percentage name a plan, or an earlier value, as its base."""
    after = article.items.at(percentage.end - 1) + 1
    return gram(article.items, after, after + 2) in _PLANS


def _says_the_same(article: Article, percentage: Percentage, ratio: Ratio) -> bool:
    """Whether `n/d` gives the percentage as printed, rounded or cut, with no other value between.

    `74/78 thôn bản được phủ sóng …, chiếm tỷ lệ 94,87%` states one thing, however long the words.
    """
    if article.sentence_at(percentage.start) != article.sentence_at(ratio.start):
        return False
    low, high = sorted((percentage.start, ratio.start))
    if any(not isinstance(q, Amount) for q in _starting_in(article, low + 1, high)):
        return False
    computed = ratio.numerator / ratio.denominator * 100
    step = Decimal(1).scaleb(min(0, int(percentage.value.as_tuple().exponent)))
    return percentage.upper is None and (
        abs(computed - percentage.value) <= step / 2
        or computed.quantize(step, ROUND_DOWN, EXACT) == percentage.value
    )


def _with_restated(article: Article, seeds: Sequence[Seed]) -> list[Seed]:
    """The seeds in order; a part of a whole and the percentage that says it again are one.

    `có 100 hộ, trong đó 57 hộ khá (62%)`: stated together, though they contradict each other.
    """
    found: list[Seed] = []
    for seed in seeds:
        last = found[-1] if found else None
        if last is not None and _restates(article, last, seed):
            found[-1] = replace(seed, part=last.part, whole=last.whole, value_sure=last.value_sure)
        else:
            found.append(seed)
    return found


def _restates(article: Article, share: Seed, seed: Seed) -> bool:
    """Whether a percentage right behind a part of a whole is that share in other figures."""
    part, percentage = share.part, seed.percentage
    if part is None or share.whole is None or share.percentage or percentage is None:
        return False
    if seed.ratio or seed.part or (seed.whole is not None and seed.whole is not part):
        return False
    return says_again(article, part, percentage)


_OF_CHANGES = ("+", "-", "±")


def _with_amount_of_change(article: Article, percentage: Percentage, used: set[int]) -> Seed | None:
    """The percentage with the amount of the same change: `giảm 9 vụ (giảm 12%)`."""
    amount = amount_of_change(article, percentage)
    if amount is None:
        return None
    used.add(id(amount))
    return Seed(percentage.start, percentage.end, percentage, part=amount)


def _with_amounts(
    percentage: Percentage,
    amounts: Mapping[int, Sequence[tuple[Amount, Sequence[float]]]],
    used: set[int],
) -> Seed:
    """The percentage with the likeliest part and whole, each where it is likely enough."""
    parts: list[Amount | None] = []
    doubt = 1.0
    for role, limit in ((1, PART_SURE), (2, DENOMINATOR_SURE)):
        near = amounts.get(id(percentage), ())
        if role == 2 and percentage.prefix in _OF_CHANGES:
            near = ()  # a sign says a change, and a change is no share of a whole
        sure, best = max(((c[role], a) for a, c in near), default=(0.0, None), key=lambda x: x[0])
        parts.append(best if sure >= limit else None)
        doubt = min(doubt, max(sure, 1 - sure))
    part, whole = parts
    if part is not None:
        used.add(id(part))
    return Seed(
        percentage.start, percentage.end, percentage, part=part, whole=whole, value_sure=doubt
    )


# What is measured in these is no part of a number of things: `48 sản phẩm; từ 3 sao trở lên`.
_NO_PARTS = frozenset("sao tuổi năm tháng ngày giờ phút lần".split())


def _parts_of_wholes(article: Article, used: Set[int]) -> list[Seed]:
    """Parts with their wholes where neither is tied to a percentage."""
    pairs = whole_pairs(article, used, load_model("wholes"))
    chances = predict("wholes.lgb", whole_rows(article, pairs))
    best: dict[int, Seed] = {}
    for pair, (_, sure) in zip(pairs, chances, strict=True):
        part = pair.head
        assert isinstance(part, Amount)
        known = best.get(id(part))
        if sure < WHOLE_SURE or (known is not None and sure <= known.sure):
            continue
        if is_mean(article, part) or is_rank(article, part) or not _alike(part, pair.other):
            continue
        if not merely_listed(article, part, pair.other):
            best[id(part)] = Seed(
                part.start, part.end, part=part, whole=pair.other, sure=sure, value_sure=sure
            )
    return list(_in_lists(article, best, used))


def _alike(part: Amount, whole: Amount) -> bool:
    """Whether the two may count the same: what is measured in time is no part of things."""
    return part.unit == whole.unit or _NO_PARTS.isdisjoint((part.unit, whole.unit))


def _in_lists(article: Article, found: Mapping[int, Seed], used: Set[int]) -> Iterator[Seed]:
    """The parts `found`, by their ids, list by list, and what the lists go on with.

    A part in a bracket that explains another one of its list is none of this whole.
    """
    lists: dict[int, list[Seed]] = defaultdict(list)
    for seed in sorted(found.values(), key=lambda seed: seed.start):
        assert seed.part is not None
        own = lists[id(seed.whole)]
        last = own[-1] if own else None
        if last is None or last.part is None or not _explained(article, last.part, seed.part):
            own.append(seed)
    taken = {*used, *found, *lists}
    for seeds in lists.values():
        yield from seeds
        parts = [seed.part for seed in seeds if seed.part is not None]
        whole = seeds[0].whole
        assert whole is not None
        for amount in further_parts(article, parts, whole, taken):
            yield replace(seeds[0], start=amount.start, end=amount.end, part=amount)


def _explained(article: Article, part: Amount, later: Amount) -> bool:
    same = article.sentence_at(part.start) == article.sentence_at(later.start)
    return same and explains(article, part, later)
