"""What sort of statement a seed is: kind, direction, status and bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extract.annotate import Article
from extract.linear import load_model
from extract.link.features import bag, clause_end, clause_start, gram, sentence_bounds, window
from extract.link.seeds import Seed


@dataclass(frozen=True, slots=True)
class Attributes:
    """The four attributes with the probability of each."""

    kind: str
    direction: str | None
    status: str
    bound: str
    sure: dict[str, float]


def seed_items(article: Article, seed: Seed) -> tuple[int, int]:
    """The items `[first, last)` that the anchoring value covers."""
    items = article.items
    first = items.at(seed.start)
    return first, max(first + 1, items.at(seed.end - 1) + 1)


def _value_features(seed: Seed) -> Iterator[str]:
    percentage = seed.percentage
    if percentage is None:
        yield "form=ratio" if seed.ratio else "form=part"
        if seed.ratio:
            yield f"words={seed.ratio.words}"
        return
    yield f"form=pct{bool(seed.ratio or seed.part)}{bool(seed.ratio or seed.whole)}"
    yield f"prefix={percentage.prefix}"
    yield f"unit={percentage.unit}"
    yield f"range={percentage.upper is not None}"
    value = percentage.value
    size = "100" if value == 100 else ">100" if value > 100 else "<1" if value < 1 else (
        "<10" if value < 10 else "<50" if value < 50 else "<100")  # fmt: skip
    yield f"size={size}"
    yield f"round={value == value.to_integral_value() and value % 5 == 0}"


def kind_features(article: Article, seed: Seed) -> Iterator[str]:
    """For kind and direction: the words around, the clause, the sentence."""
    items = article.items
    at, end = seed_items(article, seed)
    index, first, last = sentence_bounds(article, seed.start)
    yield from _value_features(seed)
    yield from window(items, at, end)
    start = clause_start(items, at, first)
    yield from bag("C", items, start, at)
    yield from bag("A", items, end, min(clause_end(items, end, last), end + 8))
    yield from bag("N", items, max(first, at - 12), at)
    yield f"F={gram(items, start, start + 1)}"
    yield f"F2={gram(items, start, start + 2)}"
    verb = _last_of(items.keys[first:at], _VERBS)
    yield f"verb={verb}"
    yield f"verb={verb}|{_value_kind(seed)}"
    for key in set(items.keys[max(first, at - 25) : at]):
        yield f"S:{key}"


_VERBS = frozenset(
    "tăng giảm chiếm đạt bằng còn lên xuống vượt mất lãi suất thuế giảm hơn kém sụt rớt cao thấp".split()
)


def _value_kind(seed: Seed) -> str:
    return "p" if seed.percentage else "n"


def _last_of(keys: list[str] | tuple[str, ...], words: frozenset[str]) -> str:
    for key in reversed(keys):
        if key in words:
            return key
    return ""


def status_features(article: Article, seed: Seed) -> Iterator[str]:
    """For status: goals and conditions may be said far before the value."""
    items = article.items
    at, end = seed_items(article, seed)
    index, first, last = sentence_bounds(article, seed.start)
    yield from _value_features(seed)
    yield from bag("B", items, first, at)
    yield from bag("A", items, end, min(last, end + 25))
    yield from bag("N", items, max(first, at - 8), at)
    start = clause_start(items, at, first)
    yield from bag("C", items, start, at)
    if index:
        before = article.sentence_items(index - 1)
        for key in set(items.keys[before[0] : before[1]]):
            yield f"P:{key}"
        yield f"PF={gram(items, before[0], before[0] + 2)}"
    yield f"F={gram(items, first, first + 1)}"
    yield f"F2={gram(items, first, first + 2)}"
    yield f"title={article.sentences[index].paragraph == 0}"


def bound_features(article: Article, seed: Seed) -> Iterator[str]:
    """For bound: the words right beside the value, and those of its whole clause."""
    items = article.items
    at, end = seed_items(article, seed)
    index, first, last = sentence_bounds(article, seed.start)
    yield from _value_features(seed)
    yield from window(items, at, end, left=6, right=4)
    yield from bag("N", items, max(first, at - 5), at)
    yield from bag("A", items, end, min(last, end + 3))
    start = clause_start(items, at, first)
    yield from bag("C", items, start, at)


def attributes_of(article: Article, seed: Seed) -> Attributes:
    """The attributes of a statement."""
    kinds = load_model("kind").probabilities(kind_features(article, seed))
    kind = max(kinds, key=lambda label: kinds[label])
    direction = None
    sure = {"kind": kinds[kind], "direction": 1.0}
    if kind == "change":
        ways = load_model("direction").probabilities(kind_features(article, seed))
        direction = max(ways, key=lambda label: ways[label])
        sure["direction"] = ways[direction]
    states = load_model("status").probabilities(status_features(article, seed))
    bounds = load_model("bound").probabilities(bound_features(article, seed))
    status, bound = (max(c, key=lambda label: c[label]) for c in (states, bounds))
    sure |= {"status": states[status], "bound": bounds[bound]}
    return Attributes(kind, direction, status, bound, sure)
