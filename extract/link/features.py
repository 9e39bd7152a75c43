"""Features over items: what stands beside, between and around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.annotate import Article, Items

CLAUSE_MARKS = frozenset(',;:()[]–—-“”"…')
MARKERS = (
    "trong đó", "trong số", "trong số đó", "trong tổng số", "trên tổng số", "tổng số", "chiếm",
    "đạt", "bằng", "tương đương", "tương ứng", "tức", "so với", "còn lại", "trong khi", "cụ thể",
    "lần lượt", "riêng", "cùng kỳ", "kế hoạch", "dự toán", "tăng", "giảm", "cứ", "thì", "mỗi", "là",
    "có", "với", "gồm", "hơn", "/", "trên", "trong", "của",
)  # fmt: skip
_BUCKETS = (0, 1, 2, 3, 4, 6, 8, 12, 18, 30, 60)


def bucket(distance: int) -> str:
    """A distance in items as one of a few sizes."""
    for limit in _BUCKETS:
        if distance <= limit:
            return str(limit)
    return "far"


def gram(items: Items, start: int, end: int) -> str:
    """The keys of items `[start, end)` joined by blanks, clipped to the text."""
    return " ".join(items.keys[max(0, start) : max(0, min(end, len(items)))])


def window(items: Items, first: int, last: int, *, left: int = 6, right: int = 6) -> Iterator[str]:
    """What stands left of item `first` and from item `last` on: by place, by pair and as a bag."""
    for k in range(1, left + 1):
        if first - k < 0:
            yield f"L{k}=<start>"
            break
        yield f"L{k}={items.keys[first - k]}"
    for k in range(right):
        if last + k >= len(items):
            yield f"R{k}=<end>"
            break
        yield f"R{k}={items.keys[last + k]}"
    for k in range(1, 5):
        yield f"LL{k}={gram(items, first - k - 1, first - k + 1)}"
    for k in range(3):
        yield f"RR{k}={gram(items, last + k, last + k + 2)}"
    yield f"L3={gram(items, first - 3, first)}"
    yield f"R3={gram(items, last, last + 3)}"


def clause_start(items: Items, at: int, floor: int) -> int:
    """The first item of the clause that holds item `at`, not before `floor`."""
    while at > floor and items.keys[at - 1] not in CLAUSE_MARKS:
        at -= 1
    return at


def clause_end(items: Items, at: int, ceiling: int) -> int:
    """The end (exclusive) of the clause that holds item `at`, not behind `ceiling`."""
    while at < ceiling and items.keys[at] not in CLAUSE_MARKS:
        at += 1
    return at


def bag(name: str, items: Items, first: int, last: int) -> Iterator[str]:
    """The keys of `[first, last)` and their pairs, without their places."""
    keys = items.keys[first:last]
    for key in set(keys):
        yield f"{name}:{key}"
    for pair in {f"{a} {b}" for a, b in pairwise(keys)}:
        yield f"{name}2:{pair}"


def has_pair(keys: Sequence[str], pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether one of some words of two syllables stands among the keys."""
    return any(pair in pairs for pair in pairwise(keys))


def markers_between(items: Items, first: int, last: int) -> list[str]:
    """The linking words of `MARKERS` that stand in items `[first, last)`."""
    text = f" {gram(items, first, last)} "
    return [marker for marker in MARKERS if f" {marker} " in text]


def sentence_bounds(article: Article, offset: int) -> tuple[int, int, int]:
    """Index of the sentence at `offset` and its range of items."""
    index = article.sentence_at(offset)
    first, last = article.sentence_items(index)
    return index, first, last
